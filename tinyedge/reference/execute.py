"""Run a graph on the host and keep every tensor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from tinyedge.graph.ops import (
    Abs,
    Add,
    AddN,
    ArgMax,
    ArgMin,
    AssignVariable,
    AveragePool2D,
    BatchMatmul,
    BatchToSpace,
    BroadcastTo,
    Cast,
    Ceil,
    Concatenation,
    Conv2D,
    Cos,
    Cumsum,
    DepthToSpace,
    DepthwiseConv2D,
    Dequantize,
    Div,
    Elu,
    Equal,
    Exp,
    Floor,
    FloorDiv,
    FloorMod,
    FullyConnected,
    Gather,
    GatherNd,
    Greater,
    GreaterEqual,
    HardSwish,
    L2Normalization,
    L2Pool2D,
    LeakyRelu,
    Less,
    LessEqual,
    Log,
    LogicalAnd,
    LogicalNot,
    LogicalOr,
    Logistic,
    LogSoftmax,
    Maximum,
    MaxPool2D,
    Mean,
    Minimum,
    MirrorPad,
    Mul,
    Neg,
    NotEqual,
    Op,
    Pack,
    Pad,
    Prelu,
    Quantize,
    ReadVariable,
    ReduceMax,
    ReduceMin,
    Relu,
    Relu6,
    Reshape,
    ResizeBilinear,
    ResizeNearestNeighbor,
    Reverse,
    Round,
    Rsqrt,
    Select,
    SignalDelay,
    SignalEnergy,
    SignalFftAutoScale,
    SignalFilterBank,
    SignalFilterBankLog,
    SignalFilterBankSpectralSubtraction,
    SignalFilterBankSquareRoot,
    SignalFramer,
    SignalIrfft,
    SignalOverlapAdd,
    SignalPcan,
    SignalRfft,
    SignalStacker,
    SignalWindow,
    Sin,
    Softmax,
    SpaceToBatch,
    SpaceToDepth,
    Split,
    Sqrt,
    Square,
    SquaredDifference,
    StridedSlice,
    Sub,
    Sum,
    Svdf,
    Tanh,
    TensorId,
    Transpose,
    TransposeConv,
    UnidirectionalSequenceLstm,
    Unpack,
    ZerosLike,
)
from tinyedge.graph.types import Array, DType, Graph

from .add import add
from .add_n import add_n
from .arg_max import arg_max
from .average_pool_2d import average_pool_2d
from .batch_matmul import batch_matmul
from .by_type import by_type
from .cast import cast
from .comparison import comparison, exact_comparison
from .concatenation import concatenation
from .conv_2d import conv_2d
from .cumsum import cumsum
from .curve_i16 import curve_i16
from .depthwise_conv_2d import depthwise_conv_2d
from .dequantize import dequantize
from .div import div
from .float_reductions import (
    add_n_float32,
    cumsum_float32,
    mean_float32,
    reduce_max_float32,
)
from .float_rows import l2_normalization_float32, log_softmax_float32, softmax_float32
from .float_weights import conv_2d_float32, fully_connected_float32
from .float_windows import pool_float32, resize_bilinear_float32
from .floating import one_float32, two_float32
from .fully_connected import fully_connected
from .gather import gather
from .integers import two_int32
from .l2_normalization import l2_normalization
from .log_softmax import log_softmax
from .logical_and import logical_and, logical_not
from .lookup import compute, look_up
from .max_pool_2d import max_pool_2d
from .mean import mean
from .minimum import minimum
from .movement import move
from .mul import mul
from .pad import pad
from .prelu import prelu
from .quantize import quantize_float, quantize_integer
from .read_variable import copied
from .reduce_max import reduce_max
from .reshape import reshape
from .resize_bilinear import resize_bilinear
from .select_v2 import select_v2
from .signal_channels import (
    signal_filter_bank_log,
    signal_filter_bank_spectral_subtraction,
    signal_pcan,
)
from .signal_fft import (
    signal_irfft,
    signal_rfft,
)
from .signal_frames import (
    signal_delay,
    signal_framer,
    signal_overlap_add,
    signal_stacker,
)
from .signal_spectrum import (
    signal_energy,
    signal_fft_auto_scale,
    signal_filter_bank,
    signal_filter_bank_square_root,
    signal_window,
)
from .softmax import softmax
from .softmax_i16 import softmax_i16
from .squared_difference import squared_difference
from .sub import sub
from .svdf import svdf
from .transpose_conv import transpose_conv
from .unidirectional_sequence_lstm import unidirectional_sequence_lstm


def _quantize(op: Quantize, graph: Graph, x: Array) -> Array:
    from_float = graph.tensor(op.inputs[0]).dtype is DType.FLOAT32
    return quantize_float(op, graph, x) if from_float else quantize_integer(op, graph, x)


COMPARED = by_type(
    {
        DType.INT8: comparison,
        DType.INT32: exact_comparison,
        DType.FLOAT32: exact_comparison,
        DType.BOOL: exact_comparison,
    }
)

# Each takes the operator, the graph, and those of its inputs that ``_OPERANDS`` says.
# The result is the output, or a tuple of all outputs.
EXECUTORS: Mapping[type[Op], Callable[..., Array | tuple[Array, ...]]] = {
    Conv2D: by_type({DType.INT8: conv_2d, DType.INT16: conv_2d, DType.FLOAT32: conv_2d_float32}),
    DepthwiseConv2D: by_type(
        {
            DType.INT8: depthwise_conv_2d,
            DType.INT16: depthwise_conv_2d,
            DType.FLOAT32: conv_2d_float32,
        }
    ),
    FullyConnected: by_type(
        {
            DType.INT8: fully_connected,
            DType.INT16: fully_connected,
            DType.FLOAT32: fully_connected_float32,
        }
    ),
    Add: by_type(
        {DType.INT8: add, DType.INT16: add, DType.FLOAT32: two_float32, DType.INT32: two_int32}
    ),
    Mul: by_type(
        {DType.INT8: mul, DType.INT16: mul, DType.FLOAT32: two_float32, DType.INT32: two_int32}
    ),
    HardSwish: by_type({DType.INT8: look_up, DType.FLOAT32: one_float32}),
    Neg: one_float32,
    Floor: one_float32,
    FloorMod: two_float32,
    FloorDiv: two_float32,
    Ceil: one_float32,
    Round: one_float32,
    Equal: COMPARED,
    NotEqual: COMPARED,
    Greater: COMPARED,
    GreaterEqual: COMPARED,
    Less: COMPARED,
    LessEqual: COMPARED,
    LogicalAnd: logical_and,
    LogicalOr: logical_and,
    LogicalNot: logical_not,
    Select: select_v2,
    Cast: cast,
    Reverse: move,
    ZerosLike: move,
    SquaredDifference: by_type(
        {
            DType.INT8: squared_difference,
            DType.INT16: squared_difference,
            DType.FLOAT32: two_float32,
        }
    ),
    Div: by_type({DType.INT8: div, DType.FLOAT32: two_float32, DType.INT32: two_int32}),
    AddN: by_type({DType.INT8: add_n, DType.FLOAT32: add_n_float32}),
    Abs: by_type({DType.INT8: look_up, DType.INT16: compute, DType.FLOAT32: one_float32}),
    Rsqrt: by_type({DType.INT8: look_up, DType.INT16: compute, DType.FLOAT32: one_float32}),
    Exp: one_float32,
    Sin: one_float32,
    Cos: one_float32,
    Sqrt: one_float32,
    Square: one_float32,
    Log: one_float32,
    Elu: by_type({DType.INT8: look_up, DType.FLOAT32: one_float32}),
    LeakyRelu: by_type({DType.INT8: look_up, DType.INT16: compute, DType.FLOAT32: one_float32}),
    Prelu: by_type({DType.INT8: prelu, DType.INT16: prelu, DType.FLOAT32: two_float32}),
    Maximum: by_type(
        {
            DType.INT8: minimum,
            DType.INT16: minimum,
            DType.FLOAT32: two_float32,
            DType.INT32: minimum,
        }
    ),
    Minimum: by_type(
        {
            DType.INT8: minimum,
            DType.INT16: minimum,
            DType.FLOAT32: two_float32,
            DType.INT32: minimum,
        }
    ),
    Sub: by_type(
        {DType.INT8: sub, DType.INT16: sub, DType.FLOAT32: two_float32, DType.INT32: two_int32}
    ),
    AveragePool2D: by_type(
        {DType.INT8: average_pool_2d, DType.INT16: average_pool_2d, DType.FLOAT32: pool_float32}
    ),
    L2Pool2D: pool_float32,
    MaxPool2D: by_type(
        {DType.INT8: max_pool_2d, DType.INT16: max_pool_2d, DType.FLOAT32: pool_float32}
    ),
    Mean: by_type({DType.INT8: mean, DType.INT16: mean, DType.FLOAT32: mean_float32}),
    Cumsum: by_type({DType.INT8: cumsum, DType.FLOAT32: cumsum_float32}),
    LogSoftmax: by_type({DType.INT8: log_softmax, DType.FLOAT32: log_softmax_float32}),
    L2Normalization: by_type(
        {DType.INT8: l2_normalization, DType.FLOAT32: l2_normalization_float32}
    ),
    BatchMatmul: batch_matmul,
    TransposeConv: transpose_conv,
    ResizeBilinear: by_type({DType.INT8: resize_bilinear, DType.FLOAT32: resize_bilinear_float32}),
    ResizeNearestNeighbor: gather,
    GatherNd: gather,
    Gather: gather,
    ArgMin: arg_max,
    ArgMax: arg_max,
    ReduceMin: by_type({DType.INT8: reduce_max, DType.FLOAT32: reduce_max_float32}),
    ReduceMax: by_type({DType.INT8: reduce_max, DType.FLOAT32: reduce_max_float32}),
    Sum: by_type({DType.INT8: mean, DType.INT16: mean, DType.FLOAT32: mean_float32}),
    Softmax: by_type(
        {DType.INT8: softmax, DType.INT16: softmax_i16, DType.FLOAT32: softmax_float32}
    ),
    Logistic: by_type({DType.INT8: look_up, DType.INT16: curve_i16, DType.FLOAT32: one_float32}),
    SignalWindow: signal_window,
    SignalFftAutoScale: signal_fft_auto_scale,
    SignalRfft: signal_rfft,
    SignalIrfft: signal_irfft,
    SignalEnergy: signal_energy,
    SignalFilterBank: signal_filter_bank,
    SignalFilterBankSquareRoot: signal_filter_bank_square_root,
    SignalFilterBankSpectralSubtraction: signal_filter_bank_spectral_subtraction,
    SignalPcan: signal_pcan,
    SignalFilterBankLog: signal_filter_bank_log,
    SignalDelay: signal_delay,
    SignalFramer: signal_framer,
    SignalOverlapAdd: signal_overlap_add,
    SignalStacker: signal_stacker,
    Tanh: by_type({DType.INT8: look_up, DType.INT16: curve_i16, DType.FLOAT32: one_float32}),
    Relu: by_type({DType.INT8: look_up, DType.INT16: compute, DType.FLOAT32: one_float32}),
    Relu6: by_type({DType.INT8: look_up, DType.INT16: compute, DType.FLOAT32: one_float32}),
    Pad: pad,
    Concatenation: concatenation,
    BroadcastTo: move,
    MirrorPad: move,
    BatchToSpace: move,
    SpaceToBatch: move,
    DepthToSpace: move,
    SpaceToDepth: move,
    Unpack: move,
    Pack: move,
    Split: move,
    Transpose: move,
    StridedSlice: move,
    Reshape: reshape,
    ReadVariable: copied,
    AssignVariable: copied,
    UnidirectionalSequenceLstm: unidirectional_sequence_lstm,
    Svdf: svdf,
    Quantize: _quantize,
    Dequantize: dequantize,
}


def execute(
    graph: Graph, inputs: Sequence[Array], state: Mapping[TensorId, Array] | None = None
) -> dict[TensorId, Array]:
    """Every tensor that is computed, the inputs, and the variables as the run leaves them, by
    number.

    inputs: one array per model input, of its shape and type (a ValueError otherwise).
    state: the variables as an earlier run left them, among any others; None: their initial values.
    """
    values = {v.tensor: v.initial if state is None else state[v.tensor] for v in graph.variables}
    values.update(_checked(graph, inputs))
    for op in graph.ops:
        values.update(run(graph, op, values))
    return values


def run(graph: Graph, op: Op, values: Mapping[TensorId, Array]) -> dict[TensorId, Array]:
    """What one operator makes of the values of its inputs."""
    operands = []
    for number in _operands(op):
        data = graph.tensor(number).data
        operands.append(values[number] if data is None else data)
    made = EXECUTORS[type(op)](op, graph, *operands)
    results = made if isinstance(made, tuple) else (made,)
    for output, value in zip(op.outputs, results, strict=True):
        tensor = graph.tensor(output)
        assert value.shape == tensor.shape, f"{op.kind} {tensor.name}: {value.shape}"
        assert value.dtype == tensor.dtype.numpy, f"{op.kind} {tensor.name}: {value.dtype}"
    return dict(zip(op.outputs, results, strict=True))


def replay(graph: Graph, samples: Iterable[Sequence[Array]]) -> Iterator[dict[TensorId, Array]]:
    """What ``execute`` gives for each sample, run one after the other from the initial state."""
    state: Mapping[TensorId, Array] | None = None
    for inputs in samples:
        values = execute(graph, inputs, state)
        state = {variable.tensor: values[variable.tensor] for variable in graph.variables}
        yield values


def _operands(op: Op) -> tuple[TensorId, ...]:
    """The inputs that are handed over as arrays; weights, axes and paddings are in the graph."""
    match op:
        case (
            BatchMatmul()
            | Add()
            | Sub()
            | Mul()
            | Minimum()
            | Maximum()
            | Prelu()
            | Concatenation()
            | Pack()
            | SquaredDifference()
            | Div()
            | FloorDiv()
            | FloorMod()
            | AddN()
            | Gather()
            | GatherNd()
            | Equal()
            | NotEqual()
            | Greater()
            | GreaterEqual()
            | Less()
            | LessEqual()
            | LogicalAnd()
            | LogicalOr()
            | Select()
            | SignalWindow()
            | SignalFilterBankSquareRoot()
            | SignalFilterBankSpectralSubtraction()
            | SignalPcan()
            | SignalDelay()
            | SignalFramer()
            | SignalOverlapAdd()
            | SignalStacker()
        ):
            return op.inputs
        case UnidirectionalSequenceLstm():
            return op.inputs[0], op.output_state, op.cell_state
        case Svdf():
            return op.inputs[0], op.state
        case _:
            return op.inputs[:1]


def _checked(graph: Graph, inputs: Sequence[Array]) -> list[tuple[TensorId, Array]]:
    if len(inputs) != len(graph.inputs):
        raise ValueError(f"{graph.name} takes {len(graph.inputs)} inputs, not {len(inputs)}")
    for number, array in zip(graph.inputs, inputs, strict=True):
        tensor = graph.tensor(number)
        if array.shape != tensor.shape or array.dtype != tensor.dtype.numpy:
            raise ValueError(
                f"{tensor.name}: the input is {array.dtype}{list(array.shape)}, "
                f"not {tensor.dtype.value}{list(tensor.shape)}"
            )
    return list(zip(graph.inputs, inputs, strict=True))
