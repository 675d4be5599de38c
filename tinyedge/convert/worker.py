"""The process that imports TensorFlow.

Started as ``python -m tinyedge.convert.worker DOOR MODEL FOLDER TYPE``. TensorFlow takes ten
seconds to import and 500 MB, writes to the terminal from C++, and ends the process at some models.
Here it can: its words go to a log, its memory goes back, and its death is an error message. FOLDER
holds ``calibration.npy`` if the model is to be converted, and ``held_out.npy`` if the float model
is to answer; ``model.tflite``, ``outputs.npy`` and ``refused.json`` are written there. TYPE is that
of the activations.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from . import keras, saved_model
from .float_model import Activations, Refused
from .quantize import Quantizer

CALIBRATION = "calibration.npy"
HELD_OUT = "held_out.npy"
MODEL = "model.tflite"
OUTPUTS = "outputs.npy"
REFUSED = "refused.json"

_DOORS = {"keras": keras.load, "saved_model": saved_model.load}


def main(door: str, model: Path, folder: Path, activations: Activations = "int8") -> None:
    """Do what the files in ``folder`` ask for."""
    try:
        quantizer = Quantizer(_DOORS[door](model, folder))
        if (folder / CALIBRATION).exists():
            calibration = np.load(folder / CALIBRATION, allow_pickle=False)
            (folder / MODEL).write_bytes(quantizer.quantize(calibration, activations))
        if (folder / HELD_OUT).exists():
            held_out = np.load(folder / HELD_OUT, allow_pickle=False)
            np.save(folder / OUTPUTS, quantizer.outputs(held_out), allow_pickle=False)
    except Refused as refused:
        said = {"what": refused.what, "problem": refused.problem, "remedy": refused.remedy}
        (folder / REFUSED).write_text(json.dumps(said), encoding="utf-8")


if __name__ == "__main__":
    chosen: Activations = "int16" if sys.argv[4] == "int16" else "int8"
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), chosen)
