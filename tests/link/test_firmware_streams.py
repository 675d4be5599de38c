"""The firmware's half of streams, under sanitizers: what a host may do, and what none should."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from support.fake_firmware import SAMPLES, Board, Variant, build_firmware, feed, frames, request

from tinyedge.link.frames import Frame

HELLO, WRITE, INVOKE, STEP, RESET, START, STOP, FEED = 1, 3, 5, 6, 9, 10, 11, 0x30
RESULT, GRANT, ERROR = 0xC0, 0xC1, 0xFF
HOST, COUNTER, STORED = 0, 1, 2
SESSION, LENGTH, STREAM, SOURCE = 3, 6, 11, 12
ROUND = 2**32
AHEAD, SAMPLE_BYTES, LONG_RESULT_BYTES = 1024, 8, 3004
LIMIT_ROSE, DATA_MISSED, ASKED = 0, 1, 2
SLOTS = 512 // (16 + 12)  # of results of 12 B


@pytest.fixture(scope="module")
def small_results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_firmware(tmp_path_factory.mktemp("results"), Variant(small_results=True))


@pytest.fixture(scope="module")
def lossy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    variant = Variant(small_results=True, keeps=False)
    return build_firmware(tmp_path_factory.mktemp("lossy"), variant)


def start(source: int, *, period: int = 0, first: int = 0, count: int = 0) -> bytes:
    return struct.pack("<BBIII", source, 0, period, first % ROUND, count)


def begin(board: Board, source: int, *, first: int = 0, count: int = 0) -> None:
    """Open session 7 and start; it says how much it takes."""
    asked = start(source, first=first, count=count)
    board.say(request(HELLO), request(START, asked, sequence=1))
    _, answer = board.hear(2)
    assert answer.kind == START + 0x80
    assert struct.unpack("<II", answer.payload) == (SAMPLE_BYTES, AHEAD)


def fed(position: int, data: bytes, *, acknowledged: int = 0, ask: bool = False) -> bytes:
    head = struct.pack("<IBI", acknowledged % ROUND, ask, position % ROUND)
    return request(FEED, head + data)


def granted(frame: Frame) -> tuple[int, int, int, int]:
    """(position, limit, next sample, why)."""
    assert frame.kind == GRANT
    position, limit, sample, why = struct.unpack("<IIIB", frame.payload)
    return position, limit, sample, why


def results(found: list[Frame]) -> list[tuple[int, bytes]]:
    """(sample, outputs) of results that are in one frame each."""
    told = []
    for frame in found:
        assert frame.kind == RESULT
        sample, _, _, _, total, offset = struct.unpack_from("<IQQIII", frame.payload)
        assert (offset, total) == (0, len(frame.payload) - 32)
        told.append((sample, frame.payload[32:]))
    return told


def made(sample: bytes, runs: int) -> bytes:
    """The small outputs of the fake model: layers run so far, and the input plus one."""
    return (3 * runs).to_bytes(4, "little") + bytes((byte + 1) % 256 for byte in sample)


def counted(number: int) -> bytes:
    return bytes((number * 2654435761 + i * 40503) % ROUND >> 16 & 255 for i in range(SAMPLE_BYTES))


def rest(board: Board) -> list[int]:
    """Ends the stream of session 7; the kinds of what comes before it has."""
    board.say(request(STOP, sequence=2))
    kinds = []
    while (frame := board.hear(1)[0]).kind != STOP + 0x80:
        kinds.append(frame.kind)
    return kinds


def test_numbers_go_round_at_two_to_the_32_and_no_result_falls_into_the_place_of_another(
    small_results: Path,
) -> None:
    first, count = ROUND - 3, 8
    expected = [((first + i) % ROUND, made(counted(first + i), i + 1)) for i in range(count)]
    with Board(small_results) as board:
        begin(board, COUNTER, first=first, count=count)
        assert results(board.hear(count)) == expected
        board.say(fed(0, b"", acknowledged=first + 1, ask=True))
        again = board.hear(count)
        assert results(again[:-1]) == expected[1:]
        assert [frame.sequence for frame in again] == list(range(count, 2 * count))
        assert granted(again[-1])[2:] == ((first + count) % ROUND, ASKED)
        assert rest(board) == []


def test_the_ring_of_results_is_full_once_and_each_place_is_used_again(small_results: Path) -> None:
    with Board(small_results) as board:
        begin(board, COUNTER)
        ran = 0
        for more in (SLOTS, 1, 5, SLOTS):
            found = results(board.hear(more))
            expected = [(i, made(counted(i), i + 1)) for i in range(ran, ran + more)]
            assert found == expected
            ran += more
            board.say(fed(0, b"", acknowledged=ran - SLOTS, ask=True))
            again = board.hear(SLOTS + 1)[:-1]
            assert [sample for sample, _ in results(again)] == list(range(ran - SLOTS, ran))
            board.say(fed(0, b"", acknowledged=ran - SLOTS + {SLOTS: 1, 1: 5, 5: SLOTS}[more]))
            if ran > 2 * SLOTS:
                break
        assert set(rest(board)) <= {RESULT}


def test_positions_go_round_at_two_to_the_32(tmp_path: Path) -> None:
    program = build_firmware(tmp_path, Variant(small_results=True), main="late_positions.c")
    found = [frame for frame in frames(feed(program, b"")) if frame.kind == RESULT]
    assert [data[4:] for _, data in results(found)] == [
        bytes(range(at + 1, at + 9)) for at in (0, 8, 16)
    ]


def test_samples_are_taken_from_any_parts_and_once(small_results: Path) -> None:
    with Board(small_results) as board:
        begin(board, HOST, count=2)
        board.say(fed(0, b"abcd"), fed(2, b"XXefghij"), fed(0, b"YYYYYYYYYY"), fed(10, b"klmnop"))
        assert results(board.hear(2)) == [(0, made(b"abcdefgh", 1)), (1, made(b"ijklmnop", 2))]
        assert rest(board) == []


def test_what_is_fed_beyond_the_end_is_not_run(small_results: Path) -> None:
    with Board(small_results) as board:
        begin(board, HOST, count=1)
        board.say(fed(0, bytes(range(24))))
        assert results(board.hear(1)) == [(0, made(bytes(range(8)), 1))]
        board.say(fed(24, bytes(16), acknowledged=1), request(STOP, sequence=2))
        assert board.hear(1) == [Frame(1, STOP + 0x80, 7, 2, struct.pack("<I", 1))]
        assert board.end() == []


def test_data_behind_a_gap_is_dropped_and_told_of_once(small_results: Path) -> None:
    with Board(small_results) as board:
        begin(board, HOST)
        limit = SAMPLE_BYTES + AHEAD
        board.say(fed(8, b"12345678"), fed(16, b"12345678"))
        assert granted(board.hear(1)[0]) == (0, limit, 0, DATA_MISSED)
        board.say(fed(0, b"abc"), fed(4, b"zzzz"), fed(5, b"zzz"))
        assert granted(board.hear(1)[0]) == (3, limit, 0, DATA_MISSED)
        board.say(fed(8, b"", ask=True))
        assert granted(board.hear(1)[0]) == (3, limit, 0, ASKED)
        board.say(fed(3, b"defgh"))
        assert results(board.hear(1)) == [(0, made(b"abcdefgh", 1))]
        assert rest(board) == []


def test_data_beyond_the_limit_is_dropped(small_results: Path) -> None:
    """As much as fits is run: the ring of results is what ends it."""
    data = bytes(i % 251 for i in range(AHEAD + SAMPLE_BYTES + 100))
    half = len(data) // 2
    with Board(small_results) as board:
        begin(board, HOST)
        for _ in range(2):  # what is there already is no data beyond the limit
            board.say(fed(0, data[:half]), fed(half, data[half:-100]))
        ran = 0
        told = []
        while ran < SLOTS:
            frame = board.hear(1)[0]
            ran += frame.kind == RESULT
            told += [frame] if frame.kind == GRANT else []
        board.say(fed(len(data) - 100, data[-100:] * 10, acknowledged=0, ask=True))
        missed = [frame for frame in board.hear(SLOTS + 2) if frame.kind == GRANT]
        assert [granted(frame)[3] for frame in missed] == [DATA_MISSED, ASKED]
        position, limit, sample, _ = granted(missed[-1])
        assert position == limit == AHEAD + (SLOTS + 1) * SAMPLE_BYTES and sample == SLOTS


@pytest.mark.parametrize("count", [0, 8])
def test_a_feed_that_is_too_short_is_dropped(small_results: Path, count: int) -> None:
    with Board(small_results) as board:
        begin(board, HOST)
        board.say(request(FEED, bytes(count)), request(FEED + 1, bytes(30)))
        board.say(fed(0, b"abcdefgh"))
        assert results(board.hear(1)) == [(0, made(b"abcdefgh", 1))]
        assert rest(board) == []


def test_a_feed_without_a_stream_is_dropped(small_results: Path) -> None:
    with Board(small_results) as board:
        board.say(request(HELLO), fed(0, b"abcdefgh", ask=True), request(STOP, sequence=1))
        assert [frame.kind for frame in board.hear(2)] == [HELLO + 0x80, STOP + 0x80]
        assert board.end() == []


def test_an_acknowledgement_of_what_has_not_run_is_ignored(small_results: Path) -> None:
    with Board(small_results) as board:
        begin(board, STORED, first=4, count=2)
        expected = [(4, made(SAMPLES[0], 1)), (5, made(SAMPLES[1], 2))]
        assert results(board.hear(2)) == expected
        for wrong in (3, 7, 4 + 2**31, ROUND - 1):
            board.say(fed(0, b"", acknowledged=wrong, ask=True))
            assert results(board.hear(3)[:-1]) == expected
        assert rest(board) == []


def test_a_new_session_ends_the_stream_of_the_old_one(small_results: Path) -> None:
    with Board(small_results) as board:
        begin(board, HOST)
        board.say(fed(0, b"abcd"))
        board.say(request(HELLO, session=8), fed(4, b"efgh"))
        hello, refused = board.hear(2)
        assert (hello.kind, hello.session) == (HELLO + 0x80, 8)
        assert refused == Frame(1, ERROR, 7, 0, struct.pack("<BBI", FEED, SESSION, 0))
        board.say(request(START, start(HOST), sequence=1, session=8))
        assert board.hear(1)[0].kind == START + 0x80
        head = struct.pack("<IBI", 0, 0, 0)
        board.say(request(FEED, head + b"ABCDEFGH", session=8))
        found = board.hear(1)
        assert found[0].session == 8 and found[0].sequence == 0
        assert results(found) == [(0, made(b"ABCDEFGH", 1))]


def test_a_large_result_stays_where_it_is_until_the_host_has_it(firmware: Path) -> None:
    parts = -(-LONG_RESULT_BYTES // 128)

    def outputs(found: list[Frame], sample: int) -> bytes:
        data = b""
        for frame in found:
            number, _, _, _, total, offset = struct.unpack_from("<IQQIII", frame.payload)
            assert (number, total, offset) == (sample, LONG_RESULT_BYTES, len(data))
            data += frame.payload[32:]
        return data

    with Board(firmware) as board:
        begin(board, HOST, count=2)
        board.say(fed(0, SAMPLES[0] + SAMPLES[1]))
        for sample in range(2):
            expected = (3 * sample + 3).to_bytes(4, "little")
            expected += bytes((i + SAMPLES[sample][0] + 1) % 256 for i in range(3000))
            assert outputs(board.hear(parts), sample) == expected
            board.say(fed(16, b"", acknowledged=sample, ask=True))
            *again, grant = board.hear(parts + 1)
            assert outputs(again, sample) == expected
            assert granted(grant)[2:] == (sample + 1, ASKED)
            board.say(fed(16, b"", acknowledged=sample + 1))
            if sample == 0:  # the bytes of the next one have left the ring for the input
                assert granted(board.hear(1)[0]) == (16, 16 + AHEAD, 1, LIMIT_ROSE)
        assert rest(board) == []


def test_a_line_that_loses_what_comes_is_granted_one_sample(lossy: Path) -> None:
    with Board(lossy) as board:
        board.say(request(HELLO), request(START, start(HOST), sequence=1))
        assert board.hear(2)[1].payload == struct.pack("<II", SAMPLE_BYTES, 0)
        board.say(fed(0, b"abcdefghijklmnop"))
        told = board.hear(2)
        assert granted(told[0]) == (8, 8, 0, DATA_MISSED)
        assert results(told[1:]) == [(0, made(b"abcdefgh", 1))]
        assert struct.unpack_from("<I", told[1].payload, 20) == (16,)
        board.say(fed(8, b"ijkl"), fed(12, b"mnopq"))
        told = board.hear(2)
        assert granted(told[0]) == (16, 16, 1, DATA_MISSED)
        assert results(told[1:]) == [(1, made(b"ijklmnop", 2))]
        assert rest(board) == []


@pytest.mark.parametrize("period", [10**9, 2**31, 2**32 - 1])
def test_a_long_period_is_kept(small_results: Path, period: int) -> None:
    with Board(small_results) as board:
        asked = start(COUNTER, period=period)
        board.say(request(HELLO), request(START, asked, sequence=1))
        assert [frame.kind for frame in board.hear(3)] == [HELLO + 0x80, START + 0x80, RESULT]
        board.say(fed(0, b"", acknowledged=1), request(STOP, sequence=2))
        assert board.hear(1) == [Frame(1, STOP + 0x80, 7, 2, struct.pack("<I", 1))]


def test_nothing_that_would_disturb_a_stream_is_done(small_results: Path) -> None:
    disturbing = [
        (WRITE, struct.pack("<HI", 0, 0) + b"x"),
        (INVOKE, b""),
        (STEP, b"\0\0"),
        (RESET, b""),
        (START, start(HOST)),
    ]
    with Board(small_results) as board:
        begin(board, STORED, first=9, count=1)
        board.hear(1)
        for number, (kind, payload) in enumerate(disturbing):
            board.say(request(kind, payload, sequence=2 + number))
            refused = struct.pack("<BBI", kind, STREAM, 10)
            assert board.hear(1) == [Frame(1, ERROR, 7, 2 + number, refused)]


@pytest.mark.parametrize(
    ("payload", "code", "detail"),
    [
        (start(3), SOURCE, 3),
        (start(255), SOURCE, 3),
        (start(HOST)[:-1], LENGTH, 1024),
        (start(HOST) + b"\0", LENGTH, 1024),
    ],
)
def test_a_start_that_cannot_be(
    small_results: Path, payload: bytes, code: int, detail: int
) -> None:
    said = frames(feed(small_results, request(HELLO) + request(START, payload, sequence=1)))
    assert said[1:] == [Frame(1, ERROR, 7, 1, struct.pack("<BBI", START, code, detail))]
