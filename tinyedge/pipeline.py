"""The route, from a model file to a proven result, in Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path

from tinyedge.boards import Board
from tinyedge.build.build import build
from tinyedge.build.compilers import CompilerName, default_compiler
from tinyedge.check.check import check
from tinyedge.check.fit import built, too_large
from tinyedge.check.types import Verdict
from tinyedge.codegen.codegen import codegen
from tinyedge.codegen.mlperf import with_mlperf
from tinyedge.codegen.stored import STORED, stored_samples
from tinyedge.codegen.tflm.codegen import codegen_tflm
from tinyedge.codegen.write import write
from tinyedge.convert.convert import convert, float_accuracy, needs_calibration
from tinyedge.convert.float_model import Activations
from tinyedge.emulate.emulate import start
from tinyedge.emulate.running import Running
from tinyedge.errors import BoardError, DoesNotFit, ModelError, SamplesError, SettingError
from tinyedge.events import Listener, Note, Started, ignore
from tinyedge.flash.flashed import Flashed, recall, remember, require_greeting
from tinyedge.flash.types import Way
from tinyedge.graph.read import read
from tinyedge.graph.simplify.simplify import simplify
from tinyedge.graph.types import Array, Graph
from tinyedge.image import Image, ProtocolName
from tinyedge.link.device import Device, Greeting
from tinyedge.link.link import open_serial
from tinyedge.link.ports import PortInfo
from tinyedge.mlperf import scripts
from tinyedge.mlperf.client import Client
from tinyedge.mlperf.inputs import random_sent, sent
from tinyedge.mlperf.reference import Expected
from tinyedge.mlperf.types import Benchmarked, Mode
from tinyedge.pack.pack import pack, remove_files, write_files
from tinyedge.paths import cache_dir
from tinyedge.plan.plan import plan
from tinyedge.profile.profile import profile
from tinyedge.profile.types import Profile
from tinyedge.project import project
from tinyedge.reach import (
    Attached,
    Emulated,
    Place,
    flash_to,
    place_to_flash,
    place_to_run,
    place_to_verify,
    reach,
    runs_already,
    ways,
    where,
)
from tinyedge.reference import tflm
from tinyedge.reference.arena import arena_bytes
from tinyedge.reference.execute import replay
from tinyedge.samples import (
    Samples,
    check_labels,
    fit,
    inputs_of,
    load_samples,
    npz,
    random_samples,
    split,
)
from tinyedge.verify.types import Report, Where
from tinyedge.verify.verify import FinalOutputs, Oracles, Subject, verify
from tinyedge.zoo.resolve import ModelSource, resolve

ENGINES = ("aot", "tflm")
# Folders of firmware/ports whose te_port_time_us is always 0.
WITHOUT_CLOCK = ("espressif",)
RANDOM_SAMPLES = 5
RANDOM_SEED = 1


@dataclass(frozen=True, slots=True)
class Settings:
    """How a firmware is made and reached.

    compiler: None: the board's default. port: a pyserial URL; None: as reach.py says.
    protocol: what the firmware speaks; only "tinyedge" proves anything.
    """

    engine: str = "aot"
    compiler: CompilerName | None = None
    port: str | None = None
    protocol: ProtocolName = "tinyedge"


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A model, converted and read.

    data: the int8 .tflite file. graph: as read from it, before any simplification.
    held_out: samples that had no part in the conversion; None: none were given.
    float_accuracy: of the model before quantization, on all of ``held_out``; None: not known.
    """

    source: ModelSource
    data: bytes
    graph: Graph
    held_out: Samples | None = None
    float_accuracy: float | None = None


def run(
    model: Path,
    board: Board,
    settings: Settings,
    *,
    samples: Path | None = None,
    count: int | None = None,
    listen: Listener = ignore,
) -> Report:
    """Take a model file to proven results on a board, which is flashed if it is hardware."""
    _require_proof("run", board, settings)
    place = place_to_run(board, settings.port)
    opened = open_model(model, samples, listen=listen)
    image = make_image(opened, board, settings, listen=listen)
    if isinstance(place, Attached) and not runs_already(image, board, place):
        place = flash_to(image, board, place, force=False, listen=listen)
        _remember(image, opened, place)
    with reach(image, board, place, listen) as device:
        computed = where(board, place)
        return prove(device, opened, image, board, computed, count=count, listen=listen)


def open_model(
    model: Path,
    samples: Path | None,
    *,
    activations: Activations | None = None,
    listen: Listener = ignore,
) -> Opened:
    """Find, convert and read a model; what calibrates it never judges it.

    activations: the type that a float model's become; None: int8.
    """
    found = _converted(model, samples, activations, listen)
    source, held_out = found.source, found.held_out
    graph = read(found.data, file=str(source.path), name=source.name)
    if held_out is None:
        return Opened(source, found.data, graph)
    check_labels(held_out, prod(graph.tensor(graph.outputs[0]).shape))
    measured = _float_accuracy(source, held_out, found.its_own, listen)
    return Opened(source, found.data, graph, fit(held_out, inputs_of(graph)), measured)


@dataclass(frozen=True, slots=True, eq=False)
class _Converted:
    """A model, converted. held_out: as given, None: none; its_own: they came with the model."""

    source: ModelSource
    data: bytes
    held_out: Samples | None
    its_own: bool


def _converted(
    model: Path, samples: Path | None, activations: Activations | None, listen: Listener
) -> _Converted:
    source = resolve(model, listen=listen)
    path = samples or source.samples
    given = load_samples(path) if path is not None else None
    calibration, held_out = None, given
    if given is not None and needs_calibration(source.path):
        calibration, held_out = split(given)
    data = convert(
        source.path, calibration, held_out=held_out, activations=activations, listen=listen
    )
    return _Converted(source, data, held_out, path == source.samples)


def check_model(
    model: Path,
    board: Board | None,
    *,
    samples: Path | None = None,
    compiler: CompilerName | None = None,
    listen: Listener = ignore,
) -> Verdict:
    """All that can be said of a model before it is put to use, and with a board whether its
    firmware, which is built for it, fits.

    Raises:
        ModelError: it is no model, or too damaged to list its layers.
        SamplesError: a float model needs samples, or they do not fit.
        ToolMissing, ToolFailed, ToolTimeout, BoardError: of the compiler, with a board.
    """
    found = _converted(model, samples, None, listen)
    file, name = str(found.source.path), found.source.name
    listen(Started("check", name))
    verdict = check(found.data, file=file, name=name)
    if board is None or verdict.problems:
        return verdict
    opened = Opened(found.source, found.data, read(found.data, file=file, name=name))
    try:
        image = make_image(opened, board, Settings(compiler=compiler), listen=listen)
        pack(image, board)  # may find that the flash is laid out for less
    except DoesNotFit as error:
        return replace(verdict, fit=too_large(error, board))
    return replace(verdict, fit=built(image, board))


def make_image(
    opened: Opened,
    board: Board,
    settings: Settings,
    *,
    work: Path | None = None,
    stored: Sequence[bytes] = (),
    listen: Listener = ignore,
) -> Image:
    """Plan, generate, build.

    stored: samples to build in, for streams of source "stored": the bytes of all inputs of each.
    work: the folder for all files, those that a flasher writes too; None: one in the cache, where
        whoever flashes packs what it needs.
    """
    _require_engine(settings.engine)
    listen(Started("codegen", f"{opened.graph.name} with engine {settings.engine}"))
    graph = simplify(opened.graph)
    sources = codegen(graph, plan(graph))
    if settings.protocol == "mlperf":
        sources = with_mlperf(sources, graph, opened.source.mlperf)
        if board.port in WITHOUT_CLOCK:
            listen(
                Note(f"{board.name}: its firmware has no clock, so it answers, but times nothing")
            )
    made = project(sources, board, protocol=settings.protocol)
    # Models of one name, and firmware for one board, do not get into each other's way.
    compiler = settings.compiler or default_compiler(board)
    name = f"{graph.name}-{graph.sha256[:8]}-{board.id}-{settings.engine}-{compiler}"
    if settings.protocol != "tinyedge":
        name += f"-{settings.protocol}"
    if stored:
        made = replace(made, files={**made.files, STORED: stored_samples(stored)})
        name += f"-{len(stored)}-samples"
    folder = work or cache_dir("build") / name
    remove_files(folder)  # what does not fit must not leave an earlier firmware to be flashed
    image = build(made, board, folder, compiler=compiler, listen=listen)
    if work is not None:
        write_files(pack(image, board), work)
    return image


def write_sources(
    opened: Opened, engine: str, folder: Path, *, listen: Listener = ignore
) -> tuple[Path, ...]:
    """Write the source files of a model for one engine; gives what was written."""
    _require_engine(engine, to_build=False)
    listen(Started("codegen", f"{opened.graph.name} with engine {engine}"))
    if engine == "tflm":
        arena = arena_bytes(opened.data, file=str(opened.source.path))
        return write(codegen_tflm(opened.data, opened.graph, arena), folder)
    graph = simplify(opened.graph)
    return write(codegen(graph, plan(graph)).for_any_project(), folder)


def flash_board(
    model: Path,
    board: Board,
    settings: Settings,
    *,
    samples: Path | None = None,
    force: bool = False,
    listen: Listener = ignore,
) -> tuple[Greeting, Where]:
    """Build a model's firmware and make it what the board runs; gives the board's greeting."""
    image, opened, place = _flash(model, board, settings, samples, force, listen)
    with reach(image, board, place, listen) as device:
        greeting = device.greeting
    _remember(image, opened, place)
    return greeting, where(board, place)


def flash_mlperf(
    model: Path,
    board: Board,
    settings: Settings,
    *,
    samples: Path | None = None,
    force: bool = False,
    listen: Listener = ignore,
) -> tuple[Image, Where]:
    """The same for ``--protocol mlperf``, whose firmware knows no greeting.

    A flasher has verified what it wrote; whether it runs shows when it is first asked.
    """
    image, opened, place = _flash(model, board, settings, samples, force, listen)
    _remember(image, opened, place)
    return image, where(board, place)


def _flash(
    model: Path,
    board: Board,
    settings: Settings,
    samples: Path | None,
    force: bool,
    listen: Listener,
) -> tuple[Image, Opened, Place]:
    opened = open_model(model, samples, listen=listen)
    image = make_image(opened, board, settings, listen=listen)
    place = place_to_flash(image, board, settings.port, listen)
    if isinstance(place, Attached):
        place = flash_to(image, board, place, force=force, listen=listen)
    else:
        listen(Started("flash", f"{image.flash_bytes:,} B to {board.name}"))
    return image, opened, place


def drive_mlperf(
    model: Path,
    board: Board,
    settings: Settings,
    mode: Mode,
    *,
    samples: Path | None = None,
    count: int | None = None,
    listen: Listener = ignore,
) -> Benchmarked:
    """Run a script of MLPerf Tiny on a board with firmware of ``--protocol mlperf``.

    The board's emulator is started with it; a board at a port must have been flashed with it.
    samples: what the benchmark sends, and the benchmark's class of each; None: those that come
        with the model, else random ones.
    count: of performance, inferences a window; of accuracy, samples.
    """
    settings = replace(settings, protocol="mlperf")
    place = place_to_run(board, settings.port)
    benchmark = resolve(model, listen=listen).mlperf
    # Samples of a benchmark are what it sends, and calibrate nothing.
    opened = open_model(model, None if benchmark else samples, listen=listen)
    given = opened.held_out
    if benchmark is not None and samples is not None:
        given = load_samples(samples)
    inputs = (
        random_sent(opened.graph, benchmark, RANDOM_SAMPLES, RANDOM_SEED)
        if given is None
        else sent(given, opened.graph, benchmark)
    )
    labels = None if given is None or given.y is None else [int(label) for label in given.y]
    image = make_image(opened, board, settings, listen=listen)
    with ExitStack() as stack:
        url = _url(image, board, place, stack, listen)
        link = open_serial(url, baud=board.link.baud)
        stack.callback(link.close)
        client = Client(link)
        client.greet()
        client.expect(image.sha256)
        name = client.profile()
        expected = Expected(opened.graph, benchmark)
        if mode == "performance":
            asked = scripts.counts(name, count)
            windows = scripts.performance(client, expected, inputs, asked, listen=listen)
            labels = None
        else:
            windows = scripts.accuracy(client, expected, inputs[:count], listen=listen)
    anomalies = benchmark is not None and benchmark.id == "ad01"
    return Benchmarked(
        mode=mode,
        id=name,
        model=opened.graph.name,
        board=board.id,
        board_name=board.name,
        where=where(board, place),
        windows=windows,
        accuracy=scripts.top_1(windows, labels) if labels and not anomalies else None,
        auc=scripts.auc(windows, labels) if labels and anomalies else None,
    )


def _url(image: Image, board: Board, place: Place, stack: ExitStack, listen: Listener) -> str:
    """Of the port where the firmware answers; an emulator that is started lasts as the stack."""
    match place:
        case Emulated(url=str(url)) | Attached(port=PortInfo(url=url)):
            listen(Started("connect", f"{board.name} at {url}"))
            return url
        case Attached():
            raise AssertionError("place_to_run gives a port")
    listen(Started("emulate", board.name))
    return stack.enter_context(start(image, board, log=image.elf.with_name("emulator.log"))).url


def ways_to_flash(
    model: Path,
    board: Board,
    settings: Settings,
    *,
    force: bool = False,
    listen: Listener = ignore,
) -> tuple[Image, tuple[Way, ...]]:
    """Build a model's firmware and prepare every way to flash it; nothing is changed.

    Raises:
        BoardError: the board is no hardware.
    """
    if board.only_emulated:
        raise BoardError(board.id, "is only emulated: there is nothing to flash")
    image = make_image(open_model(model, None, listen=listen), board, settings, listen=listen)
    return image, ways(image, board, settings.port, force=force, listen=listen)


def verify_board(
    model: Path | None,
    board: Board,
    settings: Settings,
    *,
    samples: Path | None = None,
    count: int | None = None,
    listen: Listener = ignore,
) -> Report:
    """Prove what a board runs: ``model``, or else what was last flashed to it."""
    _require_proof("verify", board, settings)
    with _running(model, board, settings, samples, listen) as (device, opened, image, computed):
        return prove(device, opened, image, board, computed, count=count, listen=listen)


@contextmanager
def _running(
    model: Path | None, board: Board, settings: Settings, samples: Path | None, listen: Listener
) -> Iterator[tuple[Device, Opened, Image, Where]]:
    """A device that runs ``model``, or else what was last flashed to it; flashes nothing."""
    if model is not None:
        opened = open_model(model, samples, listen=listen)
        image = make_image(opened, board, settings, listen=listen)
        flashed = _recalled(board)
    else:
        flashed = recall(board.id)
        require_greeting(flashed, board)
        opened = open_model(flashed.model, samples or flashed.samples, listen=listen)
        image = flashed.image
    place = place_to_verify(board, settings.port, flashed)
    if isinstance(place, Attached) and flashed is not None and settings.port is None:
        require_greeting(flashed, board)
    with reach(image, board, place, listen) as device:
        yield device, opened, image, where(board, place)


def profile_board(
    model: Path | None,
    board: Board,
    settings: Settings,
    *,
    samples: Path | None = None,
    runs: int,
    listen: Listener = ignore,
) -> Profile:
    """What each layer costs of what a board runs: ``model``, or else what was last flashed to it.

    Half as many samples as runs are taken, if there are so many, so that each runs twice.
    """
    with _running(model, board, settings, samples, listen) as (device, opened, _, computed):
        graph = simplify(opened.graph)
        most = len(opened.held_out) if opened.held_out is not None else runs
        chosen = choose(opened.held_out, opened.graph, min((runs + 1) // 2, most))
        return profile(
            device,
            graph,
            plan(graph),
            [_one(chosen, opened.graph, i) for i in range(len(chosen))],
            runs,
            where=computed,
            board_name=board.name,
            listen=listen,
        )


def emulate_board(
    model: Path,
    board: Board,
    settings: Settings,
    *,
    samples: Path | None = None,
    listen: Listener = ignore,
) -> Running:
    """Build a model's firmware and start it in the board's emulator."""
    opened = open_model(model, samples, listen=listen)
    image = make_image(opened, board, settings, listen=listen)
    listen(Started("emulate", board.name))
    return start(image, board, log=image.elf.with_name("emulator.log"))


def prove(
    device: Device,
    opened: Opened,
    image: Image,
    board: Board,
    computed: Where,
    *,
    count: int | None = None,
    listen: Listener = ignore,
) -> Report:
    """Verify a device that runs ``image`` against the reference and, if installed, TFLM."""
    chosen = choose(opened.held_out, opened.graph, count)
    oracle: FinalOutputs | None = None
    if tflm.available():
        oracle = tflm.Oracle(opened.data, file=str(opened.source.path)).outputs
    else:
        listen(Note("TFLite Micro is not installed: compared with the reference alone"))
    graph = simplify(opened.graph)
    whole = opened.held_out is not None and len(chosen) == len(opened.held_out)
    return verify(
        device,
        Subject(opened.graph, plan(graph), image, board.name, computed),
        [_one(chosen, opened.graph, i) for i in range(len(chosen))],
        Oracles(replay, oracle),
        labels=None if chosen.y is None else [int(label) for label in chosen.y],
        float_accuracy=opened.float_accuracy if whole else None,
        listen=listen,
    )


def choose(held_out: Samples | None, graph: Graph, count: int | None) -> Samples:
    """The samples that judge: the first ``count`` held out, else seeded random ones.

    Raises:
        SamplesError: more are asked for than there are.
    """
    if held_out is None:
        return random_samples(inputs_of(graph), count or RANDOM_SAMPLES, RANDOM_SEED)
    if count is not None and count > len(held_out):
        raise SamplesError(
            held_out.where,
            f"{count} samples are asked for, but {len(held_out)} can judge the result",
            f"ask for -n {len(held_out)} or fewer",
        )
    return held_out.take(slice(0, count))


def _remember(image: Image, opened: Opened, place: Place) -> None:
    kept = npz(opened.held_out) if opened.held_out else None
    port = place.port if isinstance(place, Attached) else None
    remember(image, opened.data, kept, hardware=port)


def _recalled(board: Board) -> Flashed | None:
    with suppress(ModelError):
        return recall(board.id)
    return None


def _float_accuracy(
    source: ModelSource, held_out: Samples, its_own: bool, listen: Listener
) -> float | None:
    """Of the float model: measured if it is at hand, else as ``model.toml`` records it."""
    if held_out.y is None:
        return None
    measured = float_accuracy(source.path, held_out, listen=listen)
    if measured is None and its_own and source.accuracy:
        return source.accuracy.float_model
    return measured


def _one(samples: Samples, graph: Graph, number: int) -> Sequence[Array]:
    """One sample, in the shapes of the model file."""
    return [
        values[number].reshape(graph.tensor(tensor).shape)
        for values, tensor in zip(samples.x, graph.inputs, strict=True)
    ]


def _require_proof(command: str, board: Board, settings: Settings) -> None:
    if settings.protocol == "mlperf":
        raise SettingError(
            "--protocol mlperf",
            f"`tinyedge {command}` proves every tensor, which that protocol cannot carry; "
            f"run: tinyedge mlperf MODEL --board {board.id}",
        )


def _require_engine(engine: str, *, to_build: bool = True) -> None:
    if engine not in ENGINES:
        raise SettingError(
            f"--engine {engine}", f"there is no such engine here; choose {' or '.join(ENGINES)}"
        )
    if engine == "tflm" and to_build:
        raise SettingError(
            "--engine tflm",
            "firmware with TFLite Micro in it cannot be built yet; "
            "write its source files with: tinyedge codegen MODEL --engine tflm -o DIR",
        )
