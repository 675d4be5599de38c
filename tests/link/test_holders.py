"""Who else has a port open."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tinyedge.emulate.running import Running
from tinyedge.errors import PortError
from tinyedge.link.device import connect
from tinyedge.link.holders import Holder, holders, lock_holders
from tinyedge.link.link import Scripted
from tinyedge.link.opening import shared

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="processes and their files are listed by Linux"
)

# Opens a port as a user would, says so, and keeps it until its input ends.
KEEP = """
import sys
from tinyedge.link.link import open_serial
link = open_serial(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


def test_a_second_tinyedge_is_told_which_process_has_the_port(running: Running) -> None:
    first = subprocess.Popen(
        [sys.executable, "-c", KEEP, running.url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with first:
        assert first.stdout is not None and first.stdout.readline() == "open\n"
        (holder,) = lock_holders(running.url)
        assert holder.process == first.pid
        with pytest.raises(PortError) as caught:
            connect(running.url)
        assert str(caught.value) == (
            f"{running.url}: {holder} has it open; close that program and try again"
        )
        assert str(holder).endswith(f"(process {first.pid})")
    connect(running.url).close()
    assert lock_holders(running.url) == ()


def process(proc: Path, number: int, name: str, argv: list[str], opened: Path) -> None:
    """Enter a process in a /proc of our own."""
    folder = proc / str(number)
    (folder / "fd").mkdir(parents=True)
    (folder / "comm").write_text(f"{name}\n")
    (folder / "cmdline").write_bytes(b"".join(word.encode() + b"\0" for word in argv))
    (folder / "fd" / "0").symlink_to("/dev/null")
    (folder / "fd" / "5").symlink_to(opened)


def test_programs_are_named_by_what_they_run(tmp_path: Path) -> None:
    port = tmp_path / "ttyACM0"
    port.touch()
    (tmp_path / "by-id").symlink_to(port)
    proc = tmp_path / "proc"
    (proc / "sys").mkdir(parents=True)
    process(proc, 30, "minicom", ["minicom", "-D", str(port)], port)
    process(proc, 4, "python3.11", ["python", "-m", "tinyedge", "monitor"], port)
    process(proc, 5, "python3", ["/usr/bin/python3", "/usr/bin/mpremote", "repl"], port)
    process(proc, 6, "bad\x1b[2Jname", ["x"], port)
    process(proc, 7, "bash", ["bash"], tmp_path / "other")
    expected = (
        Holder(4, "tinyedge"),
        Holder(5, "mpremote"),
        Holder(6, "bad?[2Jname"),
        Holder(30, "minicom"),
    )
    assert holders(str(port), proc=proc) == expected
    assert holders(str(tmp_path / "by-id"), proc=proc) == expected
    assert holders("socket://127.0.0.1:1", proc=proc) == ()
    assert holders(str(port), proc=tmp_path / "none") == ()


def test_bytes_that_another_program_may_have_taken() -> None:
    error = shared(Scripted(lambda data: []).port, (Holder(30, "minicom"),), 10.0)
    assert str(error) == (
        "script: no greeting within 10 s, and minicom (process 30) has the port open too; "
        "each byte reaches only one of the two: close that program and try again"
    )
