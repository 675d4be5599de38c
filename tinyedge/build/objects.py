"""Compile the files of a project, each to an object of its own, and only what has changed."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

from tinyedge.codegen.runtime import included
from tinyedge.events import Listener, Progress
from tinyedge.paths import cache_dir, keep, kept
from tinyedge.project import Project
from tinyedge.tools import run_tool

from .compilers import FREESTANDING, Compiler

_TIMEOUT_S = 600.0
_FORGET_AFTER_S = 30 * 24 * 3600.0


def compile_units(
    project: Project, compiler: Compiler, folder: Path, *, listen: Listener
) -> list[str]:
    """Compile every unit of a project that lies written in ``folder``.

    Returns the objects' paths, relative to ``folder``, sorted: ``obj/app/main.o``. Objects are
    kept in the user's cache by what they were made of, so that a kernel is compiled once for all
    models.

    Raises:
        ToolFailed: the compiler refused a unit. ToolTimeout: it did not come to an end.
    """
    units = [unit for unit in project.units if unit != FREESTANDING or not compiler.brings_memcpy]
    objects = [f"obj/{PurePosixPath(unit).with_suffix('.o')}" for unit in units]
    (folder / "obj").mkdir(exist_ok=True)
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        jobs = [
            pool.submit(_compile, project, compiler, folder, unit, output)
            for unit, output in zip(units, objects, strict=True)
        ]
        try:
            for done, job in enumerate(jobs, start=1):
                job.result()
                listen(Progress("build", done, len(jobs), "files"))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    _forget_old()
    return objects


def _compile(project: Project, compiler: Compiler, folder: Path, unit: str, output: str) -> None:
    argv = compiler.compile(unit, output)
    cached = _cached(_key(project.files, compiler, unit, argv))
    target = folder / output
    target.parent.mkdir(parents=True, exist_ok=True)
    content = kept(cached)
    if content is None:
        log = folder / "log" / f"{unit}.log"
        variables = compiler.variables
        run_tool(argv, cwd=folder, log=log, timeout_s=_TIMEOUT_S, variables=variables)
        keep(cached, target.read_bytes())
    else:
        target.write_bytes(content)
        os.utime(cached)


def _key(files: Mapping[str, str], compiler: Compiler, unit: str, argv: list[str]) -> str:
    """A digest of all that goes into an object: compiler, flags, the unit and its headers."""
    digest = hashlib.sha256("\0".join([compiler.name, *argv]).encode())
    for path in sorted(_reached(files, unit)):
        digest.update(f"\0{path}\0{len(files[path])}\0".encode())
        digest.update(files[path].encode())
    return digest.hexdigest()


def _reached(files: Mapping[str, str], unit: str) -> set[str]:
    """The unit and every file it includes, directly or not, found by its name."""
    by_name: dict[str, list[str]] = {}
    for path in files:
        by_name.setdefault(PurePosixPath(path).name, []).append(path)
    reached: set[str] = set()
    waiting = [unit]
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            waiting += _included(files[path], by_name)
    return reached


def _included(text: str, by_name: Mapping[str, list[str]]) -> Iterator[str]:
    for name in included(text):
        yield from by_name.get(PurePosixPath(name).name, [])


def _cached(key: str) -> Path:
    return cache_dir("objects") / key[:2] / f"{key}.o"


def _forget_old() -> None:
    """Remove what no build has used for a month."""
    oldest = time.time() - _FORGET_AFTER_S
    for path in cache_dir("objects").glob("*/*"):
        try:
            if path.stat().st_mtime < oldest:
                # A folder is what a build left that was killed while it wrote.
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        except FileNotFoundError:  # another build was quicker
            continue
