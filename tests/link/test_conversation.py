"""What the host makes of a board that answers late, wrongly or not at all."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scripted_board import description, greet, refuse, respond, scripted

from tinyedge.errors import LinkError, LinkTimeout, ProtocolError
from tinyedge.link.device import Device
from tinyedge.link.frames import Frame, encode
from tinyedge.link.link import Scripted

FLASH_AGAIN = "flash the board again with this version of tinyedge"
TOLD = description()
STEP_COUNT = struct.pack("<I", 42)
BOOT_TEXT = b"\x1b[31mrst:0x1 (POWERON_RESET)\r\nload:0x3fce2820\r\n"


def device(link: Scripted, *, timeout_s: float = 10.0) -> Device:
    return Device(link, clock=link.clock, timeout_s=timeout_s)


def test_silence_from_the_start() -> None:
    link = scripted(lambda asked: [])
    with pytest.raises(LinkTimeout) as caught:
        device(link, timeout_s=3)
    assert str(caught.value) == (
        "script: no greeting within 3 s (it said nothing); "
        "is the board powered and flashed with tinyedge firmware?"
    )
    assert link.now_s == pytest.approx(3)
    # After 0.25 s and the time on the line, then twice as long, and so on.
    assert len(link.sent) == 4 and len(set(link.sent)) == 1


def test_other_firmware_that_chatters_is_quoted_and_cannot_reach_the_terminal() -> None:
    link = scripted(lambda asked: [BOOT_TEXT])
    with pytest.raises(LinkTimeout) as caught:
        Device(link, clock=link.clock, timeout_s=1, transcript=Path("talk.txt"))
    assert str(caught.value) == (
        r"script: no greeting within 1 s (last heard: b'ESET)\r\nload:0x3fce2820\r\n'); "
        "is the board powered and flashed with tinyedge firmware?; all that was said: talk.txt"
    )
    assert "\x1b" not in str(caught.value)


def test_boot_text_before_and_around_the_greeting() -> None:
    said: list[Frame] = []

    def answer(asked: Frame) -> list[bytes]:
        said.append(asked)
        whole = greet(asked, TOLD)
        if len(said) == 1:
            return [BOOT_TEXT, b"\0\0garbage\0", whole[:20]]  # it restarts in mid-frame
        return [BOOT_TEXT + whole[:7], whole[7:]]

    greeted = device(scripted(answer))
    assert greeted.greeting.board == "pico"
    assert greeted.faults.resent == 1
    # "garbage", and each time the text that ran into the zero of a frame.
    assert greeted.faults.damaged == 3


def test_answers_of_others_are_not_taken() -> None:
    def answer(asked: Frame) -> list[bytes]:
        other_session = Frame(1, 0x86, asked.session ^ 1, asked.sequence, bytes(4))
        earlier = Frame(1, 0x86, asked.session, asked.sequence - 1, bytes(4))
        other_kind = Frame(1, 0x84, asked.session, asked.sequence, bytes(4))
        notification = Frame(1, 0xC0, asked.session, asked.sequence, bytes(4))
        own_echo = asked
        wrong = (other_session, earlier, other_kind, notification, own_echo)
        return [*map(encode, wrong), respond(asked, STEP_COUNT)]

    greeted = device(scripted(answer, told=TOLD))
    assert greeted.step(0) == 42
    assert greeted.faults.stray == 5 and greeted.faults.resent == 0


def test_damage_at_the_board_is_repeated_at_once() -> None:
    asked_before: list[Frame] = []

    def answer(asked: Frame) -> list[bytes]:
        asked_before.append(asked)
        if len(asked_before) == 1:
            return [encode(Frame(1, 0xFF, asked.session, 65_535, struct.pack("<BBI", 0, 1, 0)))]
        return [respond(asked, STEP_COUNT)]

    link = scripted(answer, told=TOLD)
    greeted = device(link)
    assert greeted.step(0) == 42
    assert link.now_s < 0.1
    assert (greeted.faults.damaged_there, greeted.faults.resent) == (1, 1)
    assert asked_before[0] == asked_before[1]


def test_a_slow_board_is_waited_for() -> None:
    asked_before: list[Frame] = []

    def answer(asked: Frame) -> list[bytes]:
        asked_before.append(asked)
        return [respond(asked, STEP_COUNT)] if len(asked_before) == 20 else []

    link = scripted(answer, told=TOLD)
    assert device(link).step(0) == 42
    assert 60 < link.now_s < 80  # at most every 4 s


def test_another_version() -> None:
    link = scripted(lambda asked: [refuse(asked, 2, 7, version=7)])
    with pytest.raises(ProtocolError) as caught:
        device(link)
    assert str(caught.value) == (
        "script: the device speaks version 7 of the protocol, this tinyedge version 1; "
        + FLASH_AGAIN
    )


def test_an_open_session_of_that_number_is_avoided() -> None:
    sessions: list[int] = []

    def answer(asked: Frame) -> list[bytes]:
        sessions.append(asked.session)
        return [refuse(asked, 4, 9) if len(sessions) == 1 else greet(asked, TOLD)]

    assert device(scripted(answer)).greeting.model == "tiny"
    assert len(sessions) == 2


def test_a_refused_greeting() -> None:
    link = scripted(lambda asked: [refuse(asked, 77, 5)])
    with pytest.raises(ProtocolError) as caught:
        device(link)
    assert str(caught.value) == f"script: the device refused HELLO: error 77, 5; {FLASH_AGAIN}"


def test_fields_of_later_firmware_are_skipped() -> None:
    def answer(asked: Frame) -> list[bytes]:
        return [respond(asked, STEP_COUNT + b"later")]

    greeted = device(scripted(answer, told=description(tail=b"later")))
    assert greeted.greeting.outputs == (1,)
    assert greeted.step(0) == 42


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (TOLD[:50], "itself in 50 B, which is too short"),
        (TOLD[:-1], f"itself in {len(TOLD) - 1} B, which is too short"),
        (description(max_payload=63), "payloads of at most 63 B, less than 64"),
        (description(window=0), "a window of 0 requests"),
        (description(counter=3), "counter 3, which is not known"),
        (description(inputs=(2,)), "tensor 2 of 2 as an input or output"),
        (description(board=b"\x1b[2J"), r"a name that is not printable, b'\x1b[2J'"),
    ],
)
def test_descriptions_that_cannot_be(told: bytes, said: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        device(scripted(lambda asked: [], told=told))
    assert str(caught.value) == f"script: the device describes {said}; {FLASH_AGAIN}"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"", "READ with 0 B instead of 4 B"),
        (b"123", "READ with 3 B instead of 4 B"),
        (b"12345", "READ with 5 B instead of 4 B"),
    ],
)
def test_answers_of_the_wrong_length(answer: bytes, said: str) -> None:
    greeted = device(scripted(lambda asked: [respond(asked, answer)], told=TOLD))
    with pytest.raises(ProtocolError) as caught:
        greeted.read(0, 4)
    assert str(caught.value) == f"script: the device answered {said}; {FLASH_AGAIN}"


@pytest.mark.parametrize("answer", [b"", b"123", bytes(12)])
def test_counts_of_the_wrong_length(answer: bytes) -> None:
    greeted = device(scripted(lambda asked: [respond(asked, answer)], told=TOLD))
    with pytest.raises(ProtocolError) as caught:
        greeted.counts()
    assert str(caught.value) == (
        f"script: the device answered COUNTS with {len(answer)} B instead of 8 B; {FLASH_AGAIN}"
    )


def test_an_endless_description_is_not_awaited() -> None:
    def answer(asked: Frame) -> list[bytes]:
        return [respond(asked, struct.pack("<H", 200) + (TOLD if asked.kind == 1 else b""))]

    with pytest.raises(ProtocolError) as caught:
        device(scripted(answer))
    assert str(caught.value) == (
        "script: the device answered DESCRIBE with 2 B instead of "
        f"{2 + 200 - len(TOLD)} B; {FLASH_AGAIN}"
    )


def test_an_error_without_content() -> None:
    def answer(asked: Frame) -> list[bytes]:
        return [encode(Frame(1, 0xFF, asked.session, asked.sequence, b"\x06"))]

    greeted = device(scripted(answer, told=TOLD))
    with pytest.raises(ProtocolError) as caught:
        greeted.step(0)
    assert str(caught.value) == f"script: the device sent an error of 1 bytes; {FLASH_AGAIN}"


@given(st.data())
@settings(deadline=None)
def test_whatever_a_board_answers_only_link_errors_come_of_it(data: st.DataObject) -> None:
    def answer(asked: Frame) -> list[bytes]:
        payload = data.draw(st.binary(max_size=160) | st.just(struct.pack("<H", len(TOLD)) + TOLD))
        if data.draw(st.booleans()):
            return [respond(asked, payload)]
        return [encode(Frame(1, 0xFF, asked.session, asked.sequence, payload))]

    try:
        greeted = device(scripted(answer, told=data.draw(st.none() | st.just(TOLD))))
        greeted.write(0, b"x")
        greeted.read(1, 2)
        greeted.step(0)
        greeted.invoke()
        greeted.counts()
        greeted.stack_bytes()
    except LinkError as error:
        assert str(error).isprintable()


PANIC = b"\0\r\ntinyedge panic: hard fault pc=0x08001234\r\n"


def test_a_panic_ends_the_wait_at_once_and_is_quoted_whole() -> None:
    link = scripted(lambda asked: [PANIC[:20], PANIC[20:]], told=TOLD)
    greeted = device(link)
    began = link.now_s
    with pytest.raises(ProtocolError) as caught:
        greeted.invoke()
    assert str(caught.value) == (
        "script: the firmware stopped: tinyedge panic: hard fault pc=0x08001234; "
        "reset the board to run it again"
    )
    assert link.now_s == began


def test_a_panic_before_the_greeting_is_old_news_unless_none_comes() -> None:
    assert device(scripted(lambda asked: [PANIC, greet(asked, TOLD)])).greeting.board == "pico"
    with pytest.raises(ProtocolError) as caught:
        device(scripted(lambda asked: [PANIC]))
    assert str(caught.value).startswith("script: the firmware stopped: tinyedge panic: hard fault ")


def test_the_size_of_a_tensor_is_asked() -> None:
    greeted = device(scripted(lambda asked: [refuse(asked, 8, 490)], told=TOLD))
    assert greeted.size_bytes(0) == 490
    greeted = device(scripted(lambda asked: [refuse(asked, 7, 2)], told=TOLD))
    with pytest.raises(ProtocolError) as caught:
        greeted.size_bytes(9)
    assert str(caught.value) == (
        "script: the device refused READ of tensor 9: there is no such tensor; it has 2; "
        f"{FLASH_AGAIN}"
    )
