"""What a person sees of a Report, on terminals wide and narrow."""

from __future__ import annotations

from dataclasses import replace

from rich.console import Console

from tinyedge.report.terminal import render
from tinyedge.verify.types import Accuracy, LayerResult, Mismatch, Report


def report(mismatches: int = 0, instructions: int | None = 1_234_567_890) -> Report:
    first = Mismatch(1, 0, "CONV_2D", "conv", (0, 1, 2, 3), 5, -6, "reference")
    return Report(
        model="kws",
        board="sim-cortex-m4",
        board_name="Simulated Cortex-M4F",
        engine="aot",
        where="emulator" if instructions else "host",
        samples=1,
        elements_compared=1000,
        mismatches=mismatches,
        first_mismatch=first if mismatches else None,
        oracles=("reference", "tflm"),
        counter="instructions",
        count_per_inference=instructions,
        layers=(
            LayerResult(
                "a/very/" + "long/" * 20 + "name[1]",
                "CONV_2D",
                123_456_789,
                instructions,
                1000,
                mismatches,
            ),
        ),
        sections=(("runtime", 9000, 0), ("weights", 20_000, 0), ("generated", 0, 5000)),
        flash_bytes=29_000,
        flash_model_bytes=20_000,
        ram_bytes=5000,
        arena_bytes=4000,
        arena_lower_bound_bytes=3900,
        stack_bytes=388,
        model_sha256="a" * 64,
        image_sha256="b" * 64,
        compiler="zig cc 0.17.1",
        accuracy=Accuracy(0.5, 0.75, None),
    )


def shown(what: Report, width: int) -> str:
    console = Console(width=width, color_system=None)
    with console.capture() as captured:
        console.print(render(what), highlight=False)
    return captured.get()


def test_a_narrow_terminal_takes_letters_from_names_but_no_digit_from_figures() -> None:
    text = shown(report(), 80)
    (row,) = [line for line in text.splitlines() if "CONV_2D" in line]
    assert "123,456,789  1,234,567,890  100.0%    yes" in row
    assert "…" in row


def test_the_verdict_names_where_and_against_what() -> None:
    lines = shown(report(), 160).splitlines()
    assert lines[0] == "PASSED  kws on Simulated Cortex-M4F (emulator), engine aot"
    assert lines[1].strip() == (
        "1 sample, 1,000 elements compared, 0 mismatches; oracle: reference, tflm"
    )
    assert lines[2].strip() == "accuracy 50.00% on the device (emulator), 75.00% int8 on the host"
    assert lines[3].strip() == "1,234,567,890 instructions per inference (emulator), 10.00 per MAC"


def test_a_failure_names_the_first_element_that_differs() -> None:
    text = shown(report(mismatches=7), 160)
    assert text.startswith("FAILED  kws on")
    assert (
        "first: layer 0 CONV_2D: conv[0, 1, 2, 3] expected 5, got -6 (sample 1, reference)" in text
    )
    assert "7 differ" in text


def test_no_figure_is_invented_where_nothing_counts() -> None:
    text = shown(report(instructions=None), 160)
    assert "per inference" not in text
    assert "share" not in text


def test_memory_is_told_by_origin() -> None:
    text = shown(report(), 160)
    assert "flash   29,000 B: 9,000 B of code and 20,000 B of model" in text
    assert "(runtime 9,000, weights 20,000)" in text
    assert "the arena 4,000 B (100 B over the lower bound); stack 388 B at its highest" in text


def test_a_model_that_multiplies_nothing_is_reported_without_a_figure_per_mac() -> None:
    (layer,) = report().layers
    text = shown(replace(report(), layers=(replace(layer, macs=0),)), 120)
    assert "1,234,567,890 instructions per inference (emulator)\n" in text
