"""The simulated SoC: exact counts, and an end with a reason for everything it does not allow."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest
from support.tiny_firmware import tiny_project
from support.trial_firmware import TRIAL_C

from tinyedge.boards import Board, all_boards, load_board
from tinyedge.build.build import build
from tinyedge.elf import Elf

pytest.importorskip("unicorn", reason="no emulator; run: pip install 'tinyedge[sim]'")

from tinyedge.emulate.unicorn import CORES, Machine, Stop

SIMULATED = [board for board in all_boards() if board.emulator == "unicorn"]
Load = Callable[[Board], Elf]


class Scripted:
    """A serial end whose host says ``chunks``, then commands an orderly halt."""

    url = "scripted"

    def __init__(self, *chunks: bytes) -> None:
        self._chunks = [*chunks, b"0"]
        self.heard = bytearray()

    def read(self, timeout_s: float | None = 0.0) -> bytes:
        return self._chunks.pop(0)

    def write(self, data: bytes) -> None:
        self.heard += data

    def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Load:
    """The trial firmware for a board, built once."""
    made: dict[str, Elf] = {}

    def get(board: Board) -> Elf:
        if board.id not in made:
            folder = tmp_path_factory.mktemp(board.id)
            image = build(tiny_project(board, app=TRIAL_C), board, folder)
            made[board.id] = Elf(image.elf.read_bytes())
        return made[board.id]

    return get


def machine(board: Board, elf: Elf, serial: Scripted, *, native: bool = True) -> Machine:
    assert board.memory is not None
    flash, ram = board.memory.flash, board.memory.ram
    return Machine(
        CORES[board.core],
        (flash.origin, flash.bytes),
        (ram.origin, ram.bytes),
        elf.binary(),
        serial,
        native=native,
    )


def run(board: Board, elf: Elf, *chunks: bytes) -> tuple[Stop | None, bytes]:
    serial = Scripted(*chunks)
    return machine(board, elf, serial).run(), bytes(serial.heard)


def loop(times: int) -> bytes:
    return struct.pack("<cH", b"c", times)


@pytest.mark.parametrize("board", SIMULATED, ids=lambda board: str(board.id))
def test_a_loop_counts_exactly_its_instructions(board: Board, load: Load) -> None:
    """Per round: 3 on Cortex-M0+, 6 on other Cortex-M (an IT block skipped), 4 on RISC-V."""
    per_round = {"cortex-m0plus": 3, "rv32imc": 4}.get(board.core, 6)

    stop, heard = run(board, load(board), loop(1), loop(2), loop(1001), loop(1), loop(65535))

    assert stop is None
    one, two, many, again, most = struct.unpack("<5I", heard)
    assert again == one
    assert two - one == per_round
    assert many - one == per_round * 1000
    assert most - one == per_round * 65534


@pytest.mark.parametrize("board", SIMULATED, ids=lambda board: str(board.id))
def test_counting_in_c_and_in_python_agree(board: Board, load: Load) -> None:
    found = []
    for native in (True, False):
        serial = Scripted(loop(1), loop(777), b"k")
        tried = machine(board, load(board), serial, native=native)
        assert tried.run() is None
        found.append((tried.instructions, bytes(serial.heard)))
    assert found[0] == found[1]
    assert found[0][0] > 777


def test_a_long_input_is_handed_over_piece_by_piece(load: Load) -> None:
    board = load_board("sim-cortex-m4")
    stop, heard = run(board, load(board), b"e" * 9)  # read 3 at a time, the first is answered
    assert (stop, heard) == (None, b"eee")


REFUSED = {
    "z": ("read_null", "it read 4 bytes at 0x00000000, where nothing is"),
    "x": ("in", "it executed {in}, which is not code"),
    "u": ("run_undefined", "it executed an instruction that this core does not have"),
    "s": ("te_port_write", "it sent 4 bytes at 0x00000010, which is no such buffer"),
    "b": (
        "read_beside_the_registers",
        "it read the SoC's register at 0x40000f00, which cannot be read",
    ),
    "3": ("te_port_halt", "it halted with code 3"),
    "f": ("write_flash", "it wrote 4 bytes at {flash}, which is flash"),
    "r": ("te_port_read", "it received into 4 bytes at {flash}, which is no such buffer"),
}


@pytest.mark.parametrize("command", REFUSED)
@pytest.mark.parametrize("board", SIMULATED, ids=lambda board: str(board.id))
def test_what_is_not_allowed_stops_it_with_a_reason(board: Board, load: Load, command: str) -> None:
    elf = load(board)
    function, why = REFUSED[command]
    places = {"in": elf.symbols["in"], "flash": elf.symbols["te_image_sha256"] & ~3}

    stop, _ = run(board, elf, command.encode())

    assert stop is not None
    assert stop.why == why.format(**{name: f"{at:#010x}" for name, at in places.items()})
    assert elf.function_at(stop.pc) == function


def test_a_stack_that_overflows_leaves_ram_and_is_caught(load: Load) -> None:
    board = load_board("sim-cortex-m3")
    stop, _ = run(board, load(board), b"o")
    assert stop is not None
    assert stop.why.startswith("it wrote 4 bytes at 0x1fff")
    assert stop.why.endswith(", below RAM: the stack needs more stack_bytes")
    assert load(board).function_at(stop.pc) == "fall"


def test_a_core_lacks_what_the_chip_lacks(load: Load) -> None:
    smallest, larger = load_board("sim-cortex-m0plus"), load_board("sim-cortex-m3")
    stop, _ = run(smallest, load(smallest), b"d")
    assert stop is not None
    assert stop.why == "it executed an instruction that this core does not have"
    stop, _ = run(smallest, load(smallest), b"a")
    assert stop is not None
    assert stop.why == "it accessed an address that is not aligned"
    assert run(larger, load(larger), b"d", b"a") == (None, b"da")
