"""What is connected, for people and programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.text import Text

from tinyedge.boards import Board
from tinyedge.doctor.connected import BoardDrive, Port
from tinyedge.link.choose import caution
from tinyedge.link.probe import Answer
from tinyedge.link.usb_ids import named

_WIDTH = 8
_HASH_DIGITS = 16


def render_ports(
    ports: Sequence[Port], drives: Sequence[BoardDrive], boards: Sequence[Board]
) -> Text:
    """A paragraph for each port and drive; of an empty machine, what was looked for."""
    text = Text()
    for port in ports:
        _port(text, port)
    for drive in drives:
        text.append(f"{drive.path}\n", style="bold")
        text.append(f"{'':<2}{'is':<{_WIDTH}} the drive {drive.label}, to be flashed by copying\n")
        text.append(f"{'':<2}{'may be':<{_WIDTH}} {', '.join(drive.boards)}\n")
    if not any(port.boards for port in ports) and not drives:
        text.append(_nothing(boards, bool(ports)), style="yellow")
    text.rstrip()
    return text


def port_to_json(port: Port) -> dict[str, Any]:
    """One object of ``ports`` in ``tinyedge ports --json``."""
    return {
        "url": port.info.url,
        "usb_id": port.info.usb_id,
        "serial_number": port.info.serial_number,
        "description": port.info.description,
        "location": port.info.location,
        "boards": list(port.boards),
        "caution": caution(port.info),
        "held_by": [asdict(holder) for holder in port.held_by],
        "answer": asdict(port.answer) if port.answer else None,
        "not_asked": port.not_asked or None,
    }


def drive_to_json(drive: BoardDrive) -> dict[str, Any]:
    """One object of ``drives`` in ``tinyedge ports --json``."""
    return {"path": str(drive.path), "label": drive.label, "boards": list(drive.boards)}


def _port(text: Text, port: Port) -> None:
    info = port.info
    text.append(f"{info.url}\n", style="bold")
    details = [
        named(info.usb_id) if info.usb_id else "not on USB",
        f"serial number {info.serial_number}" if info.serial_number else "",
        info.description if info.description not in ("", "n/a", info.url) else "",
    ]
    rows = [("is", ", ".join(detail for detail in details if detail), "")]
    if port.boards:
        any_board = " (behind a UART bridge may be any board)" if caution(info) else ""
        rows.append(("may be", ", ".join(port.boards) + any_board, ""))
    if port.held_by:
        rows.append(("busy", port.not_asked, "yellow"))
    elif port.answer is None:
        rows.append(("answers", port.not_asked, "dim"))
    else:
        rows.append(("answers", *_answer(port.answer)))
    for what, told, style in rows:
        text.append(f"  {what:<{_WIDTH}} ")
        text.append(f"{told}\n", style=style)


def _answer(answer: Answer) -> tuple[str, str]:
    if answer.greeting is not None:
        said = answer.greeting
        return (
            f"{said.board} runs {said.model} (engine {said.engine}, "
            f"image {said.image_sha256[:_HASH_DIGITS]})",
            "green",
        )
    if answer.problem:
        return f"{answer.problem}; {answer.remedy}", "yellow"
    return (f"with text: {answer.text}", "cyan") if answer.text else ("nothing", "dim")


def _nothing(boards: Sequence[Board], some: bool) -> str:
    """What was looked for, since none of it was there."""
    names: dict[str, list[str]] = {}
    for board in boards:
        for usb_id in board.link.usb:
            names.setdefault(usb_id, []).append(board.id)
    there = "None of these ports is known to be a board's" if some else "There is no serial port"
    looked = "".join(f"  {named(usb_id)}: {', '.join(ids)}\n" for usb_id, ids in names.items())
    return (
        f"{there}, and no boot loader's drive. Looked for the USB ids of the boards:\n{looked}"
        "Is the board plugged in, with a cable that carries data? Some only charge.\n"
    )
