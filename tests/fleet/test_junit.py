"""What JUnit XML says of a run that differs, and of texts that XML cannot hold."""

from __future__ import annotations

import xml.etree.ElementTree as Xml
from datetime import datetime, timezone

from rich.console import Console

from tinyedge.cli.fleet_screen import render_fleet
from tinyedge.fleet.junit import to_junit
from tinyedge.fleet.types import Fleet, Job, Outcome, Target

REPORT = {
    **{"where": "emulator", "samples": 2, "elements_compared": 1000, "mismatches": 3},
    **{"counter": "instructions", "instructions_per_inference": 12345},
    **{"flash_bytes": 9000, "ram_bytes": 500, "arena_bytes": 64, "stack_bytes": None},
    "first_mismatch": {
        **{"layer": 1, "op": "ADD", "tensor": "x<y>", "index": [2], "expected": 5, "got": -6},
        **{"sample": 0, "oracle": "reference"},
    },
}
LEFT, RIGHT = (Target(name, "pico", "pico", True) for name in ("left", "right"))
FLEET = Fleet(
    (
        Outcome(Job(LEFT, "m"), "different", 1.25, report=REPORT),
        Outcome(Job(RIGHT, "m"), "not done", 2.0, problem="a & b", said="one\ntwo\x01"),
    ),
    2.5,
)
FIRST = "layer 1 ADD: x<y>[2] expected 5, got -6 (sample 0, reference); 3 of 1,000 elements differ"

IN_XML = FIRST.replace("<", "&lt;").replace(">", "&gt;")


def test_a_difference_is_a_failure_and_what_was_not_done_an_error() -> None:
    text = to_junit(FLEET, datetime(2026, 11, 24, 1, 2, 3, 4, tzinfo=timezone.utc)).decode()
    assert text == (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        '<testsuites name="tinyedge run" tests="2" failures="1" errors="1" skipped="0" '
        'time="3.250">\n'
        '  <testsuite name="left" timestamp="2026-11-24T01:02:03" tests="1" failures="1" '
        'errors="0" skipped="0" time="1.250">\n'
        '    <testcase classname="left.aot" name="m" time="1.250">\n'
        f'      <failure type="mismatch" message="{IN_XML}">{IN_XML}</failure>\n'
        "      <system-out>emulator: 2 samples, 1,000 elements compared, 3 mismatches; "
        "12,345 instructions per inference; flash 9,000 B; RAM 500 B; arena 64 B</system-out>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        '  <testsuite name="right" timestamp="2026-11-24T01:02:03" tests="1" failures="0" '
        'errors="1" skipped="0" time="2.000">\n'
        '    <testcase classname="right.aot" name="m" time="2.000">\n'
        '      <error type="not done" message="a &amp; b">a &amp; b</error>\n'
        "      <system-err>one\ntwo?</system-err>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>\n"
    )
    Xml.fromstring(text)


def shown(width: int) -> list[str]:
    console = Console(width=width, color_system=None)
    with console.capture() as captured:
        console.print(render_fleet(FLEET), highlight=False)
    return [line.rstrip() for line in captured.get().splitlines()]


def test_the_screen_of_a_fleet_that_failed() -> None:
    assert (
        "\n".join(shown(120))
        == """\
board  where     engine  model  verdict                 count  flash B  RAM B  arena B  stack B    s
left   emulator  aot     m      3 differ  12,345 instructions    9,000    500       64        -  1.2
right  -         aot     m      not done                    -        -      -        -        -  2.0

m on left: layer 1 ADD: x<y>[2] expected 5, got -6 (sample 0, reference); 3 of 1,000 elements differ
m on right: a & b

FAILED  0 passed, 1 different, 1 not done, of 2 in 2.5 s"""
    )


def test_a_narrow_terminal_has_paragraphs() -> None:
    assert (
        "\n".join(shown(80))
        == """\
m on left, engine aot: 3 differ
    emulator: 2 samples, 1,000 elements compared, 3 mismatches; 12,345
    instructions per inference; flash 9,000 B; RAM 500 B; arena 64 B; 1.2 s
m on right, engine aot: not done
    no figures; 2.0 s

m on left: layer 1 ADD: x<y>[2] expected 5, got -6 (sample 0, reference); 3 of
1,000 elements differ
m on right: a & b

FAILED  0 passed, 1 different, 1 not done, of 2 in 2.5 s"""
    )
