"""Runs an import on files a test has made, and gives back what came out."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from rules.privacy import Border
from streams.importing.mapping_file import read_mapping
from streams.importing.run import Summary, import_logs

HEAD = """
source = "office/log"
subject = "{case}"
zone = "Asia/Shanghai"
time = "at"
"""

STAGES = """
[[row]]
name = "left"
type = "case.stage_left"
[row.data]
stage_code = { column = "stage" }
"""
"""A rule that gives each row's stage as left; columns case, at, stage."""

Pseudonym = Callable[[str], str]


class Outcome(NamedTuple):
    """The events written, the rows of the file of rejects, and the numbers."""

    events: list[dict[str, Any]]
    rejects: list[dict[str, str]]
    summary: Summary

    def all_of(self, event_type: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["type"] == event_type]


def run_import(folder: Path, mapping: str, *logs: Path, pseudonym: Pseudonym | None = None) -> Outcome:
    """Import the logs by the text of a mapping (or the name of a shipped one) into a folder."""
    name = mapping
    if "\n" in mapping:
        (folder / "map.toml").write_text(mapping, encoding="utf-8")
        name = str(folder / "map.toml")
    out, rejects = folder / "events.jsonl", folder / "rejects.csv"
    summary = import_logs(
        read_mapping(name),
        logs,
        out=out,
        rejects=rejects,
        border=Border(pseudonym=pseudonym),
    )
    with rejects.open(encoding="utf-8-sig", newline="") as report:
        rows = list(csv.DictReader(report))
    return Outcome([json.loads(line) for line in out.read_bytes().splitlines()], rows, summary)


def csv_log(folder: Path, *lines: str, name: str = "log.csv", encoding: str = "utf-8") -> Path:
    """A CSV log of these lines, columns case, at, stage if they say nothing else."""
    path = folder / name
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path
