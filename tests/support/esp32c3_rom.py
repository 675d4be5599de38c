"""An ESP32-C3 whose boot ROM is played by Python and whose core by Unicorn: it loads what lies in
its flash, as the ROM does, and runs it.

Internal SRAM is one memory at two addresses, as on the chip. The window on flash shows nothing
until the ROM has been asked to map it. Registers other than those of UART0 and of USB Serial/JTAG
only remember what was written. Caches, timing and watchdogs are not there.
"""

from __future__ import annotations

import ctypes
import socket
import struct
import threading
from contextlib import suppress
from typing import Literal

from esptool.bin_image import LoadFirmwareImage
from unicorn import (
    UC_ARCH_RISCV,
    UC_HOOK_CODE,
    UC_HOOK_INTR,
    UC_MODE_RISCV32,
    UC_PROT_ALL,
    UC_PROT_READ,
    Uc,
)
from unicorn import riscv_const as riscv

from tinyedge.pack.types import FlashFile

Line = Literal["uart", "usb"]

FLASH_BYTES = 4 * 2**20
# ESP32-C3 Technical Reference Manual, 3.3.2, 3.3.3 and 3.3.5.
SRAM_AS_DATA, SRAM_AS_CODE, SRAM_BYTES = 0x3FC8_0000, 0x4038_0000, 0x6_0000
WINDOW, WINDOW_BYTES = 0x3C00_0000, 0x80_0000
ROM, ROM_BYTES = 0x4000_0000, 0x6_0000
PERIPHERALS, PERIPHERALS_BYTES = 0x6000_0000, 0xD_0000
PAGE_BYTES = 0x1_0000
UART_FIFO, UART_STATUS = 0x00, 0x1C
USB_FIFO, USB_CONTROL = 0x4_3000, 0x4_3004
USB_SEND, USB_HAS_ROOM, USB_HAS_BYTE = 1, 2, 4
CACHE_CONTROL = 0xC_4004
SHUT_BUSES = 3

# ESP-IDF, components/esp_rom/esp32c3/ld/esp32c3.rom.ld.
FUNCTIONS = {
    0x4000_051C: "Cache_Disable_ICache",
    0x4000_0520: "Cache_Enable_ICache",
    0x4000_0564: "Cache_Dbus_MMU_Set",
    0x4000_04D8: "Cache_Invalidate_ICache_All",
}
AUTOLOAD = 0x5A
CYCLES_CSR = 0x7E2
RETURN = b"\x82\x80"
# Readings that find nothing, before the firmware is sure to wait.
PATIENCE = 3


class Chip:
    """One run from reset; ``url`` is its serial port, UART0 or the chip's own USB.

    calls: of ROM functions, with their six arguments. registers: what was written, last. written:
    every write to a register, in order. stopped: why it stopped, once it has.
    """

    def __init__(self, files: tuple[FlashFile, ...], line: Line) -> None:
        self.line = line
        self.calls: list[tuple[str, tuple[int, ...]]] = []
        self.registers: dict[int, int] = {CACHE_CONTROL: SHUT_BUSES}
        self.written: list[tuple[int, int]] = []
        self.stopped: BaseException | None = None
        self._received = bytearray()
        self._packet = bytearray()
        self._flash = bytearray(b"\xff" * FLASH_BYTES)
        for file in files:
            self._flash[file.address : file.address + len(file.data)] = file.data
        self._idle = 0
        self._uc = Uc(UC_ARCH_RISCV, UC_MODE_RISCV32)
        self._entry = self._boot()
        self._server = socket.create_server(("127.0.0.1", 0))
        self._peer: socket.socket | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def url(self) -> str:
        """As pyserial takes it."""
        return f"socket://127.0.0.1:{self._server.getsockname()[1]}"

    def __enter__(self) -> Chip:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # A firmware that waits sees the end of its line; one that has halted is stopped.
        if self._peer is not None:
            with suppress(OSError):  # it has gone already
                self._peer.shutdown(socket.SHUT_RDWR)
        self._uc.emu_stop()
        self._thread.join(30)
        self._server.close()
        assert not self._thread.is_alive()

    def _boot(self) -> int:
        """What the ROM does before it jumps: load the segments, at the addresses that they say."""
        uc = self._uc
        self._sram = ctypes.create_string_buffer(SRAM_BYTES)
        for address in (SRAM_AS_DATA, SRAM_AS_CODE):
            uc.mem_map_ptr(address, SRAM_BYTES, UC_PROT_ALL, self._sram)
        uc.mem_map(ROM, ROM_BYTES, UC_PROT_ALL)
        uc.mem_write(ROM, RETURN * (ROM_BYTES // 2))
        uc.mmio_map(PERIPHERALS, PERIPHERALS_BYTES, self._read, None, self._write, None)
        uc.hook_add(UC_HOOK_CODE, self._rom, begin=ROM, end=ROM + ROM_BYTES - 1)
        uc.hook_add(UC_HOOK_INTR, self._exception)
        image = LoadFirmwareImage("esp32c3", bytes(self._flash))
        assert image.calc_digest == image.stored_digest
        assert image.checksum == image.calculate_checksum()
        loaded = set()
        for segment in image.segments:
            uc.mem_write(segment.addr, segment.data)
            base = SRAM_AS_CODE if segment.addr >= SRAM_AS_CODE else SRAM_AS_DATA
            here = set(range(segment.addr - base, segment.addr - base + len(segment.data)))
            assert not here & loaded, "segments overwrite each other"
            loaded |= here
        # The stack that the ROM itself runs on.
        uc.reg_write(riscv.UC_RISCV_REG_SP, 0x3FCD_E710)
        return int(image.entrypoint)

    def _run(self) -> None:
        try:
            self._peer, _ = self._server.accept()
            self._peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._peer:
                self._uc.emu_start(self._entry, 0)
        except BaseException as error:  # noqa: BLE001  kept for the test, which waits for it
            self.stopped = error

    def _rom(self, uc: Uc, address: int, size: int, _: object) -> None:
        if address not in FUNCTIONS:
            return
        numbers = tuple(uc.reg_read(riscv.UC_RISCV_REG_A0 + i) for i in range(6))
        self.calls.append((FUNCTIONS[address], numbers))
        result = 0
        if FUNCTIONS[address] == "Cache_Disable_ICache":
            result = AUTOLOAD
        if FUNCTIONS[address] == "Cache_Dbus_MMU_Set":
            result = self._map(*numbers)
        uc.reg_write(riscv.UC_RISCV_REG_A0, result)

    def _map(self, memory: int, address: int, offset: int, kib: int, pages: int, fixed: int) -> int:
        """The results of the ROM's own function: components/esp_rom/esp32c3/include of ESP-IDF."""
        if address % PAGE_BYTES or offset % PAGE_BYTES:
            return 1
        if kib * 1024 != PAGE_BYTES:
            return 2
        last = address + pages * PAGE_BYTES
        if memory or fixed or not (address >= WINDOW and last <= WINDOW + WINDOW_BYTES):
            return 3
        self._uc.mem_map(address, pages * PAGE_BYTES, UC_PROT_READ)
        self._uc.mem_write(address, bytes(self._flash[offset : offset + pages * PAGE_BYTES]))
        return 0

    def _exception(self, uc: Uc, number: int, _: object) -> None:
        """Unicorn has no performance counter: instructions on its registers are done here. All else
        goes to the first entry of the vectors, which begin at a multiple of 256."""
        after = uc.reg_read(riscv.UC_RISCV_REG_PC)
        (word,) = struct.unpack("<I", uc.mem_read(after - 4, 4))
        csr, target = word >> 20, word >> 7 & 31
        if number != 2 or word & 0x7F != 0x73 or not 0x7E0 <= csr <= CYCLES_CSR:
            uc.reg_write(riscv.UC_RISCV_REG_MCAUSE, number)
            uc.reg_write(riscv.UC_RISCV_REG_MEPC, after - 4)
            uc.reg_write(riscv.UC_RISCV_REG_MTVAL, word)
            uc.reg_write(riscv.UC_RISCV_REG_PC, uc.reg_read(riscv.UC_RISCV_REG_MTVEC) & ~0xFF)
        elif csr == CYCLES_CSR and target:
            uc.reg_write(riscv.UC_RISCV_REG_X0 + target, len(self.written))
        else:
            self.written.append((csr, word >> 15 & 31))

    def _read(self, uc: Uc, offset: int, size: int, _: object) -> int:
        if offset == UART_STATUS:
            return min(self._waiting("uart"), 128)
        if offset == USB_CONTROL:
            return USB_HAS_ROOM | (USB_HAS_BYTE if self._waiting("usb") else 0)
        if offset in (UART_FIFO, USB_FIFO):
            return self._received.pop(0)
        return self.registers.get(offset, 0)

    def _waiting(self, line: Line) -> int:
        """Bytes that came on a line. If it is the connected one, and is asked for again and again,
        waits for the first."""
        if line != self.line:
            return 0
        self._idle = 0 if self._received else self._idle + 1
        if self._idle == PATIENCE:
            self._idle = 0
            assert self._peer is not None
            self._received += self._peer.recv(4096)
            if not self._received:
                self._uc.emu_stop()
        return len(self._received)

    def _send(self, data: bytes) -> None:
        assert self._peer is not None
        self._peer.sendall(data)

    def _write(self, uc: Uc, offset: int, size: int, value: int, _: object) -> None:
        self._idle = 0
        if offset == UART_FIFO and self.line == "uart":
            self._send(bytes([value & 0xFF]))
        elif offset == USB_FIFO and self.line == "usb":
            self._packet.append(value & 0xFF)
        elif offset == USB_CONTROL and value & USB_SEND:
            self._send(bytes(self._packet))
            self._packet.clear()
        elif offset not in (UART_FIFO, USB_FIFO):
            self.registers[offset] = value
            self.written.append((offset, value))
