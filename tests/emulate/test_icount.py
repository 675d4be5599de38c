"""Exact counts in QEMU: of sequences counted by hand, and the same as Unicorn's for every layer."""

from __future__ import annotations

import struct
import subprocess
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from support.compilers import need_qemu
from support.tiny_firmware import tiny_project
from support.trial_firmware import TRIAL_C

from tinyedge import pipeline
from tinyedge.boards import Board, load_board
from tinyedge.build.build import build
from tinyedge.build.compilers import WARNINGS, CompilerName
from tinyedge.emulate.emulate import start
from tinyedge.link.link import TcpLink
from tinyedge.paths import firmware_dir, models_dir
from tinyedge.pipeline import Settings
from tinyedge.tools import find_zig, zig_variables

ALIKE = {
    "mps2-an385": "sim-cortex-m3",
    "mps2-an386": "sim-cortex-m4",
    "mps2-an500": "sim-cortex-m7",
    "mps2-an505": "sim-cortex-m33",
    "virt-rv32": "sim-rv32imc",
}
BOARDS = [load_board(name) for name in (*ALIKE, "mps3-an547")]
every_board = pytest.mark.parametrize("board", BOARDS, ids=lambda board: str(board.id))

# For every count n that 2^32 ticks hold: the ticks between two readings, rounded down and up, are n
# instructions again; wherever in 32 bits the counter stands, and as part of a sum that wraps.
EVERY_COUNT_C = """\
#include "mps_count.h"

#include <stdio.h>

int main(void) {
    te_mps_count count = {0xfffffff0u, 0xfffffff0u};
    uint32_t sum = count.instructions;
    const uint64_t last = ((uint64_t)UINT32_MAX * TE_BOARD_TICK_NS) >> 8;
    for (uint64_t n = 0; n < last; ++n) {
        for (uint32_t up = 0; up < 2; ++up) {
            const uint64_t ticks = (n * 256u + up * (TE_BOARD_TICK_NS - 1u)) / TE_BOARD_TICK_NS;
            sum += (uint32_t)n;
            if (te_mps_count_at(&count, count.ticks + (uint32_t)ticks) != sum) {
                printf("%llu instructions, %llu ticks\\n", (unsigned long long)n,
                       (unsigned long long)ticks);
                return 1;
            }
        }
    }
    printf("%llu counts\\n", (unsigned long long)last);
    return 0;
}
"""


@pytest.mark.parametrize(("tick_ns", "counts"), [(40, 671_088_639), (50, 838_860_799)])
def test_ticks_are_the_instructions_that_they_came_from(
    tick_ns: int, counts: int, tmp_path: Path
) -> None:
    (tmp_path / "board.h").write_text(f"#define TE_BOARD_TICK_NS {tick_ns}u\n")
    (tmp_path / "main.c").write_text(EVERY_COUNT_C)
    program = tmp_path / "program"
    include = firmware_dir() / "ports/mps"
    argv = [find_zig(), "cc", *WARNINGS, "-O2", f"-iquote{tmp_path}", f"-iquote{include}"]
    made = subprocess.run(
        [*argv, "main.c", "-o", str(program)],
        cwd=tmp_path,
        env={**zig_variables(), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    done = subprocess.run([program], capture_output=True, text=True, check=False)
    assert done.stdout == f"{counts} counts\n"


def read(line: TcpLink, count: int) -> bytes:
    """So many bytes; fewer if none came for 30 s."""
    got = b""
    while len(got) < count and (more := line.read(30)):
        got += more
    return got


@every_board
def test_a_loop_costs_what_it_executes(board: Board, tmp_path: Path) -> None:
    """On Armv7-M and later with an instruction that IT skips: it is one as well."""
    need_qemu(board)
    image = build(tiny_project(board, app=TRIAL_C), board, tmp_path)
    with (
        start(image, board, log=tmp_path / "emulator.log") as running,
        closing(TcpLink(running.url)) as line,
    ):
        line.write(b"k")
        in_a_round = read(line, 2)[0]
        found = []
        for rounds in (1, 2, 9, 777, 65_535):
            line.write(struct.pack("<cH", b"c", rounds))
            found.append(struct.unpack("<I", read(line, 4))[0] - rounds * in_a_round)
    assert in_a_round == (4 if board.core == "rv32imc" else 6)
    assert len(set(found)) == 1


COUNT_C = """\
#include "port.h"
#include "te_count.h"
#include "tiny.h"

#if defined(__riscv)
#define RETURN "ret"
#else
#define RETURN "bx lr"
#endif
#define FIVE "nop\\n\\tnop\\n\\tnop\\n\\tnop\\n\\tnop\\n\\t"
#define LAYER(name, body) \\
    __attribute__((naked)) static void name(uint32_t layer __attribute__((unused))) { \\
        __asm volatile(body RETURN); \\
    }

LAYER(nothing, "")
LAYER(one, "nop\\n\\t")
LAYER(two, "nop\\n\\tnop\\n\\t")
LAYER(thirteen, FIVE FIVE "nop\\n\\tnop\\n\\tnop\\n\\t")

static void send(uint32_t count) {
    uint8_t bytes[4];
    for (uint32_t i = 0; i < 4; ++i, count >>= 8) {
        bytes[i] = (uint8_t)count;
    }
    te_port_write(bytes, 4);
}

int main(void) {
    uint8_t byte = 0;
    te_port_start();
    (void)tiny_run((const int8_t[]){1, 2, 3});
    te_count_start();
    for (;;) {
        (void)te_port_read(&byte, 1);
        send(te_count(nothing, 0));
        send(te_count(one, 1));
        send(te_count(two, 2));
        send(te_count(thirteen, 3));
    }
}
"""


@every_board
def test_a_layer_costs_its_instructions_whatever_the_phase_of_the_clock(
    board: Board, tmp_path: Path
) -> None:
    need_qemu(board)
    made = tiny_project(board, app=COUNT_C)
    count = {
        f"app/{name}": (firmware_dir() / "app" / name).read_text(encoding="utf-8")
        for name in ("te_count.c", "te_count.h")
    }
    image = build(replace(made, files={**made.files, **count}), board, tmp_path)
    with (
        start(image, board, log=tmp_path / "emulator.log") as running,
        closing(TcpLink(running.url)) as line,
    ):
        for _ in range(30):
            line.write(b"a")
            assert struct.unpack("<4I", read(line, 16)) == (0, 1, 2, 13)


def layers(model: str, board: str, compiler: CompilerName) -> list[int | None]:
    """What each layer of a model costs on its first sample."""
    settings = Settings(compiler=compiler)
    report = pipeline.run(models_dir() / model, load_board(board), settings, count=1)
    assert report.passed, report.first_mismatch
    return [layer.count for layer in report.layers]


@pytest.mark.parametrize("board", ALIKE)
def test_qemu_and_unicorn_count_the_same_for_every_layer(board: str) -> None:
    pytest.importorskip("unicorn", reason="no emulator; run: pip install 'tinyedge[sim]'")
    need_qemu(load_board(board))
    counts = layers("digits", board, "zig")
    assert counts == layers("digits", ALIKE[board], "zig")
    assert all(counts)


@pytest.mark.slow
@pytest.mark.parametrize("board", ["mps2-an386", "virt-rv32"])
def test_qemu_and_unicorn_count_the_same_for_keywords(board: str) -> None:
    pytest.importorskip("unicorn", reason="no emulator; run: pip install 'tinyedge[sim]'")
    need_qemu(load_board(board))
    assert layers("kws", board, "zig") == layers("kws", ALIKE[board], "zig")
