"""The door of the stage gives every board that has an emulator a serial port."""

from __future__ import annotations

from pathlib import Path

import pytest
import serial
from support.compilers import need_compiler, need_qemu
from support.tiny_firmware import tiny_project

from tinyedge.boards import Board, all_boards
from tinyedge.build.build import build
from tinyedge.emulate.emulate import start


@pytest.mark.parametrize(
    "board", [b for b in all_boards() if b.emulator], ids=lambda board: str(board.id)
)
def test_every_emulated_board_answers(board: Board, tmp_path: Path) -> None:
    match board.emulator:
        case "unicorn":
            pytest.importorskip("unicorn", reason="no emulator; run: pip install 'tinyedge[sim]'")
        case "rp2040py":
            pytest.importorskip("rp2040py", reason="no emulator; run: pip install 'tinyedge[pico]'")
        case "qemu":
            need_qemu(board)
    need_compiler(board)
    image = build(tiny_project(board), board, tmp_path)
    with (
        start(image, board, log=tmp_path / "emulator.log") as running,
        serial.serial_for_url(running.url, timeout=30) as line,
    ):
        assert running.where == ("host" if board.id == "host" else "emulator")
        line.write(b"hello")
        assert line.read(5) == b"hello"
        line.write(b"i")
        assert line.read(32).hex() == image.sha256
