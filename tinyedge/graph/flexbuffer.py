"""Options of custom operators: a flexbuffer that holds one map of whole numbers.

The format is described at flatbuffers.dev, "FlexBuffer internals": everything is read backwards
from the end, and every reference is an offset that is subtracted from its own place. Nothing here
follows an offset out of the bytes, and a map has few entries.
"""

from __future__ import annotations

_SIGNED = (1, 2, 26)  # integers, unsigned integers and bool, all of which TFLM reads alike
_MAP = 9
_MAX_ENTRIES = 32
_MAX_KEY_BYTES = 64


def whole_numbers(data: bytes) -> dict[str, int]:
    """The entries of a map, by name; of no bytes at all: none.

    Numbers are read with a sign, whatever their type: so does TFLM's FlexbufferWrapper, which
    does not look at it.

    Raises:
        ValueError: it is no such map, or damaged.
    """
    if not data:
        return {}
    if len(data) < 3:
        raise ValueError("a flexbuffer has three bytes at least")
    root_bytes = _width(data[-1])
    packed = data[-2]
    if packed >> 2 != _MAP:
        raise ValueError("the flexbuffer is no map")
    width = _width(1 << (packed & 3))
    values = _reference(data, len(data) - 2 - root_bytes, root_bytes)
    count = _unsigned(data, values - width, width)
    if count > _MAX_ENTRIES:
        raise ValueError(f"the map has {count} entries")
    keys = _reference(data, values - 3 * width, width)
    key_width = _width(_unsigned(data, values - 2 * width, width))
    types = _bytes(data, values + count * width, count)
    entries: dict[str, int] = {}
    for i in range(count):
        key = _text(data, _reference(data, keys + i * key_width, key_width))
        if types[i] >> 2 not in _SIGNED or key in entries:
            raise ValueError(f"the map's entry {key} is no number, or there twice")
        value = _bytes(data, values + i * width, width)
        entries[key] = int.from_bytes(value, "little", signed=True)
    return entries


def _width(size_bytes: int) -> int:
    if size_bytes not in (1, 2, 4, 8):
        raise ValueError(f"numbers of {size_bytes} bytes")
    return size_bytes


def _bytes(data: bytes, at: int, count: int) -> bytes:
    if not 0 <= at <= at + count <= len(data):
        raise ValueError("it refers to what is outside of it")
    return data[at : at + count]


def _unsigned(data: bytes, at: int, width: int) -> int:
    return int.from_bytes(_bytes(data, at, width), "little")


def _reference(data: bytes, at: int, width: int) -> int:
    """The place that an offset refers to."""
    return at - _unsigned(data, at, width)


def _text(data: bytes, at: int) -> str:
    if not 0 <= at < len(data):
        raise ValueError("a name is outside of it")
    end = data.find(b"\0", at, at + _MAX_KEY_BYTES)
    if end < 0:
        raise ValueError("a name has no end")
    return data[at:end].decode("ascii", "replace")
