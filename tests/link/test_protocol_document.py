"""PROTOCOL.md against what both ends do; the C end is tested with the same numbers."""

from __future__ import annotations

import re

import pytest

from tinyedge.link.frames import Frame, encode
from tinyedge.link.protocol import FEED, GRANT, RESULT, Code, Refusal, Request, Source
from tinyedge.paths import firmware_dir

DOCUMENT = (firmware_dir() / "PROTOCOL.md").read_text(encoding="utf-8")


def test_requests() -> None:
    rows = re.findall(r"^\| 0x(\w\w) \| ([A-Z]+) \|", DOCUMENT, re.MULTILINE)
    parts = {"FEED": FEED, "RESULT": RESULT, "GRANT": GRANT}
    assert {name: int(number, 16) for number, name in rows} == {
        **{request.name: request.value for request in Request},
        **parts,
    }


def test_sources() -> None:
    rows = re.findall(r"^\| (\d) \| ([a-z]+) \| ", DOCUMENT, re.MULTILINE)
    assert {name: int(number) for number, name in rows} == {
        source.name.lower(): source.value for source in Source
    }


def test_errors() -> None:
    rows = re.findall(r"^\| (\d+) \| ([A-Z]+) \|", DOCUMENT, re.MULTILINE)
    assert {name: int(number) for number, name in rows} == {code.name: code.value for code in Code}


@pytest.mark.parametrize("code", Code)
def test_every_error_has_a_text(code: Code) -> None:
    assert str(Refusal(6, code, 9)) != str(Refusal(6, 99, 9)) == "error 99, 9"


@pytest.mark.parametrize(
    ("line", "frame"),
    [
        ("host   HELLO", Frame(1, 0x01, 0xBEEF, 0)),
        ("host   STEP", Frame(1, 0x06, 0xBEEF, 0, b"\2\0")),
        ("board  error", Frame(1, 0xFF, 0xBEEF, 0, bytes([6, 3, 0, 0, 0, 0]))),
    ],
)
def test_the_example(line: str, frame: Frame) -> None:
    shown = re.search(rf"^    {line} +([0-9a-f ]+)$", DOCUMENT, re.MULTILINE)
    assert shown and bytes.fromhex(shown[1]) == encode(frame)
