"""Samples as C, for a firmware that has them built in: streams of source "stored"."""

from __future__ import annotations

from collections.abc import Sequence

STORED = "model/samples.c"  # in a project
_A_ROW = 20


def stored_samples(samples: Sequence[bytes]) -> str:
    """The text of ``STORED``.

    samples: 1 or more, the bytes of all inputs of each, all of one length.
    """
    data = b"".join(samples)
    rows = [data[at : at + _A_ROW] for at in range(0, len(data), _A_ROW)]
    lines = "\n".join("    " + " ".join(f"{byte}," for byte in row) for row in rows)
    return f"""\
/* Made by tinyedge: {len(samples)} samples of {len(samples[0])} bytes. */
#include "te_samples.h"

const uint32_t te_sample_count = {len(samples)};
const uint8_t te_samples[] = {{
{lines}
}};
"""
