"""What a user of pip gets: the wheel, installed into an empty environment, runs by itself."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_TEST = """\
import pytest

@pytest.mark.tinyedge("models/sine")
def test_equal(tinyedge_device):
    assert tinyedge_device.verify(2).passed
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    argv = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run(argv, cwd=ROOT, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


def test_the_wheel_holds_all_data_files(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    for room in ("boards", "firmware", "models"):
        listed = subprocess.run(
            ["git", "ls-files", room], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout.split()
        assert listed
        assert {f"tinyedge/_data/{path}" for path in listed} <= inside
    assert any(path.endswith("licenses/LICENSE") for path in inside)


@pytest.mark.slow
def test_it_runs_from_a_clean_environment(wheel: Path, tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    pip = [str(venv / "bin/python"), "-m", "pip", "install", "--quiet", str(wheel)]
    subprocess.run(pip, check=True, cwd=tmp_path)
    tinyedge = str(venv / "bin/tinyedge")
    boards = subprocess.run(
        [tinyedge, "boards", "--json"], check=True, cwd=tmp_path, capture_output=True, text=True
    )
    assert "host" in {board["id"] for board in json.loads(boards.stdout)}
    done = subprocess.run(
        [tinyedge, "run", "models/sine", "--board", "host", "-n", "5", "--json", "--quiet"],
        check=True,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    report = json.loads(done.stdout)
    assert report["passed"]
    assert report["samples"] == 5
    # The oracle wheel is an extra: without it the reference alone judges, and the report says so.
    assert report["oracle"] == ["reference"]

    # The plugin for pytest is found by its entry point alone.
    (tmp_path / "test_board.py").write_text(_TEST)
    subprocess.run([*pip[:-1], "pytest"], check=True, cwd=tmp_path)
    tested = subprocess.run(
        [str(venv / "bin/python"), "-m", "pytest", "-q", "--tinyedge-board", "host"],
        check=True,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert "host (host) sine: 1 passed" in tested.stdout
