"""Files of samples are read, and every wrong one is refused with a reason."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tinyedge.errors import SamplesError
from tinyedge.samples import load_samples

WRITE = "write it with numpy.savez_compressed(file, x=..., y=...)"


def test_what_was_written_is_read(tmp_path: Path) -> None:
    x = np.arange(24, dtype=np.float64).reshape(4, 3, 2)
    np.savez_compressed(tmp_path / "a.npz", x=x, y=np.array([[3], [1], [0], [2]], np.uint8))
    samples = load_samples(tmp_path / "a.npz")
    assert np.array_equal(samples.x[0], x)
    assert samples.y is not None
    assert samples.y.tolist() == [3, 1, 0, 2]


def test_arrays_in_columns_and_of_the_other_endianness_are_read(tmp_path: Path) -> None:
    x = np.asfortranarray(np.arange(6, dtype=">f4").reshape(2, 3))
    np.savez(tmp_path / "a.npz", x=x)
    read = load_samples(tmp_path / "a.npz").x[0]
    assert read.dtype == np.float32
    assert read.tolist() == [[0, 1, 2], [3, 4, 5]]


def test_several_inputs_are_numbered(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x0=np.zeros((2, 3)), x1=np.ones((2, 5)))
    assert [x.shape for x in load_samples(tmp_path / "a.npz").x] == [(2, 3), (2, 5)]


def test_other_arrays_are_not_unpacked(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=np.zeros((2, 3)), note=np.array(["of", "no", "use"]))
    assert len(load_samples(tmp_path / "a.npz")) == 2


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"images": np.zeros(3)}, f"it has no array x; {WRITE}"),
        ({"x1": np.zeros(3)}, f"it has no array x; {WRITE}"),
        (
            {"x": np.zeros((0, 3))},
            "x has the shape [0, 3], which holds no samples; give x as [samples, ...]",
        ),
        (
            {"x": np.float32(1)},
            "x has the shape [], which holds no samples; give x as [samples, ...]",
        ),
        (
            {"x0": np.zeros(2), "x1": np.zeros(3)},
            "x0 has 2 samples, x1 has 3; give as many of each",
        ),
        (
            {"x": np.array([[0, 1], [np.nan, np.inf]])},
            "2 elements of x are not a finite float32, the first x[1, 0] = nan; "
            "remove such samples or repair them",
        ),
        (
            {"x": np.array([1e300])},
            "1 element of x is not a finite float32, the first x[0] = 1e+300; "
            "remove such samples or repair them",
        ),
        (
            {"x": np.array([{"a": 1}], object)},
            "x holds pickled Python objects, which is not taken; give integers or floats",
        ),
        (
            {"x": np.array(["a"])},
            "x holds <U1, which is not taken; give integers or floats",
        ),
        (
            {"x": np.zeros(3, np.complex64)},
            "x holds complex64, which is not taken; give integers or floats",
        ),
        (
            {"x": np.zeros((3, 2)), "y": np.zeros(4, int)},
            "y has the shape [4], but x has 3 samples; give y as [3]",
        ),
        (
            {"x": np.zeros((3, 2)), "y": np.eye(3)},
            "y has the shape [3, 3]; "
            "give the number of the right class, y.argmax(axis=1) if it is one-hot",
        ),
        (
            {"x": np.zeros((3, 2)), "y": np.zeros(3)},
            "y is float64; give the number of the right class, whole and not negative",
        ),
        (
            {"x": np.zeros((2, 2)), "y": np.array([0, -3])},
            "y is -3 in one place; give the number of the right class, whole and not negative",
        ),
        (
            {"x": np.zeros((2, 2)), "y": np.array([0, 2**64 - 1], np.uint64)},
            "y is 18446744073709551615 in one place; "
            "give the number of the right class, whole and not negative",
        ),
    ],
)
def test_wrong_arrays_are_refused(
    tmp_path: Path, arrays: dict[str, np.ndarray], message: str
) -> None:
    path = tmp_path / "a.npz"
    np.savez(path, **arrays)
    assert refusal(path) == f"{path}: {message}"


def test_a_pickle_is_never_loaded(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, ...]:
            return (Path.touch, (tmp_path / "sprung",))

    np.savez(tmp_path / "a.npz", x=np.array([Trap()], object))
    refusal(tmp_path / "a.npz")
    assert not (tmp_path / "sprung").exists()


def test_a_missing_file_names_the_nearest(tmp_path: Path) -> None:
    np.savez(tmp_path / "digits.npz", x=np.zeros(1))
    path = tmp_path / "digit.npz"
    assert refusal(path) == f"{path}: there is no such file; did you mean digits.npz?"


def test_a_single_array_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.npy"
    np.save(path, np.zeros(3))
    assert refusal(path) == f"{path}: it is a .npy file, one array without a name; {WRITE}"


@pytest.mark.parametrize("content", [b"", b"some text", b"PK\x03\x04 and no more"])
def test_no_npz_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.npz"
    path.write_bytes(content)
    assert refusal(path) == f"{path}: it is not an .npz file; {WRITE}"


def test_a_folder_is_told(tmp_path: Path) -> None:
    assert refusal(tmp_path) == (
        f"{tmp_path}: cannot be read (Is a directory); give a readable .npz file"
    )


def zipped(path: Path, member: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.npy", member)
    return path


def header(text: str) -> bytes:
    padded = text.ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(padded).to_bytes(2, "little") + padded.encode()


def test_a_header_that_promises_too_much_is_refused_before_memory_is_taken(tmp_path: Path) -> None:
    lie = header("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,)}")
    path = zipped(tmp_path / "a.npz", lie + bytes(8))
    assert refusal(path) == (
        f"{path}: x cannot be unpacked (float64[1000000000000] needs 8,000,000,000,000 B, "
        f"8 B are there); {WRITE}"
    )


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.npz", bytes(64))
    content = bytearray(path.read_bytes())
    # The size in the central directory, which zipfile believes.
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = (2**31).to_bytes(4, "little")
    path.write_bytes(content)
    assert refusal(path) == (
        f"{path}: x takes 2,147,483,648 B unpacked, more than the 1,073,741,824 B allowed; "
        "give fewer samples"
    )


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_any_flipped_byte_gives_an_error_or_the_same_samples(
    tmp_path: Path, save: Callable[..., None]
) -> None:
    buffer = io.BytesIO()
    x = np.arange(40, dtype=np.int8).reshape(10, 4)
    save(buffer, x=x)
    good = buffer.getvalue()
    path = tmp_path / "a.npz"
    for at in range(len(good)):
        path.write_bytes(good[:at] + bytes([good[at] ^ 0x5A]) + good[at + 1 :])
        try:
            assert np.array_equal(load_samples(path).x[0], x), at
        except SamplesError as error:
            assert str(error).startswith(f"{path}: ")


def test_any_cut_gives_an_error(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    np.savez(buffer, x=np.arange(40, dtype=np.int8).reshape(10, 4))
    good = buffer.getvalue()
    path = tmp_path / "a.npz"
    for length in range(len(good)):
        path.write_bytes(good[:length])
        assert refusal(path).startswith(f"{path}: ")


def refusal(path: Path) -> str:
    with pytest.raises(SamplesError) as caught:
        load_samples(path)
    return str(caught.value)
