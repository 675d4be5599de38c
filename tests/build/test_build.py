"""From a project to an image: for every board, byte for byte the same, measured exactly."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from support.compilers import need_compiler
from support.tiny_firmware import ECHO_C, tiny_project, tiny_sources

from tinyedge.boards import Board, Memory, Region, all_boards, load_board
from tinyedge.build.build import build
from tinyedge.build.link import DATA_STEP_BYTES
from tinyedge.elf import Elf
from tinyedge.errors import BoardError, DoesNotFit, Need, ToolFailed, ToolMissing
from tinyedge.events import Event, Started
from tinyedge.image import Image

M4 = load_board("sim-cortex-m4")
HOST = load_board("host")
BARE = [board for board in all_boards() if board.memory]
# Their boot ROM loads code into RAM.
LOADED = [board for board in BARE if board.memory and board.memory.code]

# Weights and variables of all kinds, none of which the linker can drop.
BUSY_C = """\
#include "port.h"
#include "tiny.h"

static uint8_t set = 3;
static uint32_t words[4] = {1, 2, 3, 4};
static uint8_t zero[37];

int main(void) {
    te_port_read(zero, sizeof zero);
    te_port_write(&set, sizeof set);
    te_port_write((const uint8_t *)words, sizeof words);
    te_port_write((const uint8_t *)tiny_run((const int8_t *)zero), 8);
    return 0;
}
"""


def sections(image: Image) -> dict[str, tuple[int, int]]:
    return {s.origin: (s.flash_bytes, s.ram_bytes) for s in image.sections}


def loaded_bytes(board: Board, elf: Elf) -> int:
    """What is written to flash, without what may lie between its pieces."""
    assert board.memory is not None
    if board.memory.code is None:
        return len(elf.binary())
    return sum(len(piece) for _, piece in elf.segments)


def ram_bytes(board: Board, elf: Elf) -> int:
    """From the start of each RAM to the end of the last section in it."""
    assert board.memory is not None
    regions = [board.memory.ram, *([board.memory.code] if board.memory.code else [])]
    return sum(
        max(c.address + c.bytes for c in elf.chunks if region.origin <= c.address < region.end)
        - region.origin
        for region in regions
    )


def variables(board: Board, found: tuple[int, int], initialized_bytes: int) -> int:
    """The variables of an origin; in RAM that the boot ROM loads lie its code and constants too."""
    assert board.memory is not None
    flash, ram = found
    return ram - (flash - initialized_bytes if board.memory.code else 0)


def with_memory(board: Board, *, flash: int | None = None, ram: int | None = None) -> Board:
    """The same board with less of one memory."""
    assert board.memory is not None
    old = board.memory
    new = Memory(
        Region(old.flash.origin, flash or old.flash.bytes),
        Region(old.ram.origin, ram or old.ram.bytes),
    )
    return replace(board, memory=new)


@pytest.mark.parametrize("board", all_boards(), ids=lambda board: str(board.id))
def test_every_board_links(board: Board, tmp_path: Path) -> None:
    need_compiler(board)
    image = build(tiny_project(board), board, tmp_path)
    assert image.elf.is_file()
    assert (image.board, image.engine, image.model) == (board.id, "aot", "tiny")
    assert image.flash_bytes > 0


@pytest.mark.parametrize("board", BARE, ids=lambda board: str(board.id))
def test_the_sizes_by_origin_add_up_to_what_is_loaded(board: Board, tmp_path: Path) -> None:
    need_compiler(board)
    image = build(
        tiny_project(board, tiny_sources(rows=50, arena_bytes=1000), BUSY_C), board, tmp_path
    )
    elf = Elf(image.elf.read_bytes())
    assert board.memory is not None

    assert image.flash_bytes == loaded_bytes(board, elf)
    assert image.ram_bytes == ram_bytes(board, elf) - board.stack_bytes
    found = sections(image)
    assert 150 <= found["weights"][0] <= 153  # 50 x 3 and padding
    assert image.flash_model_bytes == found["weights"][0]
    assert 1000 <= variables(board, found["generated"], 0) <= 1007
    assert 37 + 16 + 1 <= variables(board, found["application"], 16 + 1) <= 37 + 16 + 1 + 14


def test_sizes_of_a_program_of_this_machine(tmp_path: Path) -> None:
    image = build(tiny_project(HOST, tiny_sources(rows=50, arena_bytes=1000)), HOST, tmp_path)
    found = sections(image)
    assert found["weights"] == (150, 0)
    assert found["generated"][1] == 1000
    assert "libraries" not in found


@pytest.mark.parametrize("board", [M4, HOST], ids=lambda board: str(board.id))
def test_two_builds_in_different_folders_are_the_same(board: Board, tmp_path: Path) -> None:
    here, there = tmp_path / "a", tmp_path / "b" / "c"
    there.mkdir(parents=True)
    here.mkdir()
    first = build(tiny_project(board), board, here)
    second = build(tiny_project(board), board, there)
    assert first.elf.read_bytes() == second.elf.read_bytes()
    assert first.sha256 == second.sha256
    assert str(tmp_path).encode() not in first.elf.read_bytes()


def test_what_is_compiled_again_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "firmware"
    folder.mkdir()
    cached = build(tiny_project(M4), M4, folder)
    before = cached.elf.read_bytes()
    monkeypatch.setattr("tinyedge.build.objects.cache_dir", lambda room: tmp_path)
    assert build(tiny_project(M4), M4, folder).elf.read_bytes() == before
    assert len(list(tmp_path.glob("??/*.o"))) == len(tiny_project(M4).units) - 1


@pytest.mark.parametrize("keep_bytes", [0, 100])
def test_objects_that_a_full_disk_cut_short_are_made_again(
    keep_bytes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tinyedge.build.objects.cache_dir", lambda room: tmp_path / "cache")
    before = build(tiny_project(M4), M4, tmp_path / "a").elf.read_bytes()
    for path in (tmp_path / "cache").glob("??/*.o"):
        path.write_bytes(path.read_bytes()[:keep_bytes])
    assert build(tiny_project(M4), M4, tmp_path / "b").elf.read_bytes() == before


def test_who_stumbles_over_a_damaged_cache_of_zigs_is_told_to_delete_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    zig = tmp_path / "cache" / "tinyedge" / "zig"
    script = tmp_path / "zig.sh"
    script.write_text(
        '#!/bin/sh\ntest "$1" = version && exec echo 1.0\n'
        f"echo 'error: {zig}/o/0/a.o: file is truncated'\nexit 1\n"
    )
    script.chmod(0o755)
    monkeypatch.setenv("TINYEDGE_ZIG", str(script))
    made = tiny_project(M4)
    with pytest.raises(ToolFailed) as caught:
        build(made, M4, tmp_path / "a")
    assert (
        f"error: {zig}/o/0/a.o: file is truncated | if zig's cache is damaged, delete {zig};"
        in (str(caught.value))
    )


def test_what_a_killed_build_left_in_the_cache_a_month_ago_stops_no_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tinyedge.build.objects.cache_dir", lambda room: tmp_path / "cache")
    left = tmp_path / "cache" / "00" / ".new-left"
    left.mkdir(parents=True)
    (left / "half.o").write_bytes(b"half")
    os.utime(left, (0, 0))
    build(tiny_project(M4), M4, tmp_path / "a")
    assert not left.exists()


def test_a_model_named_as_a_system_header_does_not_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tinyedge.build.objects.cache_dir", lambda room: tmp_path / "cache")
    made = tiny_project(HOST)
    files = {**made.files, "model/unistd.h": "#error taken for the header of the system\n"}
    build(replace(made, files=files), HOST, tmp_path / "a")


def test_the_image_carries_its_own_hash(tmp_path: Path) -> None:
    image = build(tiny_project(M4), M4, tmp_path)
    data = image.elf.read_bytes()
    digest = bytes.fromhex(image.sha256)
    assert data.count(digest) == 1
    zeroed = Elf(data.replace(digest, bytes(32))).binary()
    assert hashlib.sha256(zeroed).hexdigest() == image.sha256


def test_this_machine_runs_what_was_built_for_it(tmp_path: Path) -> None:
    image = build(tiny_project(HOST), HOST, tmp_path, sanitize=True)
    done = subprocess.run([image.elf], input=b"ab", capture_output=True, check=True)
    assert done.stdout == b"ab"
    done = subprocess.run([image.elf], input=b"i", capture_output=True, check=True)
    assert done.stdout.hex() == image.sha256


def test_sanitizers_are_for_this_machine_only(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="sanitizers need an operating system"):
        build(tiny_project(M4), M4, tmp_path, sanitize=True)


def test_too_little_flash_is_refused_with_exact_numbers(tmp_path: Path) -> None:
    sources = tiny_sources(rows=1000, columns=100)
    needed = build(tiny_project(M4, sources, BUSY_C), M4, tmp_path).flash_bytes

    small = with_memory(M4, flash=65536)
    with pytest.raises(DoesNotFit) as caught:
        build(tiny_project(small, sources, BUSY_C), small, tmp_path)
    assert str(caught.value) == (
        f"the image needs {needed:,} B of flash, {needed - 65536:,} B more than sim-cortex-m4 has "
        "(65,536 B); choose a larger board or a smaller model"
    )
    assert not (tmp_path / "firmware.elf").exists()


def test_every_memory_that_is_too_small_is_measured_at_once(tmp_path: Path) -> None:
    whole = build(tiny_project(M4, app=BUSY_C), M4, tmp_path)
    needed = (whole.flash_bytes, whole.ram_bytes + M4.stack_bytes)
    small = with_memory(M4, flash=1024, ram=1024)
    with pytest.raises(DoesNotFit) as caught:
        build(tiny_project(small, app=BUSY_C), small, tmp_path)
    assert caught.value.needs == (Need("flash", needed[0], 1024), Need("RAM", needed[1], 1024))


@pytest.mark.parametrize("board", ["mps2-an505", "virt-rv32"])
def test_flash_that_ends_right_behind_the_image_is_never_called_too_little_ram(
    board: str, tmp_path: Path
) -> None:
    """No variable has a value there, and the empty .data is aligned beyond the end of flash."""
    whole = load_board(board)
    assert whole.memory is not None
    app = ECHO_C.replace("runs = 7", "runs")
    image = build(tiny_project(whole, app=app), whole, tmp_path)
    needed = -(-image.flash_bytes // DATA_STEP_BYTES) * DATA_STEP_BYTES
    assert needed > image.flash_bytes
    for there in (image.flash_bytes, needed - 1, needed):
        flash = replace(whole.memory.flash, bytes=there)
        tight = replace(whole, memory=replace(whole.memory, flash=flash))
        if there == needed:
            build(tiny_project(tight, app=app), tight, tmp_path)
            continue
        with pytest.raises(DoesNotFit) as caught:
            build(tiny_project(tight, app=app), tight, tmp_path)
        assert (caught.value.region, caught.value.needed_bytes) == ("flash", needed)


def test_too_little_ram_is_refused_with_exact_numbers_stack_included(tmp_path: Path) -> None:
    sources = tiny_sources(arena_bytes=9000)
    needed = build(tiny_project(M4, sources, BUSY_C), M4, tmp_path).ram_bytes + M4.stack_bytes

    exact = with_memory(M4, ram=-(-needed // 16) * 16)
    build(tiny_project(exact, sources, BUSY_C), exact, tmp_path)
    small = with_memory(M4, ram=8192)
    with pytest.raises(DoesNotFit) as caught:
        build(tiny_project(small, sources, BUSY_C), small, tmp_path)
    assert str(caught.value) == (
        f"the image needs {needed:,} B of RAM, {needed - 8192:,} B more than sim-cortex-m4 has "
        "(8,192 B); choose a larger board or a smaller model"
    )


MUCH_CODE_C = """\
#include "port.h"
#include "tiny.h"

__attribute__((used, section(".text.much"))) static const char much[%d] = {1};

int main(void) {
    static uint8_t bytes[4];
    te_port_read(bytes, sizeof bytes);
    te_port_write((const uint8_t *)tiny_run((const int8_t *)bytes), 8);
    te_port_write((const uint8_t *)&much[bytes[0]], 1);
    return 0;
}
"""


@pytest.mark.parametrize("board", LOADED, ids=lambda board: str(board.id))
@pytest.mark.parametrize("region", ["flash", "instruction RAM", "RAM"])
def test_too_little_of_what_code_is_loaded_into_is_refused_with_exact_numbers(
    board: Board, region: str, tmp_path: Path
) -> None:
    need_compiler(board)
    assert board.memory is not None and board.memory.code is not None
    memory = board.memory
    there = {"flash": memory.flash, "instruction RAM": memory.code, "RAM": memory.ram}[region]
    over = 20_000
    sources = {
        "flash": tiny_sources(rows=1000, columns=(there.bytes + over) // 1000, arena_bytes=4000),
        "instruction RAM": tiny_sources(),
        "RAM": tiny_sources(arena_bytes=(there.bytes + over) // 4 * 4),
    }[region]
    app = MUCH_CODE_C % (there.bytes + over if region == "instruction RAM" else 4)
    with pytest.raises(DoesNotFit) as caught:
        build(tiny_project(board, sources, app), board, tmp_path)
    assert (caught.value.region, caught.value.available_bytes) == (region, there.bytes)

    # With exactly as much as it asks for, it fits; with 16 bytes less, it asks for as much again.
    needed = caught.value.needed_bytes
    for more, fits in ((-(-needed // 16) * 16, True), (-(-needed // 16) * 16 - 16, False)):
        key = {"flash": "flash", "instruction RAM": "code", "RAM": "ram"}[region]
        apart = replace(
            memory,
            flash=Region(0x1000_0000, memory.flash.bytes),
            ram=Region(0x2000_0000, memory.ram.bytes),
            code=Region(0x3000_0000, memory.code.bytes),
            code_alias=None,
        )
        fitting = replace(getattr(apart, key), bytes=more)
        larger = replace(board, memory=replace(apart, **{key: fitting}))
        if fits:
            build(tiny_project(larger, sources, app), larger, tmp_path)
            continue
        with pytest.raises(DoesNotFit) as caught:
            build(tiny_project(larger, sources, app), larger, tmp_path)
        assert (caught.value.region, caught.value.needed_bytes) == (region, needed)


def test_code_and_variables_in_the_same_memory_are_refused_by_the_linker(tmp_path: Path) -> None:
    board = load_board("qemu-lx106")
    need_compiler(board)
    assert board.memory is not None
    shared = replace(board.memory, code_alias=board.memory.ram.origin)
    wrong = replace(board, memory=shared)
    with pytest.raises(ToolFailed, match="code and variables meet"):
        build(tiny_project(wrong), wrong, tmp_path)


def test_an_absurd_arena_is_refused_before_anything_is_built(tmp_path: Path) -> None:
    with pytest.raises(DoesNotFit) as caught:
        build(tiny_project(M4, tiny_sources(arena_bytes=2**31)), M4, tmp_path)
    assert (caught.value.region, caught.value.needed_bytes) == ("RAM", 2**31 + 4096)
    assert not list(tmp_path.iterdir())


def test_a_compiler_that_refuses_is_quoted_with_its_log(tmp_path: Path) -> None:
    with pytest.raises(ToolFailed) as caught:
        build(tiny_project(M4, app="int main(void) { return x; }\n"), M4, tmp_path)
    log = tmp_path / "log" / "app" / "main.c.log"
    assert str(caught.value) == (
        "zig failed with status 1: app/main.c:1:25: error: use of undeclared identifier 'x' | "
        "1 | int main(void) { return x; } | |                         ^ | 1 error generated.; "
        f"everything it said: {log}"
    )
    assert log.read_text().startswith(f"cd {tmp_path} && ")


def test_a_warning_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ToolFailed, match=r"unused variable 'x' \[-Werror,-Wunused-variable\]"):
        build(tiny_project(M4, app="int main(void) { int x; return 0; }\n"), M4, tmp_path)


def test_a_symbol_that_is_nowhere_is_reported_by_the_linker(tmp_path: Path) -> None:
    app = "void nowhere(void);\nint main(void) { nowhere(); return 0; }\n"
    with pytest.raises(ToolFailed, match="undefined symbol: nowhere"):
        build(tiny_project(M4, app=app), M4, tmp_path)


def test_gcc_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINYEDGE_ARM_NONE_EABI_GCC", "/no/such/gcc")
    with pytest.raises(ToolMissing) as caught:
        build(tiny_project(M4), M4, tmp_path, compiler="gcc")
    assert str(caught.value) == (
        "/no/such/gcc was not found; TINYEDGE_ARM_NONE_EABI_GCC names it, but it cannot be run"
    )


def test_a_board_can_lack_gcc(tmp_path: Path) -> None:
    board = replace(M4, toolchain=replace(M4.toolchain, gccs=()))
    with pytest.raises(BoardError) as caught:
        build(tiny_project(board), board, tmp_path, compiler="gcc")
    assert str(caught.value) == (
        "sim-cortex-m4: has no [toolchain.gcc]; build it with --compiler zig"
    )


@pytest.mark.parametrize("board", all_boards(), ids=lambda board: str(board.id))
def test_gcc_builds_every_board(board: Board, tmp_path: Path) -> None:
    gccs = board.toolchain.gccs
    assert gccs
    if not any(shutil.which(f"{gcc.prefix}gcc") for gcc in gccs):
        pytest.skip(
            f"no {gccs[-1].prefix}gcc; run: apt install gcc-arm-none-eabi gcc-riscv64-unknown-elf "
            "gcc-xtensa-lx106"
        )
    image = build(tiny_project(board, app=BUSY_C), board, tmp_path, compiler="gcc")
    assert re.search(r"gcc .*\d+\.\d+", image.compiler)
    if board.memory:
        assert image.flash_bytes == loaded_bytes(board, Elf(image.elf.read_bytes()))


def test_progress_is_told(tmp_path: Path) -> None:
    heard: list[Event] = []
    build(tiny_project(M4), M4, tmp_path, listen=heard.append)
    assert heard[0] == Started("build", "tiny for sim-cortex-m4")
    units = len(tiny_project(M4).units) - 1  # freestanding.c is for gcc
    steps = [(e.done, e.total) for e in heard if hasattr(e, "done")]
    assert steps == [(done, units) for done in range(1, units + 1)]


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    image = build(tiny_project(M4), M4, tmp_path / "new folder" / "größer $HOME; 'x'")
    assert image.elf.is_file()


def test_builds_in_one_folder_wait_for_each_other(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        jobs = [
            pool.submit(build, tiny_project(M4, tiny_sources(rows=rows)), M4, tmp_path)
            for rows in (2, 20, 2, 20)
        ]
    hashes = [job.result().sha256 for job in jobs]
    assert hashes[0] == hashes[2] != hashes[1] == hashes[3]
