"""Reads ``.npz`` files nobody vouches for: no pickles, and no more memory than they should need."""

from __future__ import annotations

import difflib
import lzma
import zipfile
import zlib
from collections.abc import Sequence
from math import prod
from pathlib import Path
from typing import IO

import numpy as np
from numpy.lib import format as npy

from tinyedge.errors import SamplesError
from tinyedge.graph.types import Array
from tinyedge.paths import require_file

# Of one array, unpacked. More than any tiny model is judged by, and less than hurts.
_MOST_BYTES = 1 << 30
_HOW_TO_WRITE = "write it with numpy.savez_compressed(file, x=..., y=...)"

# numpy says ValueError of a header it cannot read; zipfile BadZipFile of a checksum, RuntimeError
# of a password, NotImplementedError of a method; the others are of the methods.
_UNPACKING = (
    *(zipfile.BadZipFile, ValueError, RuntimeError, NotImplementedError, EOFError, OSError),
    *(zlib.error, lzma.LZMAError),
)


def read_npz(path: Path, wanted: Sequence[str]) -> dict[str, Array]:
    """Those of the arrays called ``wanted`` that the file has; the others are not unpacked.

    Raises:
        SamplesError: there is no such file, it is not an .npz, or an array is not plain numbers.
    """
    try:
        require_file(path)
        with zipfile.ZipFile(path) as archive:
            members = {info.filename.removesuffix(".npy"): info for info in archive.infolist()}
            return {
                name: _read(path, archive, name, members[name])
                for name in wanted
                if name in members
            }
    except FileNotFoundError:
        raise SamplesError(str(path), "there is no such file", _nearest(path)) from None
    except OSError as error:
        raise SamplesError(
            str(path), f"cannot be read ({error.strerror})", "give a readable .npz file"
        ) from None
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        # The latter two of a version or a file name that no zip of today has.
        single = _begins(path, npy.MAGIC_PREFIX)
        what = "it is a .npy file, one array without a name" if single else "it is not an .npz file"
        raise SamplesError(str(path), what, _HOW_TO_WRITE) from None


def _read(path: Path, archive: zipfile.ZipFile, name: str, info: zipfile.ZipInfo) -> Array:
    if info.file_size > _MOST_BYTES:
        raise SamplesError(
            str(path),
            f"{name} takes {info.file_size:,} B unpacked, more than the {_MOST_BYTES:,} B allowed",
            "give fewer samples",
        )
    try:
        with archive.open(info) as file:
            return _array(path, name, file, info.file_size)
    except _UNPACKING as error:
        reason = str(error).splitlines()[0] if str(error) else "it is cut short"
        raise SamplesError(
            str(path), f"{name} cannot be unpacked ({reason})", _HOW_TO_WRITE
        ) from None


def _array(path: Path, name: str, file: IO[bytes], file_bytes: int) -> Array:
    version = npy.read_magic(file)
    if version == (1, 0):
        shape, in_columns, dtype = npy.read_array_header_1_0(file)
    elif version == (2, 0):
        shape, in_columns, dtype = npy.read_array_header_2_0(file)
    else:
        raise ValueError(f"version {version[0]}.{version[1]} of the .npy format")
    if dtype.kind not in "biuf" or dtype.itemsize > 8:
        what = "pickled Python objects" if dtype.hasobject else str(dtype)
        raise SamplesError(
            str(path), f"{name} holds {what}, which is not taken", "give integers or floats"
        )
    needed = prod(shape) * dtype.itemsize
    there = file_bytes - file.tell()
    if needed != there or min(shape, default=0) < 0:
        raise ValueError(f"{dtype}{list(shape)} needs {needed:,} B, {there:,} B are there")
    data = np.frombuffer(file.read(), dtype)
    array: Array = data.reshape(shape, order="F" if in_columns else "C")
    return array.astype(dtype.newbyteorder("="), order="C")


def _begins(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(magic)) == magic


def _nearest(path: Path) -> str:
    folder = path.parent
    names = sorted(p.name for p in folder.glob("*.npz")) if folder.is_dir() else []
    near = difflib.get_close_matches(path.name, names, n=3, cutoff=0.4)
    return f"did you mean {' or '.join(near)}?" if near else "check the name"
