"""``tinyedge stream``: a model on a board, sample after sample, every result proven."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np

from tinyedge.boards import Board
from tinyedge.errors import SettingError
from tinyedge.events import Listener, ignore
from tinyedge.graph.ops import TensorId
from tinyedge.graph.types import Array, DType, Graph
from tinyedge.link.protocol import Source
from tinyedge.link.stream import Plan
from tinyedge.pipeline import RANDOM_SEED, Opened, Settings
from tinyedge.reference.execute import execute
from tinyedge.samples import Samples, inputs_of, random_samples
from tinyedge.verify.streamed import Streamed, prove_stream

from .reached import Reached, reached

# Of results, where nobody says how many.
USUAL_COUNT = 1000
# Of different random samples, and of samples that are built in.
_RANDOM_SAMPLES = 64
_MOST_STORED = 16
_RUN_TIMEOUT_S = 120.0
_ROUND = 2**32


@dataclass(frozen=True, slots=True)
class Wish:
    """What to stream. count: results; None: without end. period_us: 0: as fast as it goes."""

    source: Source = Source.HOST
    count: int | None = USUAL_COUNT
    period_us: int = 0


def stream_board(
    model: Path | None,
    board: Board,
    settings: Settings,
    wish: Wish,
    *,
    samples: Path | None = None,
    listen: Listener = ignore,
) -> Streamed:
    """Stream on a board and compare each result with the reference.

    The samples are those of the file or of the model, else random ones; they are taken in turn, so
    that there may be more results than samples.

    Args:
        model, samples: see ``reached``.

    Raises:
        SettingError: the source is not possible with this model.
        TinyEdgeError: see ``reached`` and ``prove_stream``. A wrong result is no error.
    """
    if wish.source is Source.STORED and model is None:
        raise SettingError(
            "--source stored", "name the model, so that its firmware is built with samples"
        )
    to_store = _to_store if wish.source is Source.STORED else None
    with reached(
        model, board, settings, samples=samples, to_store=to_store, listen=listen
    ) as at_work:
        return _stream(at_work, wish, listen)


def _stream(at_work: Reached, wish: Wish, listen: Listener) -> Streamed:
    graph, device = at_work.graph, at_work.device
    make = _maker(at_work, wish.source)
    plan = Plan(
        source=wish.source,
        count=wish.count,
        period_us=wish.period_us,
        timeout_s=_RUN_TIMEOUT_S,
        has_state=bool(graph.variables),
        result_bytes=sum(graph.tensor(number).size_bytes for number in graph.outputs),
    )
    device.reset()
    return prove_stream(
        device,
        plan,
        map(make.bytes_of, count()),
        expected_outputs(graph, make.inputs, make.different),
        board_name=at_work.board.name,
        where=at_work.where,
        baud=at_work.board.link.baud,
        reopen=at_work.reopener(),
        listen=listen,
    )


@dataclass(frozen=True, slots=True)
class _Maker:
    """inputs: the arrays of a sample of any number. different: after so many they repeat; None:
    they do not."""

    inputs: Callable[[int], Sequence[Array]]
    different: int | None

    def bytes_of(self, number: int) -> bytes:
        return b"".join(map(_bytes, self.inputs(number)))


def _maker(at_work: Reached, source: Source) -> _Maker:
    graph = at_work.graph
    if source is Source.COUNTER:
        _require_integers(graph)
        return _Maker(lambda number: counted_inputs(graph, number), None)
    if source is Source.STORED:
        different = len(at_work.stored)
        return _Maker(lambda number: _split(graph, at_work.stored[number % different]), different)
    samples = _samples(at_work.opened)
    return _Maker(lambda number: _one(graph, samples, number % len(samples)), len(samples))


def expected_outputs(
    graph: Graph, inputs: Callable[[int], Sequence[Array]], different: int | None
) -> Iterator[bytes]:
    """The bytes of all outputs of sample after sample, run from the initial state on.

    different: after how many samples they repeat, for which a model without a state needs to be
    run but once; None: never.
    """
    known: dict[int, bytes] = {}
    state: Mapping[TensorId, Array] | None = None
    for number in count():
        again = number % different if different is not None and not graph.variables else None
        if again is not None and again in known:
            yield known[again]
            continue
        values = execute(graph, inputs(number), state)
        if graph.variables:
            state = {variable.tensor: values[variable.tensor] for variable in graph.variables}
        outputs = b"".join(_bytes(values[number]) for number in graph.outputs)
        if again is not None:
            known[again] = outputs
        yield outputs


def counted_inputs(graph: Graph, sample: int) -> list[Array]:
    """The inputs that a device makes of a sample's number: source counter of PROTOCOL.md 7."""
    size = sum(graph.tensor(number).size_bytes for number in graph.inputs)
    places = np.arange(size, dtype=np.uint64) * np.uint64(40503)
    sums = (np.uint64(sample * 2654435761 % _ROUND) + places) % np.uint64(_ROUND)
    return _split(graph, (sums >> np.uint64(16)).astype(np.uint8).tobytes())


def _require_integers(graph: Graph) -> None:
    for number in graph.inputs:
        tensor = graph.tensor(number)
        if tensor.dtype in (DType.FLOAT32, DType.BOOL):
            raise SettingError(
                "--source counter",
                f"it makes any bytes, but the model's input {tensor.name} takes "
                f"{tensor.dtype.value}; take --source host or stored",
            )


def _to_store(opened: Opened) -> tuple[bytes, ...]:
    samples = _samples(opened)
    many = range(min(len(samples), _MOST_STORED))
    return tuple(b"".join(map(_bytes, _one(opened.graph, samples, i))) for i in many)


def _samples(opened: Opened) -> Samples:
    if opened.held_out is not None:
        return opened.held_out
    return random_samples(inputs_of(opened.graph), _RANDOM_SAMPLES, RANDOM_SEED)


def _one(graph: Graph, samples: Samples, number: int) -> list[Array]:
    return [
        values[number].reshape(graph.tensor(tensor).shape)
        for values, tensor in zip(samples.x, graph.inputs, strict=True)
    ]


def _split(graph: Graph, data: bytes) -> list[Array]:
    arrays, at = [], 0
    for number in graph.inputs:
        tensor = graph.tensor(number)
        element = tensor.dtype.numpy.newbyteorder("<")
        array = np.frombuffer(data, element, tensor.elements, at).reshape(tensor.shape)
        arrays.append(array.astype(tensor.dtype.numpy, copy=False))
        at += tensor.size_bytes
    return arrays


def _bytes(array: Array) -> bytes:
    """As every target has them in its memory, which is little endian."""
    return array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()
