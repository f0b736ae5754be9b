"""The units, read one setting a line or put into a root folder as on a machine, and what systemd says of them."""

import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

from streams.exits import Misuse
from streams.settings_file import FILE, take_settings
from tests.deploy.ours import command_faults, setting_faults
from tests.house.project import ROOT, run

FOLDER = ROOT / "deploy" / "systemd"
UNITS = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("liangpai*.*") if "@" in file.name
         or file.suffix in (".service", ".target", ".timer")}  # fmt: skip
PROGRAM = "/opt/liangpai/bin/liangpai"
PROGRAMS = (PROGRAM, "/opt/kafka/bin/kafka-storage.sh", "/opt/kafka/bin/kafka-server-start.sh", "/bin/bash")
SYSTEM = (
    "sysinit",
    "basic",
    "shutdown",
    "multi-user",
    "network",
    "network-online",
    "timers",
    "time-sync",
    "time-set",
)


def instance(name: str) -> str:
    """A template's name with an instance."""
    return name.replace("@.", "@1.")


def machine(root: Path, units: Mapping[str, str]) -> Path:
    """A root folder with these units, what they start, and the targets of a system they hang on."""
    there = root / "etc" / "systemd" / "system"
    there.mkdir(parents=True)
    for name, text in units.items():
        (there / name).write_text(text, encoding="utf-8")
    for target in SYSTEM:
        (there / f"{target}.target").write_text(f"[Unit]\nDescription={target}\n", encoding="utf-8")
    for program in PROGRAMS:
        file = root / program.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("#!/bin/sh\n", encoding="utf-8")
        file.chmod(0o755)
    return root


def verified(root: Path, *names: str) -> list[str]:
    """The lines of systemd-analyze verify."""
    done = run("systemd-analyze", "verify", "--man=no", f"--root={root}", *map(instance, names), timeout=60)
    return (done.stdout + done.stderr).splitlines()


def exposed(root: Path, *names: str, most: int) -> bool:
    """Whether one of them is open to more than `most` of a hundred, as systemd-analyze security counts."""
    done = run(
        "systemd-analyze", "security", "--offline=yes", "--no-pager", f"--root={root}", f"--threshold={most}",
        *map(instance, names), timeout=60,
    )  # fmt: skip
    return done.returncode != 0


def said(text: str, key: str) -> list[str]:
    """Every value of a key."""
    return re.findall(rf"^{key}=(.*)$", text, re.MULTILINE)


def faults(units: Mapping[str, str]) -> list[str]:
    """What is wrong with them that systemd does not know, a sentence each."""
    return [f"{name}: {fault}" for name, text in units.items() for fault in _faults(text, units)]


def _faults(text: str, units: Mapping[str, str]) -> Iterator[str]:
    for line in said(text, "ExecStart"):
        program, *arguments = shlex.split(line)
        if program == PROGRAM:
            yield from command_faults(arguments)
            yield from _setting_faults(text)
    for key in ("After", "Requires", "Wants"):
        for other in " ".join(said(text, key)).split():
            if other.startswith("liangpai") and re.sub(r"@\w+\.", "@.", other) not in units:
                yield f"{key} names {other}, which is no unit"


def _setting_faults(text: str) -> Iterator[str]:
    """Of the unit's environment, and of the file it names, read as the program reads it."""
    pairs = (each for line in said(text, "Environment") for each in shlex.split(line))
    env = dict(pair.replace("%i", "1").split("=", 1) for pair in pairs)
    yield from setting_faults(env)
    if env.get(FILE) != "/etc/liangpai/liangpai.env":
        yield f"{FILE} is {env.get(FILE)}, expected the file that all share"
    try:
        take_settings({**env, FILE: str(FOLDER / "liangpai.env")})
    except Misuse as wrong:
        yield from wrong.lines
