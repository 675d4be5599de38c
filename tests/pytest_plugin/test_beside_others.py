"""The plugin beside pytest-xdist and pytest-embedded."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.user_project import Project

from tinyedge import pytest_plugin

pytest.importorskip("unicorn", reason="needs an emulator: pip install 'tinyedge[sim]'")

_THREE = """
@pytest.mark.parametrize("number", range(3))
def test_equal(tinyedge_device, number):
    assert tinyedge_device.verify(1).passed
"""


@pytest.fixture
def xdist() -> tuple[str, ...]:
    pytest.importorskip("xdist", reason="needs workers: pip install pytest-xdist")
    return ("xdist",)


def test_each_worker_has_a_board(project: Project, xdist: tuple[str, ...]) -> None:
    project.write(_THREE)
    named = ("--tinyedge-board", "sim-cortex-m4", "--tinyedge-board", "sim-cortex-m0plus")
    result = project.run("-n", 2, "--dist", "loadgroup", "-v", *named, plugins=xdist)
    result.assert_outcomes(passed=6)
    result.stdout.fnmatch_lines(
        [
            "sim-cortex-m0plus (emulator) sine: 3 passed; started 1x; 3 samples, *",
            "sim-cortex-m4 (emulator) sine: 3 passed; started 1x; 3 samples, *",
        ]
    )


def test_workers_never_share_a_port(
    project: Project, running_port: Path, xdist: tuple[str, ...]
) -> None:
    """However tests are dealt out: here one by one, to whoever is free."""
    board = project.with_board()
    project.write(_THREE)
    where = ("--tinyedge-board", board, "--tinyedge-port", running_port)
    result = project.run("-n", 2, "--dist", "load", *where, plugins=xdist)
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["acme-m4 (hardware) sine: 3 passed; 3 samples, *"])


@pytest.mark.parametrize(
    ("name", "board"),
    [
        ("test_a.py::test[pico]", "pico"),
        ("test_a.py::test[pico2-3]", "pico2"),
        ("test_a.py::test[3-pico@ttyACM0-x]", "pico@ttyACM0"),
        ("test_a.py::test[picos]", None),
        ("test_pico.py::test-pico-", None),
    ],
)
def test_the_board_of_a_test(name: str, board: str | None) -> None:
    pytest.importorskip("xdist", reason="needs workers: pip install pytest-xdist")
    from tinyedge.pytest_plugin.workers import board_of

    assert board_of(name, ["pico", "pico2", "pico@ttyACM0"]) == board


# Of pytest-embedded 2.9 and its services, from its documentation, "Parametrization" and "Fixtures".
_OPTIONS_OF_EMBEDDED = """
--port --baud --target --beta-target --flash-port --app-path --build-dir --embedded-services --count
--root-logdir --cache-dir --logfile-extension --with-timestamp --skip-autoflash --erase-all
"""
_FIXTURES_OF_EMBEDDED = """
dut app serial port target baud count config msg_queue pexpect_proc redirect test_case_name
session_tempdir test_case_tempdir
"""


def test_no_name_is_pytest_embeddeds() -> None:
    parser = pytest.Parser(_ispytest=True)
    pytest_plugin.pytest_addoption(parser)
    options = {name for option in parser._anonymous.options for name in option.names()}
    options |= {name for g in parser._groups for option in g.options for name in option.names()}
    assert {"--tinyedge-board", "--tinyedge-port"} <= options
    assert not options & set(_OPTIONS_OF_EMBEDDED.split())
    ours = {name for name in vars(pytest_plugin) if "tinyedge" in name}
    assert {"tinyedge_board", "tinyedge_device"} <= ours
    assert not ours & set(_FIXTURES_OF_EMBEDDED.split())


def test_both_in_one_project(project: Project) -> None:
    pytest.importorskip("pytest_embedded", reason="needs it: pip install pytest-embedded")
    project.write(_THREE + "\ndef test_theirs(dut):\n    dut.write(b'hello')\n")
    result = project.run("--port", "none", "--target", "esp32", plugins=("pytest_embedded.plugin",))
    result.assert_outcomes(passed=4)
