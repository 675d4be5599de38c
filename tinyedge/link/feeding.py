"""What a stream feeds: samples that may be needed again, and where the device stands in them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

from tinyedge.errors import ProtocolError, SamplesError

_ROUND = 2**32
# Whatever a device says that it takes ahead.
_MOST_AHEAD_BYTES = 65_536
# Of samples whose results have not come, beyond that.
_MOST_ON_ITS_WAY = 65_536
# Samples that take longer to come by are waited for only when there is nothing to be heard.
_SLOW_S = 0.02


class Feeder:
    """The samples that follow on each other as one string of bytes.

    Positions in it are counted without end from the start of the sample that ``begin`` names; on
    the wire they are modulo 2**32.
    """

    def __init__(
        self, samples: Iterator[bytes], *, first: int, count: int | None, clock: Callable[[], float]
    ) -> None:
        """
        Args:
            samples: the bytes of all inputs of each; what ends them early ends the stream.
            first, count: the number of the first one, and how many; None: as many as there are.
        """
        self._samples = samples
        self._end = None if count is None else first + count
        self._pending: deque[bytes] = deque()  # from ``_base`` on
        self._base = first
        self._exhausted = self._slow = False
        self._clock = clock
        self._port = ""
        self._sample_bytes = 1
        self._window = 0
        self._origin = first
        self._highest = 0
        self.sent = 0
        self.limit = 0

    @property
    def finished(self) -> bool:
        """Whether there is no sample any more whose result has not come."""
        return self._exhausted and not self._pending

    def begin(self, port: str, sample_bytes: int, ahead_bytes: int) -> None:
        """Feed again, from the first sample that has no result yet.

        port: for messages. sample_bytes, ahead_bytes: as the device told.
        """
        self._port = port
        self._sample_bytes = sample_bytes
        self._window = sample_bytes + min(ahead_bytes, _MOST_AHEAD_BYTES)
        self._origin = self._base
        self._highest = self.sent = 0
        self.limit = self._window

    def next_data(self, most: int) -> bytes:
        """At most so many bytes that the device takes now, from ``sent`` on; b"" if there are none.

        Raises:
            SamplesError: a sample is not as long as one of the device.
        """
        count = min(most, self.limit - self.sent)
        data = b""
        while len(data) < count:
            sample, offset = divmod(self.sent + len(data), self._sample_bytes)
            index = self._origin + sample - self._base
            if index == len(self._pending) and not (self._slow and self._pending):
                self._draw()
            if index >= len(self._pending):
                break
            data += self._pending[index][offset : offset + count - len(data)]
        return data

    def has_sent(self, data: bytes) -> int:
        """Go on behind these; how many of them had been sent before."""
        again = max(0, min(len(data), self._highest - self.sent))
        self.sent += len(data)
        self._highest = max(self._highest, self.sent)
        return again

    def drop(self, sample: int) -> None:
        """Forget the first sample that is pending: its result has come.

        Raises:
            ProtocolError: the device cannot have it all.
        """
        if (sample + 1 - self._origin) * self._sample_bytes > self._highest:
            problem = f"the device gives a result of sample {sample}, which it has not been fed"
            raise ProtocolError(self._port, problem)
        self._pending.popleft()
        self._base += 1
        self.sent = max(self.sent, self._lowest)

    def taken(self, position: int) -> int | None:
        """The position that a device names, as it is counted here; None if it cannot be there."""
        taken = self.sent + _signed(position - self.sent)
        return taken if taken <= self._highest else None

    def go_back(self, taken: int) -> None:
        """Feed again from there on."""
        self.sent = min(self.sent, max(taken, self._lowest))

    def raise_limit(self, limit: int) -> None:
        """Hear of a limit; believed as far as what is on its way stays within bounds."""
        told = self.sent + _signed(limit - self.sent)
        self.limit = max(self.limit, min(told, self._lowest + self._window + _MOST_ON_ITS_WAY))

    @property
    def _lowest(self) -> int:
        """The start of the first sample that is pending; what is before it the device has had."""
        return (self._base - self._origin) * self._sample_bytes

    def _draw(self) -> None:
        number = self._base + len(self._pending)
        began = self._clock()
        drawn = next(self._samples, None) if number != self._end else None
        self._slow = self._clock() - began > _SLOW_S
        if drawn is None or self._exhausted:
            self._exhausted = True
            return
        if len(drawn) != self._sample_bytes:
            raise SamplesError(
                f"sample {number}",
                f"it has {len(drawn):,} B, but a sample of the device {self._sample_bytes:,} B",
                "give the bytes of all inputs, in order",
            )
        self._pending.append(drawn)


def _signed(difference: int) -> int:
    """A difference of numbers modulo 2**32, the shorter way round."""
    return (difference + _ROUND // 2) % _ROUND - _ROUND // 2
