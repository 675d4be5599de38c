"""Profiles without a device."""

from __future__ import annotations

from tinyedge.profile.types import LayerProfile, Profile, Spread


def profile(
    *layers: tuple[str, str, int | None],
    counter: str = "instructions",
    spread: int = 0,
    steady: bool | None = True,
    runs: int = 6,
    stack_bytes: int | None = 388,
) -> Profile:
    """layers: (name, operator, median count); spread: of each count, to either side."""
    counts = [count for _, _, count in layers if count is not None]
    total, sums = spread * len(counts), sum(counts)
    return Profile(
        model="kws",
        board="host" if counter == "none" else "sim-cortex-m4",
        board_name="This machine" if counter == "none" else "Simulated Cortex-M4F",
        engine="aot",
        where="host" if counter == "none" else "emulator",
        runs=runs,
        samples=(runs + 1) // 2,
        counter=counter,
        total=None if counter == "none" else Spread(sums - total, sums, sums + total),
        steady=None if counter == "none" else steady,
        layers=tuple(
            LayerProfile(
                name=name,
                op=op,
                macs=0 if op in ("ADD", "SOFTMAX") else 1_000,
                weights_bytes=0 if op in ("ADD", "SOFTMAX") else 450,
                inputs_bytes=64,
                outputs_bytes=12,
                count=None if count is None else Spread(count - spread, count, count + spread),
            )
            for name, op, count in layers
        ),
        stack_bytes=stack_bytes,
        arena_bytes=4_000,
        model_sha256="a" * 64,
        image_sha256="b" * 64,
    )
