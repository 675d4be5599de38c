"""QEMU under guard: it runs until standard input ends, or until the firmware stops.

    python -m tinyedge.emulate.qemu_guard --elf firmware.elf --log emulator.log --said serial.log --
        qemu-system-arm -M mps2-an385 -kernel firmware.elf

child.py says what this module says and when it ends; QEMU alone would outlive a parent that
crashed. The serial port is QEMU's first, on TCP, which all systems have and pyserial opens.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from tinyedge.elf import Elf
from tinyedge.tools import kill, start_process

_SERIAL = "serial"
_CONTROL = "control"
_PORT = re.compile(r"127\.0\.0\.1:(\d+)")
_LOCKED_UP = re.compile(r"fatal: (Lockup: .*)")
_PANIC = re.compile(r"tinyedge panic: ([ -~]*)\r\n")
_PANIC_PC = re.compile(r"\bm?e?pc=0x([0-9a-f]{8})\b")
_LAST_BYTES = 16_384
_QUIT_TIMEOUT_S = 2.0


def main(argv: Sequence[str] | None = None) -> int:
    """Run QEMU; see the top of this file."""
    parser = argparse.ArgumentParser(prog="python -m tinyedge.emulate.qemu_guard")
    parser.add_argument("--elf", type=Path, required=True, help="for the names of functions")
    parser.add_argument("--log", type=Path, required=True, help="where standard error goes")
    parser.add_argument("--said", type=Path, required=True, help="for what the serial port sends")
    parser.add_argument("qemu", nargs="+")
    args = parser.parse_args(argv)
    process = start_process(
        [*args.qemu, *_options(args.said)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=sys.stderr.buffer,
        own_group=False,
    )
    threading.Thread(target=_end_with_stdin, args=[process], daemon=True).start()
    url = _serial_port(process)
    if url:
        _say(url)
    status = process.wait()
    if status == 0 and url:
        return 0
    why = _reason(status, args.elf, args.log, args.said) if url else ""
    if why:
        _say(why)
    elif status < 0:
        sys.stderr.write(f"killed by signal {-status}\n")
    elif not _end_of(args.log):
        sys.stderr.write(f"ended with status {status}, and said nothing\n")
    return 1


def _options(said: Path) -> list[str]:
    """What every board's QEMU is called with; most of it makes the serial port fast and clear."""
    # Without nodelay answers of more than a byte take 40 ms. A multiplexer holds 32 bytes for a
    # UART that holds one: what comes in, comes in four times as fast. It has no escape character:
    # no byte is 0x100.
    serial = f"socket,id={_SERIAL},host=127.0.0.1,port=0,server=on,wait=off,nodelay=on,mux=on"
    escaped = str(said).replace(",", ",,")
    return [
        *("-nodefaults", "-no-user-config", "-display", "none"),
        *("-chardev", f"{serial},logfile={escaped}", "-serial", f"chardev:{_SERIAL}"),
        *("-echr", "0x100"),
        *("-chardev", f"stdio,id={_CONTROL},signal=off", "-mon", f"{_CONTROL},mode=control"),
    ]


def _serial_port(process: subprocess.Popen[bytes]) -> str:
    """The pyserial URL of the serial port of QEMU when it runs; empty if it ended instead.

    QEMU chooses the port and tells it over QMP, its machine protocol: an object of JSON a line.
    """
    assert process.stdin is not None and process.stdout is not None
    devices: list[dict[str, str]] | None = None
    if process.stdout.readline():  # its greeting
        with suppress(BrokenPipeError):
            _asked("qmp_capabilities", process.stdin, process.stdout)
            devices = _asked("query-chardev", process.stdin, process.stdout)
    found = _PORT.search(" ".join(device["filename"] for device in devices or ()))
    return f"socket://127.0.0.1:{found[1]}" if found else ""


def _asked(command: str, stdin: IO[bytes], stdout: IO[bytes]) -> Any:
    """What QEMU returns; None if it ended."""
    _send(command, stdin)
    for line in stdout:
        answer = json.loads(line)
        if "return" in answer:  # else it is an event
            return answer["return"]
    return None


def _send(command: str, stdin: IO[bytes]) -> None:
    stdin.write(json.dumps({"execute": command}).encode() + b"\n")
    stdin.flush()


def _reason(status: int, elf: Path, log: Path, said: Path) -> str:
    """Why the firmware ended QEMU; empty if it did not."""
    if status > 0:
        panics = _PANIC.findall(_end_of(said))
        return _panicked(panics[-1], elf) if panics else f"it halted with code {status}"
    lock_ups = _LOCKED_UP.findall(_end_of(log))
    return f"the core locked up: {lock_ups[-1]}" if lock_ups else ""


def _panicked(panic: str, elf: Path) -> str:
    found = _PANIC_PC.search(panic)
    pc = int(found[1], 16) if found else 0  # 0 as well where the stack could not take it
    function = Elf(elf.read_bytes()).function_at(pc) if pc else None
    return f"it panicked{f' in {function}' if function else ''}: {panic}"


def _end_of(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _LAST_BYTES))
        return file.read().decode("utf-8", "replace")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _end_with_stdin(process: subprocess.Popen[bytes]) -> None:
    """Ask QEMU to quit when our parent closes our standard input, or dies.

    A QEMU that the firmware has just ended does not hear it: its own status tells the reason.
    """
    assert process.stdin is not None
    # Not through sys.stdin: its lock, held by a daemon thread, aborts Python at its end.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    with suppress(OSError):
        _send("quit", process.stdin)
    try:
        process.wait(_QUIT_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        kill(process)


if __name__ == "__main__":
    sys.exit(main())
