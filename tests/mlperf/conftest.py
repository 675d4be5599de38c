"""The application of firmware/mlperf as programs of this machine, with every sanitizer at hand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tinyedge.build.compilers import WARNINGS
from tinyedge.paths import firmware_dir
from tinyedge.tools import find_zig, run_tool, zig_variables

SOURCES = Path(__file__).with_name("firmware")


@pytest.fixture(scope="session")
def firmware(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Around a model written by hand."""
    return _program(tmp_path_factory.mktemp("mlperf"), SOURCES / "fake_model.c", "-O1")


@pytest.fixture(scope="session")
def clockless_firmware(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """On a board without a clock."""
    folder = tmp_path_factory.mktemp("clockless")
    (folder / "clock.c").write_text('#include "port.h"\nuint64_t te_port_time_us(void) {return 0;}')
    return _program(folder, SOURCES / "fake_model.c", "-O1", clock=folder / "clock.c")


@pytest.fixture(scope="session")
def say_reals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prints float32 numbers."""
    folder = tmp_path_factory.mktemp("reals")
    firmware = firmware_dir()
    sources = [
        SOURCES / "say_reals.c",
        firmware / "mlperf" / "te_say.c",
        firmware / "ports" / "host" / "port.c",
    ]
    _compile([*map(str, sources), "-O2"], folder)
    return folder / "program"


def _program(folder: Path, model: Path, *flags: str, clock: Path | None = None) -> Path:
    (folder / "board.h").write_text('#define TE_BOARD_ID "host"\n')
    firmware = firmware_dir()
    port = folder / "port.o"
    rename = ["-Dte_port_time_us=te_host_port_time_us"] if clock else []
    ours = firmware / "ports" / "host" / "port.c"
    _compile([*rename, "-c", str(ours), "-o", str(port)], folder)
    sources = [
        *sorted((firmware / "mlperf").glob("*.c")),
        firmware / "ports" / "image.c",
        firmware / "runtime" / "te_quantize.c",
        model,
        port,
        *([clock] if clock else []),
    ]
    _compile([*map(str, sources), *flags, "-o", "program"], folder)
    return folder / "program"


def _compile(arguments: list[str], folder: Path) -> None:
    firmware = firmware_dir()
    includes = [folder, *(firmware / f for f in ("mlperf", "ports", "runtime", "startup"))]
    if shutil.which("gcc"):
        compiler, variables = ["gcc", "-fsanitize=address,undefined"], {}
    else:
        compiler, variables = [find_zig(), "cc", "-fsanitize=undefined"], zig_variables()
    if "-o" not in arguments:
        arguments = [*arguments, "-o", "program"]
    argv = [*compiler, "-fno-sanitize-recover=all", "-g", *WARNINGS]
    run_tool(
        [*argv, *(f"-I{path}" for path in includes), *arguments],
        cwd=folder,
        log=folder / "compiler.log",
        timeout_s=120,
        variables=variables,
    )
