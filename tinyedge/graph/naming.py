"""Names from a model file, made fit for C and for a line of text."""

from __future__ import annotations

import re

MAX_IDENTIFIER = 31  # characters; firmware/runtime/te_model.h
MAX_SHOWN = 60  # characters

# fmt: off
_C_KEYWORDS = frozenset((
    "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else",
    "enum", "extern", "float", "for", "goto", "if", "inline", "int", "long", "register",
    "restrict", "return", "short", "signed", "sizeof", "static", "struct", "switch", "typedef",
    "union", "unsigned", "void", "volatile", "while",
))
# fmt: on
# Their headers would stand in the way of the C library's (features.h is one of glibc's own, which
# all others include) or of the firmware's.
_HEADERS = (
    "assert complex ctype errno features fenv float inttypes iso646 limits locale math setjmp "
    "signal stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string "
    "tgmath threads time uchar wchar wctype board image memory port main"
)
_TAKEN = frozenset(_HEADERS.split())


def collides(model: str) -> bool:
    """Whether the files or functions of a model of that name would collide with others.

    Some systems take string.h and String.h for the same file.
    """
    return model.lower() in _TAKEN or model.lower().startswith("te_")


def identifier(text: str) -> str:
    """A C identifier of at most 31 characters that resembles ``text`` and collides with nothing."""
    name = re.sub(r"[^0-9A-Za-z]+", "_", text).strip("_")
    if not name or name[0].isdigit() or name in _C_KEYWORDS or collides(name):
        name = f"model_{name}".strip("_")
    return name[:MAX_IDENTIFIER].rstrip("_")


def printable(text: str) -> str:
    """``text`` with a ? for each character that does not print, newlines included."""
    return "".join(c if c.isprintable() else "?" for c in text)


def shown(name: str) -> str:
    """A tensor's name, short enough for a message."""
    if not name:
        return "unnamed"
    return name if len(name) <= MAX_SHOWN else f"{name[: MAX_SHOWN - 3]}..."
