"""UNIDIRECTIONAL_SEQUENCE_LSTM."""

from __future__ import annotations

from tflite.ActivationFunctionType import ActivationFunctionType
from tflite.BuiltinOptions import BuiltinOptions
from tflite.UnidirectionalSequenceLSTMOptions import UnidirectionalSequenceLSTMOptions

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import UnidirectionalSequenceLstm

_INPUTS = 24
_PLAIN = "use a plain LSTM, such as Keras's layer: TFLite Micro runs no other"

# Where the inputs of variants are.
_VARIANTS = {
    "peephole connections": range(9, 12),
    "a projection": range(16, 18),
    "layer normalization": range(20, 24),
}


def unidirectional_sequence_lstm(layer: Layer) -> UnidirectionalSequenceLstm:
    """The inputs that every plain LSTM has, and its states among the outputs."""
    options = layer.options(
        UnidirectionalSequenceLSTMOptions, BuiltinOptions.UnidirectionalSequenceLSTMOptions
    )
    inputs = layer.raw.inputs
    if len(inputs) != _INPUTS:
        raise layer.error(f"has {len(inputs)} inputs, not {_INPUTS}")
    for what, places in _VARIANTS.items():
        if any(inputs[i] != -1 for i in places):
            raise layer.error(f"has {what}", _PLAIN)
    kept = (*inputs[:9], *inputs[12:16], *inputs[18:20])
    if -1 in kept:
        raise layer.error("lacks a gate, a bias or a state", _PLAIN)
    activation = options.FusedActivationFunction()
    if activation != ActivationFunctionType.TANH:
        raise layer.error(f"has the activation number {activation} where TANH is due", _PLAIN)
    return UnidirectionalSequenceLstm(
        inputs=kept,
        outputs=(*layer.result(), *kept[-2:]),
        time_major=bool(options.TimeMajor()),
        cell_clip=float(options.CellClip()),
    )
