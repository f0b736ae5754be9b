"""Room on disks."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from streams.doctor.finding import Said, fail, ok, warn

GIB = 1 << 30
FULL_BYTES, TIGHT_BYTES = GIB, 10 * GIB
FULL_SHARE, TIGHT_SHARE = 0.02, 0.10


class Disk(NamedTuple):
    """What is free of how much, in bytes; `writable`: whether this user may write there."""

    name: str
    free: int
    total: int
    writable: bool = True


def disk_of(what: str, folder: Path) -> Disk:
    """The disk that a folder is on, or will be: the nearest one above it that exists."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    found = os.statvfs(there)
    name = f"{what} at {folder}"
    return Disk(
        name, found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize, os.access(there, os.W_OK)
    )


def said_of(disk: Disk) -> Iterable[Said]:
    """Whether it can be written, and for how long."""
    share = disk.free / disk.total if disk.total else 0.0
    told = f"{disk.name}: {disk.free / GIB:,.1f} GiB free, {share:.0%} of {disk.total / GIB:,.1f} GiB"
    if not disk.writable:
        yield fail(
            f"{disk.name}: this user may not write there; give it to the user that runs the process (chown)."
        )
    elif disk.free < FULL_BYTES or share < FULL_SHARE:
        yield fail(f"{told}, expected {FULL_BYTES // GIB} GiB and {FULL_SHARE:.0%} at least; {_ADVICE}")
    elif disk.free < TIGHT_BYTES and share < TIGHT_SHARE:
        yield warn(f"{told}, expected {TIGHT_BYTES // GIB} GiB or {TIGHT_SHARE:.0%} at least; {_ADVICE}")
    else:
        yield ok(told)


_ADVICE = "give it more room, or take old months away (docs/retention.md)."
