"""The first words of a session: who is there. firmware/PROTOCOL.md, sections 3 and 5."""

from __future__ import annotations

import struct

from tinyedge.errors import ProtocolError

from .conversation import Conversation, Refused
from .protocol import VERSION, Greeting, Request, parse_description

_ANSWER_TIMEOUT_S = 5.0


def greet(talk: Conversation, *, timeout_s: float) -> Greeting:
    """Begin a session and hear the whole description, in as many parts as it takes.

    timeout_s: for the first answer; a board that restarts when its port is opened needs seconds.

    Raises:
        LinkTimeout, PortError, ProtocolError
    """
    description = b""
    answer = talk.open(timeout_s=timeout_s)
    while True:
        if len(answer) < 2:
            raise _wrong_length(talk, len(answer), 2)
        (total,) = struct.unpack_from("<H", answer)
        if len(answer) == 2 and len(description) < total:
            raise _wrong_length(talk, 2, 2 + total - len(description))
        description += answer[2:]
        if len(description) >= total:
            break
        answer = _more(talk, len(description))
    try:
        return parse_description(description, protocol=VERSION)
    except ValueError as error:
        raise ProtocolError(talk.port, f"the device describes {error}") from error


def _more(talk: Conversation, offset: int) -> bytes:
    payload = struct.pack("<H", offset)
    try:
        return talk.ask(Request.DESCRIBE, payload, answer_bytes=0, timeout_s=_ANSWER_TIMEOUT_S)
    except Refused as refused:
        problem = f"the device refused DESCRIBE: {refused}"
        raise ProtocolError(talk.port, problem) from refused


def _wrong_length(talk: Conversation, got: int, expected: int) -> ProtocolError:
    problem = f"the device answered DESCRIBE with {got} B instead of {expected} B"
    return ProtocolError(talk.port, problem)
