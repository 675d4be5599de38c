"""pyOCD: the calls as a table, which probe is chosen, and what its errors mean; the real one
without a probe, and one that says what it is told."""

from __future__ import annotations

import importlib.util
import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.flash_job import FIRMWARE, flash_job

from tinyedge.boards import PyocdFlasher
from tinyedge.errors import FlashError, ToolMissing
from tinyedge.events import ignore
from tinyedge.flash.probes import log_of
from tinyedge.flash.pyocd import (
    REAL,
    SAYINGS,
    Probe,
    Surroundings,
    argvs,
    choose,
    find_pyocd,
    matched,
    prepare,
)
from tinyedge.flash.types import Job, Missing
from tinyedge.link.ports import PortInfo
from tinyedge.tools import find_tool

posix = pytest.mark.skipif(sys.platform == "win32", reason="the fake pyOCD is a shell script")
needs_pyocd = pytest.mark.skipif(
    importlib.util.find_spec("pyocd") is None,
    reason="no pyOCD; run: pip install 'tinyedge[probe]'",
)

CONNECT = "connect the board's debug probe with a USB cable that carries data"
ST_LINK = Probe("066EFF504955857567162335", "STM32 STLink", "stm32f446retx")
DAPLINK = Probe("9900000037024e450073201100000021", "Arm BBC micro:bit CMSIS-DAP", "nrf51")
LOOSE = Probe("E6614C311B6F2A28", "Debug Probe (CMSIS-DAP)", "")
TARGETS = {
    "nucleo-f446re": "stm32f446retx",
    "stm32f4-discovery": "stm32f407vgtx",
    "nucleo-h743zi": "stm32h743xx",
    "microbit": "nrf51",
    "nano33ble": "nrf52840",
}
FOUND = {"boards": [{"unique_id": LOOSE.uid, "info": LOOSE.description, "target": None}]}
ADDRESSES = {"microbit": "0x00000000", "nano33ble": "0x00010000"}


def flasher_of(job: Job) -> PyocdFlasher:
    (flasher,) = (f for f in job.board.flashers if isinstance(f, PyocdFlasher))
    return flasher


def around(
    probes: Sequence[Probe] = (ST_LINK,),
    *,
    command: Sequence[str] = ("pyocd",),
    known: Sequence[str] = tuple(TARGETS.values()),
    ports: Sequence[PortInfo] = (),
) -> Surroundings:
    answers: dict[str, Any] = {
        "probes": {
            "boards": [
                {"unique_id": p.uid, "info": p.description, "target": p.target or None}
                for p in probes
            ]
        },
        "targets": {"targets": [{"name": name} for name in known]},
    }
    return Surroundings(lambda: command, lambda _job, _command, what: answers[what], lambda: ports)


@pytest.mark.parametrize("board", TARGETS)
def test_the_calls_of_each_board(board: str) -> None:
    job = flash_job(board)
    probe = f"-W -u UID -t {TARGETS[board]} -O auto_unlock=false"
    at = ADDRESSES.get(board, "0x08000000")
    assert argvs(job, flasher_of(job), ["pyocd"], uid="UID") == (
        shlex.split(f"pyocd load {probe} --no-reset --format bin -a {at} firmware.bin"),
        shlex.split(f"pyocd commander {probe} -c 'compare {at} firmware.bin' -c reset"),
    )


def test_nothing_is_erased_that_was_not_asked_for() -> None:
    job = flash_job("nano33ble")
    for call in argvs(job, flasher_of(job), ["pyocd"], uid="UID"):
        assert call[call.index("-O") + 1] == "auto_unlock=false"
        assert not {"-e", "--erase", "chip", "--mass"} & set(call)


def test_what_will_be_done_is_told() -> None:
    job = flash_job("nucleo-f446re")
    way = prepare(job, flasher_of(job), around=around())
    assert (way.flasher, way.missing) == ("pyocd", None)
    assert [bool(step.argv) for step in way.steps] == [False, True, True]
    assert all(ST_LINK.uid in step.argv for step in way.steps if step.argv)


def test_without_pyocd_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("TINYEDGE_PYOCD", raising=False)
    job = flash_job("microbit")
    surroundings = Surroundings(find_pyocd, lambda *_: {}, lambda: ())
    assert prepare(job, flasher_of(job), around=surroundings).missing == Missing(
        "pyocd was not found",
        "install it with: pip install 'tinyedge[probe]', or set TINYEDGE_PYOCD to its path",
    )


def test_a_chip_that_comes_in_a_pack_is_to_be_installed_once() -> None:
    job = flash_job("nucleo-f446re")
    way = prepare(job, flasher_of(job), around=around(known=("nrf51",)))
    assert way.missing == Missing(
        "pyOCD does not know the chip stm32f446retx yet", "run: pyocd pack install stm32f446retx"
    )
    way = prepare(job, flasher_of(job), around=around([], known=("nrf51",)))
    assert way.missing == Missing("pyOCD finds no debug probe", CONNECT)


def test_a_pyocd_that_answers_nonsense_is_told_from_a_missing_probe() -> None:
    job = flash_job("microbit")
    surroundings = Surroundings(lambda: ["pyocd"], lambda *_: [], lambda: ())
    missing = prepare(job, flasher_of(job), around=surroundings).missing
    assert missing is not None
    assert missing.problem.startswith("pyOCD does not work (TypeError")
    assert missing.remedy == "install it again: pip install pyocd"


CHOICES = {
    "the only one": ([LOOSE], None, LOOSE),
    "the one on a board of this chip": ([DAPLINK, LOOSE, ST_LINK], None, ST_LINK),
    "the one of the serial port": ([ST_LINK, LOOSE], LOOSE.uid, LOOSE),
    "a serial port of another device": ([ST_LINK, LOOSE], "A9007UX1", ST_LINK),
}


@pytest.mark.parametrize("case", CHOICES)
def test_the_probe_is(case: str) -> None:
    probes, number, chosen = CHOICES[case]
    assert choose(probes, "stm32f446retx", number) == (None, chosen)


def test_of_several_probes_none_is_guessed() -> None:
    assert choose([LOOSE, DAPLINK], "stm32f446retx", None) == (
        Missing(
            "2 debug probes are connected: Debug Probe (CMSIS-DAP) (E6614C311B6F2A28), "
            "Arm BBC micro:bit CMSIS-DAP (9900000037024e450073201100000021)",
            "unplug all but the one on the board",
        ),
        None,
    )
    assert choose([], "nrf51", None) == (Missing("pyOCD finds no debug probe", CONNECT), None)


def test_the_probe_of_the_chosen_port_is_the_one_that_is_used() -> None:
    job = flash_job("microbit", port="/dev/ttyACM1")
    twin = Probe("9900000037024e450073201100000022", DAPLINK.description, "nrf51")
    port = PortInfo("/dev/ttyACM1", "", "0d28:0204", twin.uid)
    way = prepare(job, flasher_of(job), around=around([DAPLINK, twin], ports=[port]))
    assert way.missing is None
    assert twin.uid in way.steps[1].argv


FAKE = """\
#!/bin/sh
echo "$@" >> {calls}
case $1 in
load) {load} ;;
commander) {commander} ;;
esac
"""


def fake(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, load: str = ":", commander: str = ":"
) -> Path:
    """A pyOCD that does as it is told; the file in which it notes its calls."""
    calls = folder / "calls"
    program = folder / "fake-pyocd"
    program.write_text(FAKE.format(calls=calls, load=load, commander=commander))
    program.chmod(0o755)
    monkeypatch.setenv("TINYEDGE_PYOCD", str(program))
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "a cache"))
    return calls


def flash_with_fake() -> None:
    job = flash_job("microbit")
    prepare(job, flasher_of(job), around=around([DAPLINK], command=find_pyocd())).act(ignore)


@posix
def test_it_writes_then_compares_then_resets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = fake(
        tmp_path,
        monkeypatch,
        load=f'cp firmware.bin "{tmp_path}"',
        commander=f"echo All {len(FIRMWARE)} bytes match.",
    )
    flash_with_fake()
    assert (tmp_path / "firmware.bin").read_bytes() == FIRMWARE
    assert [call.split()[0] for call in calls.read_text().splitlines()] == ["load", "commander"]


@posix
def test_a_byte_that_differs_is_an_error_though_pyocd_ends_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(
        tmp_path,
        monkeypatch,
        commander="echo 'Mismatched byte at 0x00000007 (offset 0x7): 0x00 (memory) != 0x07 (file)'",
    )
    with pytest.raises(FlashError) as caught:
        flash_with_fake()
    log = log_of(flash_job("microbit"), "pyocd-compare")
    assert str(caught.value) == (
        f"microbit: the flash does not hold what pyOCD wrote; what it said: {log}; flash it again; "
        "if that does not help, its flash is worn or its supply is weak"
    )


def test_as_many_bytes_must_match_as_there_are() -> None:
    assert matched("Comparing...\nAll 1283 bytes match.\n", 1283)
    assert not matched("All 11283 bytes match.", 1283)
    assert not matched("All 128 bytes match.", 1283)


SAID = {
    "0000273 E No target device available [load_cmd]": ("pyOCD finds no debug probe", CONNECT),
    "usb.core.USBError: [Errno 13] Access denied (insufficient permissions)": (
        "the debug probe may not be opened by this account",
        "install pyOCD's rules for udev (pyocd.io/docs/installing), and plug the probe in again",
    ),
    "C Target type nrf99 not recognized. Use 'pyocd list --targets' to see currently": (
        "pyOCD does not know the chip nrf99",
        "run: pyocd pack update, then pyocd pack install with that name",
    ),
    "W NRF52840 APPROTECT enabled: not automatically unlocking": (
        "the chip is locked (APPROTECT)",
        "unlocking it erases all of its flash, a boot loader included: pyocd erase --mass -t with "
        "its target's name",
    ),
    "C SWD/JTAG communication failure (No ACK)": (
        "the debug probe works, but no chip answers it",
        "check that the board has power and that the probe's wires are right",
    ),
    "C flash erase sector failure (address 0x08000000; result code 0x1)": (
        "the flash could not be written",
        "check that --board names the chip that is connected, and flash it again",
    ),
}


@posix
@pytest.mark.parametrize("said", SAID)
def test_what_its_errors_mean(said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(tmp_path, monkeypatch, load=f"echo {shlex.quote(said)}; exit 1")
    with pytest.raises(FlashError) as caught:
        flash_with_fake()
    problem, remedy = SAID[said]
    assert str(caught.value) == f"microbit: {problem}; {remedy}"


def test_every_meaning_has_a_case() -> None:
    assert len(SAID) == len(SAYINGS)


@needs_pyocd
def test_the_real_one_is_asked_and_knows_the_chips_that_need_no_pack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TINYEDGE_PYOCD", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a cache"))
    for board in ("microbit", "nano33ble", "nucleo-h743zi"):
        job = flash_job(board)
        probed = replace(REAL, ask=lambda *args: FOUND if args[2] == "probes" else REAL.ask(*args))
        assert prepare(job, flasher_of(job), around=probed).missing is None
    job = flash_job("nucleo-f446re")
    if REAL.ask(job, find_pyocd(), "probes")["boards"]:
        pytest.skip("a debug probe is connected here")
    assert prepare(job, flasher_of(job)).missing == Missing("pyOCD finds no debug probe", CONNECT)


@needs_pyocd
def test_the_real_one_without_a_probe_fails_as_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TINYEDGE_PYOCD", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a cache"))
    job = flash_job("microbit")
    nobody = Probe("no-such-probe", "", "nrf51")
    way = prepare(job, flasher_of(job), around=around([nobody], command=find_pyocd()))
    with pytest.raises(FlashError) as caught:
        way.act(ignore)
    assert str(caught.value) == f"microbit: pyOCD finds no debug probe; {CONNECT}"


def test_the_variable_wins_over_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINYEDGE_PYOCD", "no-such-pyocd")
    with pytest.raises(ToolMissing):
        find_pyocd()
    with pytest.raises(ToolMissing):
        find_tool("pyocd")
