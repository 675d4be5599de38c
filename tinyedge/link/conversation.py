"""Requests and their answers over a line that may lose or hurt them: PROTOCOL.md section 3."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tinyedge.errors import LinkTimeout, ProtocolError

from .frames import Damaged, Decoder, Frame, encode
from .link import Link
from .protocol import (
    ERROR,
    GRANT,
    RESPONSE,
    RESULT,
    VERSION,
    Code,
    Refusal,
    Request,
    parse_refusal,
)
from .text import visible

# A request is repeated after this long and what the line needs for it and its answer; then after
# twice as long, and so on. A device that is busy loses nothing by it: it executes a request once.
_PATIENCE_S = 0.25
_MOST_PATIENCE_S = 4.0
# Something came damaged: the request is repeated once the line has been quiet for this long, so
# that one disturbance does not start an avalanche. USB adapters hold bytes back for 16 ms.
_QUIET_S = 0.02
_BITS_PER_BYTE = 10
_FRAME_OVERHEAD_BYTES = 20
_HEARD_BYTES = 512
_LAST_BYTES = 64
_SESSIONS = 65_536
_MOST_EARLY = 256
# What firmware/startup/panic.c says before it stops for good. No frame begins like that: after a
# zero, the line feed would be the frame's version.
_PANIC = re.compile(rb"\x00\r\n(tinyedge panic: [^\r\n]*)\r\n")


@dataclass(slots=True)
class Faults:
    """What went wrong on the line so far, and cost nothing but time.

    resent: requests sent again. asked: how often a stream asked for what it missed.
    damaged: pieces heard here that are no frames. damaged_there: that the device says it heard.
    stray: whole frames that answer nothing asked.
    lost, repeated, reordered: frames of streams, by their numbers. fed_again: bytes of samples sent
    again. reopened: how often the port vanished and came back. restarted: how often the device did.
    """

    resent: int = 0
    asked: int = 0
    damaged: int = 0
    damaged_there: int = 0
    stray: int = 0
    lost: int = 0
    repeated: int = 0
    reordered: int = 0
    fed_again: int = 0
    reopened: int = 0
    restarted: int = 0


@dataclass(slots=True)
class Traffic:
    """Bytes that went over the line so far, framing and what was in vain included."""

    sent_bytes: int = 0
    heard_bytes: int = 0


class Refused(Exception):
    """The device answered with an error; for the callers of ``Conversation`` to explain."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


class SessionGone(ProtocolError):
    """The device knows nothing of the session that a request belongs to."""


class Restarted(Exception):
    """The device knows nothing of the session, in the midst of a stream."""


class Conversation:
    """One session with a device; one request at a time."""

    def __init__(
        self,
        link: Link,
        *,
        baud: int = 115_200,
        transcript: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
        pick_session: Callable[[], int] = lambda: secrets.randbelow(_SESSIONS),
    ) -> None:
        """
        Args:
            baud: of the line, bits a second; says how long an answer may take at least.
            transcript: named in the message of a timeout.
            pick_session: a number in [0, 65535] that no other session of the device has had.
        """
        self.faults = Faults()
        self.traffic = Traffic()
        self._link = link
        self._baud = baud
        self._transcript = transcript
        self._clock = clock
        self._pick_session = pick_session
        self._decoder = Decoder()
        self._session = -1  # none yet
        self._sequence = 0
        self._heard = b""
        self._early: list[Frame] = []

    @property
    def port(self) -> str:
        """What the user called the port."""
        return self._link.port

    def open(self, *, timeout_s: float) -> bytes:
        """Begin a session, whatever the device was doing before; the answer to HELLO.

        Raises:
            LinkTimeout, PortError, ProtocolError
        """
        for last_try in (False, True):
            before, self._session = self._session, self._pick_session()
            if self._session == before:  # what is still on its way belongs to that one
                self._session = (before + 1) % _SESSIONS
            try:
                return self.ask(Request.HELLO, b"", answer_bytes=0, timeout_s=timeout_s)
            except Refused as refused:
                # SEQUENCE: that session is open already, by chance; another number will do.
                if last_try or refused.refusal.code != Code.SEQUENCE:
                    problem = f"the device refused HELLO: {refused}"
                    raise ProtocolError(self.port, problem) from refused
        raise AssertionError("the last try returns or raises")

    def ask(
        self, request: Request, payload: bytes, *, answer_bytes: int, timeout_s: float
    ) -> bytes:
        """The payload of the response to a request that was executed exactly once.

        Args:
            answer_bytes: about how long the response's payload will be.
            timeout_s: for the answer, however often the request has to be sent.

        Raises:
            Refused: the device answered with an error.
            LinkTimeout, PortError, ProtocolError
        """
        self._forget_early()
        self._sequence = (self._sequence + 1) % 65_536
        data = encode(Frame(VERSION, request, self._session, self._sequence, payload))
        line_bytes = len(data) + answer_bytes + _FRAME_OVERHEAD_BYTES
        patience_s = _PATIENCE_S + line_bytes * _BITS_PER_BYTE / self._baud
        now = self._clock()
        deadline = now + timeout_s
        repeat_at = now + patience_s
        self._write(data)
        while (now := self._clock()) < deadline:
            if now >= repeat_at:
                self.faults.resent += 1
                self._write(data)
                patience_s = min(2 * patience_s, max(patience_s, _MOST_PATIENCE_S))
                repeat_at = now + patience_s
            heard = self._read(min(deadline, repeat_at) - now)
            if not heard:
                continue
            answer, hurt = self._listen(heard, request)
            if answer is not None:
                return answer
            if hurt:
                repeat_at = min(repeat_at, self._clock() + _QUIET_S)
        self._tell_of_a_panic()
        waiting_for = "greeting" if request is Request.HELLO else f"answer to {request.name}"
        last = self._heard[-_LAST_BYTES:]
        raise LinkTimeout(self.port, waiting_for, timeout_s, last, self._transcript)

    def post(self, kind: int, payloads: Sequence[bytes]) -> None:
        """Send, in frames of one kind, what belongs to no request and has no answer of its own.

        Raises:
            PortError
        """
        frames = (Frame(VERSION, kind, self._session, 0, payload) for payload in payloads)
        self._write(b"".join(map(encode, frames)))

    def hear(self, timeout_s: float) -> tuple[list[Frame], bool]:
        """(what the device has sent that belongs to no request, whether anything was damaged).

        Waits up to ``timeout_s`` seconds for the first byte.

        Raises:
            Restarted: the device does not know this session.
            PortError, ProtocolError
        """
        if self._early:
            early, self._early = self._early, []
            return early, False
        heard = self._read(timeout_s)
        self._heard = (self._heard + heard)[-_HEARD_BYTES:]
        frames: list[Frame] = []
        hurt = False
        for found in self._decoder.feed(heard):
            if isinstance(found, Damaged):
                self.faults.damaged += 1
                hurt = True
            elif found.session != self._session or found.version != VERSION:
                self.faults.stray += 1
            elif found.kind == ERROR:
                code = self._refusal(found).code
                if code == Code.SESSION:
                    raise Restarted
                if code == Code.DAMAGED:
                    self.faults.damaged_there += 1
                else:
                    self.faults.stray += 1
                hurt = True
            else:
                frames.append(found)
        if hurt:
            self._tell_of_a_panic()
        return frames, hurt

    def reopen(self, link: Link) -> None:
        """Go on with the session over another link; what was half heard on the old one is gone."""
        self._link = link
        self._forget_early()
        self._decoder = Decoder()
        self._heard = b""
        self.faults.reopened += 1

    @property
    def heard(self) -> bytes:
        """The last bytes that came."""
        return self._heard[-_LAST_BYTES:]

    def _listen(self, heard: bytes, request: Request) -> tuple[bytes | None, bool]:
        """(the answer, if it is among what was heard; whether anything was damaged)."""
        self._heard = (self._heard + heard)[-_HEARD_BYTES:]
        answer: bytes | None = None
        hurt = False
        for found in self._decoder.feed(heard):
            if isinstance(found, Damaged):
                self.faults.damaged += 1
                hurt = True
            elif self._tells_of_damage(found):
                self.faults.damaged_there += 1
                hurt = True
            elif answer is None and self._is_due(found, request):
                answer = self._payload(found)
            elif self._is_of_a_stream(found, request):
                self._early.append(found)
            else:
                self.faults.stray += 1
        if answer is None and request is not Request.HELLO:
            self._tell_of_a_panic()
        return answer, hurt

    def _tell_of_a_panic(self) -> None:
        """Raise if the firmware has said that it stopped; before a greeting it may be old news."""
        panic = _PANIC.search(self._heard)
        if panic is not None:
            said = f"the firmware stopped: {visible(panic[1])}"
            raise ProtocolError(self.port, said, "reset the board to run it again")

    def _tells_of_damage(self, frame: Frame) -> bool:
        if frame.session != self._session or frame.kind != ERROR:
            return False
        return self._refusal(frame).code == Code.DAMAGED

    def _is_of_a_stream(self, frame: Frame, request: Request) -> bool:
        """Results do not wait for the answer to START, nor end before that to STOP."""
        return (
            request in (Request.START, Request.STOP)
            and frame.session == self._session
            and frame.kind in (RESULT, GRANT)
            and len(self._early) < _MOST_EARLY
        )

    def _forget_early(self) -> None:
        """What came of a stream that nobody has heard since, as behind STOP."""
        self.faults.stray += len(self._early)
        self._early.clear()

    def _read(self, timeout_s: float) -> bytes:
        heard = self._link.read(timeout_s)
        self.traffic.heard_bytes += len(heard)
        return heard

    def _write(self, data: bytes) -> None:
        self.traffic.sent_bytes += len(data)
        self._link.write(data)

    def _is_due(self, frame: Frame, request: Request) -> bool:
        return (
            frame.session == self._session
            and frame.sequence == self._sequence
            and frame.kind in (request | RESPONSE, ERROR)
        )

    def _payload(self, frame: Frame) -> bytes:
        """The response in a frame that is due."""
        refusal = self._refusal(frame) if frame.kind == ERROR else None
        if frame.version != VERSION or (refusal and refusal.code == Code.VERSION):
            raise ProtocolError(
                self.port,
                f"the device speaks version {frame.version} of the protocol, "
                f"this tinyedge version {VERSION}",
            )
        if refusal is None:
            return frame.payload
        if refusal.code == Code.SESSION:
            raise SessionGone(
                self.port,
                "the device restarted, or something else talked to it, in the middle of the work",
                "run the command again",
            )
        raise Refused(refusal)

    def _refusal(self, frame: Frame) -> Refusal:
        try:
            return parse_refusal(frame.payload)
        except ValueError as error:
            raise ProtocolError(self.port, f"the device sent {error}") from error
