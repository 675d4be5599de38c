"""``tinyedge.connect``: a board with a model, in Python. docs/python.md shows it."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence, Sized
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np

from tinyedge.boards import Board, load_board
from tinyedge.errors import ProtocolError, SettingError
from tinyedge.events import Listener, Progress, Started, ignore
from tinyedge.graph.simplify.simplify import simplify
from tinyedge.graph.types import Array
from tinyedge.link.conversation import Faults
from tinyedge.link.protocol import Source
from tinyedge.link.stream import Plan, Result
from tinyedge.monitor.feed import labels_of
from tinyedge.pipeline import Settings, choose
from tinyedge.samples import Input, inputs_of
from tinyedge.verify.tensors import read_outputs, read_tensor, write_inputs
from tinyedge.verify.types import Where

from .reached import Reached, reached
from .values import to_inputs, to_values

if TYPE_CHECKING:
    from tinyedge.profile.types import Profile

_RUN_TIMEOUT_S = 120.0
_MOST_PERIOD_US = 3_600_000_000  # an hour, as of `tinyedge stream`


def connect(
    board: str | Board,
    port: str | None = None,
    model: str | Path | None = None,
    *,
    samples: str | Path | None = None,
    listen: Listener = ignore,
) -> Session:
    """A board that runs a model; use it with ``with``, which closes the port and the emulator.

    Args:
        board: its id, as of ``tinyedge boards``, or a board file.
        port: a serial port or a pyserial URL; None: the board's emulator, else the one board that
            is connected.
        model: is built and run there, which flashes hardware that runs something else; a model
            file, or a folder with ``model.toml``. None: what was flashed last.
        samples: an ``.npz`` file, for models that have to be quantized.

    Raises:
        TinyEdgeError: it could not be done; what, where and what next.
    """
    chosen = load_board(board) if isinstance(board, str) else board
    with ExitStack() as stack:
        at_work = stack.enter_context(
            reached(
                Path(model) if model is not None else None,
                chosen,
                Settings(port=port),
                samples=Path(samples) if samples is not None else None,
                listen=listen,
            )
        )
        kept = ExitStack()
        session = Session(at_work, kept, listen)
        kept.push(stack.pop_all())  # not before: nothing is left running where a line above raises
    return session


class Session:
    """A board and the model it runs. All its methods raise LinkError if it cannot be heard out.

    where: what computes: "host", "emulator" or "hardware". inputs: what the model takes.
    labels: the names of its classes; empty where they are not known.
    """

    def __init__(self, at_work: Reached, stack: ExitStack, listen: Listener) -> None:
        """See ``connect``. stack: what ``close`` closes."""
        self._at_work, self._stack, self._listen = at_work, stack, listen
        self._device, self._graph, self._plan = at_work.device, at_work.graph, at_work.plan
        self._streaming = self._closed = False
        self._outputs = [self._graph.tensor(number) for number in self._graph.outputs]
        self.where: Where = at_work.where
        self.inputs: tuple[Input, ...] = inputs_of(self._graph)
        labels = at_work.opened.source.labels or labels_of(at_work.image.model_sha256)
        self.labels = labels if self._outputs[0].elements == len(labels) else ()

    @property
    def board(self) -> str:
        """The id of the board."""
        return self._at_work.board.id

    @property
    def model(self) -> str:
        """The name of the model."""
        return self._at_work.image.model

    @property
    def faults(self) -> Faults:
        """What went wrong on the line so far, and cost nothing but time."""
        return self._device.faults

    def infer(self, x: Any, *, raw: bool = False) -> Any:
        """What the model makes of one sample: an array, or a tuple of them for several outputs.

        Args:
            x: one sample, see ``to_inputs``: floats in real units, integers as they are stored.
            raw: outputs as they are stored, not in real units.

        Raises:
            SamplesError: x is not what the model takes; says what it does.
        """
        self._require_idle()
        write_inputs(self._device, self._plan, to_inputs(x, self.inputs))
        self._device.invoke()
        return self._answer(read_outputs(self._device, self._graph, self._plan), raw)

    def stream(self, xs: Iterable[Any], *, raw: bool = False, period_us: int = 0) -> Answers:
        """What the model makes of each sample, in order, while the next ones are fed ahead.

        Args:
            xs: the samples, each as of ``infer``; may be endless, and is drawn from as needed.
            raw: see ``infer``.
            period_us: from one run to the next, by the board's clock; 0: as fast as it goes.

        Raises:
            SettingError: the period is not possible.

        A model with a state goes on from where it is; ``reset`` gives it its first one.
        """
        _require_whole("stream: period_us", period_us, 0, _MOST_PERIOD_US)
        return Answers(self, xs, raw, period_us)

    def layers(self, x: Any, *, raw: bool = False) -> dict[str, Array]:
        """Every tensor that the layers compute of one sample, by its name in the model file."""
        self._require_idle()
        write_inputs(self._device, self._plan, to_inputs(x, self.inputs))
        found: dict[str, Array] = {}
        for index, layer in enumerate(self._plan.layers):
            self._device.step(index)
            for slot in layer.outputs:
                tensor = self._graph.tensor(self._plan.slots[slot].tensor)
                # Names need not differ: a later one of the same name gets its layer's number.
                name = tensor.name if tensor.name not in found else f"{tensor.name} #{index}"
                found[name] = to_values(read_tensor(self._device, tensor, slot), tensor, raw=raw)
        return found

    def profile(self, runs: int = 6) -> Profile:
        """What each layer costs on the board, over so many runs, 1 or more."""
        from tinyedge.profile.profile import profile

        _require_whole("profile: runs", runs, 1, 1_000_000)
        self._require_idle()
        held_out = self._at_work.opened.held_out
        most = len(held_out) if held_out is not None else runs
        chosen = choose(held_out, self._graph, min((runs + 1) // 2, most))
        samples = [
            [
                array[i].reshape(takes.shape)
                for array, takes in zip(chosen.x, self.inputs, strict=True)
            ]
            for i in range(len(chosen))
        ]
        return profile(
            self._device,
            simplify(self._graph),
            self._plan,
            samples,
            runs,
            where=self.where,
            board_name=self._at_work.board.name,
            listen=self._listen,
        )

    def label(self, answer: Array) -> str:
        """The name of the class that an answer, raw or not, is highest for; its number if the
        names are not known."""
        top = int(np.argmax(answer))
        return self.labels[top] if self.labels else str(top)

    def reset(self) -> None:
        """Give a model with a state its initial one; nothing to do for others."""
        self._require_idle()
        self._device.reset()

    def close(self) -> None:
        """Let the port go, and end the emulator if it is ours. May be called again."""
        self._closed = True
        self._stack.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._closed = True
        # The emulator says why its firmware stopped, if that is what broke the conversation.
        self._stack.__exit__(kind, error, traceback)

    def _require_idle(self) -> None:
        if self._closed:
            raise ProtocolError(
                self._device.port, "this session is closed", "open another with tinyedge.connect"
            )
        if self._streaming:
            raise ProtocolError(
                self._device.port,
                "a stream is under way",
                "take all its answers, or close it first",
            )

    def _answer(self, stored: Sequence[Array], raw: bool) -> Any:
        values = tuple(
            to_values(array, tensor, raw=raw)
            for array, tensor in zip(stored, self._outputs, strict=True)
        )
        return values[0] if len(values) == 1 else values


class Answers(Iterator[Any]):
    """The answers of a stream, as they come: arrays, as of ``Session.infer``.

    done: how many have come. total: of how many; None where that is not known. last: the result
    of the last one: its number, time and count on the board. ``close`` ends the stream early.
    """

    def __init__(self, session: Session, xs: Iterable[Any], raw: bool, period_us: int) -> None:
        self.done = 0
        self.total = len(xs) if isinstance(xs, Sized) else None
        self.last: Result | None = None
        self._answers = self._run(session, xs, raw, period_us)

    def __next__(self) -> Any:
        return next(self._answers)

    def close(self) -> None:
        """End the stream; what was fed ahead is dropped."""
        self._answers.close()

    def __enter__(self) -> Answers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(
        self, session: Session, xs: Iterable[Any], raw: bool, period_us: int
    ) -> Generator[Any, None, None]:
        outputs, listen = session._outputs, session._listen
        plan = Plan(
            source=Source.HOST,
            count=self.total,
            period_us=period_us,
            timeout_s=_RUN_TIMEOUT_S,
            has_state=bool(session._graph.variables),
            result_bytes=sum(tensor.size_bytes for tensor in outputs),
        )
        samples = (_bytes(to_inputs(x, session.inputs, f"sample {i}")) for i, x in enumerate(xs))
        session._require_idle()
        session._streaming = True
        listen(Started("stream", f"{self.total or 'any number of'} samples"))
        results = session._device.stream(plan, samples, reopen=session._at_work.reopener())
        try:
            for result in results:
                self.done += 1
                self.last = result
                listen(Progress("stream", self.done, self.total or self.done, "results"))
                stored, at = [], 0
                for tensor in outputs:
                    element = tensor.dtype.numpy.newbyteorder("<")
                    stored.append(np.frombuffer(result.outputs, element, tensor.elements, at))
                    at += tensor.size_bytes
                yield session._answer(stored, raw)
        finally:
            results.close()
            session._streaming = False


def _require_whole(what: str, value: Any, least: int, most: int) -> None:
    if not isinstance(value, (int, np.integer)) or not least <= value <= most:
        raise SettingError(f"{what}={value!r}", f"give a whole number from {least:,} to {most:,}")


def _bytes(arrays: Sequence[Array]) -> bytes:
    return b"".join(a.astype(a.dtype.newbyteorder("<"), copy=False).tobytes() for a in arrays)
