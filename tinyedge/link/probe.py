"""What answers at a port: a short HELLO, and an ear for anything else that is said there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tinyedge.errors import LinkTimeout, PortError, ProtocolError

from .device import Device
from .frames import LONGEST_BYTES
from .link import Link, open_serial
from .protocol import Greeting
from .text import is_text, visible

PROBE_TIMEOUT_S = 1.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    greeting: of tinyedge firmware; None: none came. text: the last line of text that was heard,
    safe to show; "" if none. problem: why there was no asking, or no understanding; "" if none.
    remedy: of the problem; "" if it tells.
    """

    greeting: Greeting | None = None
    text: str = ""
    problem: str = ""
    remedy: str = ""


def probe(
    url: str,
    baud: int,
    *,
    timeout_s: float = PROBE_TIMEOUT_S,
    open_link: Callable[[str, int], Link] = lambda url, baud: open_serial(url, baud=baud),
) -> Answer:
    """Greet what is behind a port, if anything is; opening it resets no board (``open_serial``)."""
    try:
        ear = _Ear(open_link(url, baud))
    except PortError as error:
        return Answer(problem=error.problem, remedy=error.remedy)
    try:
        return Answer(Device(ear, baud=baud, timeout_s=timeout_s).greeting, ear.last_line())
    except LinkTimeout:
        return Answer(text=ear.last_line())
    except (PortError, ProtocolError) as error:
        return Answer(text=ear.last_line(), problem=error.problem, remedy=error.remedy)
    finally:
        ear.close()


class _Ear:
    """A link that keeps what was heard last."""

    def __init__(self, link: Link) -> None:
        self.port = link.port
        self._link = link
        self._heard = b""

    def read(self, timeout_s: float) -> bytes:
        data = self._link.read(timeout_s)
        self._heard = (self._heard + data)[-LONGEST_BYTES:]
        return data

    def write(self, data: bytes) -> None:
        self._link.write(data)

    def close(self) -> None:
        self._link.close()

    def last_line(self) -> str:
        """The last line that is text: frames have zeros, text has none."""
        lines = [line.strip() for part in self._heard.split(b"\0") for line in part.splitlines()]
        texts = [visible(line) for line in lines if line and is_text(line)]
        return texts[-1] if texts else ""
