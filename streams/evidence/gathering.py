"""What goes into the package of a case: its events, every revision of its cards and tickets, the explanation, the
rulebook."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from rules.court import Court
from streams.archive_client import ArchiveClient
from streams.exits import Misuse
from streams.explaining import Explained, explain_from_archive, explain_from_files, records_of
from streams.explanation_json import as_json
from streams.rulebook_folder import LoadedRulebook

Files = dict[str, bytes]


class Gathered(NamedTuple):
    """The files of a package, the case they are of, and the hash of the rulebook it was judged by."""

    subject: str
    rulebook_hash: str
    files: Files


def from_files(
    court: Court, versions: Sequence[LoadedRulebook], paths: Sequence[Path], case: str, until_ms: int | None
) -> Gathered:
    """Of a case whose events stand in files. Raises Misuse where they hold nothing of it."""
    told = explain_from_files(court, paths, case, until_ms)
    subject = told.dossier.subject
    events = [record.value or b"" for record in records_of(paths, subject, until_ms)]
    return _gathered(told, _files(told, events, versions))


def from_archive(
    court: Court, versions: Sequence[LoadedRulebook], archive: ArchiveClient, case: str, until_ms: int
) -> Gathered:
    """Of an archived case; what people and workers wrote about it, as it was written, is in it too."""
    told = explain_from_archive(court, archive, case, until_ms)
    if told.other_books:
        raise Misuse(
            f"the archived cards of {case} were judged by the rulebook with hash {', '.join(told.other_books)}; "
            "give that one as --rulebook, so that the package holds what was used."
        )
    subject = told.dossier.subject
    rows = archive.events_of_case(subject)
    written = {
        "outcomes.jsonl": archive.run("outcomes_of_case", subject=subject),
        "tickets.written.jsonl": archive.run("tickets_of_subject", subject=subject),
        "alerts.jsonl": archive.run("alerts_of_subject", subject=subject),
    }
    files = _files(told, [str(row["value"]).encode() for row in rows], versions)
    more = {name: _lines(map(msgspec.json.encode, rows)) for name, rows in written.items()}
    return _gathered(told, files | more)


def _gathered(told: Explained, files: Files) -> Gathered:
    return Gathered(told.dossier.subject, told.view.rulebook.rulebook_hash, files)


def _files(told: Explained, events: Iterable[bytes], versions: Sequence[LoadedRulebook]) -> Files:
    used = next(
        version for version in versions if version.rulebook.rulebook_hash == told.view.rulebook.rulebook_hash
    )
    explanation = json.dumps(as_json(told), ensure_ascii=False, indent=1).encode()
    return {
        "events.jsonl": _lines(events),
        "cards.jsonl": _revisions(told.revisions),
        "tickets.jsonl": _revisions(told.tickets),
        "explanation.json": explanation,
        **{f"rulebook/{name}": content for name, content in used.files.items()},
    }


def _revisions(histories: Mapping[str, Sequence[Any]]) -> bytes:
    return _lines(msgspec.json.encode(each.record) for history in histories.values() for each in history)


def _lines(values: Iterable[bytes]) -> bytes:
    return b"".join(value.strip() + b"\n" for value in values)
