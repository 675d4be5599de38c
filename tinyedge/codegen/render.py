"""Templates of codegen: C with holes."""

from __future__ import annotations

from typing import Any


def render(template: str, page: Any) -> str:
    """The template of that name below ``codegen/templates``, printed from its page.

    page: the dataclass that the template names in its first line; a missing field is an error.
    """
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("tinyedge.codegen"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    return environment.get_template(template).render(page=page)
