"""Two .tflite files made one behind the other: what the first gives, the second takes."""

from __future__ import annotations

from typing import Any

from .tflite_builder import flatbuffers, schema


def chained(first: bytes, second: bytes) -> bytes:
    """The model that runs ``first``, whose one output is the one input of ``second``.

    The two tensors have one shape and type. Tensors, buffers, operator codes and further subgraphs
    of the second are numbered behind those of the first.
    """
    a = schema.ModelT.InitFromPackedBuf(first, 0)
    c = schema.ModelT.InitFromPackedBuf(second, 0)
    main, behind = a.subgraphs[0], c.subgraphs[0]
    (given,), (taken,) = list(main.outputs), list(behind.inputs)
    same = [(list(t.shape), t.type) for t in (main.tensors[given], behind.tensors[taken])]
    assert same[0] == same[1], f"gives {same[0]}, takes {same[1]}"
    buffers, codes, graphs = len(a.buffers), len(a.operatorCodes), len(a.subgraphs)
    for subgraph in c.subgraphs:
        for tensor in subgraph.tensors:
            tensor.buffer += buffers
        for operator in subgraph.operators:
            operator.opcodeIndex += codes
            if isinstance(operator.builtinOptions, schema.CallOnceOptionsT):
                operator.builtinOptions.initSubgraphIndex += graphs - 1
    numbers = {n: n + len(main.tensors) for n in range(len(behind.tensors))}
    numbers[taken] = given
    for operator in behind.operators:
        operator.inputs = _renumbered(operator.inputs, numbers)
        operator.outputs = _renumbered(operator.outputs, numbers)
    main.tensors += behind.tensors
    main.operators += behind.operators
    # What is run once comes first.
    main.operators.sort(key=lambda o: not isinstance(o.builtinOptions, schema.CallOnceOptionsT))
    main.outputs = _renumbered(behind.outputs, numbers)
    a.buffers += c.buffers
    a.operatorCodes += c.operatorCodes
    a.subgraphs += c.subgraphs[1:]
    a.metadata = a.signatureDefs = a.metadataBuffer = None
    packer = flatbuffers.Builder(1024)
    packer.Finish(a.Pack(packer), file_identifier=b"TFL3")
    return bytes(packer.Output())


def _renumbered(given: Any, numbers: dict[int, int]) -> list[int]:
    return [numbers.get(int(n), -1) for n in given]
