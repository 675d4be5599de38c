"""Worker processes, as many as there are cores, and what they find; a worker that dies is a
finding, and another one takes the rest of its work."""

from __future__ import annotations

import json
import os
import queue
import selectors
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]
SILENCE_S = 600.0  # a worker that says nothing for so long hangs


@dataclass(frozen=True, slots=True)
class Piece:
    """Work for one worker. items: JSON, each a list or a number."""

    work: str
    items: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with one item of a piece of work."""

    work: str
    item: Any
    stage: str
    what: str
    details: str = ""


@dataclass(slots=True)
class Outcome:
    """Everything that was counted and found."""

    counts: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    lists: dict[str, list[Any]] = field(default_factory=dict)


class _Died(Exception):
    """A worker ended, or hung; the text says how."""


class _Worker:
    """One process. A piece of work may end it; the next piece starts another."""

    def __init__(self, arguments: Sequence[str], said: IO[bytes]) -> None:
        self._said = said
        self._received = b""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "fuzz.worker", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
            cwd=ROOT,
            bufsize=0,
        )

    def ask(self, piece: Piece) -> None:
        assert self._process.stdin is not None
        line = json.dumps({"work": piece.work, "items": piece.items}) + "\n"
        try:
            self._process.stdin.write(line.encode())
        except BrokenPipeError as error:
            raise self._death("before it began") from error

    def answer(self) -> dict[str, Any]:
        """The next message; _Died if there is none."""
        assert self._process.stdout is not None
        while b"\n" not in self._received:
            with selectors.DefaultSelector() as selector:
                selector.register(self._process.stdout, selectors.EVENT_READ)
                if not selector.select(SILENCE_S):
                    self._process.kill()
                    raise self._death(f"hung for {SILENCE_S:g} s")
            received = os.read(self._process.stdout.fileno(), 1 << 16)
            if not received:
                raise self._death("")
            self._received += received
        line, self._received = self._received.split(b"\n", 1)
        message: dict[str, Any] = json.loads(line)
        return message

    def _death(self, how: str) -> _Died:
        status = self._process.wait()
        self._said.seek(0)
        last = self._said.read().decode("utf-8", "replace").strip()[-2000:]
        return _Died(f"{how or f'ended with status {status}'}: {last or 'nothing was said'}")

    def close(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()
        with suppress(BrokenPipeError):
            self._process.stdin.close()


def perform(
    pieces: Iterable[Piece],
    *,
    kernels: Path,
    workers: int,
    memory_bytes: int | None = None,
    listen: Callable[[Outcome], None] = lambda outcome: None,
    wanted: Callable[[], bool] = lambda: True,
) -> Outcome:
    """Have all pieces done.

    kernels: a folder for compiled kernels. memory_bytes: of each worker, at most; None: no limit.
    listen: is told what there is after each piece. wanted: whether to begin another one.
    """
    waiting: queue.SimpleQueue[Piece] = queue.SimpleQueue()
    for piece in pieces:
        waiting.put(piece)
    outcome, lock = Outcome(), threading.Lock()
    arguments = [str(kernels), *([] if memory_bytes is None else [str(memory_bytes)])]
    threads = [
        threading.Thread(
            target=_serve, args=(waiting, arguments, outcome, lock, listen, wanted), daemon=True
        )
        for _ in range(workers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcome.findings.sort(key=lambda finding: (finding.work, str(finding.item), finding.stage))
    return outcome


def _serve(
    waiting: queue.SimpleQueue[Piece],
    arguments: Sequence[str],
    outcome: Outcome,
    lock: threading.Lock,
    listen: Callable[[Outcome], None],
    wanted: Callable[[], bool],
) -> None:
    """One worker after the other, until nothing is left to do."""
    while wanted():
        try:
            piece = waiting.get_nowait()
        except queue.Empty:
            return
        with tempfile.TemporaryFile() as said:
            worker = _Worker(arguments, said)
            try:
                while True:
                    _do(worker, piece, outcome, lock)
                    listen(outcome)
                    if not wanted():
                        return
                    piece = waiting.get_nowait()
            except queue.Empty:
                return
            except _Dead as dead:
                with lock:
                    outcome.findings.append(dead.finding)
                if dead.rest.items:
                    waiting.put(dead.rest)
            finally:
                worker.close()


class _Dead(Exception):
    """finding: what a worker died of. rest: what it left undone."""

    def __init__(self, finding: Finding, rest: Piece) -> None:
        super().__init__(finding)
        self.finding = finding
        self.rest = rest


def _do(worker: _Worker, piece: Piece, outcome: Outcome, lock: threading.Lock) -> None:
    """One piece of work; nothing is counted or found before it is done."""
    at: int | None = None
    findings: list[Finding] = []
    try:
        worker.ask(piece)
        while "done" not in (message := worker.answer()):
            if "at" in message:
                at = message["at"]
            else:
                item = piece.items[message["found"]]
                findings.append(
                    Finding(piece.work, item, message["stage"], message["what"], message["details"])
                )
    except _Died as died:
        item = None if at is None else piece.items[at]
        said = str(died)
        finding = Finding(piece.work, item, "worker", said.splitlines()[0][:300], said)
        rest = [] if at is None else [*piece.items[:at], *piece.items[at + 1 :]]
        raise _Dead(finding, Piece(piece.work, rest)) from died
    with lock:
        outcome.counts.update(message["done"])
        outcome.findings += findings
        for name, values in message.get("lists", {}).items():
            outcome.lists.setdefault(name, []).extend(values)
