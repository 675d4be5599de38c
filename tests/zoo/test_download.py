"""Models come from package registries, once for all tests and commands."""

from __future__ import annotations

import hashlib

import pytest

from tinyedge.errors import ModelError
from tinyedge.graph.macs import macs
from tinyedge.graph.read import read
from tinyedge.paths import models_dir
from tinyedge.zoo.resolve import resolve


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["ad", "ic", "kws", "vww", "alexa", "hey_jarvis", "hey_mycroft", "okay_nabu"]
)
def test_a_model_is_downloaded(name: str) -> None:
    try:
        source = resolve(models_dir() / name)
    except ModelError as error:
        if "cannot be downloaded" not in str(error):
            raise
        pytest.skip(str(error))
    data = source.path.read_bytes()
    assert source.info is not None and source.info.download is not None
    assert hashlib.sha256(data).hexdigest() == source.info.download.sha256
    graph = read(data, file=str(source.path))
    assert sum(macs(op, graph) for op in graph.ops) == source.info.macs
