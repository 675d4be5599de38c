"""A project of a user's, and a board that it may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from support.user_project import Project

from tinyedge.boards import load_board
from tinyedge.emulate.simulated import start_simulated
from tinyedge.paths import models_dir
from tinyedge.pipeline import Settings, make_image, open_model

# pytester gives each test an empty home, in which the compiler would have to start from nothing.
_HOME = os.environ.get("HOME", "")


# pytester forgets what its runs have imported, and a module written in C is loaded but once.
with suppress(ImportError):
    import tflite_micro.runtime  # noqa: F401


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("HOME", _HOME)
    monkeypatch.setenv("XDG_STATE_HOME", str(pytester.path / "state"))
    return Project(pytester)


@pytest.fixture
def running_port(tmp_path: Path) -> Iterator[Path]:
    """A port behind which models/sine runs on a simulated board of that id: acme-m4."""
    board = replace(load_board("sim-cortex-m4"), id="acme-m4")
    opened = open_model(models_dir() / "sine", None)
    image = make_image(opened, board, Settings(), work=tmp_path / "image")
    with start_simulated(image, board, log=tmp_path / "sim.log") as running:
        port = tmp_path / "ttyACM0"
        port.symlink_to(running.url)
        yield port
