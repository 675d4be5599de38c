"""Makes every file of this folder: python models/sine/train.py

Needs tinyedge[keras,verify]; takes half a minute on 2 cores. Angles for training, for calibration
and for judging the result are drawn apart.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from numpy.typing import NDArray

from tinyedge.convert.convert import convert, float_outputs
from tinyedge.graph.macs import macs
from tinyedge.graph.read import read
from tinyedge.reference.tflm import Oracle
from tinyedge.samples import Samples, fit, inputs_of

FOLDER = Path(__file__).parent
SEED = 1

MODEL_TOML = """\
# The hello world of TinyML: y = sin x for x in [0, 2 pi), by three fully connected layers. Made by
# train.py in this folder. On the 200 angles of samples.npz, the mean error is {float_error:.3f} as
# float and {int8_error:.3f} as int8, as TensorFlow Lite Micro computes it.
name = "Sine"
task = "regression"
source = "models/sine/train.py"
licence = "Apache-2.0"
file = "sine.tflite"
samples = "samples.npz"
macs = {macs:_}
"""


def angles(rng: np.random.Generator, count: int) -> NDArray[np.float32]:
    """float32[count, 1] in [0, 2 pi)."""
    return rng.uniform(0, 2 * np.pi, (count, 1)).astype(np.float32)


def train(rng: np.random.Generator) -> keras.Model:
    """The trained network, 321 weights."""
    model = keras.Sequential(
        [
            keras.Input((1,)),
            layers.Dense(16, activation="relu"),
            layers.Dense(16, activation="relu"),
            layers.Dense(1),
        ]
    )
    x = angles(rng, 4000)
    epochs, batch = 150, 64
    steps = epochs * -(-len(x) // batch)
    rate = keras.optimizers.schedules.CosineDecay(1e-2, steps)
    model.compile(keras.optimizers.Adam(rate), keras.losses.MeanSquaredError())
    model.fit(x, np.sin(x), batch_size=batch, epochs=epochs, verbose=0)
    return model


def main() -> None:
    keras.utils.set_random_seed(SEED)
    tf.config.experimental.enable_op_determinism()
    rng = np.random.default_rng(SEED)
    model = train(rng)
    calibration = Samples("calibration", (angles(rng, 200),))
    held_out = Samples("held out", (angles(rng, 200),))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sine.keras"
        model.save(path)
        data = convert(path, calibration, held_out=held_out)
        floats = float_outputs(path, held_out)
    graph = read(data, file="sine.tflite")
    oracle = Oracle(data)
    steps = [oracle.outputs([x[np.newaxis]])[0] for x in fit(held_out, inputs_of(graph)).x[0]]
    quant = graph.tensor(graph.outputs[0]).quant
    assert quant is not None and floats is not None
    int8 = (np.concatenate(steps).astype(np.float64) - quant.zero_point) * quant.scale
    right = np.sin(held_out.x[0].astype(np.float64))
    float_error = float(np.mean(np.abs(floats - right)))
    int8_error = float(np.mean(np.abs(int8 - right)))
    (FOLDER / "sine.tflite").write_bytes(data)
    np.savez_compressed(FOLDER / "samples.npz", x=held_out.x[0])
    count = sum(macs(op, graph) for op in graph.ops)
    text = MODEL_TOML.format(macs=count, float_error=float_error, int8_error=int8_error)
    (FOLDER / "model.toml").write_text(text, encoding="utf-8")
    print(f"mean error on {len(held_out)} held-out angles: float {float_error}, int8 {int8_error}")


if __name__ == "__main__":
    main()
