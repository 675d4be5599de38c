"""Every file of a firmware, as text, and its way to disk."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from support.tiny_firmware import tiny_project, tiny_sources

from tinyedge.boards import Board, all_boards, load_board
from tinyedge.project import Project, project, write

M4 = load_board("sim-cortex-m4")

BOARD_H = """\
/* Board sim-cortex-m4. Made by tinyedge from its board file; do not edit. */
#ifndef TE_BOARD_H
#define TE_BOARD_H

#define TE_BOARD_ID "sim-cortex-m4"

/* What te_port_count counts: 0 nothing, 1 instructions, 2 cycles. */
#define TE_COUNTER_KIND 1

/* Largest payload of a frame on the link, in bytes. */
#define TE_MAX_PAYLOAD 1024

/* Reserved for the stack, between te_stack_bottom and te_stack_top of memory.h; 0: the operating
 * system's, and memory.h does not apply. */
#define TE_STACK_BYTES 4096

/* Of the serial line, bits a second. */
#define TE_BAUD 115200

#endif
"""


def tree(folder: Path) -> set[str]:
    return {str(p.relative_to(folder).as_posix()) for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("board", all_boards(), ids=lambda board: str(board.id))
def test_every_board_renders(board: Board) -> None:
    made = project(tiny_sources(), board)
    assert {"board.h", "port/port.h", "port/image.c", "model/tiny.c"} <= set(made.files)
    assert f'#define TE_BOARD_ID "{board.id}"' in made.files["board.h"]
    assert ("link.ld" in made.files) == (board.memory is not None)
    assert list(made.files) == sorted(made.files)
    for path, text in made.files.items():
        assert "{{ page" not in text and "{%" not in text, path
        assert text.endswith("\n"), path


def test_the_board_header() -> None:
    assert project(tiny_sources(), M4).files["board.h"] == BOARD_H


def test_the_linker_script_has_the_numbers_of_the_board_file() -> None:
    script = project(tiny_sources(), M4).files["link.ld"]
    assert (
        "MEMORY {\n"
        "    FLASH (rx) : ORIGIN = 0x08000000, LENGTH = 1048576\n"
        "    RAM (rw) : ORIGIN = 0x20000000, LENGTH = 262144\n"
        "}\n"
    ) in script
    assert "        . = . + 4096;\n" in script
    assert "obj/model/tiny.o(.rodata" in script


def test_kernels_bring_the_headers_they_include_and_no_more() -> None:
    sources = replace(tiny_sources(), runtime=("te_conv_2d.c",))
    files = project(sources, M4).files
    assert {"runtime/te_conv_2d.c", "runtime/te_conv_2d.h", "runtime/te_memory.h"} <= set(files)
    assert "runtime/te_softmax.c" not in files
    assert "runtime/te_softmax.h" not in files


def test_a_kernel_that_does_not_exist_is_our_mistake() -> None:
    with pytest.raises(ValueError, match=r"firmware/runtime has no te_no_such\.c"):
        project(replace(tiny_sources(), runtime=("te_no_such.c",)), M4)


def test_the_same_input_gives_the_same_text() -> None:
    assert project(tiny_sources(), M4).files == project(tiny_sources(), M4).files


def test_writing_gives_every_file_and_a_manifest(tmp_path: Path) -> None:
    made = tiny_project(M4)
    write(made, tmp_path)
    assert tree(tmp_path) == {*made.files, "project.json"}
    for path, text in made.files.items():
        assert (tmp_path / path).read_text(encoding="utf-8") == text
    facts = json.loads((tmp_path / "project.json").read_text())
    assert (facts["name"], facts["board"], facts["files"]) == (
        "tiny",
        "sim-cortex-m4",
        list(made.files),
    )


def test_writing_again_removes_what_is_stale_but_nothing_of_the_users(tmp_path: Path) -> None:
    made = tiny_project(M4)
    write(replace(made, files={**made.files, "runtime/te_old.c": "int x;\n"}), tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    untouched = (tmp_path / "board.h").stat().st_mtime_ns
    write(made, tmp_path)
    assert tree(tmp_path) == {*made.files, "project.json", "notes.txt"}
    assert (tmp_path / "board.h").stat().st_mtime_ns == untouched


@pytest.mark.parametrize("manifest", ["{", "[]", '{"files": 3}', '{"files": ["../precious"]}'])
def test_a_manifest_that_is_not_ours_removes_nothing(tmp_path: Path, manifest: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "precious").write_text("mine")
    (folder / "project.json").write_text(manifest)
    made: Project = tiny_project(M4)
    write(made, folder)
    assert tree(folder) == {*made.files, "project.json"}
    assert (tmp_path / "precious").read_text() == "mine"
