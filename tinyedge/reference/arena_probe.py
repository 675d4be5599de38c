"""The process in which ``arena.py`` tries arena sizes; TFLM may end it at any of them.

Standard input: the model's length in bytes and a newline, the model, then one size a line.
Standard output: for each size ``runs`` or ``refused``.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Answer until standard input ends."""
    from tflite_micro import runtime

    length = int(sys.stdin.buffer.readline())
    model = sys.stdin.buffer.read(length)
    for line in sys.stdin.buffer:
        try:
            interpreter = runtime.Interpreter.from_bytes(model, arena_size=int(line))
            interpreter.invoke()
            answer = b"runs\n"
        except RuntimeError:
            answer = b"refused\n"
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
