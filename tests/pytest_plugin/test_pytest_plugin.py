"""The plugin as its users meet it: each test is a run of pytest in a project of theirs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support.user_project import Project

from tinyedge.pytest_plugin.explain import transcript_tail

pytest.importorskip("unicorn", reason="needs an emulator: pip install 'tinyedge[sim]'")

_EQUAL = """
def test_equal(tinyedge_device):
    assert tinyedge_device.verify(2).passed
"""
# The oracle is wrong in the lowest bit of the last output: as good as a device that is.
_DIFFERENT = """
@pytest.fixture
def wrong_oracle(monkeypatch):
    from tinyedge.pytest_plugin import under_test

    def replay(graph, samples, right=under_test.replay):
        for tensors in right(graph, samples):
            output = graph.outputs[0]
            yield {**tensors, output: tensors[output] ^ 1}

    monkeypatch.setattr(under_test, "replay", replay)
    monkeypatch.setattr(under_test.tflm, "available", lambda: False)

def test_different(tinyedge_device, wrong_oracle):
    assert tinyedge_device.matches_reference([0.5])

def test_the_next_one(tinyedge_device):
    assert tinyedge_device.matches_reference([0.5])
"""


def test_a_model_that_is_equal(project: Project) -> None:
    project.write(_EQUAL)
    result = project.run("-v")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        [
            "*test_equal?sim-cortex-m4? PASSED*",
            "*= tinyedge =*",
            "sim-cortex-m4 (emulator) sine: 1 passed; started 1x; 2 samples, * elements compared, "
            "0 different; * instructions per inference, flash * B, RAM * B, stack * B",
        ]
    )


def test_a_mismatch_shows_where_and_the_end_of_the_transcript(project: Project) -> None:
    project.write(_DIFFERENT)
    result = project.run()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "E * assert <* of 34 differ: layer 2 FULLY_CONNECTED: *, got * (sample 0, reference)>",
            "*tinyedge: first mismatch*",
            "sample    0",
            "layer     2 FULLY_CONNECTED",
            "tensor    StatefulPartitionedCall:0?0, 0?",
            "expected  62 (reference)",
            "got       63",
            "*tinyedge: end of the transcript *sim-cortex-m4-1.log*",
            "*host  STACK: 00 *",
            "*board STACK done: 00 *",
            "sim-cortex-m4 (emulator) sine: 1 passed, 1 failed; started 2x; 2 samples, 68 elements "
            "compared, 2 different*",
        ]
    )


def test_another_firmware_than_was_built_is_no_result(project: Project, running_port: Path) -> None:
    """Behind the port runs models/sine; the tests are about another model, and nothing flashes."""
    board = project.with_board()
    project.write(_EQUAL, settings="tinyedge_model = models/digits")
    result = project.run("--tinyedge-board", board, "--tinyedge-port", running_port)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["acme-m4: *OpenOCD*"])


def test_a_firmware_of_ones_own_at_a_port_is_taken_as_it_is(
    project: Project, running_port: Path
) -> None:
    board = project.with_board()
    project.write(_EQUAL)
    result = project.run("--tinyedge-board", board, "--tinyedge-port", running_port)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["acme-m4 (hardware) sine: 1 passed; 2 samples, *"])


@pytest.mark.parametrize(
    ("budget", "outcome", "said"),
    [
        ("instructions=1_000_000, flash_bytes=100_000, ram_bytes=50_000", "passed", ""),
        ("arena_bytes=10_000, stack_bytes=4_096", "passed", ""),
        (
            "flash_bytes=100, ram_bytes=50_000",
            "failed",
            "flash_bytes: * of 100, * over the budget (emulator, sine on sim-cortex-m4)",
        ),
        ("instructions=10", "failed", "instructions: * of 10, * over the budget (emulator, *)"),
        ("stack_bytes=1", "failed", "stack_bytes: * of 1, * over the budget (emulator, *)"),
        (
            "cycles=1",
            "skipped",
            "*not measured: cycles: sim-cortex-m4 counts instructions",
        ),
        ("accuracy=0.5", "skipped", "*not measured: accuracy: sine has no labelled samples"),
        ("cycles=1, flash_bytes=100", "failed", "flash_bytes: * of 100, * over the budget (*)"),
        (
            "flash=1",
            "failed",
            "@pytest.mark.tinyedge_budget(flash=...): there is no budget of that name; there are "
            "instructions, cycles, flash_bytes, ram_bytes, arena_bytes, stack_bytes, accuracy, "
            "samples",
        ),
        (
            "flash_bytes=1e6",
            "failed",
            "@pytest.mark.tinyedge_budget(flash_bytes=1000000.0): give a whole number, 1 or more",
        ),
        (
            "accuracy=98",
            "failed",
            "@pytest.mark.tinyedge_budget(accuracy=98): give a share in 0..1",
        ),
        (
            "",
            "failed",
            "@pytest.mark.tinyedge_budget: name a budget: instructions, cycles, flash_bytes, "
            "ram_bytes, arena_bytes, stack_bytes, accuracy",
        ),
        (
            "1000",
            "failed",
            "@pytest.mark.tinyedge_budget: name each budget: instructions=, cycles=, "
            "flash_bytes=, ram_bytes=, arena_bytes=, stack_bytes=, accuracy=, samples=",
        ),
    ],
)
def test_budgets(project: Project, budget: str, outcome: str, said: str) -> None:
    project.write(
        f"@pytest.mark.tinyedge_budget({budget})\ndef test_small(tinyedge_device):\n    pass\n"
    )
    result = project.run("-rs")
    result.assert_outcomes(**{outcome: 1})
    if said:
        result.stdout.fnmatch_lines([said])


def test_a_budget_of_no_such_name_is_said_once(project: Project) -> None:
    project.write(
        "@pytest.mark.tinyedge_budget(flash=1)\ndef test_small(tinyedge_device):\n    pass\n"
    )
    result = project.run()
    result.stdout.no_fnmatch_line("*During handling of the above exception*")
    lines = [line for line in result.outlines if line.startswith("@pytest.mark.tinyedge_budget")]
    assert len(lines) == 1


def test_a_budget_without_a_device(project: Project) -> None:
    project.write("@pytest.mark.tinyedge_budget(cycles=1)\ndef test_it():\n    pass\n")
    result = project.run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["tinyedge_budget: the test must take the fixture tinyedge_device"])


@pytest.mark.slow
def test_an_accuracy_of_the_models_own_samples(project: Project) -> None:
    mark = "@pytest.mark.tinyedge_budget(accuracy={}, samples=40)\n"
    project.write(
        f"{mark.format(0.5)}def test_good(tinyedge_device):\n    pass\n\n"
        f"{mark.format(1.0)}def test_perfect(tinyedge_device):\n    pass\n",
        settings="tinyedge_model = models/digits",
    )
    result = project.run()
    outcomes = result.parseoutcomes()
    assert outcomes.get("passed", 0) >= 1
    result.stdout.fnmatch_lines(["sim-cortex-m4 (emulator) digits: *accuracy *%"])


_HIDE = """
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name == "unicorn" else found(name, *more)
"""


def test_a_skip_says_which_extra_is_missing(project: Project) -> None:
    project.write(_EQUAL)
    (project.folder / "conftest.py").write_text(_HIDE)
    result = project.run()
    result.assert_outcomes(skipped=1)
    result = project.run("-rs")
    result.stdout.fnmatch_lines(
        [
            "sim-cortex-m4: 1 skipped",
            "SKIPPED * sim-cortex-m4: an emulated board needs the package unicorn, which is not "
            "installed; run: pip install 'tinyedge?sim?'",
        ]
    )


def test_what_is_required_fails_instead(project: Project) -> None:
    project.write(_EQUAL)
    (project.folder / "conftest.py").write_text(_HIDE)
    result = project.run("--tinyedge-required")
    result.assert_outcomes(errors=1)


def test_a_board_without_emulator_and_without_port(project: Project) -> None:
    project.write(_EQUAL)
    result = project.run("-rs", "--tinyedge-board", project.with_board())
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(
        [
            "SKIPPED * acme-m4: it has no emulator, and its serial port cannot be told from "
            "others*; name its port with --tinyedge-port"
        ]
    )


def test_a_port_that_was_named_and_is_not_there_fails(project: Project) -> None:
    project.write(_EQUAL)
    result = project.run("--tinyedge-port", project.folder / "ttyACM7")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"{project.folder / 'ttyACM7'}: there is no such port*"])
    result.stdout.no_fnmatch_line("*During handling*")


def test_two_boards(project: Project) -> None:
    project.write(_EQUAL)
    named = ("--tinyedge-board", "sim-cortex-m4", "--tinyedge-board", "sim-cortex-m0plus")
    result = project.run("-v", *named)
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(
        [
            "*test_equal?sim-cortex-m4? PASSED*",
            "*test_equal?sim-cortex-m0plus? PASSED*",
            "sim-cortex-m0plus (emulator) sine: 1 passed*",
            "sim-cortex-m4 (emulator) sine: 1 passed*",
        ]
    )


def test_the_settings_name_boards_too(project: Project) -> None:
    settings = "tinyedge_model = models/sine\ntinyedge_board = sim-cortex-m0plus"
    project.write(_EQUAL, settings=settings)
    project.run("-v").stdout.fnmatch_lines(["*test_equal?sim-cortex-m0plus? PASSED*"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("--tinyedge-port", ""),
            "ERROR: --tinyedge-port: it is empty; give it a value, or leave the option out",
        ),
        (("--tinyedge-board", "pcio"), "ERROR: pcio: no such board; did you mean pico *"),
        (
            ("--tinyedge-board", "pico", "--tinyedge-board", "pico"),
            "ERROR: --tinyedge-board pico: is named 2 times; give each a --tinyedge-port of its "
            "own",
        ),
        (
            ("--tinyedge-port", "a", "--tinyedge-board", "pico", "--tinyedge-board", "host"),
            "ERROR: --tinyedge-port a: name its board before it with --tinyedge-board",
        ),
        (
            ("--tinyedge-board", "pico", "--tinyedge-port", "a", "--tinyedge-port", "b"),
            "ERROR: --tinyedge-port b: name its board before it with --tinyedge-board",
        ),
        (
            (
                *("--tinyedge-board", "pico", "--tinyedge-port", "a"),
                *("--tinyedge-board", "host", "--tinyedge-port", "a"),
            ),
            "ERROR: --tinyedge-port a: is named 2 times; it is one board",
        ),
    ],
)
def test_a_misspelt_command_line(project: Project, arguments: tuple[str, ...], said: str) -> None:
    project.write(_EQUAL)
    result = project.run(*arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([said])


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        (
            "tinyedge(modle='x')",
            "@pytest.mark.tinyedge(modle=...): there is no argument of that name; there are "
            "model, samples, engine",
        ),
        ("tinyedge(model=3)", "@pytest.mark.tinyedge(model=3): give a text or a path"),
        ("tinyedge('a', 'b')", "@pytest.mark.tinyedge: name its arguments: model, samples, engine"),
        (
            "tinyedge",
            '@pytest.mark.tinyedge(model="..."): the test has no model: mark it so, or set '
            "tinyedge_model in pytest's settings",
        ),
        ("tinyedge('models/sien')", "models/sien: there is no such model; did you mean *"),
    ],
)
def test_a_misspelt_mark(project: Project, mark: str, said: str) -> None:
    project.write(f"@pytest.mark.{mark}{_EQUAL}", settings="")
    result = project.run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([said])


def test_a_model_beside_the_test(project: Project, tmp_path: Path) -> None:
    from tinyedge.paths import models_dir

    tests = project.folder / "tests"
    tests.mkdir()
    (tests / "mine.tflite").write_bytes((models_dir() / "sine" / "sine.tflite").read_bytes())
    (tests / "test_mine.py").write_text(
        f"import pytest\n\n@pytest.mark.tinyedge('mine.tflite'){_EQUAL}"
    )
    result = project.run()
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["sim-cortex-m4 (emulator) mine: 1 passed*"])


_TWO_MODELS = """
SINE, DIGITS = (pytest.mark.tinyedge(f"models/{name}") for name in ("sine", "digits"))

@SINE
def test_first(tinyedge_device):
    assert tinyedge_device.verify(1).passed

@DIGITS
def test_second(tinyedge_device):
    assert tinyedge_device.verify(1).passed

@SINE
def test_third(tinyedge_device):
    assert tinyedge_device.verify(1).passed

@DIGITS
def test_fourth(tinyedge_device):
    assert tinyedge_device.verify(1).passed
"""


def test_hardware_is_flashed_once_for_each_model(project: Project) -> None:
    board = project.with_hardware()
    project.write(_TWO_MODELS)
    port = project.folder / "ttyACM0"
    result = project.run("-v", "--tinyedge-board", board, "--tinyedge-port", port)
    result.assert_outcomes(passed=4)
    assert project.flashed == ["sine", "digits"]
    result.stdout.fnmatch_lines(
        [
            "*test_first?acme-m4? PASSED*",
            "*test_third?acme-m4? PASSED*",
            "*test_second?acme-m4? PASSED*",
            "*test_fourth?acme-m4? PASSED*",
            "acme-m4 (hardware) digits: 2 passed; flashed 1x; *",
            "acme-m4 (hardware) sine: 2 passed; flashed 1x; *",
        ]
    )


def test_hardware_that_runs_the_image_is_not_flashed(project: Project, running_port: Path) -> None:
    board = project.with_hardware()
    project.write(_EQUAL + _EQUAL.replace("test_equal", "test_again"))
    result = project.run("--tinyedge-board", board, "--tinyedge-port", running_port)
    result.assert_outcomes(passed=2)
    assert project.flashed == []


def test_after_a_failure_the_conversation_begins_anew(project: Project) -> None:
    board = project.with_hardware()
    project.write(
        """
def test_leaves_a_stream(tinyedge_device):
    answers = tinyedge_device.stream([[0.5]] * 100)
    next(answers)
    raise RuntimeError("in the middle")

def test_the_next_one(tinyedge_device):
    assert tinyedge_device.verify(2).passed
"""
    )
    port = project.folder / "ttyACM0"
    result = project.run("--tinyedge-board", board, "--tinyedge-port", port)
    result.assert_outcomes(passed=1, failed=1)
    assert project.flashed == ["sine"]


def test_a_stream_that_a_passing_test_leaves(project: Project) -> None:
    project.write(
        """
KEPT = []

def test_leaves_a_stream(tinyedge_device):
    KEPT.append(tinyedge_device.stream([[0.5]] * 100))
    next(KEPT[0])

def test_the_next_one(tinyedge_device):
    assert tinyedge_device.verify(2).passed
"""
    )
    project.run().assert_outcomes(passed=2)


def test_restart(project: Project) -> None:
    project.write(
        """
def test_restart(tinyedge_device):
    before = tinyedge_device.infer([0.5])
    tinyedge_device.restart()
    assert tinyedge_device.infer([0.5]) == before
    assert tinyedge_device.seen.started == 2
"""
    )
    project.run().assert_outcomes(passed=1)


def test_the_figures_are_in_the_junit_file(project: Project) -> None:
    project.write(_EQUAL)
    project.run("--junit-xml=junit.xml").assert_outcomes(passed=1)
    text = (project.folder / "junit.xml").read_text()
    for name, value in (("board", "sim-cortex-m4"), ("where", "emulator"), ("mismatches", "0")):
        assert f'<property name="tinyedge_{name}" value="{value}"' in text


def test_it_costs_nothing_where_it_is_not_used(project: Project) -> None:
    code = "import sys; import tinyedge.pytest_plugin; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert {name for name in loaded if name.startswith("tinyedge")} == {
        "tinyedge",
        "tinyedge.pytest_plugin",
    }
    assert not {"numpy", "serial", "jinja2", "rich", "esptool"} & loaded


def test_its_options_have_a_group_of_their_own(project: Project) -> None:
    project.run("--help").stdout.fnmatch_lines(
        [
            "tinyedge: models on microcontrollers:",
            "  --tinyedge-board*",
            "  --tinyedge-port*",
            "  --tinyedge-required*",
        ]
    )


def test_the_example_of_the_documentation(project: Project) -> None:
    text = (Path(__file__).parents[2] / "docs" / "hil.md").read_text(encoding="utf-8")
    block = text.split("```python\n")[1].split("```")[0]
    project.write(block.removeprefix("import pytest\n"), settings="")
    project.run().assert_outcomes(passed=1)


_BY_NAME = """
import unittest

@pytest.mark.usefixtures("tinyedge_device")
class TestOld(unittest.TestCase):
    def test_it(self):
        pass

def test_by_its_name(request):
    assert request.getfixturevalue("tinyedge_device").verify(1).passed
"""


def test_tests_that_cannot_be_run_several_times(project: Project) -> None:
    project.write(_BY_NAME)
    result = project.run()
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["sim-cortex-m4 (emulator) sine: 2 passed; started 1x; *"])
    two = ("--tinyedge-board", "sim-cortex-m4", "--tinyedge-board", "sim-cortex-m0plus")
    result = project.run(*two)
    result.assert_outcomes(failed=1, errors=1)
    result.stdout.fnmatch_lines(["to run on each board, a test takes tinyedge_board or *"])


def test_a_transcript_in_words(tmp_path: Path) -> None:
    path = tmp_path / "transcript.log"
    path.write_text(
        "    0.0001 host  00 05 01 01 ef be 01 05 c2 d9 22 06 00\n"
        "    0.0002 host  00 05 01 06 ef be 01 02 02 05 6d\n"
        "    0.0003 host  97 8b b0 00\n"
        "    0.0004 board 00 05 01 ff ef be 01 03 06 03 01 01 01 05 94 cd fd 2d 00\n"
        f"    0.0005 board {'61 ' * 99}61 00\n"
        "# not a line of it\n",
        encoding="ascii",
    )
    assert transcript_tail(path).splitlines() == [
        "    0.0001 host  HELLO: 00 05 01 01 ef be 01 05 c2 d9 22 06 00",
        "    0.0002 host  ...: 00 05 01 06 ef be 01 02 02 05 6d",
        "    0.0003 host  STEP: 97 8b b0 00",
        "    0.0004 board error (it knows nothing of this session): 00 05 01 ff ef be 01 03 06 03 "
        "01 01 01 05... 19 B",
        f"    0.0005 board no frame: {'61 ' * 24}6... 101 B",
        "# not a line of it",
    ]
