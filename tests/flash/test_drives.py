"""Which drives are mounted where, and under which label; in file trees made for the purpose."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tinyedge.flash.drives import Drive, Unmounted, mounted, unmounted

LINUX = pytest.mark.skipif(
    sys.platform == "win32", reason="Linux is imitated with links, which Windows keeps to itself"
)


def linux(root: Path, mounts: str, labels: dict[str, str]) -> Path:
    """A tree with these lines of /proc/self/mounts, and these links from label to device."""
    (root / "proc" / "self").mkdir(parents=True)
    (root / "proc" / "self" / "mounts").write_text(mounts)
    by_label = root / "dev" / "disk" / "by-label"
    by_label.mkdir(parents=True)
    for label, device in labels.items():
        (root / "dev" / device).touch()
        (by_label / label).symlink_to(Path("../..") / device)
    return root


@LINUX
def test_on_linux_the_label_is_that_of_the_file_system_not_of_the_folder(tmp_path: Path) -> None:
    root = linux(
        tmp_path,
        "/dev/sdb /mnt/board vfat rw,nosuid 0 0\n/dev/sda1 / ext4 rw 0 0\n",
        {"NODE_F446RE": "sdb", "system": "sda1"},
    )
    assert mounted(root, "linux") == (Drive(root / "mnt/board", "NODE_F446RE"),)
    assert unmounted(root, "linux") == (Unmounted(root / "dev/disk/by-label/system", "system"),)


@LINUX
def test_on_linux_without_udev_the_folder_gives_the_label(tmp_path: Path) -> None:
    root = linux(tmp_path, "/dev/sdc /media/me/MICROBIT vfat rw 0 0\n", {})
    assert mounted(root, "linux") == (Drive(root / "media/me/MICROBIT", "MICROBIT"),)


@LINUX
def test_on_linux_a_folder_or_label_may_hold_spaces_and_other_letters(tmp_path: Path) -> None:
    root = linux(
        tmp_path,
        "/dev/sdb /media/a\\040b/BO\\134ARD\\011\\303\\251 vfat rw 0 0\n",
        {"MY\\x20B\\xc3\\xa9": "sdb", "OTHER\\x20ONE": "sdc"},
    )
    assert mounted(root, "linux") == (Drive(root / "media/a b/BO\\ARD\té", "MY Bé"),)
    assert unmounted(root, "linux") == (
        Unmounted(root / "dev/disk/by-label/OTHER\\x20ONE", "OTHER ONE"),
    )


@LINUX
def test_on_linux_only_fat_is_asked(tmp_path: Path) -> None:
    mounts = (
        "server:/MICROBIT /mnt/a nfs4 rw 0 0\n"
        "/dev/sdd /mnt/c msdos rw 0 0\n"
        "/dev/sde /mnt/b exfat rw 0 0\n"
        "nonsense\n"
    )
    assert mounted(linux(tmp_path, mounts, {}), "linux") == (
        Drive(tmp_path / "mnt/b", "b"),
        Drive(tmp_path / "mnt/c", "c"),
    )


def test_on_macos_a_second_board_of_one_kind_has_a_number(tmp_path: Path) -> None:
    for name in ("RPI-RP2", "RPI-RP2 1", "Work"):
        (tmp_path / "Volumes" / name).mkdir(parents=True)
    if sys.platform != "win32":
        (tmp_path / "Volumes" / "Macintosh HD").symlink_to("/")
    assert mounted(tmp_path, "darwin") == (
        Drive(tmp_path / "Volumes/RPI-RP2", "RPI-RP2"),
        Drive(tmp_path / "Volumes/RPI-RP2 1", "RPI-RP2"),
        Drive(tmp_path / "Volumes/Work", "Work"),
    )
    assert unmounted(tmp_path, "darwin") == ()


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_a_system_without_these_folders_has_no_drives(tmp_path: Path, platform: str) -> None:
    assert mounted(tmp_path, platform) == unmounted(tmp_path, platform) == ()


def test_this_machine_can_be_asked() -> None:
    assert all(drive.path.is_absolute() for drive in mounted())
