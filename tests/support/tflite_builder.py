"""Small int8 .tflite files, built by hand: ``Builder`` names tensors, adds operators, packs bytes.

    b = Builder()
    x = b.input((1, 8, 8, 3), scale=0.02, zero_point=-3)
    w = b.constant(weights, scale=0.01)
    y = b.conv_2d(x, w, b.constant(bias), scale=0.1, zero_point=4, padding="SAME")
    model = b.build([y])

Every operator method computes the shape of its output, adds that tensor and returns its number.
For files that are wrong on purpose there is ``tensor`` and ``operator``, which check nothing.
Random models, one generator per operator, are in ``support.random_models``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

schema = pytest.importorskip(
    "tflite_micro.tensorflow.lite.micro.python.schema_py_generated",
    reason="building models needs the TFLite schema: pip install tflite-micro",
)
flatbuffers = pytest.importorskip("flatbuffers")
flexbuffers = pytest.importorskip("flatbuffers.flexbuffers")

Pair = tuple[int, int]
Shape = tuple[int, ...]
Scale = float | Sequence[float] | None
OMITTED = -1

_TYPES = {
    "int4": "INT4",
    "int8": "INT8",
    "uint8": "UINT8",
    "int16": "INT16",
    "int32": "INT32",
    "uint32": "UINT32",
    "uint64": "UINT64",
    "int64": "INT64",
    "float32": "FLOAT32",
    "bool": "BOOL",
    "resource": "RESOURCE",
}


class Builder:
    """Collects tensors and operators of one subgraph; ``build`` gives the file.

    Variables that begin with something else than their zero point get it in a second subgraph.
    """

    def __init__(self) -> None:
        self._tensors: list[Any] = []
        self._buffers: list[Any] = [schema.BufferT()]  # by convention, buffer 0 is empty
        self._operators: list[Any] = []
        self._codes: list[int | str] = []
        self._inputs: list[int] = []
        self._variables: dict[
            int, tuple[str, int, Any]
        ] = {}  # by handle; number of what is like it

    # Tensors

    def input(
        self,
        shape: Shape,
        *,
        scale: Scale = None,
        zero_point: int = 0,
        dtype: str = "int8",
        name: str = "",
    ) -> int:
        """An input of the model."""
        number = self.tensor(shape, scale=scale, zero_point=zero_point, dtype=dtype, name=name)
        self._inputs.append(number)
        return number

    def constant(
        self,
        data: ArrayLike,
        *,
        scale: Scale = None,
        zero_point: int = 0,
        axis: int = 0,
        name: str = "",
        dtype: str = "",
    ) -> int:
        """A constant; its type is that of the array, but for int4, which comes as int8. Several
        scales lie along ``axis``."""
        array = np.asarray(data)
        number = self.tensor(
            array.shape,
            scale=scale,
            zero_point=zero_point,
            axis=axis,
            dtype=dtype or array.dtype.name,
            name=name,
        )
        buffer = schema.BufferT()
        buffer.data = np.frombuffer(np.ascontiguousarray(array).tobytes(), np.uint8)
        if dtype == "int4":
            halves = np.append(buffer.data & 15, np.zeros(array.size % 2, np.uint8))
            buffer.data = halves[::2] | halves[1::2] << 4
        self._tensors[number].buffer = len(self._buffers)
        self._buffers.append(buffer)
        return number

    def tensor(
        self,
        shape: Shape,
        *,
        scale: Scale = None,
        zero_point: int = 0,
        axis: int = 0,
        dtype: str = "int8",
        name: str = "",
    ) -> int:
        """A tensor of any kind, nothing checked."""
        tensor = schema.TensorT()
        tensor.shape = list(shape)
        tensor.type = getattr(schema.TensorType, _TYPES[dtype])
        tensor.name = name or f"t{len(self._tensors)}"
        tensor.hasRank = True
        if scale is not None:
            scales = [scale] if isinstance(scale, float | int) else list(scale)
            tensor.quantization = schema.QuantizationParametersT()
            tensor.quantization.scale = [float(s) for s in scales]
            tensor.quantization.zeroPoint = [zero_point] * len(scales)
            tensor.quantization.quantizedDimension = axis
        self._tensors.append(tensor)
        return len(self._tensors) - 1

    def state(
        self,
        shape: Shape,
        *,
        scale: Scale = None,
        zero_point: int = 0,
        dtype: str = "int8",
        name: str = "",
    ) -> int:
        """A tensor that an operator keeps from one run to the next, such as an LSTM's."""
        number = self.tensor(shape, scale=scale, zero_point=zero_point, dtype=dtype, name=name)
        self._tensors[number].isVariable = True
        return number

    @property
    def inputs(self) -> tuple[int, ...]:
        """Those of the model, so far."""
        return tuple(self._inputs)

    def shape(self, number: int) -> Shape:
        """The shape of a tensor."""
        return tuple(int(size) for size in self._tensors[number].shape)

    def dtype(self, number: int) -> str:
        """The type of a tensor's elements, as numpy names it."""
        names = {getattr(schema.TensorType, name): dtype for dtype, name in _TYPES.items()}
        return names[self._tensors[number].type]

    def quantization(self, number: int) -> tuple[float, int]:
        """Scale (as float32 holds it) and zero point of a tensor quantized as a whole."""
        quantization = self._tensors[number].quantization
        return float(np.float32(quantization.scale[0])), int(quantization.zeroPoint[0])

    # Variables

    def variable(
        self,
        shape: Shape,
        *,
        scale: Scale = None,
        zero_point: int = 0,
        dtype: str = "int8",
        initial: ArrayLike | None = None,
        name: str = "",
    ) -> int:
        """A handle of a variable, given ``initial`` by CALL_ONCE; another one of the same name
        is a handle of the same variable."""
        handle = self.handle(name or f"v{len(self._tensors)}")
        like = self.tensor(shape, scale=scale, zero_point=zero_point, dtype=dtype)
        data = None if initial is None else np.asarray(initial, dtype).reshape(shape)
        self._variables[handle] = (name or f"v{handle}", like, data)
        return handle

    def handle(self, name: str, container: str = "") -> int:
        """VAR_HANDLE alone."""
        handle = self.tensor((), dtype="resource")
        self.operator("VAR_HANDLE", [], [handle], _handle(name, container))
        return handle

    def read_variable(self, handle: int, *, name: str = "") -> int:
        """What a variable holds now."""
        like = self._variables[handle][1]
        y = self._like(like, self.shape(like), name)
        self.operator("READ_VARIABLE", [handle], [y], schema.ReadVariableOptionsT())
        return y

    def assign_variable(self, handle: int, x: int) -> None:
        """The next value of a variable."""
        self.operator("ASSIGN_VARIABLE", [handle, x], [], schema.AssignVariableOptionsT())

    # Operators

    def operator(
        self,
        kind: str,
        inputs: Sequence[int],
        outputs: Sequence[int],
        options: Any = None,
    ) -> None:
        """An operator of any kind, nothing checked; ``options`` as in the schema."""
        operator = self._operator(getattr(schema.BuiltinOperator, kind), inputs, outputs)
        if options is not None:
            union = type(options).__name__.removesuffix("T")
            operator.builtinOptionsType = getattr(schema.BuiltinOptions, union)
            operator.builtinOptions = options

    def custom(
        self, name: str, inputs: Sequence[int], outputs: Sequence[int], **options: int
    ) -> None:
        """A custom operator, its options a map in a flexbuffer."""
        operator = self._operator(name, inputs, outputs)
        operator.customOptions = np.frombuffer(_flexbuffer(options), np.uint8)

    def _operator(self, code: int | str, inputs: Sequence[int], outputs: Sequence[int]) -> Any:
        if code not in self._codes:
            self._codes.append(code)
        operator = schema.OperatorT()
        operator.opcodeIndex = self._codes.index(code)
        operator.inputs = list(inputs)
        operator.outputs = list(outputs)
        self._operators.append(operator)
        return operator

    def options(self) -> Any:
        """Those of the operator that was added last."""
        return self._operators[-1].builtinOptions

    def conv_2d(
        self,
        x: int,
        weights: int,
        bias: int = OMITTED,
        *,
        scale: float,
        zero_point: int = 0,
        stride: Pair = (1, 1),
        dilation: Pair = (1, 1),
        padding: str = "SAME",
        activation: str = "NONE",
        name: str = "",
    ) -> int:
        """weights: [out, kh, kw, in]."""
        n, h, w, _ = self.shape(x)
        out, kh, kw, _ = self.shape(weights)
        options = schema.Conv2DOptionsT()
        _window_options(options, stride, padding, activation)
        options.dilationHFactor, options.dilationWFactor = dilation
        y_h, y_w = _window_output((h, w), (kh, kw), stride, dilation, padding)
        y = self.tensor(
            (n, y_h, y_w, out),
            scale=scale,
            zero_point=zero_point,
            dtype=self.dtype(x),
            name=name,
        )
        self.operator("CONV_2D", _inputs(x, weights, bias), [y], options)
        return y

    def depthwise_conv_2d(
        self,
        x: int,
        weights: int,
        bias: int = OMITTED,
        *,
        scale: float,
        zero_point: int = 0,
        stride: Pair = (1, 1),
        dilation: Pair = (1, 1),
        padding: str = "SAME",
        activation: str = "NONE",
        name: str = "",
    ) -> int:
        """weights: [1, kh, kw, in * multiplier]."""
        n, h, w, c = self.shape(x)
        _, kh, kw, out = self.shape(weights)
        options = schema.DepthwiseConv2DOptionsT()
        _window_options(options, stride, padding, activation)
        options.dilationHFactor, options.dilationWFactor = dilation
        options.depthMultiplier = out // c
        y_h, y_w = _window_output((h, w), (kh, kw), stride, dilation, padding)
        y = self.tensor(
            (n, y_h, y_w, out),
            scale=scale,
            zero_point=zero_point,
            dtype=self.dtype(x),
            name=name,
        )
        self.operator("DEPTHWISE_CONV_2D", _inputs(x, weights, bias), [y], options)
        return y

    def fully_connected(
        self,
        x: int,
        weights: int,
        bias: int = OMITTED,
        *,
        scale: float,
        zero_point: int = 0,
        activation: str = "NONE",
        keep_dims: bool = False,
        name: str = "",
    ) -> int:
        """weights: [out, in]. A bias of per-tensor weights needs scale input * weight."""
        out, depth = self.shape(weights)
        lead = self.shape(x)[:-1] if keep_dims else (_size(self.shape(x)) // depth,)
        options = schema.FullyConnectedOptionsT()
        options.fusedActivationFunction = _activation(activation)
        options.keepNumDims = keep_dims
        y = self.tensor(
            (*lead, out), scale=scale, zero_point=zero_point, dtype=self.dtype(x), name=name
        )
        inputs = [x, weights, bias]  # -1 for the bias is how converters write it here
        self.operator("FULLY_CONNECTED", inputs, [y], options)
        return y

    def add(
        self,
        a: int,
        b: int,
        *,
        scale: float,
        zero_point: int = 0,
        activation: str = "NONE",
        name: str = "",
    ) -> int:
        """Sum, broadcast."""
        options = schema.AddOptionsT()
        options.fusedActivationFunction = _activation(activation)
        shape = np.broadcast_shapes(self.shape(a), self.shape(b))
        quant = {"scale": scale, "zero_point": zero_point}
        y = self.tensor(shape, dtype=self.dtype(a), name=name, **quant)
        self.operator("ADD", [a, b], [y], options)
        return y

    def mul(
        self,
        a: int,
        b: int,
        *,
        scale: float,
        zero_point: int = 0,
        activation: str = "NONE",
        name: str = "",
    ) -> int:
        """Product, broadcast."""
        options = schema.MulOptionsT()
        options.fusedActivationFunction = _activation(activation)
        shape = np.broadcast_shapes(self.shape(a), self.shape(b))
        y = self.tensor(shape, scale=scale, zero_point=zero_point, name=name)
        self.operator("MUL", [a, b], [y], options)
        return y

    def average_pool_2d(
        self,
        x: int,
        *,
        window: Pair,
        stride: Pair = (1, 1),
        padding: str = "VALID",
        activation: str = "NONE",
        name: str = "",
    ) -> int:
        """Keeps the quantization of its input."""
        return self._pool("AVERAGE_POOL_2D", x, window, stride, padding, activation, name)

    def max_pool_2d(
        self,
        x: int,
        *,
        window: Pair,
        stride: Pair = (1, 1),
        padding: str = "VALID",
        activation: str = "NONE",
        name: str = "",
    ) -> int:
        """Keeps the quantization of its input."""
        return self._pool("MAX_POOL_2D", x, window, stride, padding, activation, name)

    def _pool(
        self,
        kind: str,
        x: int,
        window: Pair,
        stride: Pair,
        padding: str,
        activation: str,
        name: str,
    ) -> int:
        n, h, w, c = self.shape(x)
        options = schema.Pool2DOptionsT()
        _window_options(options, stride, padding, activation)
        options.filterHeight, options.filterWidth = window
        y = self._like(x, (n, *_window_output((h, w), window, stride, (1, 1), padding), c), name)
        self.operator(kind, [x], [y], options)
        return y

    def mean(
        self,
        x: int,
        axes: Sequence[int],
        *,
        scale: float,
        zero_point: int = 0,
        keep_dims: bool = False,
        name: str = "",
    ) -> int:
        """axes may be negative."""
        shape = self.shape(x)
        reduced = {axis % len(shape) for axis in axes}
        if keep_dims:
            kept = tuple(1 if i in reduced else size for i, size in enumerate(shape))
        else:
            kept = tuple(size for i, size in enumerate(shape) if i not in reduced)
        options = schema.ReducerOptionsT()
        options.keepDims = keep_dims
        y = self.tensor(kept, scale=scale, zero_point=zero_point, name=name)
        self.operator("MEAN", [x, self.constant(np.array(axes, np.int32))], [y], options)
        return y

    def softmax(self, x: int, *, beta: float = 1.0, name: str = "") -> int:
        """Over the last axis."""
        options = schema.SoftmaxOptionsT()
        options.beta = beta
        y = self.tensor(self.shape(x), scale=1 / 256, zero_point=-128, name=name)
        self.operator("SOFTMAX", [x], [y], options)
        return y

    def logistic(self, x: int, *, name: str = "") -> int:
        """Output scale 1/256, zero point -128."""
        y = self.tensor(self.shape(x), scale=1 / 256, zero_point=-128, name=name)
        self.operator("LOGISTIC", [x], [y])
        return y

    def tanh(self, x: int, *, name: str = "") -> int:
        """Output scale 1/128, zero point 0."""
        y = self.tensor(self.shape(x), scale=1 / 128, zero_point=0, name=name)
        self.operator("TANH", [x], [y])
        return y

    def relu(self, x: int, *, scale: float, zero_point: int = 0, name: str = "") -> int:
        """Requantizes."""
        quant = {"scale": scale, "zero_point": zero_point}
        y = self.tensor(self.shape(x), dtype=self.dtype(x), name=name, **quant)
        self.operator("RELU", [x], [y])
        return y

    def relu6(self, x: int, *, name: str = "") -> int:
        """Keeps the quantization of its input."""
        y = self._like(x, self.shape(x), name)
        self.operator("RELU6", [x], [y])
        return y

    def pad(self, x: int, paddings: Sequence[Pair], *, name: str = "") -> int:
        """paddings: (before, after) for each axis. Keeps the quantization of its input."""
        sizes = zip(self.shape(x), paddings, strict=True)
        shape = tuple(before + size + after for size, (before, after) in sizes)
        y = self._like(x, shape, name)
        constant = self.constant(np.array(paddings, np.int32))
        self.operator("PAD", [x, constant], [y], schema.PadOptionsT())
        return y

    def concatenation(self, inputs: Sequence[int], axis: int, *, name: str = "") -> int:
        """All inputs have the quantization of the first; the axis may be negative."""
        shape = list(self.shape(inputs[0]))
        shape[axis] = sum(self.shape(x)[axis] for x in inputs)
        options = schema.ConcatenationOptionsT()
        options.axis = axis
        y = self._like(inputs[0], tuple(shape), name)
        self.operator("CONCATENATION", inputs, [y], options)
        return y

    def reshape(self, x: int, shape: Shape, *, name: str = "") -> int:
        """The new shape is given both as a constant and as an option, as converters do."""
        options = schema.ReshapeOptionsT()
        options.newShape = list(shape)
        y = self._like(x, shape, name)
        self.operator("RESHAPE", [x, self.constant(np.array(shape, np.int32))], [y], options)
        return y

    def squeeze(self, x: int, axes: Sequence[int], *, name: str = "") -> int:
        """axes, all of size 1, are dropped."""
        shape = tuple(size for i, size in enumerate(self.shape(x)) if i not in axes)
        options = schema.SqueezeOptionsT()
        options.squeezeDims = list(axes)
        y = self._like(x, shape, name)
        self.operator("SQUEEZE", [x], [y], options)
        return y

    def expand_dims(self, x: int, axis: int, *, name: str = "") -> int:
        """A new axis of size 1 before ``axis``, which is not negative."""
        shape = list(self.shape(x))
        shape.insert(axis, 1)
        y = self._like(x, tuple(shape), name)
        inputs = [x, self.constant(np.array([axis], np.int32))]
        self.operator("EXPAND_DIMS", inputs, [y], schema.ExpandDimsOptionsT())
        return y

    def quantize(
        self, x: int, *, scale: float, zero_point: int = 0, dtype: str = "int8", name: str = ""
    ) -> int:
        """float32 or int8 to int8; also between int8 and uint8."""
        shape = self.shape(x)
        y = self.tensor(shape, scale=scale, zero_point=zero_point, dtype=dtype, name=name)
        self.operator("QUANTIZE", [x], [y], schema.QuantizeOptionsT())
        return y

    def dequantize(self, x: int, *, name: str = "") -> int:
        """int8 to float32."""
        y = self.tensor(self.shape(x), dtype="float32", name=name)
        self.operator("DEQUANTIZE", [x], [y], schema.DequantizeOptionsT())
        return y

    def _like(self, x: int, shape: Shape, name: str) -> int:
        """Another tensor of the type and quantization of x."""
        tensor = copy(self._tensors[x])
        tensor.shape = list(shape)
        tensor.name = name or f"t{len(self._tensors)}"
        tensor.buffer = 0
        self._tensors.append(tensor)
        return len(self._tensors) - 1

    # The file

    def build(self, outputs: Sequence[int]) -> bytes:
        """The model as the bytes of a .tflite file; the same calls give the same bytes."""
        subgraph = schema.SubGraphT()
        subgraph.tensors = self._tensors
        subgraph.inputs = self._inputs
        subgraph.outputs = list(outputs)
        subgraph.operators = self._operators
        subgraph.name = "main"
        subgraphs = [subgraph]
        if any(data is not None for _, _, data in self._variables.values()):
            subgraphs.append(self._initial_values())
            call = schema.CallOnceOptionsT()
            call.initSubgraphIndex = 1
            self.operator("CALL_ONCE", [], [], call)
            subgraph.operators = [self._operators.pop(), *self._operators]
        model = schema.ModelT()
        model.version = 3
        model.description = "built for a test"
        model.buffers = self._buffers
        model.subgraphs = subgraphs
        model.operatorCodes = [_operator_code(code) for code in self._codes]
        packer = flatbuffers.Builder(1024)
        packer.Finish(model.Pack(packer), file_identifier=b"TFL3")
        return bytes(packer.Output())

    def _initial_values(self) -> Any:
        """The subgraph that CALL_ONCE runs."""
        inner = Builder()
        inner._buffers, inner._codes = self._buffers, self._codes
        for name, like, data in self._variables.values():
            if data is not None:
                number = inner.constant(data)
                inner._tensors[number].quantization = self._tensors[like].quantization
                inner.assign_variable(inner.handle(name), number)
        subgraph = schema.SubGraphT()
        subgraph.tensors = inner._tensors
        subgraph.inputs = subgraph.outputs = []
        subgraph.operators = inner._operators
        subgraph.name = "initial values"
        return subgraph


def random_weights(rng: np.random.Generator, shape: Shape, low: int = -127) -> NDArray[np.int8]:
    """Random weights in [low, 127]."""
    return rng.integers(low, 128, shape).astype(np.int8)


def _operator_code(code: int | str) -> Any:
    """Of a builtin operator its number, of a custom one its name."""
    operator_code = schema.OperatorCodeT()
    if isinstance(code, str):
        operator_code.customCode, code = code, int(schema.BuiltinOperator.CUSTOM)
    operator_code.builtinCode = code
    operator_code.deprecatedBuiltinCode = min(code, 127)
    operator_code.version = 1
    return operator_code


def _flexbuffer(options: Mapping[str, int]) -> bytes:
    builder = flexbuffers.Builder()
    with builder.Map():
        for name, value in options.items():
            builder.Key(name)
            (builder.Bool if isinstance(value, bool) else builder.Int)(value)
    return bytes(builder.Finish())


def _handle(name: str, container: str) -> Any:
    options = schema.VarHandleOptionsT()
    options.container = container
    options.sharedName = name
    return options


def _inputs(x: int, constants: int, bias: int) -> list[int]:
    return [x, constants] if bias == OMITTED else [x, constants, bias]


def _activation(name: str) -> int:
    return int(getattr(schema.ActivationFunctionType, name))


def _window_options(options: Any, stride: Pair, padding: str, activation: str) -> None:
    options.strideH, options.strideW = stride
    options.padding = getattr(schema.Padding, padding)
    options.fusedActivationFunction = _activation(activation)


def _window_output(size: Pair, window: Pair, stride: Pair, dilation: Pair, padding: str) -> Pair:
    """Rows and columns of the output, as TensorFlow defines SAME and VALID."""
    first, second = (
        -(-n // s) if padding == "SAME" else -(-(n - (k - 1) * d) // s)
        for n, k, s, d in zip(size, window, stride, dilation, strict=True)
    )
    return first, second


def _size(shape: Shape) -> int:
    return int(np.prod(shape, dtype=np.int64))
