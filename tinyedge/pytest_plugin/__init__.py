"""pytest-tinyedge: tests of models on boards. docs/hil.md says how they are written.

pytest loads this module in each of its runs on this machine, most of which have to do with other
things: it imports nothing but pytest until a test asks for a board.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    from tinyedge.boards import Board

    from .bench import Bench, Wanted
    from .summary import Summary
    from .targets import Target
    from .under_test import DeviceUnderTest

_TARGET = "_tinyedge_target"
_MARKS = (
    'tinyedge(model, samples=None, engine="aot"): the model that tinyedge_device runs, as of '
    "`tinyedge run`",
    "tinyedge_budget(instructions, cycles, flash_bytes, ram_bytes, arena_bytes, stack_bytes, "
    "accuracy, samples): what the model of this test may take at most, and its accuracy at least",
)
_BY_DEFAULT = "sim-cortex-m4"
_DEVICE = pytest.StashKey["DeviceUnderTest"]()
_FAILED = pytest.StashKey[bool]()


class _InOrder(argparse.Action):
    """Keeps what kind of thing was named in which order: a port belongs to the board before it."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        before = getattr(namespace, self.dest) or []
        setattr(namespace, self.dest, [*before, [self.const, str(values)]])


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("tinyedge", "tinyedge: models on microcontrollers")
    group.addoption(
        "--tinyedge-board",
        action=_InOrder,
        const="board",
        dest="tinyedge_named",
        metavar="BOARD",
        help="a name of `tinyedge boards`, or a board file; several times: each test runs on each. "
        f"Without it: the setting tinyedge_board ({_BY_DEFAULT})",
    )
    group.addoption(
        "--tinyedge-port",
        action=_InOrder,
        const="port",
        dest="tinyedge_named",
        metavar="URL",
        help="serial port of the board named before it; without it: the board's emulator, or of a "
        "board without one the port at which it is found",
    )
    group.addoption(
        "--tinyedge-required",
        action="store_true",
        help="fail where a test would be skipped because a board, an emulator or a tool is missing",
    )
    parser.addini("tinyedge_model", "the model of tests that have no mark tinyedge", default="")
    parser.addini(
        "tinyedge_board",
        "the boards of runs without --tinyedge-board",
        type="args",
        default=[_BY_DEFAULT],
    )


def pytest_configure(config: pytest.Config) -> None:
    for mark in _MARKS:
        config.addinivalue_line("markers", mark)
    if config.getoption("tinyedge_named"):
        _check(config)
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Reporter(), "tinyedge-reporter")


def _check(config: pytest.Config) -> None:
    """Refuse at once what was misspelt on the command line."""
    from tinyedge.boards import load_board
    from tinyedge.errors import TinyEdgeError

    try:
        for target in _targets(config):
            load_board(target.board)
    except TinyEdgeError as error:
        raise pytest.UsageError(str(error)) from error


def _targets(config: pytest.Config) -> tuple[Target, ...]:
    from .targets import targets

    return targets(config.getoption("tinyedge_named") or [], config.getini("tinyedge_board"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if _TARGET in metafunc.fixturenames:
        found = _targets(metafunc.config)
        labels = [target.label for target in found]
        metafunc.parametrize(_TARGET, found, ids=labels, indirect=True, scope="session")


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads the groups in the same hook
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of one model on one board follow each other, so that each is flashed once; for
    pytest-xdist all tests of one board are a group, which --dist loadgroup gives to one worker."""
    ours = [(number, item) for number, item in enumerate(items) if _target_of(item) is not None]
    firsts: dict[tuple[object, ...], int] = {}
    for number, item in ours:
        firsts.setdefault(_firmware_key(item), number)
    boards: dict[object, int] = {}
    for number, item in ours:
        boards.setdefault(_target_of(item), number)

    def place(item: pytest.Item) -> tuple[int, int]:
        return boards[_target_of(item)], firsts[_firmware_key(item)]

    ordered = sorted((item for _, item in ours), key=place)
    for (number, _), item in zip(ours, ordered, strict=True):
        items[number] = item
    if config.pluginmanager.hasplugin("xdist"):
        for _, item in ours:
            target = _target_of(item)
            if target is not None and item.get_closest_marker("xdist_group") is None:
                item.add_marker(pytest.mark.xdist_group(f"tinyedge-{target.label}"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Of pytest-xdist: who deals out the tests; None: one of its own."""
    if config.getoption("dist") != "loadgroup":
        return None
    from .workers import ByBoard

    return ByBoard(config, log, [target.label for target in _targets(config)])


def _target_of(item: pytest.Item) -> Target | None:
    callspec = getattr(item, "callspec", None)
    found: Target | None = callspec.params.get(_TARGET) if callspec is not None else None
    return found


def _firmware_key(item: pytest.Item) -> tuple[object, ...]:
    mark = item.get_closest_marker("tinyedge")
    said = "" if mark is None else f"{mark.args} {sorted(mark.kwargs.items())}"
    return _target_of(item), said


@pytest.fixture(scope="session")
def _tinyedge_target(request: pytest.FixtureRequest) -> Target:
    found: Target | None = getattr(request, "param", None)
    if found is not None:
        return found
    # Asked for in a test that pytest cannot run several times: of unittest, or by its name alone.
    only, *others = _targets(request.config)
    if others:
        pytest.fail(
            "to run on each board, a test takes tinyedge_board or tinyedge_device as its argument",
            pytrace=False,
        )
    return only


@pytest.fixture(scope="session")
def _tinyedge_bench(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    from tinyedge.errors import TinyEdgeError

    from .bench import Bench

    in_company = hasattr(request.config, "workerinput")
    bench = Bench(tmp_path_factory.mktemp("tinyedge"), keep_ports=not in_company)
    yield bench
    try:
        bench.close_all()
    except TinyEdgeError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def tinyedge_board(
    request: pytest.FixtureRequest, _tinyedge_target: Target, _tinyedge_bench: Bench
) -> Board:
    """The board that the tests run on: a tinyedge.boards.Board."""
    from tinyedge.errors import BoardError

    try:
        return _tinyedge_bench.board(_tinyedge_target)
    except BoardError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture
def tinyedge_device(
    request: pytest.FixtureRequest,
    tinyedge_board: Board,
    _tinyedge_target: Target,
    _tinyedge_bench: Bench,
) -> Iterator[DeviceUnderTest]:
    """The board, running the model of the test, as if just started: verify, infer, stream..."""
    from tinyedge.errors import LinkError, TinyEdgeError

    from .summary import properties

    node: pytest.Item = request.node
    if _target_of(node) is None:
        node.user_properties += properties("board", _tinyedge_target.label)
    found: DeviceUnderTest | TinyEdgeError
    try:
        found = _tinyedge_bench.device(_tinyedge_target, _wanted(node))
    except TinyEdgeError as error:
        found = error
    if isinstance(found, TinyEdgeError):  # not above: pytest would show what led to it
        _give_up(request.config, _tinyedge_target, found)
    device = found
    node.user_properties += properties("model", device.model)
    node.user_properties += properties("where", device.where)
    node.user_properties += properties("image_sha256", device.image.sha256)
    node.stash[_DEVICE] = device
    yield device
    healthy = not node.stash.get(_FAILED, False)
    try:
        device.end_streams()
    except LinkError:
        healthy = False
    try:
        _tinyedge_bench.leave(_tinyedge_target, healthy=healthy)
    except TinyEdgeError as error:
        pytest.fail(str(error), pytrace=False)


def _wanted(item: pytest.Item) -> Wanted:
    from .wanted import wanted

    mark = item.get_closest_marker("tinyedge")
    return wanted(
        mark.args if mark is not None else (),
        mark.kwargs if mark is not None else {},
        by_default=item.config.getini("tinyedge_model"),
        folders=(item.path.parent, item.config.rootpath),
    )


def _give_up(config: pytest.Config, target: Target, error: Exception) -> NoReturn:
    """Skip where something is not there that nobody has named; anything else is a failure."""
    from tinyedge.errors import MissingExtra, PortError, ToolMissing

    why = str(error)
    is_missing = isinstance(error, MissingExtra | ToolMissing)
    if isinstance(error, PortError) and target.port is None:
        is_missing = True
        why = f"it has no emulator, and {error.problem}; name its port with --tinyedge-port"
    if is_missing and not config.getoption("tinyedge_required"):
        pytest.skip(f"{target.label}: {why}")
    pytest.fail(f"{target.label}: {why}" if is_missing else why, pytrace=False)


def pytest_runtest_setup(item: pytest.Item) -> None:
    target = _target_of(item)
    if target is not None:
        from .summary import properties

        item.user_properties += properties("board", target.label)


@pytest.hookimpl(trylast=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """After the test itself has passed: what its firmware takes must be within its budget."""
    mark = item.get_closest_marker("tinyedge_budget")
    if mark is None:
        return
    from tinyedge.errors import TinyEdgeError

    from .budget import budget_of, judge

    device = item.stash.get(_DEVICE, None)
    if device is None:
        problem = "tinyedge_budget: the test must take the fixture tinyedge_device"
        pytest.fail(problem, pytrace=False)
    try:
        budget = budget_of(mark.args, mark.kwargs)
        report = device.measured(budget)
    except TinyEdgeError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None  # one line, said once
    if not report.passed:
        pytest.fail(f"wrong results have no budget: {report.first_mismatch}", pytrace=False)
    judgement = judge(budget, report)
    origin = f"({report.where}, {report.model} on {report.board})"
    if judgement.over:
        pytest.fail(f"{'; '.join(judgement.over)} {origin}", pytrace=False)
    if judgement.unknown:
        pytest.skip("not measured: " + "; ".join(judgement.unknown))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    device = item.stash.get(_DEVICE, None)
    if device is None or call.when != "call":
        yield
        return
    from .summary import figures, properties

    item.user_properties += figures(device.seen.reports)
    item.user_properties += properties("started", device.seen.started)
    outcome: Any = yield
    report: pytest.TestReport = outcome.get_result()
    if report.failed:
        item.stash[_FAILED] = True
        report.sections += _explanations(device)


def _explanations(device: DeviceUnderTest) -> list[tuple[str, str]]:
    from .explain import mismatch_lines, transcript_tail

    sections = []
    different = [found for found in device.seen.reports if found.first_mismatch is not None]
    if different and different[0].first_mismatch is not None:
        sections.append(("tinyedge: first mismatch", mismatch_lines(different[0].first_mismatch)))
    tail = transcript_tail(device.transcript)
    sections.append((f"tinyedge: end of the transcript {device.transcript}", tail))
    return sections


class _Reporter:
    """Collects what tests have told, here and in the workers of pytest-xdist."""

    def __init__(self) -> None:
        self._summary: Summary | None = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            if not any(name == "tinyedge_board" for name, _ in report.user_properties):
                return
            if self._summary is None:
                from .summary import Summary

                self._summary = Summary()
            self._summary.add(report.outcome, report.user_properties)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._summary is not None:
            terminalreporter.section("tinyedge")
            for line in self._summary:
                terminalreporter.write_line(line)
