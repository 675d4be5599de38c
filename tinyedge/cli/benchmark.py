"""The command that drives a board as MLPerf Tiny's runner does."""

from __future__ import annotations

from typing import Annotated

import typer

from tinyedge.cli import options
from tinyedge.cli.commands import app
from tinyedge.cli.printing import listening, show, show_json
from tinyedge.mlperf.types import Mode


@app.command()
def mlperf(
    model: options.Model,
    board: options.BoardId,
    mode: Annotated[
        Mode,
        typer.Option(
            "--mode", metavar="performance|accuracy", help="How fast, or how often right."
        ),
    ] = "performance",
    samples: options.SamplesFile = None,
    count: Annotated[
        int | None,
        typer.Option(
            "-n",
            "--count",
            metavar="N",
            min=1,
            max=1_000_000,
            help="Inferences a window, by default the benchmark's; of accuracy: how many samples.",
        ),
    ] = None,
    port: options.Port = None,
    compiler: options.Compiler = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Run a script of MLPerf Tiny, as its runner would.

    Starts the board's emulator; a board behind --port must have been flashed with
    --protocol mlperf.
    What the device prints is compared with what it should, digit by digit.

    Exit status 0: all of it is equal. 1: some is not. 2: it could not be done.

    Example: tinyedge mlperf models/kws --board sim-cortex-m4 -n 3
    """
    from tinyedge import pipeline
    from tinyedge.boards import load_board
    from tinyedge.report.mlperf import render_benchmarked

    with listening(quiet) as listen:
        result = pipeline.drive_mlperf(
            model,
            load_board(board),
            pipeline.Settings(compiler=compiler, port=port),
            mode,
            samples=samples,
            count=count,
            listen=listen,
        )
    if json:
        show_json(result.to_json())
    else:
        show(render_benchmarked(result))
    return 0 if result.passed else 1
