"""`tinyedge run` on several boards, or of several models."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from types import FrameType

from tinyedge.cli.fleet_progress import fleet_listener
from tinyedge.cli.printing import show, show_json
from tinyedge.errors import SettingError
from tinyedge.fleet.types import Job, Target

_ENDED_BY_CTRL_C = 130


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for on the command line; None: not given.

    boards: ids, or names of the bench file's, with commas between them.
    """

    models: Sequence[Path]
    board: str | None
    boards: str | None
    bench: Path | None
    engine: str
    samples: Path | None
    count: int | None
    port: str | None
    compiler: str | None
    protocol: str
    jobs: int | None
    timeout_s: float
    junit: Path | None


def run_on_fleet(wishes: Wishes, *, as_json: bool, quiet: bool) -> int:
    """Run, show and write what became of it; gives the exit status."""
    from tinyedge.cli.fleet_screen import render_fleet
    from tinyedge.fleet.fleet import run_fleet
    from tinyedge.fleet.junit import to_junit
    from tinyedge.paths import write_whole

    jobs = _jobs(wishes)
    if wishes.junit is not None:
        write_whole(wishes.junit, b"")  # now, not when all has run
    at_once = wishes.jobs or _cores()
    began = datetime.now(timezone.utc)
    with _ctrl_c() as stopped, fleet_listener(quiet=quiet) as listen:
        fleet = run_fleet(
            jobs,
            at_once=at_once,
            timeout_s=wishes.timeout_s,
            stopped=stopped.is_set,
            listen=listen,
        )
    if wishes.junit is not None:
        write_whole(wishes.junit, to_junit(fleet, began))
    if as_json:
        show_json(fleet.to_json())
    else:
        show(render_fleet(fleet))
    return _ENDED_BY_CTRL_C if fleet.interrupted else fleet.status


def _jobs(wishes: Wishes) -> tuple[Job, ...]:
    from tinyedge.fleet.types import jobs

    if wishes.protocol != "tinyedge":
        remedy = "several boards or models are proven, which that protocol cannot; run one"
        raise SettingError(f"--protocol {wishes.protocol}", remedy)
    models = [str(model) for model in wishes.models]
    for model in models:
        if models.count(model) > 1:
            raise SettingError(f"MODEL {model}", "it is named twice; name each once")
    names = _names(wishes)
    if wishes.bench is None:
        if not models:
            raise SettingError("tinyedge run", "give a MODEL, such as models/sine")
        if not names:
            raise SettingError("tinyedge run", "give a --board, or several: --boards, or --bench")
        return jobs([(_target(name, wishes, len(names)), models) for name in names])
    from tinyedge.fleet.bench import load_bench

    for option, given in (("--board", wishes.board), ("--port", wishes.port)):
        if given is not None:
            raise SettingError(option, "a bench file says what is where; choose with --boards")
    bench = load_bench(wishes.bench)
    bench = (bench.only(names) if names else bench).with_models(models)
    return jobs([(_over(target, wishes), models) for target, models in bench.boards])


def _names(wishes: Wishes) -> list[str]:
    if wishes.boards is not None and wishes.board is not None:
        raise SettingError("--boards", "give it or --board, not both")
    given = [wishes.board] if wishes.board else (wishes.boards or "").split(",")
    names = [name.strip() for name in given if name.strip()]
    for name in names:
        if names.count(name) > 1:
            raise SettingError("--boards", f"{name} is named twice; name each once")
    if not names and wishes.boards is not None:
        raise SettingError("--boards", "it is empty; give boards with commas between them")
    return names


def _target(name: str, wishes: Wishes, boards: int) -> Target:
    from tinyedge.boards import load_board
    from tinyedge.fleet.types import is_hardware
    from tinyedge.pipeline import ENGINES

    if wishes.port is not None and boards > 1:
        raise SettingError("--port", "it is of one board; list those of several in a --bench file")
    if wishes.engine not in ENGINES:
        remedy = f"there is no such engine here; choose {' or '.join(ENGINES)}"
        raise SettingError(f"--engine {wishes.engine}", remedy)
    board = load_board(name)
    return Target(
        name=board.id,
        board=name,
        kind=board.id,
        hardware=is_hardware(board, wishes.port),
        engine=wishes.engine,
        port=wishes.port,
        samples=wishes.samples,
        count=wishes.count,
        compiler=wishes.compiler,
    )


def _over(target: Target, wishes: Wishes) -> Target:
    """A board of a bench file, with what the command line says beyond it."""
    return replace(
        target,
        samples=wishes.samples or target.samples,
        count=wishes.count or target.count,
        compiler=wishes.compiler,
    )


def _cores() -> int:
    """Those that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _ctrl_c() -> Iterator[threading.Event]:
    """An event that the first Ctrl-C sets, or SIGTERM, so that all ends in order and what is known
    is still shown; the second one ends all at once."""
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        if stopped.is_set():
            raise KeyboardInterrupt
        stopped.set()

    if threading.current_thread() is not threading.main_thread():  # which alone has signals
        yield stopped
        return
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
