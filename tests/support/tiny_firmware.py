"""A model and an application written by hand: the smallest firmware the bench can build."""

from __future__ import annotations

from dataclasses import replace

from tinyedge.boards import Board
from tinyedge.codegen.types import Sources
from tinyedge.plan.types import Plan
from tinyedge.project import Project, project

# tiny_run() writes the sums of the rows of a constant matrix into an arena.
MODEL_C = """\
#include "tiny.h"

static const int8_t weights[TINY_ROWS][TINY_COLUMNS] = {{1, 2, 3}, {-4, 5, 6}};
static int32_t arena[TINY_ARENA_BYTES / 4];

const int32_t *tiny_run(const int8_t *input) {
    for (int32_t o = 0; o < TINY_ROWS; ++o) {
        int32_t sum = 0;
        for (int32_t i = 0; i < 3; ++i) {
            sum += weights[o][i] * input[i];
        }
        arena[o] = sum;
    }
    return arena;
}
"""

MODEL_H = """\
#ifndef TINY_H
#define TINY_H

#include <stdint.h>

#define TINY_ROWS {rows}
#define TINY_COLUMNS {columns}
#define TINY_ARENA_BYTES {arena_bytes}

const int32_t *tiny_run(const int8_t *input);

#endif
"""

# Answers what comes with the same; but what begins with "n" has a count of model runs there, and
# what begins with "i" is answered by the image's own hash.
ECHO_C = """\
#include "board.h"
#include "image.h"
#include "port.h"
#include "tiny.h"

static uint8_t runs = 7;

int main(void) {
    static uint8_t bytes[256];
    static const int8_t input[3] = {1, 1, 1};
    te_port_start();
    for (;;) {
        const uint32_t count = te_port_read(bytes, sizeof bytes);
        if (count == 0) {
            return 0;
        }
        runs = (uint8_t)(runs + tiny_run(input)[1]);
        if (bytes[0] == 'n') {
            bytes[0] = runs;
        }
        if (bytes[0] == 'i') {
            te_port_write(te_image_sha256, sizeof te_image_sha256);
        } else {
            te_port_write(bytes, count);
        }
    }
}
"""


def tiny_sources(*, rows: int = 2, columns: int = 3, arena_bytes: int = 64) -> Sources:
    """A model of rows x columns weights (most of them zero) and an arena of that many bytes."""
    plan = Plan(
        layers=(),
        slots=(),
        slot_of=(),
        inputs=(),
        outputs=(),
        arena_bytes=arena_bytes,
        lower_bound_bytes=arena_bytes,
    )
    header = MODEL_H.format(rows=rows, columns=columns, arena_bytes=arena_bytes)
    return Sources(
        name="tiny",
        engine="aot",
        files={"tiny.h": header, "tiny.c": MODEL_C},
        runtime=(),
        model_sha256="00" * 32,
        weights_bytes=rows * columns,
        plan=plan,
    )


def tiny_project(board: Board, sources: Sources | None = None, app: str = ECHO_C) -> Project:
    """A firmware of the tiny model with the application ``app`` instead of tinyedge's own."""
    made = project(sources or tiny_sources(), board)
    replaced = ("app/", "model/samples.c")  # whose header is in app/
    files = {path: text for path, text in made.files.items() if not path.startswith(replaced)}
    return replace(made, files={**files, "app/main.c": app})
