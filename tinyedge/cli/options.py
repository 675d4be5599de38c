"""Arguments and options that several commands share, so that they mean the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tinyedge.build.compilers import CompilerName
from tinyedge.cli.complete import complete_board, complete_model
from tinyedge.convert.float_model import Activations
from tinyedge.image import ProtocolName

Model = Annotated[
    Path,
    typer.Argument(
        metavar="MODEL",
        help="A model file (.tflite, .keras, .h5, SavedModel folder) or a folder with model.toml.",
        autocompletion=complete_model,
    ),
]
Models = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="MODEL...",
        help="A model file (.tflite, .keras, .h5, SavedModel folder) or a folder with model.toml; "
        "or several.",
        autocompletion=complete_model,
        show_default=False,
    ),
]
OptionalModel = Annotated[
    Path | None,
    typer.Argument(
        metavar="MODEL",
        help="As in `tinyedge run`; without it, what was last flashed to the board.",
        autocompletion=complete_model,
    ),
]
BoardId = Annotated[
    str,
    typer.Option(
        "--board",
        metavar="BOARD",
        help="A name of `tinyedge boards`, or a board file (.toml) of your own.",
        autocompletion=complete_board,
    ),
]
OptionalBoardId = Annotated[
    str | None,
    typer.Option(
        "--board",
        metavar="BOARD",
        help="A name of `tinyedge boards`, or a board file (.toml) of your own.",
        autocompletion=complete_board,
    ),
]
Boards = Annotated[
    str | None,
    typer.Option(
        "--boards",
        metavar="BOARD,BOARD...",
        help="Several boards, side by side; of a --bench, which of it.",
    ),
]
BenchFile = Annotated[
    Path | None,
    typer.Option(
        "--bench", metavar="FILE.toml", help="The boards and ports of a lab; see docs/lab.md."
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        metavar="N",
        min=1,
        max=256,
        help="Of several runs, how many at once; by default as many as there are cores.",
    ),
]
Timeout = Annotated[
    float,
    typer.Option(
        "--timeout",
        metavar="SECONDS",
        min=1.0,
        max=86_400.0,
        help="Of several runs, how long each may take.",
    ),
]
JUnitFile = Annotated[
    Path | None,
    typer.Option("--junit", metavar="FILE.xml", help="Write what became of the runs for CI, too."),
]
Engine = Annotated[
    str,
    typer.Option("--engine", metavar="aot|tflm", help="What turns the model into code."),
]
SamplesFile = Annotated[
    Path | None,
    typer.Option("--samples", metavar="FILE.npz", help="Inputs `x` and, optionally, labels `y`."),
]
ActivationType = Annotated[
    Activations | None,
    typer.Option(
        "--activations",
        metavar="int8|int16",
        help="What a Keras model is to compute in; by default int8. Weights are int8 in both.",
    ),
]
Count = Annotated[
    int | None,
    typer.Option(
        "-n",
        "--count",
        metavar="N",
        min=1,
        help="How many samples; by default 5 random ones, or all of the file.",
    ),
]
Results = Annotated[
    int | None,
    typer.Option("-n", "--count", metavar="N", min=1, help="End after so many results."),
]
Port = Annotated[
    str | None,
    typer.Option(
        "--port",
        metavar="URL",
        help="Serial port, or anything pyserial opens. Without it: `run` takes the emulator, "
        "`flash` and `verify` the board that is connected or was flashed.",
    ),
]
Compiler = Annotated[
    CompilerName | None,
    typer.Option(
        "--compiler",
        metavar="zig|gcc",
        help="Which C compiler builds the firmware; by default zig, where it knows the chip.",
    ),
]
Protocol = Annotated[
    ProtocolName,
    typer.Option(
        "--protocol",
        metavar="tinyedge|mlperf",
        help="What the firmware speaks: our own, or that of MLPerf Tiny's runner.",
    ),
]
Json = Annotated[
    bool, typer.Option("--json", help="Print one JSON object on standard output, nothing else.")
]
JsonLines = Annotated[
    bool,
    typer.Option("--json", help="One JSON object a line on standard output, nothing else."),
]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress on standard error.")]
OutputFolder = Annotated[
    Path, typer.Option("--output", "-o", metavar="DIR", help="Where to write; created if missing.")
]
