"""One job as a process: `tinyedge run`, its report in a file and what it says in another."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tinyedge.fleet.types import Job, Outcome, Verdict
from tinyedge.link.text import visible
from tinyedge.tools import interrupt, kill, module_argv, start_process

Command = Callable[[Job], tuple[list[str], dict[str, str]]]

_SAID_BYTES = 4096
_ERROR = "tinyedge: "
_STAGE = re.compile(r"[a-z]+(: .*)?")
# After Ctrl-C, or what stands for it: for closing ports and ending emulators and flashers.
_GRACE_S = 8.0


def run_command(job: Job) -> tuple[list[str], dict[str, str]]:
    """(argv, variables) of `tinyedge run` for a job, in this very package."""
    target = job.target
    argv, variables = module_argv("tinyedge")
    given = {
        "--board": target.board,
        "--engine": target.engine,
        "--port": target.port,
        "--samples": str(target.samples) if target.samples is not None else None,
        "--count": str(target.count) if target.count is not None else None,
        "--compiler": target.compiler,
    }
    options = [f"{option}={value}" for option, value in given.items() if value is not None]
    return [*argv, "run", "--json", *options, "--", job.model], variables


class Child:
    """A job that runs. It ends by itself, or is ended at its time limit or when ``stop`` is called;
    either way first as by Ctrl-C, and with force if that does not help."""

    def __init__(
        self,
        job: Job,
        folder: Path,
        *,
        timeout_s: float,
        command: Command,
        clock: Callable[[], float],
    ) -> None:
        """Start it. folder: an empty one, for its output.

        Raises:
            ToolMissing: Python itself cannot be started.
        """
        self.job = job
        self.stage = ""
        self.opened = False
        self._report, self._said = folder / "report.json", folder / "said"
        self._timeout_s, self._clock = timeout_s, clock
        self._began = clock()
        self._ended_for: str | None = None
        self._kill_at = 0.0
        self._seen_bytes = 0
        argv, variables = command(job)
        with self._report.open("wb") as report, self._said.open("wb") as said:
            self._process = start_process(argv, stdout=report, stderr=said, variables=variables)

    def look(self) -> Outcome | None:
        """What became of it; None while it runs."""
        status = self._process.poll()
        self._listen()
        if status is not None:
            return self._outcome(status)
        now = self._clock()
        if self._ended_for is None and now - self._began > self._timeout_s:
            self.stop(f"it did not end within {self._timeout_s:g} s")
        if self._ended_for is not None and now > self._kill_at:
            kill(self._process)
        return None

    def stop(self, why: str) -> None:
        """Begin to end it."""
        if self._ended_for is None:
            self._ended_for = why
            self._kill_at = self._clock() + _GRACE_S
            interrupt(self._process)

    def kill(self) -> None:
        """End it at once, if it has not ended."""
        kill(self._process)

    def _listen(self) -> None:
        """Take in which stage it says it is at."""
        with self._said.open("rb") as file:
            file.seek(self._seen_bytes)
            new = file.read()
        whole = new[: new.rfind(b"\n") + 1]
        self._seen_bytes += len(whole)
        for line in whole.decode("utf-8", "replace").splitlines():
            if _STAGE.fullmatch(line):
                self.stage = visible(line.encode())
                # Fetched and converted: others find it in the cache.
                self.opened = self.opened or line.startswith("codegen")

    def _outcome(self, status: int) -> Outcome:
        seconds = self._clock() - self._began
        said = _last(self._said)
        if self._ended_for is not None:
            at = f" (it was at: {self.stage})" if self.stage else ""
            return Outcome(self.job, "not done", seconds, problem=self._ended_for + at, said=said)
        report = _loaded(self._report)
        expected: dict[int, Verdict] = {0: "passed", 1: "different"}
        if report is not None and status in expected and report.get("passed") == (status == 0):
            return Outcome(self.job, expected[status], seconds, report=report, said=said)
        return Outcome(self.job, "not done", seconds, problem=_why(status, said), said=said)


def _why(status: int, said: str) -> str:
    """Why a run gave no report, from how it ended and what it said last."""
    lines = [line for line in said.splitlines() if line.strip()]
    last = lines[-1] if lines else ""
    if status == 2 and last.startswith(_ERROR):
        return last.removeprefix(_ERROR)
    how = f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"
    return f"the run {how} and no report" + (f"; it said last: {last}" if last else "")


def _last(path: Path) -> str:
    """The end of a file of text, harmless to a terminal and to XML."""
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _SAID_BYTES))
        return "\n".join(visible(line) for line in file.read().splitlines())


def _loaded(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
