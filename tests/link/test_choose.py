"""Which port a board is at, before and after it restarts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tinyedge.boards import Board, SerialLine, load_board
from tinyedge.errors import PortError
from tinyedge.link.choose import await_port, candidates, caution, choose_port
from tinyedge.link.ports import PortInfo

NATIVE = PortInfo("/dev/ttyACM0", "USB JTAG/serial", "303a:1001", "7C:DF:A1:00:11:22", "1-1:1.0")
BRIDGE = PortInfo("/dev/ttyUSB0", "CP2102N Bridge", "10c4:ea60", "0001", "1-2:1.0")
UART = PortInfo("/dev/ttyS0", "n/a", None, None)
LOOKED_FOR = (
    "it is not connected: looked for USB 303a:1001 (Espressif USB-Serial-JTAG) "
    "or 10c4:ea60 (Silicon Labs CP210x USB-UART bridge)"
)
PLUG = "plug it in with a cable that carries data (some only charge), or name its port with --port"


@pytest.fixture
def board() -> Board:
    """A board that is not on the machine of the test."""
    line = SerialLine("serial", 115_200, ("303a:1001", "10c4:ea60"))
    return replace(load_board("sim-cortex-m4"), id="acme", link=line)


def test_candidates_come_in_the_order_of_the_board_file(board: Board) -> None:
    assert candidates(board, [UART, BRIDGE, NATIVE]) == (NATIVE, BRIDGE)


def test_the_only_one_that_fits_is_taken(board: Board) -> None:
    assert choose_port(board, [UART, BRIDGE]) == BRIDGE


def test_several_are_listed(board: Board) -> None:
    with pytest.raises(PortError) as caught:
        choose_port(board, [BRIDGE, NATIVE])
    assert str(caught.value) == (
        "acme: 2 ports may be its own: "
        "/dev/ttyACM0 [303a:1001 (Espressif USB-Serial-JTAG), serial number 7C:DF:A1:00:11:22, "
        "USB JTAG/serial], "
        "/dev/ttyUSB0 [10c4:ea60 (Silicon Labs CP210x USB-UART bridge), serial number 0001, "
        "CP2102N Bridge]; name the one with --port, such as --port /dev/ttyACM0"
    )


@pytest.mark.parametrize(
    ("ports", "instead"),
    [
        ([], "and there is no serial port at all"),
        ([UART], "and there is /dev/ttyS0"),
        (
            [UART, replace(UART, url="COM3", usb_id="dead:beef")],
            "and there are /dev/ttyS0, COM3 [dead:beef]",
        ),
        (
            [replace(UART, url=f"/dev/ttyS{i}") for i in range(8)],
            "and there are /dev/ttyS0, /dev/ttyS1, /dev/ttyS2, /dev/ttyS3, /dev/ttyS4, /dev/ttyS5 "
            "and 2 more",
        ),
    ],
)
def test_none_says_what_is_there_instead(
    board: Board, ports: Sequence[PortInfo], instead: str
) -> None:
    with pytest.raises(PortError) as caught:
        choose_port(board, ports)
    assert str(caught.value) == f"acme: {LOOKED_FOR}, {instead}; {PLUG}"


def test_none_says_how_to_enter_the_boot_mode(board: Board) -> None:
    with pytest.raises(PortError) as caught:
        choose_port(replace(board, boot_mode="hold BOOT, press RESET, release BOOT"), [])
    assert str(caught.value) == (
        f"acme: {LOOKED_FOR}, and there is no serial port at all; {PLUG}; "
        "to make it ready for flashing: hold BOOT, press RESET, release BOOT"
    )


def test_a_board_without_usb_ids_needs_its_port_named(board: Board) -> None:
    with pytest.raises(PortError) as caught:
        choose_port(replace(board, link=SerialLine("serial", 115_200)), [UART])
    assert str(caught.value) == (
        "acme: its serial port cannot be told from others, and there is /dev/ttyS0; "
        "name it with --port"
    )


def test_behind_a_bridge_may_be_anything() -> None:
    assert caution(NATIVE) is None
    assert caution(UART) is None
    assert caution(BRIDGE) == (
        "/dev/ttyUSB0 is a 10c4:ea60 (Silicon Labs CP210x USB-UART bridge): "
        "any board may be behind it"
    )


class Machine:
    """Ports that come and go: one list a look, the last for ever. Its clock ticks with sleep."""

    def __init__(self, *looks: Sequence[PortInfo]) -> None:
        self.looks = list(looks)
        self.now_s = 0.0

    def look(self) -> Sequence[PortInfo]:
        return self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds

    def await_port(self, like: PortInfo, timeout_s: float = 5.0) -> PortInfo:
        return await_port(
            like, timeout_s=timeout_s, look=self.look, clock=lambda: self.now_s, sleep=self.sleep
        )


@pytest.mark.parametrize(
    ("like", "back"),
    [
        (NATIVE, NATIVE),
        (NATIVE, replace(NATIVE, url="/dev/ttyACM3", location="1-3:1.0")),
        (NATIVE, replace(NATIVE, url="COM9", usb_id="303a:4001", location=None)),
        (BRIDGE, BRIDGE),
        (BRIDGE, replace(BRIDGE, url="/dev/ttyUSB4")),
        (BRIDGE, replace(BRIDGE, url="/dev/ttyUSB4", location="1-9:1.0")),
        (UART, UART),
    ],
)
def test_a_board_comes_back_under_any_name(like: PortInfo, back: PortInfo) -> None:
    assert Machine([like], [], [], [UART, back]).await_port(like) == back


def test_a_port_that_is_just_vanishing_is_not_yet_back() -> None:
    back = replace(NATIVE, url="/dev/ttyACM1")
    assert Machine([NATIVE], [NATIVE], [NATIVE], [], [back]).await_port(NATIVE) == back


def test_of_two_interfaces_of_one_board_the_same_one_is_taken() -> None:
    other = replace(NATIVE, url="/dev/ttyACM1", location="1-1:1.2")
    assert Machine([other, NATIVE]).await_port(NATIVE) == NATIVE


def test_a_second_adapter_of_the_same_kind_is_not_taken_for_the_one_that_left() -> None:
    second = replace(BRIDGE, url="/dev/ttyUSB1", location="1-7:1.0")
    assert Machine([BRIDGE, second], [second], [second], [BRIDGE, second]).await_port(BRIDGE) == (
        BRIDGE
    )
    with pytest.raises(PortError) as caught:
        Machine([BRIDGE, second], [second]).await_port(BRIDGE, 2.0)
    assert str(caught.value) == (
        "/dev/ttyUSB0: it did not come back within 2 s "
        "(USB 10c4:ea60 (Silicon Labs CP210x USB-UART bridge)), and there is /dev/ttyUSB1 "
        "[10c4:ea60 (Silicon Labs CP210x USB-UART bridge), serial number 0001, CP2102N Bridge]; "
        "check the cable, press the board's reset button, and run the command again"
    )


def test_one_that_stays_away_is_given_up() -> None:
    with pytest.raises(PortError) as caught:
        Machine([NATIVE], [], [UART]).await_port(NATIVE, 3.0)
    assert str(caught.value) == (
        "/dev/ttyACM0: it did not come back within 3 s (USB serial number 7C:DF:A1:00:11:22), "
        "and there is /dev/ttyS0; "
        "check the cable, press the board's reset button, and run the command again"
    )


def test_two_that_may_be_it_are_listed() -> None:
    one, other = (PortInfo(f"COM{i}", "", "1a86:7523", None) for i in (4, 5))
    with pytest.raises(PortError) as caught:
        Machine([], [one, other]).await_port(replace(one, url="COM3"), 1.0)
    ch340 = "1a86:7523 (WCH CH340 USB-UART bridge)"
    assert str(caught.value) == (
        "COM3: several ports may be the one that came back: "
        f"COM4 [{ch340}], COM5 [{ch340}]; name it with --port"
    )


def test_a_url_is_always_there_to_be_opened() -> None:
    url = PortInfo("socket://127.0.0.1:4000", "", None, None)
    assert Machine([]).await_port(url) == url
