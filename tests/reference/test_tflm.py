"""The wrapper around TensorFlow Lite Micro's wheel."""

from __future__ import annotations

import struct
import sys

import numpy as np
import pytest
from support.tflm import needs_tflm

from tinyedge.errors import MissingExtra, ModelError
from tinyedge.graph.read import read
from tinyedge.reference.arena import ALIGNMENT_BYTES, Prober, arena_bytes
from tinyedge.reference.tflm import Oracle, available

builder = pytest.importorskip(
    "support.tflite_builder",
    reason="building models needs the TFLite schema: pip install tflite-micro",
)


def two_layers() -> bytes:
    b = builder.Builder()
    x = b.input((1, 4), scale=0.5, zero_point=1)
    return b.build([b.softmax(b.relu6(x))])


def refused() -> bytes:
    """A CONCATENATION that would have to rescale, which TFLM does not do."""
    b = builder.Builder()
    parts = [b.input((1, 2), scale=0.5), b.input((1, 2), scale=0.25)]
    return b.build([b.concatenation(parts, 1)])


@needs_tflm
def test_outputs_and_tensors() -> None:
    oracle = Oracle(two_layers())
    x = np.array([[-10, 1, 7, 120]], np.int8)
    (output,) = oracle.outputs([x])
    tensors = oracle.tensors([x])
    assert output.shape == (1, 4)
    assert tensors[0].tolist() == x.tolist()
    assert tensors[1].tolist() == [[1, 1, 7, 13]]  # real 0 is 1, real 6 is 13
    assert tensors[2].tolist() == output.tolist()


@needs_tflm
def test_a_scalar_input_keeps_its_shape() -> None:
    b = builder.Builder()
    x = b.input((), scale=0.5)
    model = b.build([b.add(x, x, scale=1.0)])
    (output,) = Oracle(model).outputs([np.array(7, np.int8)])
    assert output.tolist() == 7


@needs_tflm
def test_damage_where_nothing_is_read_here_is_an_error() -> None:
    """The wheel's own reader of the file ended in an error of struct; found by mutated models."""
    data = bytearray(two_layers())
    table = builder.schema.Model.GetRootAsModel(bytes(data), 0)._tab
    place = table.Pos + table.Offset(10)  # of the description
    struct.pack_into("<I", data, place, 0x7FFF_0000)
    read(bytes(data), file="m.tflite")
    with pytest.raises(ModelError) as caught:
        Oracle(bytes(data), file="m.tflite")
    assert str(caught.value) == ("m.tflite: is damaged or truncated; export or download it again")


@needs_tflm
def test_a_model_tflm_refuses_is_an_error_with_its_reason(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(ModelError) as caught:
        Oracle(refused(), file="two.tflite")
    message = str(caught.value)
    assert message.startswith("two.tflite: TensorFlow Lite Micro does not run it: ")
    assert "concatenation.cc" in message
    assert message.endswith("; convert it again with full int8 quantization")
    assert capfd.readouterr() == ("", "")


@needs_tflm
def test_the_smallest_arena() -> None:
    model = two_layers()
    smallest = arena_bytes(model)
    assert smallest % ALIGNMENT_BYTES == 0
    with Prober(model) as prober:
        assert prober.fits(smallest)
        assert not prober.fits(smallest - ALIGNMENT_BYTES)


@needs_tflm
def test_a_size_that_ends_the_process_does_not_fit() -> None:
    with Prober(two_layers()) as prober:
        assert not prober.fits(0)
        assert prober.fits(1 << 20)


@needs_tflm
def test_no_arena_is_enough_for_a_model_tflm_refuses() -> None:
    with pytest.raises(ModelError) as caught:
        arena_bytes(refused(), file="two.tflite")
    assert str(caught.value) == (
        "two.tflite: TensorFlow Lite Micro does not run it; "
        "convert it again with full int8 quantization"
    )


def test_without_the_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tflite_micro", None)
    assert not available()
    with pytest.raises(MissingExtra) as caught:
        Oracle(b"")
    assert str(caught.value) == (
        "the comparison with TensorFlow Lite Micro itself needs the package tflite-micro, "
        "which is not installed; run: pip install 'tinyedge[verify]'"
    )
    with pytest.raises(MissingExtra) as caught:
        arena_bytes(b"")
    assert str(caught.value) == (
        "finding TensorFlow Lite Micro's arena size needs the package tflite-micro, "
        "which is not installed; run: pip install 'tinyedge[verify]'"
    )
