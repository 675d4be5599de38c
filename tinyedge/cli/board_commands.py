"""Commands about boards and their ports: what there is, what is connected, what it does."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from tinyedge.cli import options
from tinyedge.cli.commands import app
from tinyedge.cli.printing import listening, reader_may_leave, show, show_json
from tinyedge.errors import SettingError


@app.command()
def monitor(
    board: options.OptionalBoardId = None,
    port: options.Port = None,
    every: Annotated[
        float,
        typer.Option(
            "--every", metavar="SECONDS", min=0.0, max=86_400.0, help="From one result to the next."
        ),
    ] = 1.0,
    listen: Annotated[
        bool, typer.Option("--listen", help="Only listen: send nothing, feed nothing.")
    ] = False,
    count: options.Results = None,
    samples: options.SamplesFile = None,
    log: Annotated[
        Path | None,
        typer.Option("--log", metavar="FILE", help="Append the raw conversation, with times."),
    ] = None,
    json: options.JsonLines = False,
    quiet: options.Quiet = False,
) -> int:
    """Watch a board: live results, its text, counters; Ctrl-C ends it.

    Feeds the samples of what was last flashed to the board, or random ones, and shows what the
    model makes of each. Boot text and panics are shown as they come. Unplug the board and plug it
    in again: the monitor waits. A board that is only emulated is started with what was flashed.

    Example: tinyedge monitor --board esp32s3
    """
    from tinyedge.boards import load_board
    from tinyedge.cli.watching import teller, terminated_as_by_ctrl_c
    from tinyedge.monitor.target import target
    from tinyedge.monitor.types import Totals
    from tinyedge.monitor.watch import Plan, watch

    chosen = load_board(board) if board is not None else None
    plan = Plan(
        listen_only=listen,
        every_s=every,
        results=count,
        samples=samples,
        log=log,
    )
    try:
        with reader_may_leave(), terminated_as_by_ctrl_c(), ExitStack() as stack:
            with listening(quiet or json) as say:
                found = stack.enter_context(target(chosen, port, say))
            totals = Totals(began=time.time())
            tell = stack.enter_context(teller(totals, as_json=json))
            watch(found, plan, tell, totals)
    except KeyboardInterrupt:  # before there was anything to sum up
        return 0
    return 0


@app.command()
def boards(json: options.Json = False) -> int:
    """List the boards, and what each was checked on.

    Example: tinyedge boards --json
    """
    from tinyedge.boards import all_boards
    from tinyedge.report.boards import board_to_json, render_boards

    known = all_boards()
    if json:
        show_json([board_to_json(board) for board in known])
    else:
        show(render_boards(known))
    return 0


@app.command()
def ports(
    probe: Annotated[
        bool | None,
        typer.Option(
            "--probe/--no-probe",
            help="Greet what is behind every port, or none; by default those on USB.",
            show_default=False,
        ),
    ] = None,
    json: options.Json = False,
) -> int:
    """List the serial ports, and what answers there.

    With the boards that each may be, by its USB id. A port is opened and greeted for a second;
    nothing is reset or flashed. Boards that wait for firmware as a drive are listed too.

    Example: tinyedge ports
    """
    from tinyedge.boards import all_boards
    from tinyedge.doctor.connected import Probing, board_drives, survey
    from tinyedge.flash.drives import mounted
    from tinyedge.link.ports import list_ports
    from tinyedge.report.ports import drive_to_json, port_to_json, render_ports

    boards = all_boards()
    drives = board_drives(boards, mounted())
    probing: Probing = "likely" if probe is None else "all" if probe else "none"
    found = survey(boards, list_ports(), probing)
    if json:
        show_json(
            {
                "ports": [port_to_json(port) for port in found],
                "drives": [drive_to_json(drive) for drive in drives],
            }
        )
    else:
        show(render_ports(found, drives, boards))
    return 0


@app.command()
def doctor(
    board: options.OptionalBoardId = None,
    port: options.Port = None,
    json: options.Json = False,
) -> int:
    """Say what is there, what is missing, and its remedy.

    With --board: whether that board can be built, emulated and flashed here and now, its port, and
    what answers there.

    Exit status 0: the default route works, or that board can be built, and emulated or flashed.
    2: it does not, or cannot.

    Example: tinyedge doctor --board esp32s3
    """
    if board is not None:
        return _check_board(board, port, json)
    if port is not None:
        raise SettingError("--port", "name the board that is there, too: --board BOARD")
    from tinyedge.doctor.machine import examine
    from tinyedge.report.doctor import finding_to_json, render_findings

    findings = examine()
    if json:
        show_json([finding_to_json(finding) for finding in findings])
    else:
        show(render_findings(findings))
    return 2 if any(finding.required and not finding.present for finding in findings) else 0


def _check_board(board: str, port: str | None, as_json: bool) -> int:
    from tinyedge.boards import load_board
    from tinyedge.doctor.board import check_board
    from tinyedge.report.doctor import checkup_to_json, render_checkup

    checkup = check_board(load_board(board), port)
    if as_json:
        show_json(checkup_to_json(checkup))
    else:
        show(render_checkup(checkup))
    return 0 if checkup.ready else 2
