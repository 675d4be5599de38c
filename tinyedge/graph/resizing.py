"""Where the pixels of an enlarged or reduced image lie in the original, in 1/1024 of a pixel.

TFLM's ResizeBilinearInteger and ComputeInterpolationValuesInteger.
"""

from __future__ import annotations

STEPS = 1024  # positions from one pixel to the next


def step(before: int, after: int, align_corners: bool) -> int:
    """From one pixel of ``after`` to the next, in positions on ``before`` pixels; rounded."""
    if align_corners and after > 1:
        before, after = before - 1, after - 1
    return (STEPS * before + after // 2) // after


def position(index: int, step: int, half_pixel_centers: bool) -> int:
    """Of pixel ``index``; at least -512."""
    return index * step + first(step, half_pixel_centers)


def first(step: int, half_pixel_centers: bool) -> int:
    """The position of pixel 0."""
    return step // 2 - STEPS // 2 if half_pixel_centers else 0
