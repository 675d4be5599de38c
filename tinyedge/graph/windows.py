"""How a sliding window covers rows or columns: padding and output size of one axis."""

from __future__ import annotations


def reach(window: int, dilation: int) -> int:
    """Rows from the first to the last tap of a window, both included."""
    return (window - 1) * dilation + 1


def same(size: int, window: int, stride: int, dilation: int) -> tuple[int, int]:
    """(padding before, output size) of TFLite's SAME; an odd row goes after, not before."""
    output = -(-size // stride)
    total = max((output - 1) * stride + reach(window, dilation) - size, 0)
    return total // 2, output


def valid(size: int, window: int, stride: int, dilation: int) -> tuple[int, int]:
    """(0, output size) of TFLite's VALID; the size is 0 or less if the window does not fit."""
    return 0, (size - reach(window, dilation)) // stride + 1


def padding_after(
    size: int, window: int, stride: int, dilation: int, before: int, output: int
) -> int:
    """Rows of padding the last window needs below the input; negative: rows it leaves unread."""
    return (output - 1) * stride + reach(window, dilation) - size - before
