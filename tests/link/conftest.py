"""The firmware's application as programs of this machine, built once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.fake_firmware import Variant, build_firmware, image_of

from tinyedge.emulate.host import start_host
from tinyedge.emulate.running import Running


@pytest.fixture(scope="session")
def firmware(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_firmware(tmp_path_factory.mktemp("firmware"), Variant())


@pytest.fixture(scope="session")
def small_firmware(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the smallest payload that PROTOCOL.md allows."""
    return build_firmware(tmp_path_factory.mktemp("small"), Variant(max_payload_bytes=64))


@pytest.fixture(scope="session")
def counting_firmware(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_firmware(tmp_path_factory.mktemp("counting"), Variant(128, counter=True))


@pytest.fixture
def running(firmware: Path, tmp_path: Path) -> Iterator[Running]:
    with start_host(image_of(firmware), log=tmp_path / "emulator.log") as started:
        yield started
