"""The hall behind the doors: picks the one for a model file."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Literal

import numpy as np

from tinyedge.errors import ModelError, SamplesError
from tinyedge.events import Listener, ignore
from tinyedge.graph.types import Array
from tinyedge.paths import require_file
from tinyedge.samples import Samples

from . import cached, keras, saved_model, tflite
from .float_model import Activations

Door = Literal["tflite", "keras", "saved_model"]

_TAKEN = f"{', '.join((*tflite.SUFFIXES, *keras.SUFFIXES))} files and SavedModel folders are taken"


def convert(
    model: Path,
    calibration: Samples | None = None,
    *,
    held_out: Samples | None = None,
    activations: Activations | None = None,
    listen: Listener = ignore,
) -> bytes:
    """The quantized ``.tflite`` file of a model.

    Results are kept in the cache: for the same model and samples, TensorFlow runs once.

    Args:
        calibration: float samples that set the ranges; only a ``.tflite`` file needs none.
        held_out: for ``float_outputs``, if it will be asked later: TensorFlow then starts once.
        activations: what the model computes in, takes and gives; None: int8, or as the file has it.

    Raises:
        ModelError: there is no such model, or it does not convert, or is converted already.
        SamplesError: none for calibration, or they do not fit.
        MissingExtra: TensorFlow is needed, but not installed.
    """
    door = door_of(model)
    if door == "tflite":
        if activations is not None:
            raise ModelError(
                str(model),
                f"is quantized already, and nothing makes its activations {activations}",
                "give the float model it was made of, or leave out --activations",
            )
        return tflite.convert(model)
    _check_whole(model)
    if calibration is None:
        raise SamplesError(
            str(model),
            "a float model needs samples, which set the ranges of its integers",
            "pass --samples FILE.npz, about 200 inputs as array x, float32",
        )
    for samples in (calibration, held_out):
        if samples is not None:
            _check_real(samples)
    return cached.quantized(door, model, calibration, held_out, listen, activations or "int8")


def float_outputs(model: Path, samples: Samples, *, listen: Listener = ignore) -> Array | None:
    """What the float model answers, float32[samples, ...]; None for a ``.tflite`` file, which is
    no float model.

    Raises:
        As ``convert``.
    """
    door = door_of(model)
    if door == "tflite":
        return None
    _check_real(samples)
    return cached.outputs(door, model, samples, listen)


def float_accuracy(model: Path, samples: Samples, *, listen: Listener = ignore) -> float | None:
    """The share of labelled samples the float model answers rightly, in [0, 1].

    None for a ``.tflite`` file, for samples without labels, and for a model that gives
    a single number.

    Raises:
        As ``convert``.
    """
    answers = float_outputs(model, samples, listen=listen) if samples.y is not None else None
    if answers is None or samples.y is None or answers[0].size < 2:
        return None
    chosen = answers.reshape(len(answers), -1).argmax(axis=1)
    return float(np.mean(chosen == samples.y))


def needs_calibration(model: Path) -> bool:
    """Whether ``convert`` needs samples: for every model but a ``.tflite`` file.

    Raises:
        ModelError: there is no such file, or it is of no kind that is taken.
    """
    return door_of(model) != "tflite"


def door_of(model: Path) -> Door:
    """The door a model enters by.

    Raises:
        ModelError: there is no such file, or it is of no kind that is taken.
    """
    if not model.exists():
        raise ModelError(str(model), "there is no such file", _nearest(model))
    if model.is_dir():
        if (model / saved_model.MARK).is_file():
            return "saved_model"
        raise ModelError(str(model), f"the folder has no {saved_model.MARK}", _TAKEN)
    suffix = model.suffix.lower()
    if suffix in tflite.SUFFIXES:
        return "tflite"
    if suffix in keras.SUFFIXES:
        return "keras"
    kind = f"models of type {suffix}" if suffix else "files without a suffix"
    raise ModelError(str(model), f"{kind} cannot be read", _TAKEN)


def _check_whole(model: Path) -> None:
    """Tell a file that only has the name of a Keras model, without ten seconds of TensorFlow."""
    magic = keras.MAGIC.get(model.suffix.lower())
    if magic is None:
        return
    try:
        require_file(model)
        with model.open("rb") as file:
            begin = file.read(len(magic))
    except OSError as error:
        raise ModelError(
            str(model), f"cannot be read ({error.strerror})", f"give a readable {model.suffix} file"
        ) from None
    if begin != magic:
        raise ModelError(
            str(model),
            f"is no {model.suffix} file",
            "write it with model.save, or correct its name",
        )


def _check_real(samples: Samples) -> None:
    """Samples of a float model must be what it was trained on: one array of finite floats."""
    if len(samples.x) != 1:
        raise SamplesError(
            samples.where,
            f"it has {len(samples.x)} inputs, and models of one are converted",
            "give the array x",
        )
    (x,) = samples.x
    if x.dtype.kind != "f":
        raise SamplesError(
            samples.where,
            f"x is {x.dtype}, but a float model is calibrated with the numbers it was trained on",
            "give x as float32, scaled as in training",
        )
    if len(x) == 0:
        raise SamplesError(samples.where, "there are no samples", "give about 200")
    with np.errstate(over="ignore"):
        wrong = int(np.count_nonzero(~np.isfinite(x.astype(np.float32))))
    if wrong:
        raise SamplesError(
            samples.where,
            f"{wrong:,} of {x.size:,} elements of x are not finite float32 numbers",
            "remove such samples or repair them",
        )


def _nearest(model: Path) -> str:
    folder = model.parent
    names = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
    near = difflib.get_close_matches(model.name, names, n=3)
    return f"did you mean {' or '.join(near)}?" if near else _TAKEN
