"""Ports that cannot be opened: what the user is told."""

from __future__ import annotations

import errno
import os
import socket
import sys
from pathlib import Path

import pytest

from tinyedge.errors import PortError
from tinyedge.link.device import connect
from tinyedge.link.link import open_serial
from tinyedge.link.opening import explain_opening, present_ports, vanished

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
            "there is no such port; there is COM3",
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
    other = next((entry for entry in grp.getgrall() if entry.gr_name == "dialout"), None)
    if os.getuid() == 0 and other is not None:
        os.chown(port, -1, other.gr_gid)
    group = grp.getgrgid(port.stat().st_gid).gr_name
    if group == "root":
        pytest.skip("root needs a group dialout here: groupadd dialout")
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


@pytest.mark.parametrize("port", ["", "  "])
def test_an_empty_port(port: str) -> None:
    error = OSError(errno.ENOENT, "")
    assert str(explain_opening(port, error, present=("COM3", "COM4"))) == (
        "--port: it is empty; give a serial port (COM3, COM4), or a URL such as socket://host:port"
    )
    assert str(explain_opening(port, error, present=())) == f"--port: it is empty; {USE}"


@pytest.mark.skipif(sys.platform == "win32", reason="there, COM3 may be a port")
def test_the_name_of_a_port_of_another_system() -> None:
    expected = explain_opening("COM3", OSError(errno.ENOENT, ""), present=present_ports())
    with pytest.raises(PortError) as caught:
        connect("COM3")
    assert str(caught.value) == str(expected)
    assert str(expected).startswith("COM3: there is no such port; ")


def test_an_emulator_that_has_ended() -> None:
    again = "if it was an emulator's, start that again: tinyedge emulate MODEL --board BOARD"
    assert str(explain_opening("/dev/pts/9999", OSError(errno.ENOENT, ""), present=())) == (
        f"/dev/pts/9999: there is no such port; {again}"
    )
    assert str(vanished("/dev/pts/9999")) == (
        f"/dev/pts/9999: the program behind it has ended; {again}"
    )
    assert str(vanished("/dev/ttyACM0")) == (
        "/dev/ttyACM0: the port vanished; "
        "plug it in again, or reset the board, and run the command again"
    )


def test_a_host_that_is_not_there() -> None:
    for cause, said in (
        (socket.gaierror(-2, "unknown"), "there is no host of that name; correct the URL"),
        (TimeoutError(), "that host does not answer; correct the URL, or switch it on"),
    ):
        error = OSError(f"Could not open port: {cause}")
        error.__context__ = cause
        assert str(explain_opening("rfc2217://a:1", error, present=())) == f"rfc2217://a:1: {said}"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="groups of ports are of Linux")
def test_a_port_of_root_needs_a_rule_of_udev(tmp_path: Path) -> None:
    if os.getuid() != 0:
        pytest.skip("needs a file of the group root: run as root")
    port = tmp_path / "port"
    port.touch()
    assert str(explain_opening(str(port), OSError(errno.EACCES, ""), present=())) == (
        f"{port}: you are not allowed to open it; no group but root may: put "
        'SUBSYSTEM=="tty", SUBSYSTEMS=="usb", TAG+="uaccess" '
        "into /etc/udev/rules.d/60-serial.rules, then plug the board in again"
    )


class FakeSerial:
    """Keeps the order in which a port is made, set and opened."""

    def __init__(self, url: str, **settings: object) -> None:
        self.did = [f"made {url} exclusive={settings['exclusive']}"]
        assert settings["do_not_open"]

    def __setattr__(self, name: str, value: object) -> None:
        if name in ("dtr", "rts"):
            self.did.append(f"{name}={value}")
        object.__setattr__(self, name, value)

    def open(self) -> None:
        self.did.append("open")

    def fileno(self) -> int:
        raise OSError("no file")


def test_opening_asserts_both_control_lines_before_and_touches_none_after() -> None:
    made: list[FakeSerial] = []

    def make(url: str, **settings: object) -> FakeSerial:
        made.append(FakeSerial(url, **settings))
        return made[0]

    open_serial("/dev/ttyUSB0", make=make)
    did = made[0].did
    assert did[0] == "made /dev/ttyUSB0 exclusive=True"
    assert sorted(did[1:3]) == ["dtr=True", "rts=True"]
    assert did[3:] == ["open"]


def test_an_error_of_the_terminal_itself_is_explained() -> None:
    """pyserial lets termios.error through, which is no OSError."""
    termios = pytest.importorskip("termios", reason="needs termios: a POSIX system")

    def make(url: str, **settings: object) -> None:
        raise termios.error(errno.ENODEV, "No such device")

    with pytest.raises(PortError) as caught:
        open_serial("/dev/ttyUSB0", make=make)
    assert str(caught.value).startswith("/dev/ttyUSB0: there is no such port; ")
