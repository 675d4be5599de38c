"""From MODEL on the command line to a model file, with its samples and labels where known."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

from tinyedge.errors import ModelError
from tinyedge.events import Listener, ignore
from tinyedge.paths import models_dir

from .download import fetch
from .model_toml import Accuracy, Benchmark, Download, ModelInfo, load_model_toml

_DESCRIPTION = "model.toml"


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A model that is on the disk.

    name: of its folder, or of its file without the suffix.
    path: of the ``.tflite`` or Keras file, or the folder of a SavedModel.
    samples: the ``.npz`` file that comes with it; None where there is none.
    info: what its ``model.toml`` says; None for a model without one.
    """

    name: str
    path: Path
    samples: Path | None = None
    info: ModelInfo | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the classes; empty where they are not known."""
        return self.info.labels if self.info else ()

    @property
    def accuracy(self) -> Accuracy | None:
        """What was measured on ``samples`` when the model was made; None where not known."""
        return self.info.accuracy if self.info else None

    @property
    def mlperf(self) -> Benchmark | None:
        """What MLPerf Tiny's runner sends it; None where it is the model of no benchmark."""
        return self.info.mlperf if self.info else None


def all_models() -> dict[str, ModelInfo]:
    """The models that tinyedge brings, by the name of their folder, sorted."""
    paths = sorted(models_dir().glob(f"*/{_DESCRIPTION}"))
    return {path.parent.name: load_model_toml(path) for path in paths}


def resolve(model: Path, *, listen: Listener = ignore) -> ModelSource:
    """The model file that ``model`` stands for, downloaded if need be.

    ``model`` is a model file, the folder of a SavedModel, or a folder with a ``model.toml``.
    ``models/kws`` also means the model of that name that tinyedge brings, wherever it is run.

    Raises:
        ModelError: there is no such model, its ``model.toml`` is wrong, or it cannot be downloaded.
    """
    if not model.exists() and len(model.parts) == 2 and model.parts[0] == "models":
        brought = models_dir() / model.name
        model = brought if brought.is_dir() else model
    if model.name == _DESCRIPTION and model.is_file():
        model = model.parent
    if (model / _DESCRIPTION).is_file():
        return _described(model, listen)
    if model.is_dir() and not (model / "saved_model.pb").is_file():
        raise ModelError(
            str(model),
            f"the folder has neither {_DESCRIPTION} nor saved_model.pb",
            "give a model file or a folder of a model",
        )
    if not model.exists():
        raise ModelError(str(model), "there is no such model", _nearest(model))
    return ModelSource(model.stem, model)


def _described(folder: Path, listen: Listener) -> ModelSource:
    info = load_model_toml(folder / _DESCRIPTION)
    if info.download is not None:
        path = fetch(info.download, also=_brought_downloads(), listen=listen)
    else:
        path = _in_folder(folder, info.file or "")
    samples = _in_folder(folder, info.samples) if info.samples else None
    return ModelSource(folder.resolve().name, path, samples, info)


def _brought_downloads() -> list[Download]:
    infos = all_models().values()
    return [info.download for info in infos if info.download is not None]


def _in_folder(folder: Path, name: str) -> Path:
    path = folder / name
    if not path.exists():
        raise ModelError(
            str(folder / _DESCRIPTION), f"names {name}, which is not there", "correct the file"
        )
    return path


def _nearest(model: Path) -> str:
    """What the user may have meant: what lies beside it, or a model that tinyedge brings."""
    folder = model.parent
    beside = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
    near = [str(folder / n) for n in difflib.get_close_matches(model.name, beside, n=3)]
    brought = sorted(path.parent.name for path in models_dir().glob(f"*/{_DESCRIPTION}"))
    near += [f"models/{n}" for n in difflib.get_close_matches(model.stem, brought, n=1)]
    if near:
        return f"did you mean {' or '.join(dict.fromkeys(near))}?"
    return f"give a model file, or one of {', '.join(f'models/{name}' for name in brought)}"
