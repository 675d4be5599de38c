"""Commands that measure what a board runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tinyedge.cli import options
from tinyedge.cli.commands import app
from tinyedge.cli.printing import listening, show, show_json

Runs = Annotated[
    int,
    typer.Option(
        "-n",
        "--count",
        metavar="N",
        min=1,
        max=1_000_000,
        help="How many runs, over half as many samples: each is run twice.",
    ),
]


@app.command()
def profile(
    board: options.BoardId,
    model: options.OptionalModel = None,
    engine: options.Engine = "aot",
    samples: options.SamplesFile = None,
    runs: Runs = 6,
    port: options.Port = None,
    compiler: options.Compiler = None,
    diff: Annotated[
        Path | None,
        typer.Option(
            "--diff",
            metavar="OLD.json",
            help="Compare with what --json printed earlier, layer by layer.",
        ),
    ] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write a row a layer, too.")
    ] = None,
    max_count: Annotated[
        int | None,
        typer.Option(
            "--max-count",
            metavar="N",
            min=0,
            help="Exit status 1 if a run takes more instructions or cycles, as the board counts.",
        ),
    ] = None,
    max_stack: Annotated[
        int | None,
        typer.Option("--max-stack", metavar="BYTES", min=0, help="The same of the stack."),
    ] = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Say what each layer of a model costs on a board.

    Instructions or cycles, as the board counts, their share, and those per MAC; the bytes that each
    layer works on; the stack at its highest. Flashes nothing; without MODEL, what was flashed last.

    Exit status 0: done. 1: over a budget that was asked for. 2: it could not be done.

    Example: tinyedge profile models/kws --board sim-cortex-m4
    """
    from tinyedge import pipeline
    from tinyedge.boards import load_board
    from tinyedge.paths import write_whole
    from tinyedge.profile.budgets import Budgets, exceeded
    from tinyedge.profile.diff import diff as compare
    from tinyedge.profile.diff import load
    from tinyedge.report.profile import profile_to_csv, render_profile

    old = load(diff) if diff is not None else None
    with listening(quiet) as listen:
        measured = pipeline.profile_board(
            model,
            load_board(board),
            pipeline.Settings(engine=engine, compiler=compiler, port=port),
            samples=samples,
            runs=runs,
            listen=listen,
        )
    changes = compare(old, measured, file=str(diff)) if old is not None else None
    over = exceeded(measured, Budgets(max_count, max_stack))
    if csv is not None:
        write_whole(csv, profile_to_csv(measured).encode())
    if json:
        told = measured.to_json()
        told["over_budget"] = [figure.to_json() for figure in over]
        told["diff"] = changes.to_json() if changes else None
        show_json(told)
    else:
        show(render_profile(measured, changes, over))
    return 1 if over else 0
