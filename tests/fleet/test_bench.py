"""Bench files: what they say, and one line for each thing that they cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from tinyedge.boards import load_board
from tinyedge.errors import BenchError, BoardError
from tinyedge.fleet.bench import load_bench
from tinyedge.fleet.types import Target

GOOD = """\
models = ["models/sine", "mine.tflite"]

[[boards]]
board = "host"

[[boards]]
name = "left-pico"
board = "pico"
port = "rfc2217://pi.lab:4000"
engine = "aot"
models = ["models/digits"]
samples = "digits.npz"
count = 20

[[boards]]
name = "sim"
board = "sim-cortex-m4"
port = "socket://127.0.0.1:5"
"""


def no_board(name: str) -> str:
    with pytest.raises(BoardError) as caught:
        load_board(name)
    return str(caught.value)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "lab.toml"
    path.write_text(text)
    return path


def test_a_bench_says_what_is_where(tmp_path: Path) -> None:
    (tmp_path / "mine.tflite").touch()
    shared = ("models/sine", str(tmp_path / "mine.tflite"))
    bench = load_bench(written(tmp_path, GOOD))
    assert bench.boards == (
        (Target("host", "host", "host", False), shared),
        (
            Target(
                *("left-pico", "pico", "pico", True, "aot", "rfc2217://pi.lab:4000"),
                *(Path("digits.npz"), 20),
            ),
            ("models/digits",),
        ),
        (
            Target("sim", "sim-cortex-m4", "sim-cortex-m4", False, port="socket://127.0.0.1:5"),
            shared,
        ),
    )
    assert [target.name for target, _ in bench.only(["sim", "host"]).boards] == ["sim", "host"]
    assert {models for _, models in bench.with_models(["x"]).boards} == {("x",)}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "lacks the key 'boards'; it takes boards, models"),
        ("boards = []", "boards = [] is not possible; it takes one table [[boards]] or more"),
        ("boards = 5", "boards = 5 is not possible; it takes tables, [[boards]]"),
        ("bords = 5", "has no key 'bords'; it takes boards, models"),
        ("= 5", "not TOML: Invalid statement (at line 1, column 1)"),
        (
            "[[boards]]\nboard = 'host'\nprot = 'COM3'",
            "[boards.host] has no key 'prot'; it takes board, name, port, engine, models, samples, "
            "count",
        ),
        (
            "[[boards]]\nname = 'left'",
            "[boards.left] lacks the key 'board'; it takes board, name, port, engine, models, "
            "samples, count",
        ),
        (
            "[[boards]]\nboard = 'picoo'",
            f"[boards.picoo] board = 'picoo' is not possible: {no_board('picoo')}",
        ),
        (
            "[[boards]]\nboard = 'host'\n[[boards]]\nboard = 'host'",
            "[[boards]] name = 'host' is there twice; each takes its own",
        ),
        (
            "[[boards]]\nboard = 'pico'\nport = 'COM3'\n"
            "[[boards]]\nboard = 'esp32'\nport = ' COM3'",
            "[[boards]] port = 'COM3' is there twice; each takes its own",
        ),
        (
            "[[boards]]\nboard = 'host'\nname = 'a,b'",
            "[boards.1] name = 'a,b' is not possible; it takes up to 40 letters, digits, '.', '_' "
            "and '-', a letter or digit first",
        ),
        (
            "[[boards]]\nboard = 'host'\nport = ' '",
            "[boards.host] port = ' ' is not possible; it takes a serial port, or a URL such as "
            "rfc2217://host:port",
        ),
        (
            "[[boards]]\nboard = 'host'\nengine = 'magic'",
            "[boards.host] engine = 'magic' is not possible; it takes one of aot, tflm",
        ),
        (
            "[[boards]]\nboard = 'host'\nmodels = []",
            "[boards.host] models = [] is not possible; it takes a list of texts in quotes, 1 or "
            "more",
        ),
        (
            "models = ['a', 'a']\n[[boards]]\nboard = 'host'",
            "models = ['a', 'a'] is not possible; it takes each model once",
        ),
        (
            "[[boards]]\nboard = 'host'\ncount = 0",
            "[boards.host] count = 0 is not possible; it takes a whole number from 1 to 1,000,000",
        ),
    ],
)
def test_what_a_bench_cannot_say(text: str, problem: str, tmp_path: Path) -> None:
    path = written(tmp_path, text)
    with pytest.raises(BenchError) as caught:
        load_bench(path)
    assert str(caught.value) == f"{path}: {problem}"


def test_a_board_that_is_asked_for_and_not_there(tmp_path: Path) -> None:
    bench = load_bench(written(tmp_path, GOOD))
    with pytest.raises(BenchError) as caught:
        bench.only(["pico"])
    assert str(caught.value) == (
        f"{tmp_path}/lab.toml: has no board named 'pico'; it has host, left-pico, sim"
    )


def test_a_board_without_a_model(tmp_path: Path) -> None:
    bench = load_bench(written(tmp_path, "[[boards]]\nboard = 'host'"))
    with pytest.raises(BenchError) as caught:
        bench.with_models([])
    assert str(caught.value) == (
        f"{tmp_path}/lab.toml: [boards.host] lacks the key 'models', and no MODEL is given"
    )


def test_no_bench_file(tmp_path: Path) -> None:
    with pytest.raises(BenchError) as caught:
        load_bench(tmp_path / "none.toml")
    assert str(caught.value) == (
        f"{tmp_path}/none.toml: no such file; check the name; docs/lab.md shows what goes in"
    )
