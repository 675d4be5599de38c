"""Templates: C with holes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_TEMPLATES = Path(__file__).with_name("templates")


def render(template: str, page: Any, *, folder: Path = _TEMPLATES) -> str:
    """The template of that name below ``folder``, printed from its page.

    page: the dataclass that the template names in its first line; a missing field is an error.
    folder: ``codegen/templates``, unless another is given.
    """
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    return environment.get_template(template).render(page=page)
