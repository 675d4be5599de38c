"""Templates: C with holes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

_TEMPLATES = Path(__file__).with_name("templates")


def render(template: str, page: Any, *, folder: Path = _TEMPLATES) -> str:
    """The template of that name below ``folder``, printed from its page.

    page: the dataclass that the template names in its first line; a missing field is an error.
    folder: ``codegen/templates``, unless another is given.
    """
    return str(_environment(folder).get_template(template).render(page=page))


@cache
def _environment(folder: Path) -> Any:
    """Kept, since compiling a template takes longer than all else that codegen does."""
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
