"""Several models side by side in one file: one firmware then runs them all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from support.tflite_builder import flatbuffers, schema

CALL_ONCE = schema.BuiltinOperator.CALL_ONCE


def joined(models: Sequence[bytes]) -> bytes:
    """A model that takes the inputs of all, in their order, and gives the outputs of all; the
    tensors of the third are called "2.", then what they were called.

    Initial values of variables stay in subgraphs of their own.
    """
    whole = schema.ModelT.InitFromPackedBuf(models[0], 0)
    whole.operatorCodes, whole.buffers, whole.subgraphs = [], [], []
    main, once = schema.SubGraphT(), []
    main.name = "main"
    main.tensors, main.inputs, main.outputs, main.operators = [], [], [], []
    extra: list[Any] = []
    for number, data in enumerate(models):
        part = schema.ModelT.InitFromPackedBuf(data, 0)
        codes, buffers = len(whole.operatorCodes), len(whole.buffers)
        whole.operatorCodes += part.operatorCodes
        whole.buffers += part.buffers
        for subgraph in part.subgraphs:
            for tensor in subgraph.tensors:
                tensor.buffer += buffers
                tensor.name = f"{number}.".encode() + (tensor.name or b"")
            for op in subgraph.operators:
                _renumber(op.builtinOptions, number, len(extra))
                op.opcodeIndex += codes
        own, *others = part.subgraphs
        extra += others
        shift = len(main.tensors)
        main.tensors += own.tensors
        main.inputs += [int(n) + shift for n in own.inputs]
        main.outputs += [int(n) + shift for n in own.outputs]
        for op in own.operators:
            op.inputs = _shifted(op.inputs, shift)
            op.outputs = _shifted(op.outputs, shift)
            is_call = whole.operatorCodes[op.opcodeIndex].builtinCode == CALL_ONCE
            (once if is_call else main.operators).append(op)
    main.operators = [*once, *main.operators]
    whole.subgraphs = [main, *extra]
    packer = flatbuffers.Builder(1024)
    packer.Finish(whole.Pack(packer), file_identifier=b"TFL3")
    return bytes(packer.Output())


def _renumber(options: Any, number: int, subgraphs: int) -> None:
    """Variables get names of their own, subgraphs that are called the numbers they have now."""
    if isinstance(options, schema.VarHandleOptionsT):
        options.sharedName = f"{number}.".encode() + (options.sharedName or b"")
    if options is None:
        return
    for name in [name for name in vars(options) if name.endswith("SubgraphIndex")]:
        setattr(options, name, getattr(options, name) + subgraphs)


def _shifted(numbers: Any, by: int) -> list[int]:
    """An operand that is left out stays so."""
    listed = [] if numbers is None else numbers
    return [int(n) + by if n >= 0 else int(n) for n in listed]
