"""The doors of ``convert``, and what they refuse before any TensorFlow is started."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tinyedge.convert.convert import convert, float_accuracy, float_outputs, needs_calibration
from tinyedge.errors import MissingExtra, ModelError, SamplesError, TinyEdgeError
from tinyedge.samples import Samples

TAKEN = ".tflite, .keras, .h5, .hdf5 files and SavedModel folders are taken"
GOOD = Samples("data.npz", (np.zeros((4, 3), np.float32),), np.zeros(4, np.int64))


@pytest.fixture
def keras_file(tmp_path: Path) -> Path:
    """What looks like a Keras model as long as nobody opens it."""
    path = tmp_path / "my_model.keras"
    path.write_bytes(b"PK\x03\x04 and so on")
    return path


def test_a_tflite_file_passes_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "a.TFLITE"
    content = bytes(range(256))
    path.write_bytes(content)
    assert convert(path) == content
    assert not needs_calibration(path)
    assert float_outputs(path, GOOD) is None
    assert float_accuracy(path, GOOD) is None


def test_a_keras_file_needs_calibration(keras_file: Path) -> None:
    assert needs_calibration(keras_file)
    assert refusal(keras_file, None) == (
        f"{keras_file}: a float model needs samples, which set the ranges of its integers; "
        "pass --samples FILE.npz, about 200 inputs as array x, float32"
    )


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (
            (np.zeros((4, 3), np.int8),),
            "x is int8, but a float model is calibrated with the numbers it was trained on; "
            "give x as float32, scaled as in training",
        ),
        (
            (np.array([[0.0, np.nan], [np.inf, 0.0]]),),
            "2 of 4 elements of x are not finite float32 numbers; "
            "remove such samples or repair them",
        ),
        (
            (np.zeros((4, 3)), np.zeros((4, 3))),
            "it has 2 inputs, and models of one are converted; give the array x",
        ),
        ((np.zeros((0, 3)),), "there are no samples; give about 200"),
    ],
)
def test_samples_that_cannot_calibrate_are_refused(
    keras_file: Path, x: tuple[np.ndarray, ...], message: str
) -> None:
    assert refusal(keras_file, Samples("data.npz", x)) == f"data.npz: {message}"


def test_without_tensorflow_it_says_what_to_install(
    keras_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    monkeypatch.setenv("XDG_CACHE_HOME", str(keras_file.parent / "cache"))
    with pytest.raises(MissingExtra) as caught:
        convert(keras_file, GOOD)
    assert str(caught.value) == (
        "converting my_model.keras needs the package tensorflow, which is not installed; "
        "run: pip install 'tinyedge[keras]'"
    )


def test_a_quantized_file_keeps_its_activations(tmp_path: Path) -> None:
    path = tmp_path / "m.tflite"
    path.write_bytes(b"content")
    with pytest.raises(ModelError) as caught:
        convert(path, activations="int16")
    assert str(caught.value) == (
        f"{path}: is quantized already, and nothing makes its activations int16; "
        "give the float model it was made of, or leave out --activations"
    )


def test_a_missing_file_names_the_nearest(keras_file: Path) -> None:
    path = keras_file.with_name("my_modl.keras")
    assert refusal(path, GOOD) == f"{path}: there is no such file; did you mean my_model.keras?"


def test_a_missing_file_like_nothing_says_what_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "a.keras"
    assert refusal(path, GOOD) == f"{path}: there is no such file; {TAKEN}"


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("a.pt", "models of type .pt cannot be read"),
        ("a", "files without a suffix cannot be read"),
    ],
)
def test_other_kinds_say_what_is_taken(tmp_path: Path, name: str, problem: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"")
    assert refusal(path, GOOD) == f"{path}: {problem}; {TAKEN}"


def test_a_folder_of_something_else_says_what_is_taken(tmp_path: Path) -> None:
    assert refusal(tmp_path, GOOD) == f"{tmp_path}: the folder has no saved_model.pb; {TAKEN}"


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_a_file_that_only_has_the_name_is_told_at_once(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"junk")
    assert refusal(path, GOOD) == (
        f"{path}: is no {suffix} file; write it with model.save, or correct its name"
    )


def test_tensorflow_is_not_imported_on_the_way_of_a_tflite_file(tmp_path: Path) -> None:
    path = tmp_path / "a.tflite"
    path.write_bytes(b"content")
    program = (
        "import sys; from pathlib import Path; import tinyedge, tinyedge.pipeline; "
        "from tinyedge.convert.convert import convert; "
        f"assert convert(Path({str(path)!r})) == b'content'; "
        "print(sorted({'tensorflow', 'keras'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def refusal(model: Path, calibration: Samples | None) -> str:
    with pytest.raises(TinyEdgeError) as caught:
        convert(model, calibration)
    assert isinstance(caught.value, ModelError | SamplesError)
    return str(caught.value)
