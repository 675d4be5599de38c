"""Signal operators: what is said of those that cannot run, and damage."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from support.damaged import mutated
from support.front_end import STEP, front_end
from support.tflite_builder import Builder

from tinyedge.codegen.codegen import codegen
from tinyedge.errors import ModelError, TinyEdgeError
from tinyedge.graph.read import read
from tinyedge.graph.simplify.simplify import simplify
from tinyedge.plan.plan import plan

AGAIN = "export or download it again"
EXPORT = "export it with TFLite Micro's signal library"


def error_of(data: bytes) -> str:
    with pytest.raises(ModelError) as caught:
        read(data, file="m.tflite")
    return str(caught.value)


def model(
    kind: str,
    given: Sequence[tuple[int, ...]],
    made: Sequence[tuple[tuple[int, ...], str]],
    dtype: str = "int16",
    **options: int,
) -> bytes:
    """One operator; its inputs have that type, its outputs these shapes and types."""
    b = Builder()
    inputs = [b.input(shape, dtype=dtype) for shape in given]
    names = ["y", *(f"z{i}" for i in range(1, len(made)))]
    outputs = [b.tensor(s, dtype=t, name=n) for (s, t), n in zip(made, names, strict=True)]
    b.custom(kind, inputs, outputs, **options)
    return b.build(outputs)


def filter_bank(width: int = 1, start: int = 0, place: int = 0, bits: int = 0) -> bytes:
    """A band of that place and width, and its square root."""
    b = Builder()
    x = b.input((8,), dtype="uint32")
    weights = [b.constant(np.ones(4, np.int16)) for _ in range(2)]
    places = [b.constant(np.array([0, n], np.int16)) for n in (start, place, width)]
    wide = b.tensor((1,), dtype="uint64", name="wide")
    root = b.tensor((1,), dtype="uint32", name="root")
    b.custom("SignalFilterBank", [x, *weights, *places], [wide], num_channels=1)
    number = b.constant(np.array(bits, np.int32), name="bits")
    b.custom("SignalFilterBankSquareRoot", [wide, number], [root])
    return b.build([root])


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "options_that_are_missing": (
        lambda: model("SignalDelay", [(4,)], [((4,), "int16")]),
        f"layer 0 SignalDelay (y) has the options [], not ['delay_length']; {AGAIN}",
    ),
    "a_shift_beyond_32_bits": (
        lambda: model("SignalWindow", [(4,), (4,)], [((4,), "int16")], shift=32),
        "layer 0 SignalWindow (y) shifts by shift of 32; export it with 0 to 31",
    ),
    "a_transform_of_another_length": (
        lambda: model("SignalRfft", [(4,)], [((8,), "int16")], T=7, fft_length=6),
        "layer 0 SignalRfft (y) transforms 6 numbers at a time; supported are powers of 2 from 4 "
        "to 65536; frames are filled up with zeros",
    ),
    "another_type_than_that_of_the_input": (
        lambda: model("SignalRfft", [(4,)], [((10,), "int16")], T=2, fft_length=8),
        f"layer 0 SignalRfft (y) is of type number 2, its input of int16; {AGAIN}",
    ),
    "a_frame_longer_than_the_transform": (
        lambda: model("SignalRfft", [(9,)], [((10,), "int16")], T=7, fft_length=8),
        f"SignalRfft (y): transforms 8 numbers of [9]; {EXPORT}",
    ),
    "energies_that_are_not_there": (
        lambda: model("SignalEnergy", [(8,)], [((4,), "uint32")], start_index=0, end_index=5),
        f"SignalEnergy (y): takes the energy of 0 to 5 of 8 numbers into 4; {EXPORT}",
    ),
    "a_band_beyond_the_energies": (
        lambda: filter_bank(width=2, start=7),
        "SignalFilterBank (wide): band 1 has 2 energies from 7 on of 8, and weights from 0 on of "
        f"4; {EXPORT}",
    ),
    "a_band_beyond_the_weights": (
        lambda: filter_bank(width=2, place=3),
        "SignalFilterBank (wide): band 1 has 2 energies from 0 on of 8, and weights from 3 on of "
        f"4; {EXPORT}",
    ),
    "a_shift_that_may_be_anything": (
        lambda: filter_bank(bits=-1),
        "SignalFilterBankSquareRoot (root): shifts by tensor 8 (bits), which may not lie in 0 to "
        "31; give it what SignalFftAutoScale gives",
    ),
    "steps_that_are_no_part_of_the_input": (
        lambda: model(
            "SignalFramer",
            [(5,)],
            [((2, 4), "int16"), ((), "bool")],
            frame_size=4,
            frame_step=2,
            prefill=0,
        ),
        f"SignalFramer (y): makes frames of 4, 2 apart, from [5]; {EXPORT}",
    ),
    "frames_further_apart_than_what_is_kept": (
        lambda: model(
            "SignalStacker",
            [(3,)],
            [((6,), "int16"), ((), "bool")],
            num_channels=3,
            stacker_left_context=1,
            stacker_right_context=0,
            stacker_step=3,
        ),
        f"SignalStacker (y): stacks 2 of 3 channels, 3 apart, from [3]; {EXPORT}",
    ),
    "a_step_longer_than_its_frame": (
        lambda: model("SignalOverlapAdd", [(2, 3)], [((8,), "int16")], T=7, frame_step=4),
        f"SignalOverlapAdd (y): adds up frames 4 apart of [2, 3]; {EXPORT}",
    ),
    "no_delay": (
        lambda: model("SignalDelay", [(4,)], [((4,), "int16")], delay_length=0),
        f"layer 0 SignalDelay (y) has 0 among its options where 1 is the least; {AGAIN}",
    ),
    "more_samples_than_a_microcontroller_has": (
        lambda: model("SignalDelay", [(4,)], [((4,), "int16")], delay_length=2**30),
        "layer 0 SignalDelay keeps 2,147,483,648 B from one run to the next; use a smaller model",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_run_is_refused(name: str) -> None:
    make, expected = REFUSED[name]
    assert error_of(make()) == f"m.tflite: {expected}"


def test_a_damaged_front_end_gives_an_error_of_ours_or_code() -> None:
    b = Builder()
    data = b.build([front_end(b, b.input((STEP,), dtype="int16"))])
    read_again = 0
    for seed in range(500):
        try:
            graph = simplify(read(mutated(data, random.Random(seed)), file="m.tflite"))
            codegen(graph, plan(graph))
            read_again += 1
        except TinyEdgeError as error:
            assert "\n" not in str(error), f"seed {seed}"
        except Exception as error:
            raise AssertionError(f"seed {seed}") from error
    assert 0 < read_again < 500
