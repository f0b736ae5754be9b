"""What is found now against what was said last: what there is to say, and nothing where nothing changed."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from sinks.findings.finding import Finding, Said
from sinks.findings.spans import begins

OPENED, CHANGED = "finding.opened", "finding.changed"


class News(NamedTuple):
    """An event to send: its type, the finding's id, and what it says."""

    type: str
    finding_id: str
    said: Said


class _Word(msgspec.Struct):
    data: Said


def compare(found: Iterable[Finding], last: Mapping[str, Said], asked: Mapping[str, str]) -> list[News]:
    """The news, in order of id: found for the first time, with other evidence, again, or no longer.

    `last` is what was said last by finding id; `asked` are the rules whose queries were asked, each with the
    time from which on (a text such as 2026-07, or blank for all) `found` holds all its findings: only of those does one
    that is missing no longer hold.
    """
    now = {finding.finding_id: finding.said() for finding in found}
    news = [
        News(CHANGED if finding_id in last else OPENED, finding_id, said)
        for finding_id, said in now.items()
        if last.get(finding_id) != said
    ]
    gone = [
        News(CHANGED, finding_id, msgspec.structs.replace(said, holds=False, evidence=[], figures=None))
        for finding_id, said in last.items()
        if said.holds and finding_id not in now and _was_asked(said, asked)
    ]
    return sorted([*news, *gone], key=lambda each: each.finding_id)


def _was_asked(said: Said, asked: Mapping[str, str]) -> bool:
    since = asked.get(said.rule_id)
    return since is not None and begins(str(said.scope.get("period", ""))) >= since


def last_words(rows: Iterable[Mapping[str, Any]]) -> dict[str, Said]:
    """What was said last of each finding, from rows of the query `findings_sent`; what we could not have said is no
    word of ours."""
    words: dict[str, Said] = {}
    for row in rows:
        try:
            words[str(row["subject"])] = msgspec.json.decode(str(row["value"]), type=_Word).data
        except msgspec.DecodeError:
            continue
    return words
