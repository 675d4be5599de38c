"""Makes small Keras models and converts each, in one process: python trial_models.py FOLDER

Importing TensorFlow takes ten seconds, so that all that needs it is done here at once. For each
model, ``FOLDER/<name>`` becomes the worker's folder, and ``FOLDER/<name>/died.txt`` has the
traceback if the worker would have died of it.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

import keras
import numpy as np
from keras import layers

from tinyedge.convert import worker

SHAPES = {"lstm": (10, 4), "fft": (10, 4)}


def classifier() -> keras.Model:
    """Every kind of layer that the converter folds, fuses or turns into something else."""
    model = keras.Sequential(
        [
            keras.Input((8, 8, 2)),
            layers.Conv2D(4, 3, strides=2, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.DepthwiseConv2D(3, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(3, activation="softmax"),
        ]
    )
    # Trained it would not be nearer to what is tested; but statistics of 0 and 1 fold to nothing.
    rng = np.random.default_rng(1)
    weights = [rng.uniform(0.2, 1, weight.shape) for weight in model.get_weights()]
    model.set_weights([w * rng.choice([-1, 1], w.shape) if w.ndim > 1 else w for w in weights])
    return model


def through(shape: tuple[int | None, ...], *steps: layers.Layer) -> keras.Model:
    """The layers ``steps``, one after another."""
    given = tensor = keras.Input(shape)
    for step in steps:
        tensor = step(tensor)
    return keras.Model(given, tensor)


def write_models(folder: Path) -> list[tuple[str, str, Path]]:
    """(name, door, path) of every model."""
    keras.utils.set_random_seed(1)
    good = classifier()
    good.save(folder / "good.keras")
    good.save(folder / "good.h5")
    good.export(str(folder / "good"))
    first, second = keras.Input((4,)), keras.Input((4,), name="second")
    both = layers.Add()([first, second])
    wrong = {
        "two_inputs": keras.Model([first, second], both),
        "two_outputs": keras.Model(second, [layers.ReLU()(second), layers.Softmax()(second)]),
        "open_size": through((None, None, 1), layers.Conv2D(2, 3), layers.GlobalAveragePooling2D()),
        "integers": keras.Model(
            (words := keras.Input((4,), dtype="int32")), layers.Embedding(8, 2)(words)
        ),
        "lstm": through((10, 4), layers.LSTM(4), layers.Dense(2)),
    }
    given = keras.Input((10, 4))
    wrong["fft"] = keras.Model(given, keras.ops.fft((given, given))[0])
    for name, model in wrong.items():
        model.save(folder / f"{name}.keras")
    good.save_weights(folder / "weights.weights.h5")
    return [
        ("good_keras", "keras", folder / "good.keras"),
        ("good_h5", "keras", folder / "good.h5"),
        ("good_saved_model", "saved_model", folder / "good"),
        ("good_int16", "keras", folder / "good.keras"),
        *((name, "keras", folder / f"{name}.keras") for name in wrong),
        ("misfit", "keras", folder / "good.keras"),
        ("weights", "keras", folder / "weights.weights.h5"),
    ]


def main(folder: Path) -> None:
    for name, door, path in write_models(folder):
        work = folder / "worked" / name
        work.mkdir(parents=True)
        shape = (5, 5, 2) if name == "misfit" else SHAPES.get(name, (8, 8, 2))
        x = np.random.default_rng(2).uniform(-1, 1, (40, *shape)).astype(np.float32)
        np.save(work / worker.CALIBRATION, x[:20])
        np.save(work / worker.HELD_OUT, x[20:])
        try:
            worker.main(door, path, work, "int16" if name == "good_int16" else "int8")
        except Exception:  # noqa: BLE001 - whatever TensorFlow raises: it is what is recorded
            (work / "died.txt").write_text(traceback.format_exc(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
