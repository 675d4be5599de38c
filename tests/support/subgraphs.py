"""Files of several subgraphs, each built as a model of its own."""

from __future__ import annotations

from typing import Any

from .edited import edited
from .tflite_builder import Builder, schema


def joined(main: bytes, *others: bytes) -> bytes:
    """One file: ``others`` are its subgraphs 1, 2 and so on."""

    def edit(loaded: Any) -> None:
        for other in others:
            _append(loaded, schema.ModelT.InitFromPackedBuf(other, 0))

    return edited(main, edit)


def _append(model: Any, other: Any) -> None:
    buffers, codes = len(model.buffers), len(model.operatorCodes)
    for subgraph in other.subgraphs:
        for tensor in subgraph.tensors:
            tensor.buffer += buffers if tensor.buffer else 0
        for operator in subgraph.operators:
            operator.opcodeIndex += codes
    model.buffers += other.buffers
    model.operatorCodes += other.operatorCodes or []
    model.subgraphs += other.subgraphs


def add_if(
    b: Builder, condition: int, inputs: list[int], outputs: list[int], then: int, other: int
) -> None:
    """IF. then, other: numbers of subgraphs."""
    options = schema.IfOptionsT()
    options.thenSubgraphIndex, options.elseSubgraphIndex = then, other
    b.operator("IF", [condition, *inputs], outputs, options)


def add_while(b: Builder, inputs: list[int], outputs: list[int], cond: int, body: int) -> None:
    """WHILE. cond, body: numbers of subgraphs."""
    options = schema.WhileOptionsT()
    options.condSubgraphIndex, options.bodySubgraphIndex = cond, body
    b.operator("WHILE", inputs, outputs, options)
