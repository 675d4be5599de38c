"""Programs of this machine as boards: what becomes of them, and of the port."""

from __future__ import annotations

import os
import select
from pathlib import Path

import pytest

from tinyedge.emulate.host import start_host
from tinyedge.emulate.serial_end import Kind
from tinyedge.errors import FirmwareStopped, PortError, ToolMissing
from tinyedge.image import Image
from tinyedge.link.link import Link, open_serial

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the programs are shell scripts")
KINDS: tuple[Kind, ...] = ("pty", "socket")


def script(folder: Path, text: str) -> Image:
    path = folder / "firmware"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return Image(path, "host", "aot", "none", "", "", (), "")


def hear(link: Link, count: int) -> bytes:
    heard = b""
    while len(heard) < count:
        piece = link.read(10.0)
        assert piece, "silence"
        heard += piece
    return heard


@pytest.mark.parametrize("kind", KINDS)
def test_its_streams_are_the_port(tmp_path: Path, kind: Kind) -> None:
    echo = script(tmp_path, "cat; exit 0")  # to cat, a terminal that hangs up is an error
    with start_host(echo, log=tmp_path / "log", kind=kind) as running:
        assert running.where == "host"
        link = open_serial(running.url)
        link.write(b"\x00\x03\x04\r\n\xff")
        assert hear(link, 6) == b"\x00\x03\x04\r\n\xff"
        link.close()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("read x; exit 3", "exit status 3"),
        ("read x; kill -SEGV $$", "killed by signal 11"),
        (
            "read x; echo first >&2; echo out of range >&2; exit 1",
            "exit status 1; out of range; everything it said: {log}",
        ),
    ],
)
def test_one_that_ends_by_itself_says_why(tmp_path: Path, kind: Kind, text: str, why: str) -> None:
    log = tmp_path / "log"
    running = start_host(script(tmp_path, text), log=log, kind=kind)
    link = open_serial(running.url)
    link.write(b"\n")
    with pytest.raises(PortError):
        while True:
            assert link.read(10.0)
    link.close()
    with pytest.raises(FirmwareStopped) as caught:
        running.close()
    assert str(caught.value) == f"host: the firmware stopped by itself: {why.format(log=log)}"
    running.close()


@pytest.mark.parametrize("kind", KINDS)
def test_one_that_does_not_listen_is_ended_with_its_children(tmp_path: Path, kind: Kind) -> None:
    alive = tmp_path / "alive"  # ends when the last of them that holds it has ended
    os.mkfifo(alive)
    heard = os.open(alive, os.O_RDONLY | os.O_NONBLOCK)
    text = f"trap '' HUP; exec 3>{alive}; sleep 1000 & echo up >&3; wait"
    with start_host(script(tmp_path, text), log=tmp_path / "log", kind=kind):
        assert select.select([heard], [], [], 10.0)[0] and os.read(heard, 3) == b"up\n"
    assert select.select([heard], [], [], 10.0)[0], "it lives on"
    assert os.read(heard, 1) == b""
    os.close(heard)


def test_what_cannot_be_run(tmp_path: Path) -> None:
    image = Image(tmp_path / "gone", "host", "aot", "none", "", "", (), "")
    for kind in KINDS:
        with pytest.raises(ToolMissing):
            start_host(image, log=tmp_path / "log", kind=kind)
