"""A board behind a serial port on the network."""

from __future__ import annotations

import socket
import threading
from functools import partial

import pytest
from support.fake_firmware import SPARE, SPARE_BYTES
from support.network_port import NetworkPort

from tinyedge.emulate.running import Running
from tinyedge.errors import PortError
from tinyedge.link.device import connect

pytestmark = [
    pytest.mark.filterwarnings(r"ignore:set(Daemon|Name)\(\) is deprecated"),  # pyserial's calls
    pytest.mark.skipif("sys.platform == 'win32'", reason="needs pseudo terminals: a POSIX system"),
]


def test_every_byte_passes_unchanged(running: Running) -> None:
    with NetworkPort(running.url) as server, connect(server.url, baud=230_400) as device:
        # 255 begins a command of Telnet, and has to be doubled on the way.
        data = bytes(range(256)) * (SPARE_BYTES // 256)
        device.write(SPARE, data)
        assert device.read(SPARE, len(data)) == data
        assert device.faults.resent == 0
    assert server.uart.baudrate == 230_400


def test_the_control_lines_are_left_to_the_server(running: Running) -> None:
    with NetworkPort(running.url) as server:
        connect(server.url).close()
    assert server.uart.lines == []


def test_a_board_behind_the_server_of_espressif_is_not_reset(running: Running) -> None:
    """It takes any word about DTR or RTS for the beginning of a reset, and answers none."""
    manager = pytest.importorskip(
        "esp_rfc2217_server.esp_port_manager", reason="needs esptool: pip install esptool"
    )
    make = partial(manager.EspPortManager, esp32r0_delay=False)
    with NetworkPort(running.url, make) as server, connect(server.url) as device:
        assert device.greeting.board == "host"
    assert server.uart.lines == []


def test_a_server_that_hangs_up(running: Running) -> None:
    with NetworkPort(running.url) as server:
        device = connect(server.url)
    with device, pytest.raises(PortError) as caught:
        device.invoke()
    assert str(caught.value) == (
        f"{server.url}: the connection broke; start again what serves it, and run the command again"
    )


def test_nothing_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"rfc2217://127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(PortError) as caught:
        connect(url)
    assert str(caught.value) == (
        f"{url}: nothing listens there; start what should, or correct the URL"
    )


def test_what_listens_speaks_something_else() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"rfc2217://127.0.0.1:{listener.getsockname()[1]}"
        thread = threading.Thread(target=_say_hello, args=(listener,), daemon=True)
        thread.start()
        with pytest.raises(PortError) as caught:
            connect(url)
        thread.join()
    assert str(caught.value) == (
        f"{url}: what answers there does not speak RFC 2217; "
        "give socket://host:port for a plain TCP port"
    )


def _say_hello(listener: socket.socket) -> None:
    client, _ = listener.accept()
    with client:
        client.sendall(b"220 mail server ready\r\n")
        while client.recv(4096):
            pass
