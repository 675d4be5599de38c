"""Run a firmware on an emulated RP2040, through its genuine boot ROM: rp2040py."""

from __future__ import annotations

import importlib.util
import tempfile
from pathlib import Path
from typing import Literal

from tinyedge.boards import Board
from tinyedge.errors import MissingExtra
from tinyedge.image import Image
from tinyedge.pack.pack import pack, write_files

from .child import start_child
from .running import Running

# What the port of the emulated board is: its UART0, or the serial port on its USB socket.
Socket = Literal["uart", "usb"]

MODULE = "tinyedge.emulate.rp2040_machine"


def start_rp2040py(image: Image, board: Board, *, log: Path, socket: Socket = "uart") -> Running:
    """Start an image in the emulator; its errors go to ``log``. See child.py for its end.

    What is loaded is the UF2 file, as it would be copied to the board's drive.

    Raises:
        MissingExtra: rp2040py is not installed.
        ToolFailed: the emulator did not start.
    """
    if importlib.util.find_spec("rp2040py") is None:
        raise MissingExtra("rp2040py", "pico", "an emulated Raspberry Pi Pico")
    with tempfile.TemporaryDirectory() as folder:  # it is read before the child's first line
        files = write_files(pack(image, board), Path(folder))
        (uf2,) = (path for path in files if path.suffix == ".uf2")
        arguments = ["--uf2", str(uf2), "--elf", str(image.elf), "--socket", socket]
        return start_child(MODULE, arguments, board=board.id, tool="the emulator", log=log)
