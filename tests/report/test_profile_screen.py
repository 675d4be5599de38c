"""What a person sees of a Profile: whole screens; and the table for other programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console, RenderableType
from support.profiles import profile

from tinyedge.profile.budgets import Budgets, exceeded
from tinyedge.profile.diff import diff, load
from tinyedge.profile.types import Profile
from tinyedge.report.profile import profile_to_csv, render_profile

LAYERS = (
    ("model/conv/" + "long/" * 20 + "name[1]", "CONV_2D", 1_234_567),
    ("dw", "DEPTHWISE_CONV_2D", 812_000),
    ("soft", "SOFTMAX", 900),
)


def shown(what: RenderableType, width: int = 200, *, terminal: bool = False) -> list[str]:
    console = Console(width=width, color_system=None, force_terminal=terminal)
    with console.capture() as captured:
        console.print(what, highlight=False)
    return [line.rstrip() for line in captured.get().splitlines()]


def screen(text: str) -> list[str]:
    return text.strip("\n").splitlines()


def test_a_profile_of_a_board_that_counts() -> None:
    assert shown(render_profile(profile(*LAYERS))) == screen(
        """
kws on Simulated Cortex-M4F (emulator), engine aot
2,047,467 instructions per inference (emulator), 1023.73 per MAC
6 runs over 3 samples: the same in all runs
2,000 MACs, arena 4,000 B, stack 388 B at its highest (emulator)

layer  operator           output tensor                   instructions  per MAC  share
    0  CONV_2D            model/conv/long/long/long/lon…     1,234,567  1234.57  60.3%  ############
    1  DEPTHWISE_CONV_2D  dw                                   812,000   812.00  39.7%  ########
    2  SOFTMAX            soft                                     900        -   0.0%  .

layer  operator            MACs  weights B  inputs B  outputs B
    0  CONV_2D            1,000        450        64         12
    1  DEPTHWISE_CONV_2D  1,000        450        64         12
    2  SOFTMAX                -          -        64         12
"""
    )


def test_a_profile_whose_counts_vary() -> None:
    assert shown(render_profile(profile(*LAYERS, spread=7))) == screen(
        """
kws on Simulated Cortex-M4F (emulator), engine aot
2,047,467 instructions per inference (emulator), 1023.73 per MAC
6 runs over 3 samples: from 2,047,446 to 2,047,488 instructions, by the samples alone
2,000 MACs, arena 4,000 B, stack 388 B at its highest (emulator)

layer  operator               least     median       most  per MAC  share
    0  CONV_2D            1,234,560  1,234,567  1,234,574  1234.57  60.3%  ############
    1  DEPTHWISE_CONV_2D    811,993    812,000    812,007   812.00  39.7%  ########
    2  SOFTMAX                  893        900        907        -   0.0%  .

layer  operator           output tensor                        MACs  weights B  inputs B  outputs B
    0  CONV_2D            model/conv/long/long/long/long/lo…  1,000        450        64         12
    1  DEPTHWISE_CONV_2D  dw                                  1,000        450        64         12
    2  SOFTMAX            soft                                    -          -        64         12
"""
    )


def test_a_profile_of_a_board_that_counts_nothing() -> None:
    layers = [(name, op, None) for name, op, _ in LAYERS]
    assert shown(render_profile(profile(*layers, counter="none", stack_bytes=None))) == screen(
        """
kws on This machine (host), engine aot
host counts nothing: no figure here says how long a layer takes
2,000 MACs, arena 4,000 B

layer  operator           output tensor                        MACs  weights B  inputs B  outputs B
    0  CONV_2D            model/conv/long/long/long/long/lo…  1,000        450        64         12
    1  DEPTHWISE_CONV_2D  dw                                  1,000        450        64         12
    2  SOFTMAX            soft                                    -          -        64         12
"""
    )


def test_a_profile_against_an_earlier_one_and_over_its_budgets(tmp_path: Path) -> None:
    old = profile(("dw", "DEPTHWISE_CONV_2D", 406_000), *LAYERS[2:], ("pad", "PAD", 30))
    path = tmp_path / "old.json"
    path.write_text(json.dumps(old.to_json()))
    new = profile(*LAYERS)
    found = diff(load(path), new, file="old.json")
    over = exceeded(new, Budgets(count=2_000_000))
    lines = shown(render_profile(new, found, over))
    assert lines[4] == (
        "over budget: 2,047,467 instructions, 47,467 over the budget of 2,000,000 (emulator)"
    )
    assert lines[16:] == screen(
        """
against kws on sim-cortex-m4 (emulator)
406,930 -> 2,047,467 instructions, 5.031
388 -> 388 bytes of stack, 1.000

layer  operator           output tensor                           old        new  new/old
    0  CONV_2D            model/conv/long/long/long/long/lo…        -  1,234,567    added
    1  DEPTHWISE_CONV_2D  dw                                  406,000    812,000    2.000
    2  SOFTMAX            soft                                    900        900    1.000
    -  PAD                pad                                      30          -     gone
"""
    )


@pytest.mark.parametrize("width", [80, 100, 200])
@pytest.mark.parametrize("spread", [0, 7])
def test_it_fits_100_columns_and_no_figure_loses_a_digit(width: int, spread: int) -> None:
    large = profile(("n" * 90, "DEPTHWISE_CONV_2D", 1_234_567_890), spread=spread)
    lines = shown(render_profile(large), max(width, 100 if spread else width))
    assert max(map(len, lines)) <= 100
    assert any("1,234,567,890" in line and "100.0%" in line for line in lines)


def test_a_terminal_has_bars_of_eighths() -> None:
    lines = shown(render_profile(profile(*LAYERS)), 100, terminal=True)
    assert [line.split("%  ")[1] for line in lines[6:9]] == ["█" * 12, "███████▉", "▏"]


@pytest.mark.parametrize(
    ("made", "line"),
    [
        (profile(*LAYERS, runs=1), "1 run over 1 sample: no second one to compare it with"),
        (
            profile(*LAYERS, spread=7),
            "6 runs over 3 samples: from 2,047,446 to 2,047,488 instructions, by the samples alone",
        ),
        (
            profile(*LAYERS, spread=7, steady=None),
            "6 runs over 3 samples: from 2,047,446 to 2,047,488 instructions; "
            "no sample was run twice",
        ),
        (
            profile(*LAYERS, spread=7, steady=False),
            "6 runs over 3 samples: from 2,047,446 to 2,047,488 instructions; "
            "runs of one sample differ",
        ),
    ],
)
def test_it_says_by_whose_doing_the_runs_differ(made: Profile, line: str) -> None:
    assert shown(render_profile(made))[2] == line


def test_the_csv_has_a_row_a_layer_and_says_where_from() -> None:
    assert profile_to_csv(profile(("a, b", "CONV_2D", 75), ("c", "ADD", 25), spread=5)) == (
        "layer,name,op,macs,weights_bytes,inputs_bytes,outputs_bytes,counter,min,median,max,"
        "share,count_per_mac,board,where\n"
        '0,"a, b",CONV_2D,1000,450,64,12,instructions,70,75,80,0.75,0.075,sim-cortex-m4,emulator\n'
        "1,c,ADD,0,0,64,12,instructions,20,25,30,0.25,,sim-cortex-m4,emulator\n"
    )
    assert profile_to_csv(profile(("c", "ADD", None), counter="none")).endswith(
        "0,c,ADD,0,0,64,12,none,,,,,,host,host\n"
    )
