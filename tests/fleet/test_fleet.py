"""Runs side by side, in fake processes: one that crashes, hangs or lies takes none with it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tinyedge.fleet.child import run_command
from tinyedge.fleet.fleet import run_fleet
from tinyedge.fleet.types import Fleet, FleetEvent, Job, JobEnded, JobStage, JobStarted, Target

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the processes are shell scripts")

PASSED = 'echo "codegen: it" >&2; echo \'{"passed": true}\''
HANGS = "echo 'verify: 5 samples' >&2; sleep 1000"
STUBBORN = 'trap "" INT; echo "verify: 5 samples" >&2; sleep 1000'


def target(name: str = "a", *, kind: str = "host", port: str | None = None) -> Target:
    return Target(name, kind, kind, kind == "pico", port=port)


def fleet(
    scripts: Sequence[str], *, timeout_s: float = 60.0, **options: object
) -> tuple[Fleet, list[FleetEvent]]:
    """Each script is what a board of its own does with one model; `$0` is its number."""
    events: list[FleetEvent] = []
    jobs = [Job(target(str(number), kind=f"kind-{number}"), "m") for number in range(len(scripts))]

    def command(job: Job) -> tuple[list[str], dict[str, str]]:
        return ["sh", "-c", scripts[int(job.target.name)], job.target.name], {}

    made = run_fleet(
        jobs,
        at_once=4,
        timeout_s=timeout_s,
        command=command,
        listen=events.append,
        **options,  # type: ignore[arg-type]
    )
    return made, events


def test_what_becomes_of_one_is_nothing_to_the_others() -> None:
    made, _ = fleet(
        [
            PASSED,
            "echo '{\"passed\": false}'; exit 1",
            "echo 'build: it' >&2; echo 'tinyedge: x: no such board; take y' >&2; exit 2",
            "kill -SEGV $$",
            "echo oops >&2; exit 3",
            "echo '{\"passed\": true}'; exit 1",
            "echo nonsense",
            "exit 2",
            PASSED,
        ]
    )
    assert [(outcome.verdict, outcome.problem) for outcome in made.outcomes] == [
        ("passed", None),
        ("different", None),
        ("not done", "x: no such board; take y"),
        ("not done", "the run was killed by signal 11 and no report"),
        ("not done", "the run ended with status 3 and no report; it said last: oops"),
        ("not done", "the run ended with status 1 and no report"),
        ("not done", "the run ended with status 0 and no report"),
        ("not done", "the run ended with status 2 and no report"),
        ("passed", None),
    ]
    assert (made.status, made.passed, made.interrupted) == (1, False, False)


def test_status_2_where_nothing_differs_and_something_was_not_done() -> None:
    assert fleet([PASSED, "exit 2"])[0].status == 2
    assert fleet([PASSED, PASSED])[0].status == 0


def test_nothing_to_do_is_nothing_passed() -> None:
    made, _ = fleet([])
    assert not made.passed
    assert made.status == 2


@pytest.mark.parametrize("script", [HANGS, STUBBORN])
def test_one_that_hangs_is_ended_and_says_where_it_was(
    script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tinyedge.fleet.child._GRACE_S", 0.3)
    made, _ = fleet([script, PASSED], timeout_s=1.0)
    assert [outcome.problem for outcome in made.outcomes] == [
        "it did not end within 1 s (it was at: verify: 5 samples)",
        None,
    ]


def test_when_stopped_all_children_end_and_what_is_known_is_kept(tmp_path: Path) -> None:
    def both_run() -> bool:
        return len(list(tmp_path.iterdir())) == 2

    scripts = [PASSED, *[f"echo codegen >&2; echo $$ > {tmp_path}/$0; exec sleep 1000"] * 2]
    made, _ = fleet([*scripts, *[PASSED] * 6], stopped=both_run)
    assert made.interrupted
    assert made.outcomes[0].verdict == "passed"
    assert [outcome.problem for outcome in made.outcomes[1:3]] == [
        "interrupted (it was at: codegen)"
    ] * 2
    for path in tmp_path.iterdir():
        with pytest.raises(ProcessLookupError):
            os.kill(int(path.read_text()), 0)


def test_an_error_here_leaves_no_child_behind(tmp_path: Path) -> None:
    def explode() -> bool:
        if (tmp_path / "0").is_file():
            time.sleep(0.1)
            raise KeyboardInterrupt
        return False

    with pytest.raises(KeyboardInterrupt):
        fleet([f"echo $$ > {tmp_path}/$0; exec sleep 1000"], stopped=explode)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "0").read_text()), 0)


def test_a_model_is_opened_once_before_it_runs_elsewhere() -> None:
    wait = "n=0; while [ $n -lt 20 ]; do n=$((n+1)); sleep 0.02; done"
    _, events = fleet([f"echo 'convert: it' >&2; {wait}; {PASSED}", PASSED, PASSED])
    order = [
        (type(event).__name__, event.job.target.name, getattr(event, "stage", ""))
        for event in events
        if isinstance(event, JobStarted | JobStage)
    ]
    assert order[:2] == [("JobStarted", "0", ""), ("JobStage", "0", "convert: it")]
    assert ("JobStarted", "1", "") in order[2:]


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (target("a"), target("b"), False),  # one firmware, built in one folder
        (target("a"), target("b", kind="sim-cortex-m4"), True),
        (target("a", port="COM3"), target("b", kind="sim-cortex-m4", port="COM3"), False),
        (target("a", kind="pico", port="COM3"), target("b", kind="pico", port="COM4"), False),
    ],
)
def test_what_would_get_into_each_others_way_waits(
    first: Target, second: Target, together: bool
) -> None:
    running, most = 0, 0

    def listen(event: FleetEvent) -> None:
        nonlocal running, most
        if isinstance(event, JobStarted):
            running += 1
        elif isinstance(event, JobEnded):
            running -= 1
        most = max(most, running)

    script = f"{PASSED}; sleep 0.4"
    run_fleet(
        [Job(first, "m"), Job(second, "m")],
        at_once=4,
        timeout_s=60.0,
        command=lambda job: (["sh", "-c", script], {}),
        listen=listen,
    )
    assert most == (2 if together else 1)


def test_what_a_run_says_gives_no_orders_to_a_terminal() -> None:
    made, _ = fleet(["printf 'tinyedge: \\033[2Jboo\\n' >&2; exit 2"])
    assert made.outcomes[0].problem == "\\x1b[2Jboo"


def test_a_run_is_the_command_that_a_person_would_type() -> None:
    job = Job(
        Target("left", "pico", "pico", True, "aot", "rfc2217://pi:4000", Path("x.npz"), 5, "gcc"),
        "-m.tflite",
    )
    argv, _ = run_command(job)
    assert argv == [
        *(sys.executable, "-m", "tinyedge", "run", "--json", "--board=pico", "--engine=aot"),
        *("--port=rfc2217://pi:4000", "--samples=x.npz", "--count=5", "--compiler=gcc"),
        *("--", "-m.tflite"),
    ]
