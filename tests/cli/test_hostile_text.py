"""Whatever a device says, a terminal only shows it: no command passes on what it would obey."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.fake_firmware import image_of
from support.scripted_board import description, greet, respond

from tinyedge.emulate.host import start_host
from tinyedge.errors import FirmwareStopped
from tinyedge.link.frames import Damaged, Decoder
from tinyedge.link.protocol import Request

# Window title, clipboard, clear screen, 8-bit CSI, bell, right-to-left override and isolate, a line
# that pretends to be another, backspaces, and what is no UTF-8.
HOSTILE = (
    b"\x1b]0;owned\x07 \x1b]52;c;b3duZWQ=\x07\x1b[2J\x1b[31m \xc2\x9b31m \x9b31m "
    b"\xe2\x80\xae gnp.exe \xe2\x81\xa6 ok\rtinyedge: all passed \x08\x08\x08 \x7f \xff\xfe "
    b"%s %n {0} [bold]markup[/bold] [link=http://x]y[/link]"
)
LONG = HOSTILE + b"A" * 1_000_000
PANIC = b"\0\r\ntinyedge panic: pc=0x1 \x1b]0;owned\x07\xe2\x80\xae \x1b[2J\r\n"
# Of all that HOSTILE holds, what must never come out.
OBEYED = [
    b"\x1b]",
    b"\x1b[2J",
    b"\x07",
    b"\x08",
    b"\x7f",
    b"\xc2\x9b",
    b"\x9b3",
    "\N{RIGHT-TO-LEFT OVERRIDE}".encode(),
    "\N{LEFT-TO-RIGHT ISOLATE}".encode(),
]


class Hostile:
    """A device on a TCP port. It says ``first`` to whoever connects, and ``again`` to all it hears,
    but greets as ``told`` if that is given."""

    def __init__(self, first: bytes, again: bytes, told: bytes | None = None) -> None:
        self._first, self._again, self._told = first, again, told
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"socket://127.0.0.1:{self._listener.getsockname()[1]}"
        self._over, self._wake = os.pipe()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        os.close(self._wake)
        self._thread.join()
        self._listener.close()
        os.close(self._over)

    def _serve(self) -> None:
        while self._over not in select.select([self._listener, self._over], [], [])[0]:
            with self._listener.accept()[0] as host:
                self._talk(host)

    def _talk(self, host: socket.socket) -> None:
        decoder = Decoder()
        try:
            host.sendall(self._first)
            while self._over not in select.select([host, self._over], [], [])[0]:
                data = host.recv(65_536)
                if not data:
                    return
                for asked in decoder.feed(data):
                    if isinstance(asked, Damaged):
                        continue
                    if self._told is not None and asked.kind == Request.HELLO:
                        host.sendall(greet(asked, self._told))
                    else:
                        host.sendall(self._again + respond(asked, b"\x1b]0;owned\x07"))
        except OSError:
            return


DEVICES = {
    "text": (HOSTILE + b"\r\n" + HOSTILE, b"\r\n" + HOSTILE + b"\r\n", None),
    "a long line": (LONG, HOSTILE, None),
    "a panic": (b"", PANIC, description(board=b"host")),
    "a name": (b"", b"", description(board=b"pi\x1b]0;owned\x07")),
    "a name that is a path": (b"", HOSTILE, description(board=b"../../etc/x")),
}
COMMANDS = {
    "monitor": ["monitor", "-n", "1"],
    "monitor --json": ["monitor", "-n", "1", "--json"],
    "monitor --listen": ["monitor", "--listen"],
    "monitor --listen --json": ["monitor", "--listen", "--json"],
    "doctor": ["doctor", "--board", "host"],
    "doctor --json": ["doctor", "--board", "host", "--json"],
    "verify": ["verify", "models/sine", "--board", "host", "-n", "1"],
    "stream": ["stream", "models/sine", "--board", "host", "-n", "5"],
    "profile": ["profile", "models/sine", "--board", "host", "-n", "1"],
}


# (command, device) pairs that differ in what they show; the others are slow, and the same in kind.
QUICK = (
    ("monitor", "a panic"),
    ("monitor --json", "text"),
    ("monitor --listen", "a long line"),
    ("monitor --listen --json", "text"),
    ("doctor", "a name that is a path"),
    ("doctor --json", "a name"),
    ("verify", "a name"),
    ("stream", "text"),
    ("profile", "a panic"),
)
ALL = [
    pytest.param(command, device, marks=() if (command, device) in QUICK else pytest.mark.slow)
    for command in COMMANDS
    for device in DEVICES
]


@pytest.fixture
def device(request: pytest.FixtureRequest) -> Iterator[Hostile]:
    hostile = Hostile(*DEVICES[request.param])
    yield hostile
    hostile.close()


def said_by(command: str, url: str, seconds: float, folder: Path, *, terminal: bool) -> bytes:
    """All that a command puts out in so many seconds, as raw bytes; then it is interrupted."""
    argv = [sys.executable, "-m", "tinyedge", *COMMANDS[command], "--port", url]
    variables = {**os.environ, "XDG_STATE_HOME": str(folder), "TERM": "xterm-256color"}
    if terminal:
        ours, theirs = os.openpty()
    else:
        ours, theirs = os.pipe()
    process = subprocess.Popen(
        argv, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, env=variables
    )
    os.close(theirs)
    said = b""
    stop = threading.Timer(seconds, process.terminate)
    stop.start()
    try:
        while True:
            try:
                data = os.read(ours, 65_536)
            except OSError:  # a pseudo terminal whose other end is closed
                break
            if not data:
                break
            said += data
    finally:
        stop.cancel()
        process.kill()
        process.wait()
        os.close(ours)
    return said


def test_nor_in_why_a_firmware_stopped(tmp_path: Path) -> None:
    program = tmp_path / "firmware"
    program.write_bytes(b"#!/bin/sh\ncat >&2 <<'EOF'\n" + HOSTILE + b"\nEOF\nexit 3\n")
    program.chmod(0o755)
    running = start_host(image_of(program), log=tmp_path / "log")
    running.wait()
    with pytest.raises(FirmwareStopped) as caught:
        running.stop()
    assert str(caught.value).startswith(
        "host: the firmware stopped by itself: exit status 3; \\x1b]"
    )
    assert str(caught.value).isprintable()


def seconds(command: str) -> float:
    """How long to let it: to what listens there is no end."""
    return 4.0 if "--listen" in command else 60.0


def check(said: bytes) -> None:
    for obeyed in OBEYED:
        assert obeyed not in said, said[max(0, said.find(obeyed) - 200) :][:400]
    assert b"Traceback" not in said and b"internal error" not in said, said[-2000:]
    assert said


@pytest.mark.parametrize(("command", "device"), ALL, indirect=["device"])
def test_nothing_that_a_terminal_obeys_comes_out(
    command: str, device: Hostile, tmp_path: Path
) -> None:
    check(said_by(command, device.url, seconds(command), tmp_path, terminal=False))


@pytest.mark.parametrize(
    ("command", "device"),
    [("monitor", "text"), ("monitor --listen", "text"), ("verify", "a name")],
    indirect=["device"],
)
def test_nor_on_a_terminal(command: str, device: Hostile, tmp_path: Path) -> None:
    check(said_by(command, device.url, seconds(command), tmp_path, terminal=True))
