"""The command that streams."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from tinyedge.cli import options
from tinyedge.cli.commands import app
from tinyedge.cli.printing import listening, show, show_json

_LONGEST_PERIOD_MS = 3_600_000.0


class SourceName(str, Enum):
    """Where the samples come from."""

    HOST = "host"
    COUNTER = "counter"
    STORED = "stored"


@app.command()
def stream(
    board: options.BoardId,
    model: options.OptionalModel = None,
    samples: options.SamplesFile = None,
    count: Annotated[
        int,
        typer.Option(
            "-n", "--count", metavar="N", min=0, help="How many results; 0: until Ctrl-C."
        ),
    ] = 1000,
    source: Annotated[
        SourceName,
        typer.Option(
            "--source",
            help="Samples are fed by the host, made by the board from their numbers, or built "
            "into the firmware (at most 16).",
        ),
    ] = SourceName.HOST,
    period: Annotated[
        float,
        typer.Option(
            "--period",
            metavar="MS",
            min=0.0,
            max=_LONGEST_PERIOD_MS,
            help="From one run to the next, by the board's clock; 0: as fast as it goes.",
        ),
    ] = 0.0,
    port: options.Port = None,
    compiler: options.Compiler = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Stream samples through a board, and check every result.

    The board runs on its own while the host feeds ahead; samples are taken in turn. Nothing that
    the line does makes a result wrong or lost: what it did is counted. Ctrl-C ends it with the
    summary. Exit status 0: every result is equal. 1: some are not.

    Example: tinyedge stream models/kws --board sim-cortex-m4 -n 100
    """
    from tinyedge.boards import load_board
    from tinyedge.cli.watching import terminated_as_by_ctrl_c
    from tinyedge.link.protocol import Source
    from tinyedge.pipeline import Settings
    from tinyedge.report.stream import render_streamed
    from tinyedge.session.stream import Wish, stream_board

    wish = Wish(Source[source.name], count or None, round(1000 * period))
    with terminated_as_by_ctrl_c(), listening(quiet) as listen:
        streamed = stream_board(
            model,
            load_board(board),
            Settings(compiler=compiler, port=port),
            wish,
            samples=samples,
            listen=listen,
        )
    if json:
        show_json(streamed.to_json())
    else:
        show(render_streamed(streamed))
    return 0 if streamed.wrong == 0 and (streamed.passed or streamed.interrupted) else 1
