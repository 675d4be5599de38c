"""Which files of firmware/runtime a kernel consists of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from tinyedge.paths import firmware_dir

_INCLUDE = re.compile(r'^\s*#\s*include\s+"(te_\w+\.h)"', re.MULTILINE)


def runtime_dir() -> Path:
    """The folder of the portable kernels."""
    return firmware_dir() / "runtime"


def included(text: str) -> list[str]:
    """The headers of the runtime that a C file includes."""
    return _INCLUDE.findall(text)


def closure(headers: Iterable[str]) -> tuple[str, ...]:
    """The headers, what they include, and the .c file beside each, with what that includes; sorted.

    headers: names such as "te_conv_2d.h".
    """
    folder = runtime_dir()
    found: set[str] = set()
    waiting = list(headers)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        waiting += included((folder / name).read_text(encoding="utf-8"))
        source = name.removesuffix(".h") + ".c"
        if (folder / source).is_file():
            waiting.append(source)
    return tuple(sorted(found))
