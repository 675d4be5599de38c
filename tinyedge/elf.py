"""Read ELF files: what is loaded where, and the names of addresses."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Chunk:
    """A section that takes memory when the program runs.

    address: where it is then. load_address: where it is loaded from, in flash; None: not loaded.
    """

    name: str
    address: int
    bytes: int
    load_address: int | None


@dataclass(frozen=True)
class Elf:
    """An ELF file in memory. ``data``: the whole file.

    Making one raises ValueError if it is no ELF file.
    """

    data: bytes

    def __post_init__(self) -> None:
        if self.data[:4] != b"\x7fELF":
            raise ValueError("no ELF file")

    @cached_property
    def chunks(self) -> tuple[Chunk, ...]:
        """Every section that takes memory and is not empty, in the file's order."""
        from elftools.elf.constants import SH_FLAGS
        from elftools.elf.elffile import ELFFile

        elf = ELFFile(io.BytesIO(self.data))
        segments = list(elf.iter_segments("PT_LOAD"))
        chunks = []
        for section in elf.iter_sections():
            size, address = section["sh_size"], section["sh_addr"]
            if not section["sh_flags"] & SH_FLAGS.SHF_ALLOC or size == 0:
                continue
            load_address = None
            if section["sh_type"] != "SHT_NOBITS":
                load_address = address
                for segment in segments:
                    if segment.section_in_segment(section):
                        load_address = address - segment["p_vaddr"] + segment["p_paddr"]
            chunks.append(Chunk(section.name, address, size, load_address))
        return tuple(chunks)

    @cached_property
    def symbols(self) -> dict[str, int]:
        """The address of every named symbol."""
        return {name: value for name, value, _ in self._symbols()}

    @cached_property
    def segments(self) -> tuple[tuple[int, bytes], ...]:
        """(load address, bytes) of everything that is loaded, in order of address."""
        from elftools.elf.elffile import ELFFile

        return tuple(
            sorted(
                (segment["p_paddr"], segment.data())
                for segment in ELFFile(io.BytesIO(self.data)).iter_segments("PT_LOAD")
                if segment["p_filesz"]
            )
        )

    @cached_property
    def entry(self) -> int:
        """Where the program starts."""
        from elftools.elf.elffile import ELFFile

        return int(ELFFile(io.BytesIO(self.data))["e_entry"])

    def function_at(self, address: int) -> str | None:
        """The name of the function that an instruction belongs to, if that is known."""
        for name, value, size in self._symbols():
            start = value & ~1  # the lowest bit of a Thumb function's address says that it is one
            if size and start <= address < start + size:
                return name
        return None

    def binary(self) -> bytes:
        """The loaded bytes as they lie in flash, from the lowest address; gaps are zero."""
        base = self.segments[0][0]
        image = bytearray(max(address + len(data) for address, data in self.segments) - base)
        for address, data in self.segments:
            image[address - base : address - base + len(data)] = data
        return bytes(image)

    def _symbols(self) -> list[tuple[str, int, int]]:
        from elftools.elf.elffile import ELFFile
        from elftools.elf.sections import SymbolTableSection

        table = ELFFile(io.BytesIO(self.data)).get_section_by_name(".symtab")
        if not isinstance(table, SymbolTableSection):
            return []
        return [(s.name, s["st_value"], s["st_size"]) for s in table.iter_symbols() if s.name]
