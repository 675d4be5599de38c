"""Which memory each origin takes in a linked image."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tinyedge.boards import Memory, Region
from tinyedge.elf import Chunk, Elf
from tinyedge.image import Section

# What link.ld names its output sections after, and what a user calls it.
ORIGINS = {
    "app": "application",
    "port": "port",
    "vectors": "port",
    "boot": "port",
    "boot_block": "port",
    "image": "port",
    "runtime": "runtime",
    "model": "generated",
    "weights": "weights",
    "libraries": "libraries",
}


@dataclass(frozen=True, slots=True)
class Use:
    """How much memory a linked image takes.

    flash_bytes: from the start of flash to the last byte that is loaded.
    code_bytes: from the start of the RAM that code is loaded into; 0 where it runs in place.
    ram_bytes: from the start of RAM to the last variable, the stack included.
    sections: flash and RAM by origin; their RAM is without the stack. What is loaded into RAM
        counts in both.
    """

    flash_bytes: int
    code_bytes: int
    ram_bytes: int
    sections: tuple[Section, ...]


def use(path: Path, memory: Memory, *, stack_bytes: int) -> Use:
    """Measure an image that was linked by our link.ld, for a board with that memory.

    Padding counts for what follows it, so the sums are exact.
    """
    elf = Elf(path.read_bytes())
    if memory.code is not None:
        return _use_loaded(elf, memory, memory.code, stack_bytes)
    return _use_in_place(elf, memory, stack_bytes)


def _use_in_place(elf: Elf, memory: Memory, stack_bytes: int) -> Use:
    chunks, symbols = elf.chunks, elf.symbols
    flash = dict.fromkeys(ORIGINS.values(), 0)
    ram = dict.fromkeys(ORIGINS.values(), 0)
    loaded = [c for c in chunks if c.load_address is not None]
    flash_end = memory.flash.origin
    for chunk in sorted(loaded, key=lambda c: c.load_address or 0):
        assert chunk.load_address is not None
        for origin, size in _by_origin(chunk, symbols, chunk.load_address - flash_end):
            flash[origin] += size
        flash_end = chunk.load_address + chunk.bytes
    ram_end = memory.ram.origin
    for chunk in sorted(
        (c for c in chunks if c.name == ".data" or c.load_address is None), key=lambda c: c.address
    ):
        if chunk.name != ".stack":
            for origin, size in _by_origin(chunk, symbols, chunk.address - ram_end):
                ram[origin] += size
        ram_end = chunk.address + chunk.bytes
    sections = tuple(Section(o, flash[o], ram[o]) for o in flash if flash[o] or ram[o])
    found = Use(flash_end - memory.flash.origin, 0, ram_end - memory.ram.origin, sections)
    assert sum(s.flash_bytes for s in sections) == found.flash_bytes
    assert sum(s.ram_bytes for s in sections) == found.ram_bytes - stack_bytes
    return found


def _use_loaded(elf: Elf, memory: Memory, code: Region, stack_bytes: int) -> Use:
    """Everything lies where it is linked for; all of it was in flash, and what is in the window
    on flash is still there."""
    flash = dict.fromkeys(ORIGINS.values(), 0)
    ram = dict.fromkeys(ORIGINS.values(), 0)
    ends = {region.origin: region.origin for region in (memory.flash, code, memory.ram)}
    loaded_ends = dict(ends)
    for address, data in elf.segments:
        loaded_ends[_region(address, ends)] = address + len(data)
    for chunk in sorted(elf.chunks, key=lambda c: c.address):
        region = _region(chunk.address, ends)
        if chunk.name != ".stack":
            still_loaded = max(0, loaded_ends[region] - ends[region])
            for origin, size in _by_origin(chunk, elf.symbols, chunk.address - ends[region]):
                flash[origin] += min(size, still_loaded)
                ram[origin] += size if region != memory.flash.origin else 0
        ends[region] = chunk.address + chunk.bytes
    used = {origin: end - origin for origin, end in ends.items()}
    found = Use(
        flash_bytes=used[memory.flash.origin],
        code_bytes=used[code.origin],
        ram_bytes=used[memory.ram.origin],
        sections=tuple(Section(o, flash[o], ram[o]) for o in flash if flash[o] or ram[o]),
    )
    assert sum(ram.values()) == found.code_bytes + found.ram_bytes - stack_bytes
    assert sum(flash.values()) == sum(len(data) for _, data in elf.segments)
    return found


def use_of_objects(objects: Iterable[tuple[str, Path]], weights_object: str) -> tuple[Section, ...]:
    """Measure a program of this machine by its objects, as ("obj/app/main.o", its path).

    Constants of ``weights_object`` are the weights. What the C library and the loader add is not
    counted. Objects that are not ELF count as application, by the size of their files.
    """
    flash = dict.fromkeys(ORIGINS.values(), 0)
    ram = dict.fromkeys(ORIGINS.values(), 0)
    for name, path in objects:
        origin = ORIGINS[name.split("/")[1]]
        try:
            elf = Elf(path.read_bytes())
        except ValueError:
            flash[origin] += path.stat().st_size
            continue
        for chunk in elf.chunks:
            constants = chunk.name.startswith((".rodata", ".data.rel.ro"))
            to = "weights" if constants and name == weights_object else origin
            if chunk.load_address is not None:
                flash[to] += chunk.bytes
            if chunk.load_address is None or chunk.name.startswith((".data", ".sdata")):
                ram[to] += chunk.bytes
    return tuple(Section(o, flash[o], ram[o]) for o in flash if flash[o] or ram[o])


def _region(address: int, origins: Iterable[int]) -> int:
    """The origin of the region that an address is in, or behind whose end it is."""
    return max(origin for origin in origins if origin <= address)


def _by_origin(chunk: Chunk, symbols: dict[str, int], padding: int) -> list[tuple[str, int]]:
    """(origin, bytes) of a section and of the padding before it.

    In .data, link.ld puts a symbol before each part; the padding counts for the first part that
    is not empty.
    """
    if chunk.name != ".data":
        return [(_origin(chunk.name), padding + chunk.bytes)]
    names = ["app", "port", "runtime", "model", "libraries"]
    starts = [symbols[f"te_data_{name}"] for name in names]
    ends = [*starts[1:], symbols["te_data_end"]]
    sizes = [end - start for start, end in zip(starts, ends, strict=True)]
    first = next(i for i, size in enumerate(sizes) if size)
    sizes[first] += symbols["te_data_app"] - symbols["te_data_start"] + padding
    return [(ORIGINS[name], size) for name, size in zip(names, sizes, strict=True)]


def _origin(name: str) -> str:
    """Of ``.text.runtime`` it is "runtime"; what link.ld does not name is of the libraries."""
    return ORIGINS.get(name.rsplit(".", 1)[-1], "libraries")
