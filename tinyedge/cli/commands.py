"""The commands: each parses, calls one function of the library and prints one product."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tinyedge.cli import options
from tinyedge.cli.printing import listening as _listening
from tinyedge.cli.printing import show as _print
from tinyedge.cli.printing import show_json as _print_json
from tinyedge.errors import SettingError

if TYPE_CHECKING:
    from tinyedge.boards import Board
    from tinyedge.image import Image
    from tinyedge.pipeline import Settings
    from tinyedge.verify.types import Report, Where

app = typer.Typer(
    name="tinyedge",
    help=(
        "From a model file to a proven result on a microcontroller.\n\n"
        "Example: tinyedge run models/digits --board sim-cortex-m4\n\n"
        "Every command takes --debug, which shows the traceback of an error."
    ),
    rich_markup_mode=None,
    no_args_is_help=True,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from tinyedge import __version__

        print(f"tinyedge {__version__}")
        raise typer.Exit


@app.callback()
def tinyedge(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Hold the options that come before a command."""


@app.command()
def run(
    models: options.Models = None,
    board: options.OptionalBoardId = None,
    engine: options.Engine = "aot",
    samples: options.SamplesFile = None,
    count: options.Count = None,
    port: options.Port = None,
    compiler: options.Compiler = None,
    protocol: options.Protocol = "tinyedge",
    boards: options.Boards = None,
    bench: options.BenchFile = None,
    jobs: options.Jobs = None,
    timeout: options.Timeout = 900.0,
    junit: options.JUnitFile = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Convert, build, start and prove a model on a board, or models on many.

    Exit status 0: every tensor is equal. 1: some are not. 2: it could not be done. Of several runs:
    1 if any differs, else 2 if any could not be done; the others go on.

    Example: tinyedge run models/kws --board sim-cortex-m4 -n 3

    Several: tinyedge run models/sine models/digits --boards host,sim-cortex-m0plus,sim-cortex-m4
    """
    if boards is not None or bench is not None or junit is not None or len(models or ()) > 1:
        from tinyedge.cli.fleet_run import Wishes, run_on_fleet

        wishes = Wishes(
            models=models or (),
            board=board,
            boards=boards,
            bench=bench,
            engine=engine,
            samples=samples,
            count=count,
            port=port,
            compiler=compiler,
            protocol=protocol,
            jobs=jobs,
            timeout_s=timeout,
            junit=junit,
        )
        return run_on_fleet(wishes, as_json=json, quiet=quiet)
    if not models:
        raise SettingError("tinyedge run", "give a MODEL, such as models/sine")
    if board is None:
        raise SettingError("tinyedge run", "give a --board, or several: --boards, or --bench")
    from tinyedge import pipeline
    from tinyedge.boards import load_board

    with _listening(quiet) as listen:
        report = pipeline.run(
            models[0],
            load_board(board),
            pipeline.Settings(engine, compiler, port, protocol),
            samples=samples,
            count=count,
            listen=listen,
        )
    return _show_report(report, json)


@app.command()
def convert(
    model: options.Model,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE.tflite", help="The file to write.")
    ],
    samples: options.SamplesFile = None,
    activations: options.ActivationType = None,
    quiet: options.Quiet = False,
) -> int:
    """Turn a model into a quantized .tflite file.

    A Keras model is quantized over --samples; a quantized .tflite passes through unchanged.

    Example: tinyedge convert my_model.keras --samples data.npz -o my_model.tflite
    """
    from tinyedge import pipeline
    from tinyedge.paths import write_whole

    with _listening(quiet) as listen:
        opened = pipeline.open_model(model, samples, activations=activations, listen=listen)
        write_whole(output, opened.data)
    print(f"{output}: {len(opened.data):,} B, sha256 {opened.graph.sha256}")
    return 0


@app.command()
def codegen(
    model: options.Model,
    output: options.OutputFolder,
    engine: options.Engine = "aot",
    samples: options.SamplesFile = None,
    quiet: options.Quiet = False,
) -> int:
    """Write the C files of a model, to drop into any project.

    --engine aot: compiled C99 and the kernels it calls. --engine tflm: the model as an array for
    TensorFlow Lite Micro, with its operator resolver and arena size.

    Example: tinyedge codegen models/sine -o sine_c
    """
    from tinyedge import pipeline

    with _listening(quiet) as listen:
        opened = pipeline.open_model(model, samples, listen=listen)
        written = pipeline.write_sources(opened, engine, output)
    for path in written:
        print(path)
    return 0


@app.command()
def build(
    model: options.Model,
    board: options.BoardId,
    output: options.OutputFolder,
    engine: options.Engine = "aot",
    samples: options.SamplesFile = None,
    compiler: options.Compiler = None,
    protocol: options.Protocol = "tinyedge",
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Build the firmware of a model for a board.

    Says what it takes of flash and RAM, by origin.

    Example: tinyedge build models/kws --board sim-cortex-m0plus -o build/kws
    """
    from tinyedge import pipeline
    from tinyedge.boards import load_board
    from tinyedge.pack.pack import pack
    from tinyedge.report.image import image_to_json, render_image

    chosen = load_board(board)
    with _listening(quiet) as listen:
        opened = pipeline.open_model(model, samples, listen=listen)
        settings = pipeline.Settings(engine, compiler, protocol=protocol)
        image = pipeline.make_image(opened, chosen, settings, listen=listen, work=output)
    if json:
        _print_json(image_to_json(image, pack(image, chosen)))
    else:
        _print(render_image(image, chosen, pack(image, chosen)))
    return 0


@app.command()
def flash(
    model: options.Model,
    board: options.BoardId,
    engine: options.Engine = "aot",
    samples: options.SamplesFile = None,
    port: options.Port = None,
    compiler: options.Compiler = None,
    protocol: options.Protocol = "tinyedge",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would be run and written; change nothing.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Write what is on the board already, too.")
    ] = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Build a model's firmware and put it on a board.

    Finds the board by its USB id, or takes --port; writes, checks what was written, resets, and
    ends when the board has greeted with the hash of what was built. A board that is not connected
    and has an emulator is flashed in the emulator, which is said.

    Example: tinyedge flash models/kws --board esp32s3
    """
    from tinyedge import pipeline
    from tinyedge.boards import load_board

    chosen = load_board(board)
    settings = pipeline.Settings(engine, compiler, port, protocol)
    if dry_run:
        return _show_ways(model, chosen, settings, force=force, as_json=json, quiet=quiet)
    if protocol == "mlperf":
        with _listening(quiet) as listen:
            image, reached = pipeline.flash_mlperf(
                model, chosen, settings, samples=samples, force=force, listen=listen
            )
        return _show_flashed(image, reached, json, f"tinyedge mlperf {model} --board {board}")
    with _listening(quiet) as listen:
        greeting, where = pipeline.flash_board(
            model, chosen, settings, samples=samples, force=force, listen=listen
        )
    if json:
        _print_json(
            {
                "board": greeting.board,
                "where": where,
                "model": greeting.model,
                "engine": greeting.engine,
                "model_sha256": greeting.model_sha256,
                "image_sha256": greeting.image_sha256,
                "arena_bytes": greeting.arena_bytes,
                "written": True,
            }
        )
        return 0
    print(
        f"{greeting.board} ({where}) runs {greeting.model} (engine {greeting.engine}, "
        f"image {greeting.image_sha256[:16]}, arena {greeting.arena_bytes:,} B); "
        f"prove it with: tinyedge verify --board {board}"
    )
    return 0


def _show_flashed(image: Image, where: Where, as_json: bool, then: str) -> int:
    """What was flashed and does not greet."""
    if as_json:
        _print_json(
            {
                "board": image.board,
                "where": where,
                "model": image.model,
                "engine": image.engine,
                "protocol": image.protocol,
                "model_sha256": image.model_sha256,
                "image_sha256": image.sha256,
                "written": True,
            }
        )
        return 0
    print(
        f"{image.board} ({where}) holds {image.model} (engine {image.engine}, protocol "
        f"{image.protocol}, image {image.sha256[:16]}); drive it with: {then}"
    )
    return 0


def _show_ways(
    model: Path,
    board: Board,
    settings: Settings,
    *,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    from tinyedge import pipeline
    from tinyedge.report.flash import render_ways, ways_to_json

    with _listening(quiet) as listen:
        image, ways = pipeline.ways_to_flash(model, board, settings, force=force, listen=listen)
    if as_json:
        _print_json(ways_to_json(ways, image))
    else:
        _print(render_ways(ways, board))
    return 0


@app.command()
def verify(
    board: options.BoardId,
    model: options.OptionalModel = None,
    engine: options.Engine = "aot",
    samples: options.SamplesFile = None,
    count: options.Count = None,
    port: options.Port = None,
    compiler: options.Compiler = None,
    protocol: options.Protocol = "tinyedge",
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> int:
    """Prove what a board already runs, tensor by tensor.

    Flashes nothing; firmware of another model, board or build is refused.

    Example: tinyedge flash models/sine --board sim-cortex-m4, then:
    tinyedge verify --board sim-cortex-m4
    """
    from tinyedge import pipeline
    from tinyedge.boards import load_board

    with _listening(quiet) as listen:
        report = pipeline.verify_board(
            model,
            load_board(board),
            pipeline.Settings(engine, compiler, port, protocol),
            samples=samples,
            count=count,
            listen=listen,
        )
    return _show_report(report, json)


@app.command()
def emulate(
    model: options.Model,
    board: options.BoardId,
    engine: options.Engine = "aot",
    samples: options.SamplesFile = None,
    compiler: options.Compiler = None,
    protocol: options.Protocol = "tinyedge",
    quiet: options.Quiet = False,
) -> int:
    """Run a model's firmware in its board's emulator.

    Prints the URL of its serial port on the first line.

    It runs until interrupted (Ctrl-C); any program that opens serial ports can talk to it.

    Example: tinyedge emulate models/sine --board sim-cortex-m4
    """
    from tinyedge import pipeline
    from tinyedge.boards import load_board

    with _listening(quiet) as listen:
        running = pipeline.emulate_board(
            model,
            load_board(board),
            pipeline.Settings(engine, compiler, protocol=protocol),
            samples=samples,
            listen=listen,
        )
    with running:
        print(running.url, flush=True)
        running.wait()
    return 0


def _show_report(report: Report, as_json: bool) -> int:
    if as_json:
        _print_json(report.to_json())
    else:
        from tinyedge.report.terminal import render

        _print(render(report))
    return 0 if report.passed else 1
