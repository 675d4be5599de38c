"""A project of a user's, in a folder of its own, whose tests the plugin for pytest runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tinyedge.paths import boards_dir

# A board that is hardware as far as anybody can see: nobody recorded its port as an emulator's.
_HARDWARE = """
[[flashers]]
kind = "openocd"
config = ["board.cfg"]
"""
# Its flasher, which starts the emulator behind the port and writes down what it was given.
_FLASHER = """\
import atexit
from pathlib import Path

import tinyedge.flash.flash
from tinyedge.boards import load_board
from tinyedge.emulate.simulated import start_simulated
from tinyedge.flash.types import Step, Way

HERE = Path(__file__).parent
RUNNING = []


def prepare(job):
    def act(listen):
        with (HERE / "flashed.txt").open("a") as file:
            file.write(f"{job.image.model}\\n")
        while RUNNING:
            RUNNING.pop().close()
        running = start_simulated(job.image, load_board("sim-cortex-m4"), log=HERE / "sim.log")
        RUNNING.append(running)
        port = HERE / "ttyACM0"
        port.unlink(missing_ok=True)
        port.symlink_to(running.url)

    return (Way("fake", (Step("starts it"),), None, act),)


tinyedge.flash.flash.prepare = prepare


def pytest_unconfigure():
    while RUNNING:
        RUNNING.pop().close()
"""


class Project:
    """A folder with tests, and how pytest is called there."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self._pytester = pytester
        self.folder = pytester.path

    def write(self, source: str, *, settings: str = "tinyedge_model = models/sine") -> None:
        """The tests of the project, and its settings of pytest."""
        self._pytester.makeini(f"[pytest]\naddopts = --strict-markers\n{settings}\n")
        self._pytester.makepyfile(f"import pytest\n\n{source}")

    def with_hardware(self) -> Path:
        """A board file of a board with a flasher; its port will be ``ttyACM0`` in the folder."""
        (self.folder / "conftest.py").write_text(_FLASHER)
        return self.with_board()

    def with_board(self) -> Path:
        """The board file alone."""
        known = (boards_dir() / "sim-cortex-m4.toml").read_text()
        path = self.folder / "acme-m4.toml"
        without = known.replace('emulator = "unicorn"\n', "")
        path.write_text(without + _HARDWARE)
        return path

    @property
    def flashed(self) -> list[str]:
        """The models that were flashed, in order."""
        log = self.folder / "flashed.txt"
        return log.read_text().split() if log.exists() else []

    def run(self, *arguments: object, plugins: tuple[str, ...] = ()) -> pytest.RunResult:
        """Pytest with our plugin and those named, no other."""
        named = [word for name in ("tinyedge.pytest_plugin", *plugins) for word in ("-p", name)]
        call = [*named, *map(str, arguments)]
        if plugins or (self.folder / "conftest.py").exists():
            return self._pytester.runpytest_subprocess(*call)
        return self._pytester.runpytest_inprocess(*call)
