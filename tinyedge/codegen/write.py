"""Put generated files on disk, with the kernels they need, so that they compile as they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from tinyedge.codegen.runtime import closure, included, runtime_dir
from tinyedge.paths import write_changed


class Written(Protocol):
    """What can be written: ``Sources``, and what engine tflm gives."""

    @property
    def files(self) -> Mapping[str, str]:
        """File name to text."""


def write(sources: Written, folder: Path) -> tuple[Path, ...]:
    """Write the files of a model into ``folder`` (made if missing), and the kernels they include.

    Each file is written under a new name first and renamed, so that none is ever half there; a
    file that has these bytes already is left alone. Gives what is there now, sorted.
    """
    texts = dict(sources.files)
    headers = [name for text in sources.files.values() for name in included(text)]
    for name in closure(headers):
        texts[name] = (runtime_dir() / name).read_text(encoding="utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        write_changed(folder / name, text.encode("utf-8"))
    return tuple(sorted(folder / name for name in texts))
