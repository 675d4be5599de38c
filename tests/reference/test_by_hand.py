"""Small sums worked by hand, and the corners where TFLM is not what one expects."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from support.small_graphs import constant, float32, graph_of, int8, int16, run

from tinyedge.graph.ops import (
    Abs,
    Activation,
    Add,
    ArgMax,
    ArgMin,
    AveragePool2D,
    BatchMatmul,
    Concatenation,
    Conv2D,
    Cumsum,
    DepthwiseConv2D,
    Dequantize,
    FullyConnected,
    Gather,
    GatherNd,
    L2Normalization,
    LeakyRelu,
    Logistic,
    LogSoftmax,
    MaxPool2D,
    Mean,
    Mul,
    Pad,
    Prelu,
    Quantize,
    ReduceMax,
    ReduceMin,
    Relu,
    Relu6,
    Reshape,
    ResizeBilinear,
    ResizeNearestNeighbor,
    Rsqrt,
    Softmax,
    SquaredDifference,
    Sub,
    Sum,
    Tanh,
    TransposeConv,
)
from tinyedge.graph.types import DType, Quant, Tensor
from tinyedge.reference.mean import mean_parameters
from tinyedge.reference.requantize import activation_range
from tinyedge.reference.softmax import softmax_exp_table

NONE = Activation.NONE


def test_conv_2d() -> None:
    # 2 x 2 input, zero point 1, so 3 5 / 7 9 means 2 4 / 6 8; kernel of ones, SAME: a column of
    # zeros right and a row below. Sums: 20, 12 / 14, 8; plus bias 2: 22, 14 / 16, 10;
    # times 1 * 0.5 / 1: 11, 7 / 8, 5; plus zero point -1: 10, 6 / 7, 4.
    op = Conv2D((0, 1, 2), (3,), (1, 1), (1, 1), (0, 0), NONE)
    weights = constant(np.ones((1, 2, 2, 1)), scales=[0.5])
    bias = constant([2], DType.INT32, [0.5])
    x, y = int8((1, 2, 2, 1), 1.0, 1), int8((1, 2, 2, 1), 1.0, -1)
    assert run(op, [x, weights, bias, y], [3, 5, 7, 9]).ravel().tolist() == [10, 6, 7, 4]


def test_conv_2d_strides_dilates_and_scales_each_channel() -> None:
    # Row 1 2 3 4 5, kernel (1, -1) dilated by 2, stride 2: 1 - 3 = -2 and 3 - 5 = -2.
    # Channel 0 times 1: -2. Channel 1 has weights (2, -2) and scale 2: -4 * 2 = -8.
    op = Conv2D((0, 1, -1), (2,), (1, 2), (1, 2), (0, 0), NONE)
    weights = constant([[[[1], [-1]]], [[[2], [-2]]]], scales=[1.0, 2.0])
    y = run(op, [int8((1, 1, 5, 1)), weights, int8((1, 1, 2, 2))], [1, 2, 3, 4, 5])
    assert y.tolist() == [[[[-2, -8], [-2, -8]]]]


def test_depthwise_conv_2d_gives_each_channel_its_multiplier_in_turn() -> None:
    # Channels 3 and 5, multiplier 2: 3 * 1, 3 * 2, 5 * 10, 5 * 20.
    op = DepthwiseConv2D((0, 1, -1), (2,), (1, 1), (1, 1), (0, 0), 2, NONE)
    weights = constant([[[[1, 2, 10, 20]]]])
    y = run(op, [int8((1, 1, 1, 2)), weights, int8((1, 1, 1, 4))], [3, 5])
    assert y.ravel().tolist() == [3, 6, 50, 100]


def test_fully_connected() -> None:
    # (10 - 2) * 3 + (-4 - 2) * 5 = 24 - 30 = -6; + 100 = 94; * 0.25 = 23.5 -> 24 (half up).
    # With bias -106: -112 * 0.25 = -28.  RELU at zero point 0 makes that 0.
    op = FullyConnected((0, 1, 2), (3,), Activation.RELU)
    weights, bias = constant([[3, 5], [3, 5]], scales=[0.25]), constant([100, -106], DType.INT32)
    y = run(op, [int8((1, 2), 1.0, 2), weights, bias, int8((1, 2))], [10, -4])
    assert y.tolist() == [[24, 0]]


def test_fully_connected_multiplies_scales_in_double() -> None:
    # 122 steps become 53.5 where the scales are multiplied in float32, a little less in double.
    op = FullyConnected((0, 1, -1), (2,), NONE)
    weights = constant([[1]], scales=[0.01682034321129322])
    y = run(
        op, [int8((1, 1), 0.19929128885269165), weights, int8((1, 1), 0.007680038455873728)], 122
    )
    assert y.tolist() == [[53]]


def test_add() -> None:
    # 2 * 1.0 + 3 * 0.5 = 3.5 -> steps of 0.5, zero point 10: 17.
    op = Add((0, 1), (2,), NONE)
    y = run(op, [int8((2,)), int8((1,), 0.5), int8((2,), 0.5, 10)], [2, -2], [3])
    assert y.tolist() == [17, 9]


def test_mul_broadcasts() -> None:
    # (1, 2) x (3; 4; 5)
    op = Mul((0, 1), (2,), NONE)
    y = run(op, [int8((2,)), int8((3, 1)), int8((3, 2))], [1, 2], [3, 4, 5])
    assert y.tolist() == [[3, 6], [4, 8], [5, 10]]


def test_average_pool_rounds_away_from_raw_zero() -> None:
    # 1 and 2: 1.5 -> 2. -1 and -2: -1.5 -> -2. The zero point has no part in it.
    op = AveragePool2D((0,), (1,), (1, 2), (1, 2), (0, 0), NONE)
    tensors = [int8((1, 1, 4, 1), 1.0, -100), int8((1, 1, 2, 1), 1.0, -100)]
    assert run(op, tensors, [1, 2, -1, -2]).ravel().tolist() == [2, -2]


def test_average_pool_counts_only_what_is_inside() -> None:
    # SAME on three columns, window 3: (3 + 6) / 2 = 4.5 -> 5, (3 + 6 + 9) / 3, (6 + 9) / 2 -> 8.
    op = AveragePool2D((0,), (1,), (1, 3), (1, 1), (0, 1), NONE)
    tensors = [int8((1, 1, 3, 1)), int8((1, 1, 3, 1))]
    assert run(op, tensors, [3, 6, 9]).ravel().tolist() == [5, 6, 8]


def test_max_pool_never_takes_the_border() -> None:
    op = MaxPool2D((0,), (1,), (1, 3), (1, 1), (0, 1), NONE)
    tensors = [int8((1, 1, 3, 1), 1.0, 127), int8((1, 1, 3, 1), 1.0, 127)]
    assert run(op, tensors, [-128, -127, -126]).ravel().tolist() == [-127, -126, -126]


def test_mean() -> None:
    # (1 + 2 + 4) / 3 = 2.33 -> 2; the multiplier 2**30 * 2 // 3 truncates.
    op = Mean((0, 1), (2,), (1,))
    axes = constant([1], DType.INT32)
    assert run(op, [int8((1, 3)), axes, int8((1,))], [1, 2, 4]).tolist() == [2]
    assert run(op, [int8((1, 3)), axes, int8((1, 1))], [1, 2, 4]).tolist() == [[2]]


def test_mean_never_shifts_by_more_than_31() -> None:
    # 2**-31 is 2**30 with a shift of -30; of the 10 bits of 1024 only one more fits.
    op = Mean((0, 1), (2,), (0,))
    tensors = [int8((1024,), 2.0**-31), constant([0], DType.INT32), int8(())]
    p = mean_parameters(op, graph_of(op, tensors))
    assert (p.multiplier, p.shift) == (2**30 * 2 // 1024, -31)


def test_softmax_of_equals() -> None:
    # Four equal inputs: 1/4 = 64 steps of 1/256, from -128 on.
    op = Softmax((0,), (1,), 1.0)
    tensors = [int8((1, 4), 0.1), int8((1, 4), 1 / 256, -128)]
    assert run(op, tensors, [5, 5, 5, 5]).tolist() == [[-64] * 4]
    # One alone: 1 = 256 steps, saturated.
    one = [int8((1, 1), 0.1), int8((1, 1), 1 / 256, -128)]
    assert run(op, one, [5]).tolist() == [[127]]


def test_softmax_leaves_out_what_does_not_fit() -> None:
    # Scale 1: 31 * 2**26 / 2**27 = 15.5, so 15 below the maximum is the last to count.
    op = Softmax((0,), (1,), 1.0)
    table = softmax_exp_table(op, graph_of(op, [int8((1, 2)), int8((1, 2), 1 / 256, -128)]))
    assert table[0] == 2**31 - 1
    assert np.flatnonzero(table)[-1] == 15


def test_logistic() -> None:
    # 0 -> 1/2 = 128 steps above -128; far out, 0 and 255.
    op = Logistic((0,), (1,))
    tensors = [int8((3,), 0.5), int8((3,), 1 / 256, -128)]
    assert run(op, tensors, [0, -60, 60]).tolist() == [0, -128, 127]


def test_tanh() -> None:
    # tanh(0.5) = 0.46212 = 59.15 steps of 1/128.
    op = Tanh((0,), (1,))
    tensors = [int8((5,), 0.5), int8((5,), 1 / 128)]
    assert run(op, tensors, [0, 1, -1, 60, -60]).tolist() == [0, 59, -59, 127, -128]


@pytest.mark.parametrize("op", [Logistic((0,), (1,)), Tanh((0,), (1,))])
def test_at_a_scale_of_8_zero_itself_is_below(op: Logistic | Tanh) -> None:
    tensors = [int8((3,), 8.0), int8((3,), 1 / 256, -128)]
    assert run(op, tensors, [-1, 0, 1]).tolist() == [-128, -128, 127]


def test_relu_requantizes() -> None:
    # 10 * 0.5 = 5 -> steps of 0.25 from -128: -108. -10 clamps to real 0.
    op = Relu((0,), (1,))
    assert run(op, [int8((2,), 0.5), int8((2,), 0.25, -128)], [10, -10]).tolist() == [-108, -128]


def test_relu_divides_scales_in_double() -> None:
    # 94 steps become 82.5 in double, a little less where the scales are divided in float32.
    op = Relu((0,), (1,))
    tensors = [int8((1,), 0.06984389573335648), int8((1,), 0.07957971096038818)]
    assert run(op, tensors, [94]).tolist() == [83]


def test_relu6() -> None:
    # Steps of 0.1 from -10: real 6 is 50.
    op = Relu6((0,), (1,))
    tensors = [int8((3,), 0.1, -10), int8((3,), 0.1, -10)]
    assert run(op, tensors, [-20, 49, 51]).tolist() == [-10, 49, 50]


def test_bounds_of_activations_are_divided_in_float32() -> None:
    # 6 / scale is 204.5 in float32 and 204.499997 in double.
    quant = Quant((0.029339853674173355,), (-128,))
    assert activation_range(Activation.RELU6, quant) == (-128, -128 + 205)


def test_pad_with_the_zero_point() -> None:
    op = Pad((0, 1), (2,), (1, 0), (0, 2))
    tensors = [int8((1, 1), 1.0, 7), constant([[1, 0], [0, 2]], DType.INT32), int8((2, 3), 1.0, 7)]
    assert run(op, tensors, [9]).tolist() == [[7, 7, 7], [9, 7, 7]]


def test_concatenation_takes_constants() -> None:
    op = Concatenation((0, 1, 0), (2,), 1)
    tensors = [int8((2, 1)), constant([[5], [6]]), int8((2, 3))]
    assert run(op, tensors, [1, 2]).tolist() == [[1, 5, 1], [2, 6, 2]]


def test_reshape() -> None:
    op = Reshape((0,), (1,))
    assert run(op, [int8((2, 3)), int8((3, 2))], range(6)).tolist() == [[0, 1], [2, 3], [4, 5]]


def test_quantize_rounds_halves_away_and_saturates() -> None:
    # Steps of 0.5 from 1: 0.25 is half a step -> 1 + 1; -0.25 -> 1 - 1.
    op = Quantize((0,), (1,))
    x = [0.25, -0.25, 1e30, -1e30, np.inf, -np.inf]
    y = run(op, [float32((6,)), int8((6,), 0.5, 1)], x)
    assert y.tolist() == [2, 0, 127, -128, 127, -128]


def test_quantize_makes_nothing_of_nan() -> None:
    op = Quantize((0,), (1,))
    assert run(op, [float32((1,)), int8((1,), 0.5, 1)], [np.nan]).tolist() == [1]


def test_quantize_from_int8() -> None:
    # (10 - 2) * 0.5 / 0.25 + 3 = 19
    op = Quantize((0,), (1,))
    assert run(op, [int8((1,), 0.5, 2), int8((1,), 0.25, 3)], [10]).tolist() == [19]


def test_dequantize() -> None:
    # (-128 - 127) * 0.1f, rounded once to float32
    op = Dequantize((0,), (1,))
    y = run(op, [int8((1,), 0.1, 127), float32((1,))], [-128])
    assert y.dtype == np.float32
    assert y[0] == np.float32(-255 * float(np.float32(0.1)))


@pytest.mark.parametrize(
    ("activation", "expected"),
    [
        (Activation.NONE, (-128, 127)),
        (Activation.RELU, (-20, 127)),
        (Activation.RELU6, (-20, 40)),
        (Activation.RELU_N1_TO_1, (-30, -10)),
    ],
)
def test_activation_range(activation: Activation, expected: tuple[int, int]) -> None:
    quant = Quant((float(np.float32(0.1)),), (-20,))
    assert activation_range(activation, quant, DType.INT8) == expected


def test_sum_and_extremes() -> None:
    # Zero point 1: 1 2 3 / 4 5 6. Down: 5 7 9; across: 6, 15. The extremes stay as they are.
    x = [[2, 3, 4], [5, 6, 7]]
    axis = constant([0], DType.INT32)
    given = int8((2, 3), 1.0, 1)
    total = run(Sum((0, 1), (2,), (0,)), [given, axis, int8((3,), 0.5, -1)], x)
    assert total.tolist() == [9, 13, 17]
    most = run(ReduceMax((0, 1), (2,), (1,)), [given, axis, int8((2, 1), 1.0, 1)], x)
    assert most.tolist() == [[4], [7]]
    least = run(ReduceMin((0, 1), (2,), (0, 1)), [given, axis, int8((), 1.0, 1)], x)
    assert least.tolist() == 2


def test_arg_max_and_arg_min_give_the_first_of_equals() -> None:
    tensors = [int8((2, 3)), constant(1, DType.INT32), Tensor("y", (2,), DType.INT32)]
    x = [[1, 5, 5], [-3, -3, 0]]
    assert run(ArgMax((0, 1), (2,), 1), tensors, x).tolist() == [1, 2]
    assert run(ArgMin((0, 1), (2,), 1), tensors, x).tolist() == [0, 0]


def test_transpose_conv() -> None:
    # 1 2 by a row 10 20 30, stride 2: 10 20 30 . + . . 20 40 60 = 10 20 50 40 60; plus bias 1.
    op = TransposeConv((0, 1, 2), (3,), (1, 2), (0, 0), NONE)
    weights, bias = constant([[[[10], [20], [30]]]]), constant([1], DType.INT32)
    tensors = [int8((1, 1, 2, 1)), weights, bias, int8((1, 1, 5, 1))]
    assert run(op, tensors, [1, 2]).ravel().tolist() == [11, 21, 51, 41, 61]


def test_transpose_conv_is_cut_by_its_padding_and_its_output() -> None:
    # The same without the first column and the last two.
    op = TransposeConv((0, 1, 2), (3,), (1, 2), (0, 1), NONE)
    weights, bias = constant([[[[10], [20], [30]]]]), constant([1], DType.INT32)
    tensors = [int8((1, 1, 2, 1)), weights, bias, int8((1, 1, 2, 1))]
    assert run(op, tensors, [1, 2]).ravel().tolist() == [21, 51]


def test_batch_matmul_transposes_and_repeats() -> None:
    # (1 2) times the columns (3 4) and (5 6), written as rows: 11, 17; the second batch ten times.
    op = BatchMatmul((0, 1), (2,), (False, True))
    tensors = [int8((2, 1, 2)), int8((1, 2, 2)), int8((2, 1, 2), 10.0)]
    assert run(op, tensors, [[10, 20], [1, 2]], [[3, 4], [5, 6]]).tolist() == [[[11, 17]], [[1, 2]]]


def test_resize_bilinear_between_pixels() -> None:
    # 0 and 8, enlarged by 2: at 0, 1/2, 1, and beyond the end 1 again.
    op = ResizeBilinear((0,), (1,), align_corners=False, half_pixel_centers=False)
    assert run(op, [int8((1, 1, 2, 1)), int8((1, 1, 4, 1))], [0, 8]).ravel().tolist() == [
        0,
        4,
        8,
        8,
    ]
    # From the centers: at -1/4, 1/4, 3/4, 5/4.
    op = ResizeBilinear((0,), (1,), align_corners=False, half_pixel_centers=True)
    assert run(op, [int8((1, 1, 2, 1)), int8((1, 1, 4, 1))], [0, 8]).ravel().tolist() == [
        0,
        2,
        6,
        8,
    ]


def test_resize_nearest_neighbor_and_gathers() -> None:
    near = ResizeNearestNeighbor((0,), (1,), align_corners=False, half_pixel_centers=False)
    y = run(near, [int8((1, 1, 2, 1)), int8((1, 1, 5, 1))], [1, 2])
    assert y.ravel().tolist() == [1, 1, 1, 2, 2]  # floor of 0, 0.4, 0.8, 1.2, 1.6
    x = [[1, 2, 3], [4, 5, 6]]
    taken = run(
        Gather((0, 1), (2,), 1, 0), [int8((2, 3)), constant([2, 0], DType.INT32), int8((2, 2))], x
    )
    assert taken.tolist() == [[3, 1], [6, 4]]
    by_batch = [int8((2, 3)), constant([[2, 0], [1, 1]], DType.INT32), int8((2, 2))]
    assert run(Gather((0, 1), (2,), 1, 1), by_batch, x).tolist() == [[3, 1], [5, 5]]
    places = [int8((2, 3)), constant([[1, 2], [0, 1]], DType.INT32), int8((2,))]
    assert run(GatherNd((0, 1), (2,)), places, x).tolist() == [6, 2]


def test_l2_normalization_of_3_and_4() -> None:
    # 3/5 and 4/5 of 128: 76.8 and 102.4. A row of zeros stays one.
    tensors = [int8((2, 2), 1.0, 5), int8((2, 2), 1 / 128)]
    y = run(L2Normalization((0,), (1,)), tensors, [[8, 9], [5, 5]])
    assert y.tolist() == [[77, 102], [0, 0]]


def test_log_softmax_of_equals() -> None:
    # -log 4 = -1.386 is -22.2 sixteenths below 127.
    tensors = [int8((4,), 0.1), int8((4,), 1 / 16, 127)]
    assert run(LogSoftmax((0,), (1,)), tensors, [7] * 4).tolist() == [105] * 4


def test_cumsum_forwards_and_backwards() -> None:
    tensors = [int8((3,)), constant([0], DType.INT32), int8((3,), 0.5, 1)]
    forwards = Cumsum((0, 1), (2,), 0, exclusive=False, reverse=False)
    assert run(forwards, tensors, [1, 2, 3]).tolist() == [3, 7, 13]
    backwards = Cumsum((0, 1), (2,), 0, exclusive=True, reverse=True)
    assert run(backwards, tensors, [1, 2, 3]).tolist() == [11, 7, 1]


# How each operator rounds what is negative: they differ, and int8 and int16 do not.

BOTH = pytest.mark.parametrize("of", [int8, int16])


@BOTH
def test_average_pool_rounds_every_sign_away_from_zero(of: Callable[..., Tensor]) -> None:
    # Sums of three: 1, 2, 4, 5 give 0.33, 0.67, 1.33, 1.67. The zero point has no part in it.
    op = AveragePool2D((0,), (1,), (1, 3), (1, 3), (0, 0), NONE)
    tensors = [of((1, 1, 12, 1), 1.0, 100), of((1, 1, 4, 1), 1.0, 100)]
    given = [0, 0, 1, 1, 1, 0, 1, 1, 2, 1, 2, 2]
    assert run(op, tensors, given).ravel().tolist() == [0, 1, 1, 2]
    assert run(op, tensors, [-x for x in given]).ravel().tolist() == [0, -1, -1, -2]


@BOTH
def test_average_pool_rounds_halves_of_every_sign_away_from_zero(
    of: Callable[..., Tensor],
) -> None:
    op = AveragePool2D((0,), (1,), (1, 2), (1, 2), (0, 0), NONE)
    tensors = [of((1, 1, 8, 1)), of((1, 1, 4, 1))]
    given = [1, 0, 2, 1, -1, 0, -2, -1]
    assert run(op, tensors, given).ravel().tolist() == [1, 2, -1, -2]


@BOTH
def test_mean_of_two_rounds_halves_up(of: Callable[..., Tensor]) -> None:
    # The multiplier is 1/2: 0.5, 1.5, -0.5, -1.5, all in the multiplication.
    tensors = [of((4, 2)), constant([1]), of((4,))]
    given = [1, 0, 2, 1, -1, 0, -2, -1]
    assert run(Mean((0, 1), (2,), (1,)), tensors, given).tolist() == [1, 2, 0, -1]


@BOTH
def test_mean_of_four_rounds_twice(of: Callable[..., Tensor]) -> None:
    # Sums 1, 2, 3, 5: halved, halves up, they are 1, 1, 2, 3; again, halves away, 1, 1, 1, 2.
    # Sums -1, -2, -3, -5: 0, -1, -1, -2; then 0, -1, -1, -1.
    tensors = [of((8, 4)), constant([1]), of((8,))]
    given = np.zeros((8, 4))
    given[:, 0] = [1, 2, 3, 5, -1, -2, -3, -5]
    mean = run(Mean((0, 1), (2,), (1,)), tensors, given)
    assert mean.tolist() == [1, 1, 1, 2, 0, -1, -1, -1]


@BOTH
def test_add_rounds_halves_of_every_sign_away_from_zero(of: Callable[..., Tensor]) -> None:
    # Sums 1, 3, -1, -3 in steps of 2: the shift, after the multiplication, decides.
    tensors = [of((4,)), of((4,)), of((4,), 2.0)]
    given = [[1, 2, -1, -2], [0, 1, 0, -1]]
    assert run(Add((0, 1), (2,), NONE), tensors, *given).tolist() == [1, 2, -1, -2]
    turned = [given[0], [-x for x in given[1]]]
    assert run(Sub((0, 1), (2,), NONE), tensors, *turned).tolist() == [1, 2, -1, -2]


@BOTH
def test_leaky_relu_rounds_halves_up(of: Callable[..., Tensor]) -> None:
    # 1, 3 times 1/2; -1, -3, -6 times 1/2, too.
    tensors = [of((5,)), of((5,), 2.0)]
    steps = run(LeakyRelu((0,), (1,), alpha=1.0), tensors, [1, 3, -1, -3, -6])
    assert steps.tolist() == [1, 2, 0, -1, -3]


@BOTH
def test_prelu_multiplies_what_is_negative(of: Callable[..., Tensor]) -> None:
    # Slopes 3 and -3 in steps of 1/2: 1.5 and -1.5. -1 * 1.5 = -1.5 -> -1, -1 * -1.5 = 1.5 -> 2.
    tensors = [of((4,)), constant([3, -3, 3, -3], scales=[0.5]), of((4,))]
    assert run(Prelu((0, 1), (2,)), tensors, [7, 7, -1, -1]).tolist() == [7, 7, -1, 2]


def test_abs_of_int16_saturates() -> None:
    assert run(Abs((0,), (1,)), [int16((3,)), int16((3,))], [-32768, -32767, 5]).tolist() == [
        32767,
        32767,
        5,
    ]


def test_squared_difference_of_int16_halves_first() -> None:
    # 1, 3 are halved to 1, 2, but -1, -3 to 0, -1: halves go up. Squared: 1, 4, 0, 1, in steps of 4
    # halves of halves, which is 1.
    tensors = [int16((4,)), int16((4,)), int16((4,), 4.0)]
    squares = run(SquaredDifference((0, 1), (2,)), tensors, [1, 3, -1, -3], [0, 0, 0, 0])
    assert squares.tolist() == [1, 4, 0, 1]


def test_rsqrt_of_int16() -> None:
    # 1 / sqrt(1, 4, 16) in steps of 1/1000; 0 has none, and gives the largest.
    tensors = [int16((4,)), int16((4,), 0.001)]
    assert run(Rsqrt((0,), (1,)), tensors, [0, 1, 4, 16]).tolist() == [32767, 1000, 500, 250]


def test_logistic_of_int16_is_not_symmetric() -> None:
    # 512 / 4096 is 3/24, whose sigmoid is 34813 / 65536, or 17406.5 / 32768, which goes up; of
    # -3/24 it is 15361.5, which goes down. sigmoid(8) is 0.99966.
    tensors = [int16((5,), 2.0**-12), int16((5,), 2.0**-15)]
    steps = run(Logistic((0,), (1,)), tensors, [0, 512, -512, 32767, -32768])
    assert steps.tolist() == [16384, 17407, 15361, 32757, 11]


def test_tanh_of_int16() -> None:
    # 256 / 4096 is 1.5/24, twice 3/24: 2 * 34813 / 65536 - 1 is 2045 / 32768.
    tensors = [int16((5,), 2.0**-12), int16((5,), 2.0**-15)]
    steps = run(Tanh((0,), (1,)), tensors, [0, 256, -256, 32767, -32768])
    assert steps.tolist() == [0, 2045, -2045, 32767, -32767]


def test_softmax_of_equals_of_int16() -> None:
    # exp(0) is 127/128 of the way from 32133 to 32767: 32762. Their sum, 65524, is 1.9996 * 2**15,
    # whose inverse, 104/128 of the way from 16400 to 16384, is 16387. 32762 * 16387 / 2**15: 16384.
    tensors = [int16((1, 2), 0.001), int16((1, 2), 2.0**-15)]
    steps = run(Softmax((0,), (1,), beta=1.0), tensors, [-7, -7])
    assert steps.tolist() == [[16384, 16384]]
