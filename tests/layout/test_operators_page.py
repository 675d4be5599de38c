"""docs/operators.md and docs/fuzz.md are those that the tables and the last record give."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip(
    "support.random_models",
    reason="building models needs the TFLite schema: pip install tflite-micro",
)

from fuzz import operators, record
from fuzz.cases import OPERATORS

from tinyedge.graph.importers import IMPORTERS
from tinyedge.graph.precision import ALSO

DOCS = Path(__file__).resolve().parents[2] / "docs"
REMEDY = "run: .venv/bin/python scripts/fuzz --pages"
RECORD = json.loads((DOCS / "fuzz.json").read_text(encoding="utf-8"))


def test_the_table_of_operators_is_current() -> None:
    assert (DOCS / "operators.md").read_text(encoding="utf-8") == operators.page(RECORD), REMEDY


def test_the_page_on_fuzzing_is_that_of_its_record() -> None:
    assert (DOCS / "fuzz.md").read_text(encoding="utf-8") == record.page(RECORD), REMEDY


def test_nothing_that_was_found_is_left() -> None:
    assert RECORD["findings"] == []


def test_every_operator_has_random_models() -> None:
    assert {key.split()[0] for key in OPERATORS} == set(IMPORTERS)


def test_a_type_that_is_taken_shows_in_its_row() -> None:
    for kind, types in ALSO.items():
        for dtype in types:
            shown = operators.row(kind, {})
            cells = [cell.strip() for cell in shown.strip("|").split("|")]
            if dtype.value in operators.COLUMNS:
                assert cells[1 + operators.COLUMNS.index(dtype.value)] == "yes", shown
            else:
                assert f"{dtype.value} yes" in cells[-2], shown


def test_what_was_not_recorded_is_not_counted() -> None:
    assert operators.cell(False, 0) == "-"
    assert operators.cell(True, 0) == "yes"
    assert operators.cell(True, 1234) == "1,234"
