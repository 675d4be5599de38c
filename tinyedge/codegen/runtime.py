"""Which files of firmware/runtime a kernel consists of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from tinyedge.paths import firmware_dir

_INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)


def runtime_dir() -> Path:
    """The folder of the portable kernels."""
    return firmware_dir() / "runtime"


def included(text: str) -> list[str]:
    """The headers that a C file includes by quoted names."""
    return _INCLUDE.findall(text)


def closure(headers: Iterable[str]) -> tuple[str, ...]:
    """The headers, what they include, and the .c file beside each, with what that includes; sorted.

    headers: names such as "te_conv_2d.h"; those of other folders are left out.
    """
    folder = runtime_dir()
    found: set[str] = set()
    waiting = list(headers)
    while waiting:
        name = waiting.pop()
        if name in found or not (folder / name).is_file():
            continue
        found.add(name)
        waiting += included((folder / name).read_text(encoding="utf-8"))
        source = name.removesuffix(".h") + ".c"
        waiting.append(source)
    return tuple(sorted(found))
