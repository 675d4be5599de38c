"""How many random cases each comparison with TensorFlow Lite Micro runs."""

from __future__ import annotations

import os

import pytest


@pytest.fixture(scope="session")
def random_cases() -> int:
    """For each operator; TINYEDGE_RANDOM_CASES=3000 takes about ten minutes."""
    return int(os.environ.get("TINYEDGE_RANDOM_CASES", "25"))
