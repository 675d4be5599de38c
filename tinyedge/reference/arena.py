"""How small an arena TensorFlow Lite Micro can do with, found by trying."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from types import TracebackType
from typing import IO

from tinyedge.errors import MissingExtra, ModelError
from tinyedge.tools import kill, module_argv, start_process

from .tflm import available, generous_arena_bytes

# TFLM rounds both ends of its arena inwards to this.
ALIGNMENT_BYTES = 16


def arena_bytes(model: bytes, *, file: str = "the model") -> int:
    """The smallest arena, a multiple of 16, in which TFLM runs the model on this host.

    Found by bisection, as ``arena_used_bytes()`` of TFLM gives less than what works. The arena is
    taken to be aligned to 16. An upper bound for a 32-bit target: TFLM's bookkeeping, which lies
    in the arena too, is made of pointers, and those are 8 bytes here. The model must be one that
    graph/check.py accepts.

    An arena that is too small is mostly refused, but at some sizes TFLM ends the process: so the
    trials run in a process of their own, and its end counts as a refusal.

    Raises:
        MissingExtra: the wheel is not installed.
        ModelError: TFLM does not run the model in any arena.
    """
    if not available():
        raise MissingExtra("tflite-micro", "verify", "finding TensorFlow Lite Micro's arena size")
    too_small, enough = 0, generous_arena_bytes(model) // ALIGNMENT_BYTES
    with Prober(model) as prober:
        if not prober.fits(enough * ALIGNMENT_BYTES):
            problem = "TensorFlow Lite Micro does not run it"
            raise ModelError(file, problem, "convert it again with full int8 quantization")
        while enough - too_small > 1:
            middle = (too_small + enough) // 2
            if prober.fits(middle * ALIGNMENT_BYTES):
                enough = middle
            else:
                too_small = middle
    return enough * ALIGNMENT_BYTES


class Prober:
    """A process of ``arena_probe.py`` with a model, started again whenever TFLM ends it."""

    def __init__(self, model: bytes) -> None:
        self._model = model
        self._process: subprocess.Popen[bytes] | None = None

    def fits(self, size_bytes: int) -> bool:
        """Whether TFLM runs the model in an arena of this size."""
        process = self._process or self._start()
        try:
            _pipe(process.stdin).write(b"%d\n" % size_bytes)
            _pipe(process.stdin).flush()
        except BrokenPipeError:
            self._stop()
            return False
        answer = _pipe(process.stdout).readline()
        if not answer:
            self._stop()
        return answer == b"runs\n"

    def _start(self) -> subprocess.Popen[bytes]:
        argv, variables = module_argv("tinyedge.reference.arena_probe")
        process = start_process(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, variables=variables
        )
        self._process = process
        _pipe(process.stdin).write(b"%d\n" % len(self._model) + self._model)
        return process

    def _stop(self) -> None:
        if self._process is not None:
            kill(self._process)
            _pipe(self._process.stdout).close()
            with suppress(BrokenPipeError):  # of the size that ended it
                _pipe(self._process.stdin).close()
            self._process = None

    def __enter__(self) -> Prober:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream
