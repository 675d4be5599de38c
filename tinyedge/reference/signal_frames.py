"""Operators of TFLM's signal library that keep samples from one run to the next.

TFLM writes nothing where a frame is not complete; here it is 0.
"""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import SignalDelay, SignalFramer, SignalOverlapAdd, SignalStacker
from tinyedge.graph.types import Array, Graph


def signal_delay(op: SignalDelay, graph: Graph, x: Array, kept: Array) -> tuple[Array, Array]:
    """delay.cc."""
    joined = np.concatenate([kept, x.reshape(len(kept), -1)], axis=1)
    return joined[:, : x.shape[-1]].reshape(x.shape), joined[:, x.shape[-1] :]


def signal_framer(op: SignalFramer, graph: Graph, x: Array, *state: Array) -> tuple[Array, ...]:
    """framer.cc: each frame begins with what is kept; of what follows, steps are cut off."""
    shape = graph.tensor(op.outputs[0]).shape
    rows = x.reshape(-1, x.shape[-1])
    kept = state[0] if state else np.zeros((len(rows), 0), np.int16)
    held = int(state[1]) if len(state) == 2 else kept.shape[1]
    frames = np.zeros((len(rows), shape[-2], op.size), np.int16)
    kept = kept[:, :held]
    most = state[0].shape[1] if state else 0
    complete = True
    for frame in range(shape[-2]):
        kept = np.concatenate([kept, rows[:, frame * op.step : (frame + 1) * op.step]], axis=1)
        if kept.shape[1] == most + op.step:
            frames[:, frame] = kept[:, : op.size]
            kept = kept[:, op.step :]
        else:
            complete = False
    results: list[Array] = [frames.reshape(shape), np.array(complete)]
    if state:
        # What is not held yet is 0.
        results.append(np.pad(kept, ((0, 0), (0, most - kept.shape[1]))))
    if len(state) == 2:
        results.append(np.array(kept.shape[1], np.int32))
    return tuple(results)


def signal_overlap_add(
    op: SignalOverlapAdd, graph: Graph, x: Array, *state: Array
) -> tuple[Array, ...]:
    """overlap_add.cc, clamped to int16."""
    size = x.shape[-1]
    frames = x.reshape(-1, x.shape[-2], size)
    sums = np.zeros((len(frames), size), np.int64)
    if state:
        sums[:, : size - op.step] = state[0]
    y = np.zeros((len(frames), x.shape[-2], op.step), x.dtype)
    for frame in range(x.shape[-2]):
        sums = np.clip(sums + frames[:, frame], -(2**15), 2**15 - 1)
        y[:, frame] = sums[:, : op.step]
        sums = np.pad(sums[:, op.step :], ((0, 0), (0, op.step)))
    results = [y.reshape(graph.tensor(op.outputs[0]).shape)]
    if state:
        results.append(sums[:, : size - op.step].astype(x.dtype))
    return tuple(results)


def signal_stacker(op: SignalStacker, graph: Graph, x: Array, *state: Array) -> tuple[Array, ...]:
    """stacker.cc."""
    if not state:
        return x.copy(), np.array(True)
    frames, held = state[0], int(state[1])
    most = len(frames)
    kept = np.stack([x] * op.left) if held < 0 and op.left else frames[: max(held, 0)]
    kept = np.concatenate([kept, x[np.newaxis]])
    y = np.zeros(graph.tensor(op.outputs[0]).shape, x.dtype)
    complete = len(kept) == most + 1
    if complete:
        y = kept.reshape(-1)
        kept = kept[op.step :]
    padded = np.pad(kept, ((0, most - len(kept)), (0, 0)))
    return y, np.array(complete), padded, np.array(len(kept), np.int32)
