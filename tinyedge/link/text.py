"""Text that a board says beside its frames: boot ROMs, panics, logs; made safe to show."""

from __future__ import annotations

import re
from typing import Literal

Source = Literal["boot ROM", "panic", "text"]

PANIC = "tinyedge panic:"  # firmware/startup/panic.c
# How the lines of Espressif's boot ROMs begin (esptool's documentation, "Boot Mode Selection", Boot
# Log; ESP-IDF's "Application Startup Flow").
_BOOT_ROM = re.compile(
    r"ESP-ROM:|Build:[A-Z][a-z]{2} |rst:0x|boot:0x|ets [A-Z][a-z]{2} |SPIWP:|configsip:|clk_drv:"
    r"|mode:[A-Z]{3,4}, ?clock div|load:0x|entry 0x|ho 0 tail|waiting for download|Saved PC:"
    r"|invalid header: 0x|Invalid image|csum err"
)
# Where such text begins behind bytes that are none: the frame that the reset cut short.
_BEGINNING = re.compile(rb"ESP-ROM:|ets [A-Z][a-z]{2} |rst:0x|tinyedge panic:")
_LEAST_PRINTABLE = 0.7
_BLANKS = "\t\r"
_NO_CHARACTER = "\N{REPLACEMENT CHARACTER}"


def source_of(line: str) -> Source:
    """Who speaks in a line of text."""
    if line.startswith(PANIC):
        return "panic"
    return "boot ROM" if _BOOT_ROM.match(line) else "text"


def visible(raw: bytes) -> str:
    """Bytes as text that a terminal only shows: what it would obey is written out, as ``\\x1b``."""
    text = raw.decode("utf-8", "backslashreplace").replace("\t", "    ")
    return "".join(c if c.isprintable() else _escaped(c) for c in text)


def is_text(raw: bytes) -> bool:
    """Whether most of it is meant to be read."""
    if not raw:
        return False
    text = raw.decode("utf-8", "replace")
    printable = sum(c in _BLANKS or (c.isprintable() and c != _NO_CHARACTER) for c in text)
    return printable >= _LEAST_PRINTABLE * len(text)


def beginning(raw: bytes) -> int:
    """Where known text begins in a line that something else may precede; 0 if nothing does."""
    found = _BEGINNING.search(raw)
    return found.start() if found else 0


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
