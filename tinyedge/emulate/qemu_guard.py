"""QEMU under guard: it runs until standard input ends, or until the firmware stops.

    python -m tinyedge.emulate.qemu_guard --said serial.log -- qemu-system-arm -M mps2-an385 ...

The first line on standard output is the pyserial URL of the serial port, which QEMU itself serves.
When our standard input ends, because our parent closed it or died, QEMU is killed. When QEMU ends
by itself, a second line says why unless that was an orderly halt, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from tinyedge.tools import kill, start_process

# With wait=on QEMU says which port it got, and the firmware starts when the host is there.
_LISTENS = re.compile(rb"waiting for connection on: .*127\.0\.0\.1:(\d+)")
_LOCKUP = re.compile(rb"fatal: (Lockup: .*)")
_PANIC = re.compile(rb"tinyedge panic: ([ -~]*)\r\n")
_LAST_BYTES = 4096


def main(argv: Sequence[str] | None = None) -> int:
    """Run QEMU; see the top of this file."""
    parser = argparse.ArgumentParser(prog="python -m tinyedge.emulate.qemu_guard")
    parser.add_argument("--said", type=Path, required=True)
    parser.add_argument("qemu", nargs="+")
    args = parser.parse_args(argv)
    args.said.unlink(missing_ok=True)
    process = start_process([*args.qemu, *_serial(args.said)], stderr=subprocess.PIPE)
    assert process.stderr is not None
    threading.Thread(target=_end_with_stdin, args=[process], daemon=True).start()
    locked_up = _listen(process.stderr)
    status = process.wait()
    if status == 0:
        return 0
    if locked_up:
        why = f"the core locked up ({locked_up})"
    elif status > 0:
        why = f"it halted with code {status}"
    else:
        sys.stderr.write(f"killed by signal {-status}\n")
        return 2
    _say(_panic(args.said) or why)
    return 1


def _serial(said: Path) -> list[str]:
    escaped = str(said).replace(",", ",,")
    chardev = "socket,id=te,host=127.0.0.1,port=0,server=on,wait=on,nodelay=on"
    return ["-chardev", f"{chardev},logfile={escaped}", "-serial", "chardev:te"]


def _listen(stderr: IO[bytes]) -> str:
    """Pass on what QEMU says until it ends; the reason of a lock-up, or nothing."""
    locked_up = ""
    for line in stderr:
        if found := _LISTENS.search(line):
            _say(f"socket://127.0.0.1:{int(found[1])}")
            continue
        sys.stderr.buffer.write(line)
        sys.stderr.flush()
        if found := _LOCKUP.search(line):
            locked_up = found[1].decode(errors="replace").strip()
    return locked_up


def _panic(said: Path) -> str:
    """The firmware's own last words, or nothing."""
    with said.open("rb") as file:
        file.seek(max(0, said.stat().st_size - _LAST_BYTES))
        found = _PANIC.findall(file.read())
    return found[-1].decode("ascii") if found else ""


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _end_with_stdin(process: subprocess.Popen[bytes]) -> None:
    while sys.stdin.buffer.read(4096):
        pass
    kill(process)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
