"""Samples are split, fitted, quantized and invented as they say, and refused with reasons."""

from __future__ import annotations

import numpy as np
import pytest

from tinyedge.errors import SamplesError
from tinyedge.graph.ops import Gather, Quantize
from tinyedge.graph.types import DType, Graph, Quant, Tensor
from tinyedge.samples import (
    Input,
    Samples,
    check_labels,
    fit,
    inputs_of,
    quantize,
    random_samples,
    split,
)

HALF = Quant((0.5,), (3,))
IMAGE = Input("image", (1, 4, 2), DType.INT8, HALF)
# PCG64(1), from its top bits.
INTS = [-125, -13, 36, -14, 79, 108, -45, 104, -116, 7, -64, -119, 84, -55, 77, 116]
FLOATS = [-32.90968704223633, 1.3969008922576904, -24.05946159362793, -16.5550537109375]


def of(*x: np.ndarray, y: np.ndarray | None = None) -> Samples:
    return Samples("data.npz", x, y)


@pytest.mark.parametrize("count", [2, 3, 7, 100, 1000])
def test_split_is_disjoint_complete_and_the_same_each_time(count: int) -> None:
    numbers = np.arange(count)
    calibration, held_out = split(of(numbers, y=numbers))
    together = np.concatenate([calibration.x[0], held_out.x[0]])
    assert sorted(together) == list(numbers)
    assert len(calibration) == min(count // 2, 256)
    assert calibration.y is not None and np.array_equal(calibration.y, calibration.x[0])
    assert np.array_equal(split(of(numbers))[0].x[0], calibration.x[0])


@pytest.mark.parametrize("pattern", [np.arange(200) // 20, np.arange(200) % 10])
def test_split_takes_every_class_of_a_sorted_or_periodic_file(pattern: np.ndarray) -> None:
    calibration, held_out = split(of(pattern))
    assert set(calibration.x[0]) == set(held_out.x[0]) == set(range(10))


def test_one_sample_cannot_be_split() -> None:
    with pytest.raises(SamplesError) as caught:
        split(of(np.zeros((1, 4))))
    assert str(caught.value) == (
        "data.npz: there is only one sample, and one that calibrates cannot judge the result too; "
        "give 2 or more; 200 are a good number"
    )


def test_quantize_rounds_halves_away_from_zero_and_clips() -> None:
    # In steps of 0.5 from zero point 3: 0.25 is half a step, which goes away from zero.
    real = np.array([0.0, 0.25, -0.25, 0.24, -0.24, 0.75, 1e30, -1e30, 62.0, 62.3, -65.5])
    assert quantize(real, HALF, DType.INT8).tolist() == [
        *(3, 4, 2, 3, 3, 5),
        *(127, -128, 127, 127, -128),
    ]


def test_quantize_does_not_round_up_just_below_a_half() -> None:
    below = np.nextafter(np.float32(0.5), np.float32(0))
    assert quantize(np.array([below]), Quant((1.0,), (0,)), DType.INT8).tolist() == [0]


def test_integers_of_the_input_are_taken_as_they_are() -> None:
    x = np.arange(24, dtype=np.int8).reshape(3, 4, 2)
    assert np.array_equal(fit(of(x), [IMAGE]).x[0], x)


def test_the_batch_axis_may_be_there() -> None:
    x = np.arange(24, dtype=np.int8).reshape(3, 1, 4, 2)
    assert fit(of(x), [IMAGE]).x[0].shape == (3, 4, 2)


def test_a_batch_axis_without_a_batch_of_one_stays() -> None:
    window = Input("window", (2, 3), DType.INT8, HALF)
    assert fit(of(np.zeros((5, 2, 3), np.int8)), [window]).x[0].shape == (5, 2, 3)


def test_floats_are_quantized_and_labels_kept() -> None:
    fitted = fit(of(np.ones((2, 4, 2)), y=np.array([1, 0])), [IMAGE])
    assert fitted.x[0].dtype == np.int8
    assert set(fitted.x[0].ravel()) == {5}
    assert fitted.y is not None and fitted.y.tolist() == [1, 0]


def test_float_inputs_take_floats() -> None:
    given = Input("spectrum", (1, 3), DType.FLOAT32, HALF)
    fitted = fit(of(np.ones((2, 3))), [given])
    assert fitted.x[0].dtype == np.float32


@pytest.mark.parametrize(
    ("samples", "inputs", "message"),
    [
        (
            of(np.zeros((5, 4, 3), np.int8)),
            [IMAGE],
            "data.npz: x has the shape [5, 4, 3], but the model's input image takes [1, 4, 2]; "
            "give x as [samples, 4, 2]",
        ),
        (
            of(np.zeros((5, 2, 4, 2), np.int8)),
            [IMAGE],
            "data.npz: x has the shape [5, 2, 4, 2], but the model's input image takes [1, 4, 2]; "
            "give x as [samples, 4, 2]",
        ),
        (
            of(np.zeros((5, 4, 2), np.uint8)),
            [IMAGE],
            "data.npz: x is uint8, but the model's input image takes int8; "
            "give x as int8, or float32 to be quantized with its scale of 0.5",
        ),
        (
            of(np.zeros((5, 3), np.int8)),
            [Input("spectrum", (1, 3), DType.FLOAT32, HALF)],
            "data.npz: x is int8, but the model's input spectrum takes float32; give x as float32",
        ),
        (
            of(np.zeros((5, 4, 2), np.int8)),
            [IMAGE, IMAGE],
            "data.npz: it has 1 input, the model takes 2; give the arrays x0, x1",
        ),
        (
            of(np.zeros((5, 4, 2), np.int8), np.zeros((5, 4, 2), np.int8)),
            [IMAGE],
            "data.npz: it has 2 inputs, the model takes 1; give the array x",
        ),
    ],
)
def test_what_does_not_fit_is_refused(samples: Samples, inputs: list[Input], message: str) -> None:
    with pytest.raises(SamplesError) as caught:
        fit(samples, inputs)
    assert str(caught.value) == message


def test_random_samples_never_change() -> None:
    # Frozen: a recorded instruction count or a reported mismatch must be found again.
    given = [IMAGE, Input("f", (1, 2), DType.FLOAT32, Quant((0.5,), (-28,)))]
    ints, floats = random_samples(given, 2, seed=1).x
    assert ints.ravel().tolist() == INTS
    assert floats.ravel().tolist() == FLOATS


def test_random_integers_have_the_full_range() -> None:
    (x,) = random_samples([Input("x", (1, 4096), DType.INT8, HALF)], 4, seed=0).x
    assert set(x.ravel().tolist()) == set(range(-128, 128))


def test_random_floats_stay_in_the_range_that_is_quantized() -> None:
    given = Input("x", (1, 4096), DType.FLOAT32, Quant((0.5,), (-28,)))
    (x,) = random_samples([given], 4, seed=0).x
    assert -50 <= x.min() < -49 and 77 < x.max() <= 77.5
    steps = quantize(x, Quant((0.5,), (-28,)), DType.INT8)
    assert steps.min() == -128 and steps.max() == 127


def test_random_floats_cover_the_range_of_int16_behind() -> None:
    given = Input("x", (1, 4096), DType.FLOAT32, Quant((0.5,), (0,)), DType.INT16)
    (x,) = random_samples([given], 4, seed=0).x
    assert -16384 <= x.min() < -16300 and 16300 < x.max() <= 16383.5


@pytest.mark.parametrize(
    ("dtype", "least", "most"),
    [(DType.INT16, -(2**15), 2**15 - 1), (DType.INT32, -(2**31), 2**31 - 1), (DType.BOOL, 0, 1)],
)
def test_random_samples_of_other_types_cover_their_range(
    dtype: DType, least: int, most: int
) -> None:
    (x,) = random_samples([Input("x", (1, 4096), dtype, None, dtype)], 4, seed=0).x
    assert x.dtype == dtype.numpy and x.shape == (4, 4096)
    span = most - least
    assert least <= int(x.min()) <= least + span / 100
    assert most - span / 100 <= int(x.max()) <= most


def test_floats_become_int16_and_int16_stays() -> None:
    given = [Input("x", (1, 4), DType.INT16, Quant((0.25,), (0,)), DType.INT16)]
    real = np.array([[0.125, -0.125, 1e9, -1e9]])
    (x,) = fit(of(real), given).x
    assert x.dtype == np.int16 and x.tolist() == [[1, -1, 32767, -32768]]
    whole = np.array([[1, -2, 30000, -30000]], np.int16)
    assert np.array_equal(fit(of(whole), given).x[0], whole)
    with pytest.raises(SamplesError) as caught:
        fit(of(whole.astype(np.int8)), given)
    assert str(caught.value) == (
        "data.npz: x is int8, but the model's input x takes int16; "
        "give x as int16, or float32 to be quantized with its scale of 0.25"
    )


def test_bool_and_int32_are_taken_as_they_are() -> None:
    for dtype in (DType.BOOL, DType.INT32):
        given = [Input("x", (1, 4), dtype, None, dtype)]
        values = np.array([[0, 1, 1, 0]], dtype.numpy)
        assert np.array_equal(fit(of(values), given).x[0], values)
        with pytest.raises(SamplesError) as caught:
            fit(of(values.astype(np.float32)), given)
        assert str(caught.value) == (
            f"data.npz: x is float32, but the model's input x takes {dtype.value}; "
            f"give x as {dtype.value}"
        )


def test_no_random_samples_are_refused() -> None:
    with pytest.raises(SamplesError) as caught:
        random_samples([IMAGE], 0, seed=0)
    assert str(caught.value) == (
        "0 random samples: nothing can be shown with none; ask for 1 or more"
    )


def test_inputs_of_a_float_graph_know_the_quantization_behind() -> None:
    tensors = (
        Tensor("real", (1, 3), DType.FLOAT32),
        Tensor("steps", (1, 3), DType.INT8, HALF),
    )
    graph = Graph("g", tensors, (Quantize((0,), (1,)),), (0,), (1,), "0" * 64)
    assert inputs_of(graph) == (Input("real", (1, 3), DType.FLOAT32, HALF),)


def test_inputs_of_an_int8_graph_are_its_tensors() -> None:
    graph = Graph("g", (Tensor("x", (1, 3), DType.INT8, HALF),), (), (0,), (0,), "0" * 64)
    assert inputs_of(graph) == (Input("x", (1, 3), DType.INT8, HALF),)


def test_samples_cannot_be_changed() -> None:
    samples = of(np.zeros((2, 3)))
    with pytest.raises(ValueError, match="read-only"):
        samples.x[0][0] = 1


def test_the_hash_is_over_what_matters() -> None:
    x = np.arange(6, dtype=np.float32).reshape(2, 3)
    same = Samples("elsewhere.npz", (x.copy(),)).sha256()
    others = [of(x.reshape(3, 2)), of(x.astype(np.float64)), of(x + 1), of(x, y=np.arange(2))]
    assert of(x).sha256() == same
    assert len({same, *(other.sha256() for other in others)}) == 5


def test_a_label_of_no_class_is_refused_not_counted_as_wrong() -> None:
    labelled = of(np.zeros(3), y=np.array([0, 10, 2]))
    with pytest.raises(SamplesError) as caught:
        check_labels(labelled, 10)
    assert str(caught.value) == (
        "data.npz: y is 10 in one place, but the model tells 10 classes apart; "
        "give numbers from 0 to 9"
    )
    check_labels(labelled, 11)
    check_labels(labelled, 1)  # a single number names no class: labels say nothing about it
    check_labels(of(np.zeros(3)), 2)


def test_floats_for_which_tflm_defines_no_result_are_refused_not_found_different() -> None:
    given = [Input("spectrum", (1, 3), DType.FLOAT32, HALF)]
    fit(of(np.array([[2.0**29, -(2.0**29), 0]])), given)
    with pytest.raises(SamplesError) as caught:
        fit(of(np.array([[1, -1e30, 0]], np.float32)), given)
    assert str(caught.value) == (
        "data.npz: x reaches 1e+30, but the model's input spectrum has steps of 0.5, "
        "and TensorFlow Lite Micro defines no result beyond 5.36871e+08; scale x as in training"
    )


def test_random_indices_are_inside() -> None:
    """TFLM's GATHER stops at one that is not."""
    tensors = (
        Tensor("x", (1, 7, 5), DType.INT8, HALF),
        Tensor("where", (400,), DType.INT32),
        Tensor("y", (1, 400, 5), DType.INT8, HALF),
    )
    op = Gather(inputs=(0, 1), outputs=(2,), axis=1, batch_axes=0)
    given = inputs_of(Graph("m", tensors, (op,), (0, 1), (2,), ""))
    x, where = random_samples(given, 3, seed=0).x
    assert set(where.flat) == set(range(7))
    assert where.dtype == np.int32 and x.min() < -100
