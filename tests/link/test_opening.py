"""Ports that cannot be opened: what the user is told."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

import pytest

from tinyedge.errors import PortError
from tinyedge.link.device import connect
from tinyedge.link.link import open_serial
from tinyedge.link.opening import explain_opening, present_ports

NO_PORTS = "no serial port is connected; check the cable (some only charge) and the driver"
USE = "give a serial port, or a URL such as socket://host:port"


@pytest.mark.parametrize(
    ("error", "present", "said"),
    [
        (OSError(errno.ENOENT, ""), (), f"there is no such port; {NO_PORTS}"),
        (
            OSError(errno.ENOENT, ""),
            ("/dev/ttyS0", "/dev/ttyUSB0"),
            "there is no such port; there are /dev/ttyUSB0, /dev/ttyS0",
        ),
        (
            OSError(errno.ENOENT, ""),
            tuple(f"/dev/ttyS{i}" for i in range(7)),
            "there is no such port; "
            "there are /dev/ttyS6, /dev/ttyS5, /dev/ttyS4, /dev/ttyS3 and 3 more",
        ),
        (
            OSError("could not open port 'COM9': FileNotFoundError(2, 'not found', None, 2)"),
            ("COM3",),
            "there is no such port; there are COM3",
        ),
        (
            OSError(errno.EBUSY, ""),
            (),
            "another program has it open; close that program (a monitor, an IDE), try again",
        ),
        (
            OSError("could not open port 'COM3': PermissionError(13, 'denied', None, 5)"),
            (),
            "another program has it open; close that program (a monitor, an IDE), try again",
        ),
        (
            ValueError("invalid \x1b[2J"),
            (),
            rf"it cannot be opened as a serial port (invalid \x1b[2J); {USE}",
        ),
    ],
)
def test_explanations(error: Exception, present: tuple[str, ...], said: str) -> None:
    assert str(explain_opening("/dev/ttyUSB7", error, present=present)) == f"/dev/ttyUSB7: {said}"


@pytest.mark.skipif(os.name != "posix", reason="groups of ports are of POSIX systems")
def test_no_permission_names_the_group(tmp_path: Path) -> None:
    import grp

    port = tmp_path / "port"
    port.touch()
    group = grp.getgrgid(port.stat().st_gid).gr_name
    assert str(explain_opening(str(port), OSError(errno.EACCES, ""), present=())) == (
        f"{port}: you are not allowed to open it; "
        f"join its group: sudo usermod -aG {group} $USER, then log in again"
    )
    assert explain_opening("gone", OSError(errno.EACCES, ""), present=()).remedy == (
        "join its group: sudo usermod -aG dialout (on some systems uucp) $USER, then log in again"
    )


def test_a_missing_port() -> None:
    with pytest.raises(PortError) as caught:
        connect("/dev/ttyNONE7")
    expected = explain_opening("/dev/ttyNONE7", OSError(errno.ENOENT, ""), present=present_ports())
    assert str(caught.value) == str(expected)


@pytest.mark.skipif(os.name != "posix", reason="Windows opens files as ports")
def test_a_file_is_no_port(tmp_path: Path) -> None:
    path = tmp_path / "model.tflite"
    path.write_bytes(b"TFL3")
    with pytest.raises(PortError) as caught:
        connect(str(path))
    assert str(caught.value) == (
        f"{path}: it cannot be opened as a serial port (Could not configure port: "
        f"(25, 'Inappropriate ioctl for device')); {USE}"
    )


def test_an_unknown_kind_of_url() -> None:
    with pytest.raises(PortError) as caught:
        connect("carrier-pigeon://coop")
    assert str(caught.value) == (
        "carrier-pigeon://coop: it cannot be opened as a serial port "
        f"(invalid URL, protocol 'carrier-pigeon' not known); {USE}"
    )


@pytest.mark.parametrize("url", ["socket://", "socket://127.0.0.1", "socket://:80"])
def test_a_socket_without_an_address(url: str) -> None:
    with pytest.raises(PortError) as caught:
        connect(url)
    assert str(caught.value) == (
        f"{url}: it cannot be opened as a serial port (no host and port in it); {USE}"
    )


def test_nothing_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(PortError) as caught:
        connect(f"socket://127.0.0.1:{port}")
    assert str(caught.value) == (
        f"socket://127.0.0.1:{port}: nothing listens there; start what should, or correct the URL"
    )


def test_a_port_without_a_file_is_read_through_pyserial() -> None:
    link = open_serial("loop://")
    link.write(b"round trip")
    heard = b""
    while len(heard) < 10:
        heard += link.read(1.0)
    assert heard == b"round trip"
    assert link.read(0.01) == b""
    link.close()
