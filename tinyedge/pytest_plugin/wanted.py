"""What a test wants to run: ``@pytest.mark.tinyedge``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tinyedge.errors import SettingError

from .bench import Wanted

_MARK = "@pytest.mark.tinyedge"
_NAMES = ("model", "samples", "engine")


def wanted(
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
    *,
    by_default: str,
    folders: Sequence[Path],
) -> Wanted:
    """What the arguments of the mark say.

    Args:
        by_default: the model where they name none; "": there is none.
        folders: where relative paths are looked for, in order; at last where pytest was started,
            and ``models/kws`` is the model of that name that tinyedge brings.

    Raises:
        SettingError: they name no model, or something that there is not.
    """
    given = dict(kwargs)
    if len(args) == 1 and "model" not in given:
        given["model"] = args[0]
    elif args:
        raise SettingError(_MARK, f"name its arguments: {', '.join(_NAMES)}")
    for name, value in given.items():
        if name not in _NAMES:
            remedy = f"there is no argument of that name; there are {', '.join(_NAMES)}"
            raise SettingError(f"{_MARK}({name}=...)", remedy)
        if not isinstance(value, str | Path) or not str(value):
            raise SettingError(f"{_MARK}({name}={value!r})", "give a text or a path")
    model = given.get("model", by_default)
    if not model:
        raise SettingError(
            f'{_MARK}(model="...")',
            "the test has no model: mark it so, or set tinyedge_model in pytest's settings",
        )
    samples = given.get("samples")
    return Wanted(
        _found(Path(model), folders),
        _found(Path(samples), folders) if samples is not None else None,
        str(given.get("engine", "aot")),
    )


def _found(path: Path, folders: Sequence[Path]) -> Path:
    for folder in folders:
        if (folder / path).exists():
            return folder / path
    return path
