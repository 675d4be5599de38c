"""Layers whose output may take the place of an input."""

from __future__ import annotations

from tinyedge.graph.ops import (
    Abs,
    Add,
    AddN,
    Cast,
    Cos,
    Cumsum,
    Div,
    Elu,
    Equal,
    Exp,
    FloorDiv,
    FloorMod,
    Greater,
    GreaterEqual,
    HardSwish,
    L2Normalization,
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
    Minimum,
    Mul,
    NotEqual,
    Op,
    Prelu,
    Quantize,
    Relu,
    Relu6,
    Rsqrt,
    Select,
    Sin,
    Softmax,
    Sqrt,
    Square,
    SquaredDifference,
    Sub,
    Tanh,
)
from tinyedge.graph.types import DType, Graph
from tinyedge.plan.lives import lives
from tinyedge.plan.types import Plan


def overwrites(graph: Graph, plan: Plan) -> frozenset[tuple[int, int]]:
    """Pairs (input, output) of slots that may begin at the same offset although both live.

    The kernel writes no element before it has read the input's bytes there, as its header says, and
    nothing needs the input later; variables are always needed. ``plan`` need not be complete, see
    ``lives``.
    """
    life = lives(graph, plan)
    pairs = set()
    for at, layer in enumerate(plan.layers):
        for number in _replaceable(layer.op, graph):
            slot = plan.slot_of[number]
            if slot >= 0 and life[slot].last == at:
                pairs.add((slot, layer.outputs[0]))
    return frozenset(pairs)


def _replaceable(op: Op, graph: Graph) -> tuple[int, ...]:
    """The inputs that the kernel allows its output to overwrite."""
    match op:
        case (
            Logistic()
            | Tanh()
            | Relu()
            | Relu6()
            | LeakyRelu()
            | HardSwish()
            | Abs()
            | Rsqrt()
            | Elu()
            | Exp()
            | Log()
            | Sin()
            | Cos()
            | Sqrt()
            | Square()
            | Softmax()
            | LogSoftmax()
            | L2Normalization()
            | Cumsum()
        ):
            return op.inputs[:1]
        case (
            Add()
            | Sub()
            | Mul()
            | Minimum()
            | Maximum()
            | SquaredDifference()
            | Div()
            | FloorDiv()
            | FloorMod()
            | AddN()
            | Equal()
            | NotEqual()
            | Greater()
            | GreaterEqual()
            | Less()
            | LessEqual()
            | LogicalAnd()
            | LogicalOr()
        ):
            # What is repeated is read again.
            elements = graph.tensor(op.outputs[0]).elements
            return tuple(n for n in op.inputs if graph.tensor(n).elements == elements)
        case Select():
            elements = graph.tensor(op.outputs[0]).elements
            bytes_ = graph.tensor(op.outputs[0]).dtype.size_bytes == 1
            return tuple(n for n in op.inputs if bytes_ and graph.tensor(n).elements == elements)
        case Quantize():
            # From wider types to bytes too: byte i is written when element i was read. Other types
            # must not share memory in C.
            x, y = (graph.tensor(number).dtype for number in (op.inputs[0], op.outputs[0]))
            return op.inputs if x is y or y.size_bytes == 1 else ()
        case LogicalNot():
            return op.inputs
        case Cast():
            # Byte i is written when element i was read; other types must not share memory in C.
            return op.inputs if graph.tensor(op.outputs[0]).dtype is DType.INT8 else ()
        case Prelu():
            same = graph.tensor(op.inputs[0]).elements == graph.tensor(op.outputs[0]).elements
            return op.inputs[:1] if same else ()
        case _:
            return ()
