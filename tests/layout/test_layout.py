"""The house itself: imports point downwards, heavy packages stay out of the way."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "tinyedge"

# Floor by floor, each above all that it may import; DESIGN's rooms. A room may import itself.
FLOORS = (
    {"errors", "events", "paths"},
    {"tools", "image", "elf", "toml_table"},
    {"boards", "graph"},
    {"link"},
    {"npz", "pack"},
    {"samples", "zoo", "plan", "reference", "emulate"},
    {"convert", "codegen", "verify", "flash"},
    {"reach", "doctor", "mlperf", "profile", "check"},
    {"monitor"},
    {"project", "report"},
    {"build"},
    {"pipeline"},
    {"session"},
    {"pytest_plugin", "fleet"},
    {"cli"},
    {"__main__"},
)
FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}

# Each of these packages is imported in the named files alone, whatever the reason it is heavy or
# under another licence for.
ONLY_IN = {
    "tensorflow": {"convert"},
    "unicorn": {"emulate/unicorn.py"},
    "rp2040py": {"emulate/rp2040_machine.py"},
    "esptool": {"flash/esptool.py"},
    "subprocess": {"tools.py", "emulate", "reference/arena.py"},
    "rich": {"report", "cli"},
    "typer": {"cli"},
    "jinja2": {"codegen"},
    "pytest": {"pytest_plugin"},
    "xdist": {"pytest_plugin/workers.py"},
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Absolute names of what a module imports, wherever in it; relative imports stay inside."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_downwards(path: Path) -> None:
    here = room(path)
    if here == "__init__":
        assert not list(n for n in imported(path) if n.startswith("tinyedge"))
        return
    assert here in FLOOR, f"{here} is on no floor: enter it in {Path(__file__).name}"
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "tinyedge" and len(parts) > 1 and parts[1] != here:
            assert FLOOR[parts[1]] < FLOOR[here], f"{path} imports {name}"


@pytest.mark.parametrize("package", ONLY_IN)
def test_a_package_is_imported_where_it_belongs_alone(package: str) -> None:
    for path in modules():
        if package in {name.split(".")[0] for name in imported(path)}:
            relative = path.relative_to(PACKAGE).as_posix()
            assert {relative, relative.split("/")[0]} & ONLY_IN[package], f"{relative}: {package}"


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from tinyedge.cli.main import main; main(['--help']);"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"numpy", "tensorflow", "unicorn", "jinja2", "serial", "rich", "tflite", "elftools"}
    assert not heavy & set(done.stderr.split())
    assert "run" in done.stdout
