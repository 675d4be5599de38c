"""Hardware in the loop: copy this file into a project of your own and name your model.

    pytest tests/hil                                                     in the emulator
    pytest tests/hil --tinyedge-board pico --tinyedge-port /dev/ttyACM0  on hardware

docs/hil.md says the rest.
"""

from __future__ import annotations

import numpy as np
import pytest

from tinyedge.errors import FlashError
from tinyedge.pytest_plugin.under_test import DeviceUnderTest

pytestmark = pytest.mark.tinyedge(model="models/digits")


def test_every_layer_is_bit_exact(tinyedge_device: DeviceUnderTest) -> None:
    """On the first samples of the model's own."""
    assert tinyedge_device.verify(3).passed


@pytest.mark.parametrize("pixel", [0.0, 1.0])
def test_an_image_of_one_colour_is_bit_exact(
    tinyedge_device: DeviceUnderTest, pixel: float
) -> None:
    takes = tinyedge_device.inputs[0]
    assert tinyedge_device.matches_reference(np.full(takes.shape, pixel, np.float32))


@pytest.mark.tinyedge_budget(flash_bytes=32_768, ram_bytes=24_576, stack_bytes=1_024)
def test_it_leaves_room_for_the_application(tinyedge_device: DeviceUnderTest) -> None:
    """The plugin measures after the test; a board that cannot tell its stack is skipped."""


@pytest.mark.tinyedge_budget(instructions=3_500_000)
def test_an_image_costs_no_more_than_it_may(tinyedge_device: DeviceUnderTest) -> None:
    """Of a board that counts cycles: cycles=... beside it."""


@pytest.mark.tinyedge_budget(accuracy=0.9, samples=20)
def test_it_reads_digits(tinyedge_device: DeviceUnderTest) -> None:
    """Held-out samples with labels come with the model; 20 of them are enough to see a mistake."""


def test_200_results_in_a_row(tinyedge_device: DeviceUnderTest) -> None:
    images = tinyedge_device.samples(200)
    answers = tinyedge_device.stream(images, raw=True)
    for answer, expected in zip(answers, tinyedge_device.reference(images, raw=True), strict=True):
        assert np.array_equal(answer, expected), f"result {answers.done - 1}"


def test_it_recovers_from_a_reset(tinyedge_device: DeviceUnderTest) -> None:
    (image,) = tinyedge_device.samples(1)
    before = tinyedge_device.infer(image, raw=True)
    try:
        tinyedge_device.restart()
    except FlashError as error:  # such as a board whose button somebody has to hold for it
        pytest.skip(str(error))
    assert np.array_equal(tinyedge_device.infer(image, raw=True), before)
    assert tinyedge_device.matches_reference(image)
