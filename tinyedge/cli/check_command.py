"""The command that looks at a model before anything is done with it."""

from __future__ import annotations

from tinyedge.cli import options
from tinyedge.cli.commands import app
from tinyedge.cli.printing import listening, show, show_json


@app.command()
def check(
    model: options.Model,
    board: options.OptionalBoardId = None,
    samples: options.SamplesFile = None,
    compiler: options.Compiler = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Say of every layer of a model whether it runs, and what it takes.

    Operator, type, shapes, multiply-accumulates, weights and kernel; all that is wrong at once,
    each with the way out; flash and RAM, and with --board whether the firmware fits.

    Exit status 0: it runs, and fits. 1: it does not. 2: it is no model.

    Example: tinyedge check models/kws --board microbit
    """
    from tinyedge import pipeline
    from tinyedge.boards import load_board
    from tinyedge.report.check import check_to_json, render_check

    chosen = load_board(board) if board is not None else None
    with listening(quiet) as listen:
        verdict = pipeline.check_model(
            model, chosen, samples=samples, compiler=compiler, listen=listen
        )
    if json:
        show_json(check_to_json(verdict))
    else:
        show(render_check(verdict))
    return 0 if verdict.passed else 1
