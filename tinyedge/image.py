"""A linked firmware: what the bench hands on. Made by build, used by flash, emulate and verify."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from tinyedge.errors import ModelError
from tinyedge.paths import write_whole

# What a firmware speaks on its serial line: firmware/PROTOCOL.md, or that of MLPerf Tiny's runner.
ProtocolName = Literal["tinyedge", "mlperf"]

_ELF = "firmware.elf"
_FACTS = "image.json"
# What ``Image.save`` leaves in a folder.
IMAGE_FILES = (_ELF, _FACTS)


@dataclass(frozen=True, slots=True)
class Section:
    """Bytes of one origin: "application", "runtime", "generated", "weights", "libraries"...

    ram_bytes counts static variables, not the stack.
    """

    origin: str
    flash_bytes: int
    ram_bytes: int


@dataclass(frozen=True, slots=True)
class Image:
    """A firmware, linked for one board.

    elf: the file; for the board ``host`` an executable of this machine.
    board: id of the board. engine: "aot"... model: name of the model.
    model_sha256: of the .tflite. sha256: of the loaded bytes (ELF for ``host``), with the field
        that reports it on the device zeroed.
    sections: flash and RAM by origin; their sums are flash_bytes and ram_bytes.
    compiler: name and version, for the report.
    protocol: what it speaks on its serial line.
    """

    elf: Path
    board: str
    engine: str
    model: str
    model_sha256: str
    sha256: str
    sections: tuple[Section, ...]
    compiler: str
    protocol: ProtocolName = "tinyedge"

    @property
    def flash_bytes(self) -> int:
        """Everything that is loaded into flash."""
        return sum(section.flash_bytes for section in self.sections)

    @property
    def flash_model_bytes(self) -> int:
        """Of these, the model's constants: weights, biases, multipliers, tables."""
        return sum(s.flash_bytes for s in self.sections if s.origin == "weights")

    @property
    def ram_bytes(self) -> int:
        """Static RAM, the arena included, the stack not."""
        return sum(section.ram_bytes for section in self.sections)

    def save(self, folder: Path) -> Image:
        """Copy the firmware and its facts into ``folder``; gives the image that lies there.

        The facts are written last and renamed into place, so that half an image never loads.
        """
        folder.mkdir(parents=True, exist_ok=True)
        facts = folder / _FACTS
        facts.unlink(missing_ok=True)
        saved = replace(self, elf=folder / _ELF)
        shutil.copy2(self.elf, saved.elf)
        text = json.dumps({**asdict(saved), "elf": _ELF}, indent=2)
        write_whole(facts, (text + "\n").encode())
        return saved


def load_image(folder: Path) -> Image:
    """The image that ``Image.save`` left in ``folder``.

    Raises:
        ModelError: there is none, or it is not whole.
    """
    try:
        facts = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
        sections = tuple(Section(**section) for section in facts.pop("sections"))
        image = Image(**{**facts, "elf": folder / facts["elf"], "sections": sections})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(str(folder), "holds no whole image", "build it again") from error
    if not image.elf.is_file():
        raise ModelError(str(folder), "holds no firmware file", "build it again")
    return image
