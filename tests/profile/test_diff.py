"""Two profiles beside each other, and what --diff does not take for one."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from support.profiles import profile

from tinyedge.errors import ProfileError, SettingError
from tinyedge.profile.budgets import Budgets, Exceeded, exceeded
from tinyedge.profile.diff import Change, Diff, diff, load
from tinyedge.profile.types import Profile

REMEDY = "give what `tinyedge profile --json`, `run --json` or `verify --json` printed"


def compare(old: Profile, new: Profile, tmp_path: Path, **changed: Any) -> Diff:
    path = tmp_path / "old.json"
    path.write_text(json.dumps({**old.to_json(), **changed}))
    return diff(load(path), new, file="old.json")


def test_layers_are_matched_by_name_and_operator_whatever_their_number(tmp_path: Path) -> None:
    old = profile(("a", "CONV_2D", 100), ("x", "PAD", 7), ("b", "ADD", 50), ("b", "MUL", 5))
    new = profile(("b", "ADD", 25), ("a", "CONV_2D", 150), ("b", "SUB", 3))
    found = compare(old, new, tmp_path)
    assert [
        (layer.index, layer.name, layer.op, layer.count.old, layer.count.new, layer.added)
        for layer in found.layers
    ] == [
        (0, "b", "ADD", 50, 25, False),
        (1, "a", "CONV_2D", 100, 150, False),
        (2, "b", "SUB", None, 3, True),
        (None, "x", "PAD", 7, None, False),
        (None, "b", "MUL", 5, None, False),
    ]
    assert [layer.count.ratio for layer in found.layers] == [0.5, 1.5, None, None, None]
    assert found.total == Change(162, 178)
    assert found.stack_bytes == Change(388, 388)


def test_layers_of_one_name_are_matched_in_their_order(tmp_path: Path) -> None:
    old = profile(("a", "ADD", 1), ("a", "ADD", 2))
    new = profile(("a", "ADD", 3), ("a", "ADD", 4), ("a", "ADD", 5))
    changes = [layer.count for layer in compare(old, new, tmp_path).layers]
    assert changes == [Change(1, 3), Change(2, 4), Change(None, 5)]


def test_a_layer_that_cost_nothing_has_no_ratio() -> None:
    assert Change(0, 5).ratio is None
    assert Change(5, 0).ratio == 0.0


def test_boards_that_count_nothing_are_compared_in_their_layers(tmp_path: Path) -> None:
    old, new = (profile(("a", "ADD", None), counter="none") for _ in range(2))
    found = compare(old, new, tmp_path)
    assert found.total == Change(None, None)
    assert [layer.added for layer in found.layers] == [False]


def test_instructions_are_not_compared_with_cycles(tmp_path: Path) -> None:
    with pytest.raises(ProfileError) as caught:
        compare(profile(("a", "ADD", 1), counter="cycles"), profile(("a", "ADD", 1)), tmp_path)
    assert str(caught.value) == (
        "old.json: sim-cortex-m4 counted cycles there, sim-cortex-m4 counts instructions: "
        "the two cannot be compared; profile both on boards that count the same"
    )


def test_a_name_in_a_file_gives_no_orders_to_a_terminal(tmp_path: Path) -> None:
    found = compare(profile(("\x1b[2Jboo", "ADD", 1)), profile(("a", "ADD", 1)), tmp_path)
    assert found.layers[1].name == "?[2Jboo"


LAYER = {"name": "a", "op": "ADD", "instructions": 1}
GOOD: dict[str, Any] = {
    **{"model": "m", "board": "b", "where": "host", "counter": "instructions"},
    **{"instructions_per_inference": 1, "layers": [LAYER]},
}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "it is not JSON: the file is empty"),
        ("{", "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ("[]", "it holds no profile"),
        ("{}", "it has no counter"),
        (
            {"counter": "seconds"},
            "it has counter = 'seconds', not one of instructions, cycles, none",
        ),
        ({"layers": None}, "it has no list of layers"),
        ({"model": 5}, "it has no model"),
        (
            {"instructions_per_inference": None},
            "it has no instructions_per_inference that is a whole number from 0",
        ),
        ({"stack_bytes": -4}, "it has no stack_bytes that is a whole number from 0"),
        ({"layers": ["a"]}, "layer 0 is no object"),
        ({"layers": [LAYER, {**LAYER, "op": None}]}, "layer 1 has no op"),
        (
            {"layers": [{**LAYER, "instructions": True}]},
            "layer 0 has no instructions that is a whole number from 0",
        ),
        (
            {"layers": [{**LAYER, "instructions": 1.5}]},
            "layer 0 has no instructions that is a whole number from 0",
        ),
    ],
)
def test_what_is_no_profile(content: Any, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    path.write_text(content if isinstance(content, str) else json.dumps({**GOOD, **content}))
    with pytest.raises(ProfileError) as caught:
        load(path)
    assert str(caught.value) == f"{path}: {problem}; {REMEDY}"


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(ProfileError) as caught:
        load(tmp_path / "none.json")
    assert str(caught.value) == (
        f"{tmp_path}/none.json: cannot be read: No such file or directory; {REMEDY}"
    )
    with pytest.raises(ProfileError) as caught:
        load(tmp_path)
    assert str(caught.value) == f"{tmp_path}: cannot be read: Is a directory; {REMEDY}"
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ProfileError) as caught:
        load(tmp_path / "binary")
    assert str(caught.value) == f"{tmp_path}/binary: it is not JSON; {REMEDY}"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes: a POSIX system")
def test_a_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ProfileError) as caught:
        load(tmp_path / "pipe")
    assert str(caught.value) == (
        f"{tmp_path}/pipe: cannot be read: a pipe or a device, no file; {REMEDY}"
    )


def test_budgets_are_held_against_the_costliest_run() -> None:
    found = profile(("a", "ADD", 100), spread=5)
    assert exceeded(found, Budgets(count=105, stack_bytes=388)) == ()
    over = exceeded(found, Budgets(count=104, stack_bytes=300))
    assert over == (Exceeded("instructions", 105, 104), Exceeded("bytes of stack", 388, 300))
    assert str(over[1]) == "388 bytes of stack, 88 over the budget of 300"


def test_a_budget_for_what_is_not_known_is_refused() -> None:
    found = profile(("a", "ADD", None), counter="none", stack_bytes=None)
    with pytest.raises(SettingError) as caught:
        exceeded(found, Budgets(count=5))
    assert str(caught.value) == (
        "--max-count: host counts nothing; choose a board that does, or leave it out"
    )
    with pytest.raises(SettingError) as caught:
        exceeded(found, Budgets(stack_bytes=5))
    assert str(caught.value) == (
        "--max-stack: host does not know its stack; choose another, or leave it out"
    )
