"""Cases on simulated cores: models of many operators side by side in one firmware."""

from __future__ import annotations

import tempfile
from pathlib import Path

from fuzz.cases import Case, draw
from fuzz.judge import Fault
from support.joined import joined

from tinyedge import pipeline
from tinyedge.boards import all_boards, load_board
from tinyedge.events import ignore
from tinyedge.reach import Emulated, reach

CORES = tuple(board.id for board in all_boards() if board.emulator == "unicorn")
TOGETHER = 24  # models in one firmware; the simulated boards have RAM for more
SAMPLES = 2


def firmware(cases: list[Case], count: int) -> list[tuple[str, list[Case]]]:
    """``count`` times a core and what it runs: each case goes to every core in turn."""
    groups = [cases[i : i + TOGETHER] for i in range(0, len(cases), TOGETHER)]
    return [
        (CORES[i % len(CORES)], groups[(i // len(CORES) + i % len(CORES)) % len(groups)])
        for i in range(count)
    ]


def on_board(name: str, cases: list[Case]) -> tuple[int, Fault | None]:
    """How many elements were compared, and the first that differs; each layer's, and with TFLM
    the outputs."""
    data = joined([draw(case).model for case in cases])
    board, settings = load_board(name), pipeline.Settings()
    with tempfile.TemporaryDirectory() as work:
        path = Path(work) / "joined.tflite"
        path.write_bytes(data)
        opened = pipeline.open_model(path, None)
        image = pipeline.make_image(opened, board, settings, work=Path(work) / "build")
        with reach(image, board, Emulated(), ignore) as device:
            report = pipeline.prove(device, opened, image, board, "emulator", count=SAMPLES)
    if report.passed:
        return report.elements_compared, None
    return report.elements_compared, Fault(name, str(report.first_mismatch))
