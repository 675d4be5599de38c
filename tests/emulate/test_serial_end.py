"""The device's end of a serial line, as pyserial sees it from the other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tinyedge.emulate.serial_end import Kind, SerialEnd, open_serial_end
from tinyedge.errors import PortError
from tinyedge.link.link import Link, open_serial

EVERY_BYTE = bytes(range(256)) * 3


@pytest.fixture(params=["pty", "socket"])
def end(request: pytest.FixtureRequest) -> Iterator[SerialEnd]:
    kind: Kind = request.param
    opened = open_serial_end(kind)
    yield opened
    opened.close()


def take(end: SerialEnd | Link, count: int) -> bytes:
    """That many bytes, as they come."""
    data = b""
    while len(data) < count:
        piece = end.read(5.0)
        assert piece, "silence"
        data += piece
    return data


def test_bytes_pass_unchanged_both_ways(end: SerialEnd) -> None:
    host = open_serial(end.url)
    host.write(EVERY_BYTE)
    assert take(end, len(EVERY_BYTE)) == EVERY_BYTE
    end.write(EVERY_BYTE)
    assert take(host, len(EVERY_BYTE)) == EVERY_BYTE
    host.close()


def test_reading_does_not_wait_unless_told_to(end: SerialEnd) -> None:
    assert end.read() == b""
    host = open_serial(end.url)
    assert end.read() == b""
    assert end.read(0.01) == b""
    host.write(b"x")
    assert take(end, 1) == b"x"
    host.write(b"y")
    assert end.read(None) == b"y"
    host.close()


def test_hosts_may_come_and_go(end: SerialEnd) -> None:
    for byte in (b"1", b"2", b"3"):
        host = open_serial(end.url)
        host.write(byte)
        assert take(end, 1) == byte
        end.write(byte)
        assert take(host, 1) == byte
        host.close()
        while end.read(0.01):  # a socket hears that the host left
            pass
        end.read(0.01)


def test_the_host_sees_the_port_vanish(end: SerialEnd) -> None:
    host = open_serial(end.url)
    host.write(b"x")
    take(end, 1)
    end.close()
    with pytest.raises(PortError):
        host.read(5.0)
    host.close()


def test_closing_twice_is_safe(end: SerialEnd) -> None:
    end.close()


def test_a_socket_without_a_host_is_a_line_that_is_not_plugged_in() -> None:
    end = open_serial_end("socket")
    end.write(b"lost")
    host = open_serial(end.url)
    host.write(b"x")
    take(end, 1)
    end.write(b"heard")
    assert take(host, 5) == b"heard"
    host.close()
    end.close()
