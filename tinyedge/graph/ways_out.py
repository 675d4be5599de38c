"""What to do about an operator that has no kernel here."""

from __future__ import annotations


def way_out(kind: str) -> str:
    """For TFLite's name of an operator, or CUSTOM and a name in parentheses."""
    return "build that part of the model from supported operators, which README.md lists"
