"""Constants that several layers have in common, such as the rounds of a loop, lie in flash once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tinyedge.codegen.call import Call


def shared(calls: Sequence[Call]) -> list[Call]:
    """The calls, with an array that an earlier one has in place of each of the same elements."""
    named: dict[tuple[str, bytes], str] = {}
    return [_sharing(call, named) for call in calls]


def _sharing(call: Call, named: dict[tuple[str, bytes], str]) -> Call:
    own = []
    instead: dict[str, str] = {}
    for constant in call.constants:
        name = named.setdefault((constant.ctype, constant.data.tobytes()), constant.name)
        if name == constant.name:
            own.append(constant)
        else:
            instead[constant.name] = name
    if not instead:
        return call

    def renamed(text: str) -> str:
        return re.sub(r"\w+", lambda word: instead.get(word[0], word[0]), text)

    params = call.params
    if params is not None:
        fields = tuple((field, renamed(value)) for field, value in params.fields)
        params = replace(params, fields=fields)
    arguments = tuple(renamed(argument) for argument in call.arguments)
    return replace(call, arguments=arguments, constants=tuple(own), params=params)
