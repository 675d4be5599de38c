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


def identifier(text: str) -> str:
    """A C identifier of at most 31 characters that resembles ``text``."""
    name = re.sub(r"[^0-9A-Za-z]+", "_", text).strip("_")
    if not name or name[0].isdigit() or name in _C_KEYWORDS:
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
