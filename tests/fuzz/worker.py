"""A process that does pieces of work for ``pool``: one line of JSON each way, so that a crash, a
hang or too much memory costs one piece and not the run.

    python -m fuzz.worker FOLDER [BYTES]   FOLDER keeps compiled kernels; BYTES of memory at most

Takes {"work": name, "items": [...]}; gives {"at": item number} before what may end it, then
{"found": ...} for findings, {"done": counts} at the end.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Message = dict[str, Any]
Work = Callable[[list[Any], Path], Iterator[Message]]


def main() -> None:
    """Serve until there is no more input."""
    # What C libraries print must not get between the answers.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    warnings.simplefilter("error")
    from fuzz.works import WORKS

    kernels = Path(sys.argv[1])
    if len(sys.argv) > 2:
        import resource  # Unix alone has it

        resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)
    for line in sys.stdin:
        asked = json.loads(line)
        for message in WORKS[asked["work"]](asked["items"], kernels):
            answers.write(json.dumps(message) + "\n")


if __name__ == "__main__":
    main()
