"""MODEL on the command line becomes a model file, wherever it comes from."""

from __future__ import annotations

import hashlib
import io
import sys
import zipfile
from pathlib import Path

import pytest

from tinyedge.errors import ModelError
from tinyedge.events import Event, Started
from tinyedge.paths import cache_dir, models_dir
from tinyedge.zoo.resolve import resolve

CONTENT = b"not really a model"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of its own, and pip that finds wheels in ``tmp_path/wheels`` alone."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "wheels").mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def wheel(content: bytes = CONTENT, member: str = "fake_models/a.zip") -> bytes:
    info = "fake_models-1.0.dist-info"
    return zipped(
        {
            member: zipped({"a.tflite": content}),
            f"{info}/METADATA": b"Metadata-Version: 2.1\nName: fake-models\nVersion: 1.0\n",
            f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            f"{info}/RECORD": b"",
        }
    )


def model_folder(tmp_path: Path, offered: bytes, expected: bytes | None = None) -> Path:
    """A folder with a model.toml; the wheel ``offered`` lies where pip looks."""
    (tmp_path / "wheels" / "fake_models-1.0-py3-none-any.whl").write_bytes(offered)
    folder = tmp_path / "models" / "fake"
    folder.mkdir(parents=True)
    (folder / "model.toml").write_text(
        f"""\
name = "Fake"
task = "none"
source = "none"
licence = "none"
macs = 0
[download]
package = "fake-models"
version = "1.0"
wheel_sha256 = "{sha256(expected or offered)}"
member = "fake_models/a.zip"
inner = "a.tflite"
sha256 = "{sha256(CONTENT)}"
"""
    )
    return folder


def test_a_download_comes_through_pip_and_a_second_needs_none(tmp_path: Path) -> None:
    folder = model_folder(tmp_path, wheel())
    events: list[Event] = []
    source = resolve(folder, listen=events.append)
    assert source.path.read_bytes() == CONTENT
    assert (source.name, source.path.name, source.samples) == ("fake", "a.tflite", None)
    assert events == [Started("download", "fake-models 1.0, which holds the model; once")]
    for path in (tmp_path / "wheels").iterdir():
        path.unlink()
    assert resolve(folder, listen=events.append) == source
    assert len(events) == 1
    assert not list((tmp_path / "cache").rglob("*.whl"))


def test_a_damaged_file_in_the_cache_is_fetched_again(tmp_path: Path) -> None:
    folder = model_folder(tmp_path, wheel())
    resolve(folder).path.write_bytes(b"half")
    assert resolve(folder).path.read_bytes() == CONTENT


def test_a_wheel_put_there_by_hand_needs_no_pip(tmp_path: Path) -> None:
    folder = model_folder(tmp_path, wheel())
    offered = next((tmp_path / "wheels").iterdir())
    offered.rename(cache_dir("wheels") / offered.name)
    events: list[Event] = []
    assert resolve(folder, listen=events.append).path.read_bytes() == CONTENT
    assert not events


def test_without_a_network_it_says_what_to_do(tmp_path: Path) -> None:
    folder = model_folder(tmp_path, wheel())
    next((tmp_path / "wheels").iterdir()).unlink()
    assert refusal(folder) == (
        "fake-models 1.0: cannot be downloaded (No matching distribution found for "
        "fake-models==1.0); check the network, or run where there is one: "
        "pip download --no-deps --only-binary=:all: fake-models==1.0, "
        f"and put the file into {cache_dir('wheels')}"
    )


def test_another_wheel_than_the_known_one_is_refused(tmp_path: Path) -> None:
    good, other = wheel(), wheel(b"something else")
    folder = model_folder(tmp_path, other, expected=good)
    assert refusal(folder) == (
        f"fake_models-1.0-py3-none-any.whl: its sha256 is {sha256(other)}, "
        f"expected {sha256(good)}; "
        "the package registry gave another file than the one known; it was thrown away"
    )
    assert not list((tmp_path / "cache").rglob("*.whl"))
    assert not list((tmp_path / "cache").rglob("*.tflite"))


def test_another_model_than_the_known_one_is_refused(tmp_path: Path) -> None:
    folder = model_folder(tmp_path, wheel(b"something else"))
    assert refusal(folder) == (
        f"fake_models-1.0-py3-none-any.whl/a.tflite: its sha256 is {sha256(b'something else')}, "
        f"expected {sha256(CONTENT)}; correct sha256 in model.toml, if the file is to be trusted"
    )
    assert not list((tmp_path / "cache").rglob("*.tflite"))


def test_a_member_that_is_not_there_is_named(tmp_path: Path) -> None:
    folder = model_folder(tmp_path, wheel(member="fake_models/b.zip"))
    assert refusal(folder) == (
        "fake_models-1.0-py3-none-any.whl: holds no fake_models/a.zip; correct model.toml"
    )


def test_without_pip_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = model_folder(tmp_path, wheel())
    monkeypatch.setitem(sys.modules, "pip", None)
    assert refusal(folder) == (
        "fake-models 1.0: cannot be downloaded without pip; "
        "run: python -m ensurepip, then try again"
    )


def test_a_file_is_itself(tmp_path: Path) -> None:
    path = tmp_path / "my_model.tflite"
    path.write_bytes(CONTENT)
    source = resolve(path)
    assert (source.name, source.path, source.samples) == ("my_model", path, None)
    assert (source.labels, source.accuracy) == ((), None)


def test_a_saved_model_is_itself(tmp_path: Path) -> None:
    (tmp_path / "saved_model.pb").write_bytes(b"")
    assert resolve(tmp_path).path == tmp_path


def test_a_committed_model_brings_samples_and_labels() -> None:
    source = resolve(models_dir() / "digits")
    assert source.name == "digits"
    assert source.path == models_dir() / "digits" / "digits.tflite"
    assert source.samples == models_dir() / "digits" / "samples.npz"
    assert source.labels == tuple("0123456789")


def test_a_model_that_tinyedge_brings_is_found_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert resolve(Path("models/sine")).path == models_dir() / "sine" / "sine.tflite"


def test_a_model_toml_stands_for_its_folder() -> None:
    assert resolve(models_dir() / "sine" / "model.toml") == resolve(models_dir() / "sine")


def test_a_missing_model_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "digits.tflite").write_bytes(CONTENT)
    path = tmp_path / "digit.tflite"
    assert refusal(path) == (
        f"{path}: there is no such model; "
        f"did you mean {tmp_path / 'digits.tflite'} or models/digits?"
    )


def test_a_missing_model_like_nothing_names_those_there_are(tmp_path: Path) -> None:
    path = tmp_path / "zzz"
    assert refusal(path) == (
        f"{path}: there is no such model; give a model file, or one of "
        "models/ad, models/alexa, models/digits, models/hey_jarvis, models/hey_mycroft, models/ic, "
        "models/kws, models/okay_nabu, models/sine, models/vww"
    )


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path) == (
        f"{tmp_path}: the folder has neither model.toml nor saved_model.pb; "
        "give a model file or a folder of a model"
    )


def test_a_file_that_model_toml_names_must_be_there(tmp_path: Path) -> None:
    path = tmp_path / "model.toml"
    text = (models_dir() / "sine" / "model.toml").read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    assert refusal(tmp_path) == (f"{path}: names sine.tflite, which is not there; correct the file")


def refusal(model: Path) -> str:
    with pytest.raises(ModelError) as caught:
        resolve(model)
    return str(caught.value)
