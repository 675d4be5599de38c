"""The application of firmware/app around a model of three layers, as a program of this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tinyedge.build.compilers import WARNINGS
from tinyedge.image import Image
from tinyedge.link.frames import Decoder, Frame, encode
from tinyedge.paths import firmware_dir
from tinyedge.tools import find_zig, run_tool, zig_variables

SAMPLES = (bytes(range(10, 18)), bytes(range(20, 28)))  # that it was built with
SOURCES = Path(__file__).parents[1] / "link" / "firmware"
MODEL_SHA256 = "fa6e010203040506" + "00" * 24
# What firmware/ports/image.c holds until the build writes the hash there.
IMAGE_SHA256 = b"tinyedge: sha256 of the image #>".hex()
SPARE, SPARE_BYTES = 4, 2000
LONG, LONG_BYTES = 2, 3000
RUNS = 3


@dataclass(frozen=True, slots=True)
class Variant:
    """counter: with one, and with a stack that can be measured. small_results: its outputs are
    "runs" and "plus", 12 B. keeps: what comes while the model runs."""

    max_payload_bytes: int = 1024
    counter: bool = False
    small_results: bool = False
    keeps: bool = True


def build_firmware(folder: Path, variant: Variant, *, main: str | None = None) -> Path:
    """The program, with every sanitizer that the compiler at hand has.

    main: a file of ``SOURCES`` in place of the application's own.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write_board(folder, variant)
    firmware = firmware_dir()
    # Its te_port_count and te_port_keeps give way to the test's own.
    rename = ["-Dte_port_count=te_host_port_count"] if variant.counter else []
    rename += [] if variant.keeps else ["-Dte_port_keeps=te_host_port_keeps"]
    port = folder / "port.o"
    _compile([*rename, "-c", str(firmware / "ports" / "host" / "port.c"), "-o", str(port)], folder)
    app = sorted((firmware / "app").glob("*.c"))
    if main is not None:
        app = [path for path in app if path.name != "main.c"] + [SOURCES / main]
    sources = [
        *map(str, app),
        str(firmware / "ports" / "image.c"),
        str(SOURCES / "fake_model.c"),
        *(["-DFAKE_SMALL_RESULTS"] if variant.small_results else []),
        *([] if variant.keeps else [str(SOURCES / "no_keeping.c")]),
        str(SOURCES / ("fake_counter.c" if variant.counter else "no_counter.c")),
        *(["-Wl,--defsym,te_stack_top=te_stack_bottom+64"] if variant.counter else []),
    ]
    program = folder / "firmware"
    _compile([*sources, str(port), "-o", str(program)], folder)
    return program


def build_library(folder: Path, input_bytes: int) -> Path:
    """The application as a shared library, whose port is ``library_port.c``.

    Of small results, with inputs of so many bytes and none that are stored.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write_board(folder, Variant())
    app = (path for path in (firmware_dir() / "app").glob("*.c") if path.name != "main.c")
    names = ("fake_model.c", "no_counter.c", "library_port.c")
    library = folder / "firmware.so"
    _compile(
        [
            *map(str, sorted(app)),
            str(firmware_dir() / "ports" / "image.c"),
            *(str(SOURCES / name) for name in names),
            *("-shared", "-fPIC", "-DFAKE_SMALL_RESULTS", f"-DFAKE_INPUT_BYTES={input_bytes}"),
            *("-o", str(library)),
        ],
        folder,
        sanitize=False,
    )
    return library


def build_fuzzer(folder: Path, max_payload_bytes: int) -> Path:
    """tests/link/fuzz_firmware.c around the firmware, with every sanitizer at hand."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "board.h").write_text(
        f"""\
#define TE_BOARD_ID "host"
#define TE_COUNTER_KIND 1
#define TE_MAX_PAYLOAD {max_payload_bytes}
#define TE_STACK_BYTES 0
"""
    )
    firmware = firmware_dir()
    app = sorted(path for path in (firmware / "app").glob("*.c") if path.name != "main.c")
    main = folder / "main.o"
    renamed = ("-Dmain=te_firmware_main", "-Wno-missing-prototypes")
    _compile([*renamed, "-c", str(firmware / "app" / "main.c"), "-o", str(main)], folder)
    program = folder / "fuzz_firmware"
    sources = [
        *app,
        firmware / "ports" / "image.c",
        SOURCES / "fake_model.c",
        SOURCES / "no_counter.c",
        SOURCES.parent / "fuzz_firmware.c",
        main,
    ]
    _compile([*map(str, sources), "-o", str(program)], folder)
    return program


def image_of(program: Path) -> Image:
    """What the stage build would have handed on."""
    return Image(
        elf=program,
        board="host",
        engine="aot",
        model="fake",
        model_sha256=MODEL_SHA256,
        sha256=IMAGE_SHA256,
        sections=(),
        compiler="",
    )


def feed(program: Path, data: bytes) -> bytes:
    """All that the firmware answers to a stream that then ends; a fault of it fails the test."""
    done = subprocess.run([program], input=data, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


class Board:
    """The program at work: said something, it answers, until it is ended."""

    def __init__(self, program: Path) -> None:
        self._process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self._decoder = Decoder()
        self._heard: list[Frame] = []

    def __enter__(self) -> Board:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            self._process.kill()
        self.end()

    def say(self, *pieces: bytes) -> None:
        """Send these, without waiting."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"".join(pieces))
        self._process.stdin.flush()

    def hear(self, count: int) -> list[Frame]:
        """The next frames, so many."""
        assert self._process.stdout is not None
        while len(self._heard) < count:
            data = os.read(self._process.stdout.fileno(), 65_536)
            assert data, "it has ended"
            self._heard += self._whole(data)
        heard, self._heard = self._heard[:count], self._heard[count:]
        return heard

    def end(self) -> list[Frame]:
        """What else it says until it has ended; a fault of it fails the test."""
        if self._process.returncode is not None:
            return []
        said, errors = self._process.communicate(timeout=60)
        assert self._process.returncode in (0, -9), errors.decode()
        rest, self._heard = [*self._heard, *self._whole(said)], []
        return rest

    def _whole(self, data: bytes) -> list[Frame]:
        found = list(self._decoder.feed(data))
        assert all(isinstance(frame, Frame) for frame in found), found
        return [frame for frame in found if isinstance(frame, Frame)]


def request(kind: int, payload: bytes = b"", *, sequence: int = 0, session: int = 7) -> bytes:
    """A frame of the host, by default the first of session 7."""
    return encode(Frame(1, kind, session, sequence, payload))


def frames(stream: bytes) -> list[Frame]:
    """The frames of a stream, which must hold nothing else."""
    found = list(Decoder().feed(stream))
    assert all(isinstance(frame, Frame) for frame in found), found
    return [frame for frame in found if isinstance(frame, Frame)]


def _write_board(folder: Path, variant: Variant) -> None:
    (folder / "board.h").write_text(
        f"""\
#define TE_BOARD_ID "host"
#define TE_COUNTER_KIND {int(variant.counter)}
#define TE_MAX_PAYLOAD {variant.max_payload_bytes}
#define TE_STACK_BYTES {64 if variant.counter else 0}
"""
    )


def _compile(arguments: list[str], folder: Path, *, sanitize: bool = True) -> None:
    firmware = firmware_dir()
    includes = [folder, SOURCES, *(firmware / f for f in ("app", "ports", "runtime", "startup"))]
    if shutil.which("gcc"):
        compiler, variables = ["gcc", "-fsanitize=address,undefined"], {}
    else:
        compiler, variables = [find_zig(), "cc", "-fsanitize=undefined"], zig_variables()
    run_tool(
        [
            *(compiler if sanitize else [part for part in compiler if "sanitize" not in part]),
            *(["-fno-sanitize-recover=all"] if sanitize else ["-fno-sanitize=all"]),
            *("-g", "-O1", *WARNINGS),
            *(f"-I{path}" for path in includes),
            *arguments,
        ],
        cwd=folder,
        log=folder / "compiler.log",
        timeout_s=120,
        variables=variables,
    )
