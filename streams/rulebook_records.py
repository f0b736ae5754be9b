"""The records of the topic `rulebooks`: a version of a rulebook as one record per file and a manifest.

Keys are `<name>/<version>/<hash>/<file>/<part>` for a file and `<name>/<version>/<hash>` for the manifest,
which lists the files with their sizes and is written last; a version whose files are not all there is half
published and does not count. Values of files are zlib-compressed, in parts that any broker takes. The header
`kind` says which of the two a record is, or `fingerprint` for the record `deployment-key`.
"""

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from streams.exits import Misuse
from streams.rulebook_folder import LoadedRulebook, hash_files, load_files

PART_BYTES = 512 * 1024  # well under the 1 MiB that brokers and clients take by default
FINGERPRINT_KEY = "deployment-key"
FILE, MANIFEST, FINGERPRINT = "file", "manifest", "fingerprint"


@dataclass(frozen=True, slots=True)
class RulebookRecord:
    """One record of the topic; `stamp` is its timestamp in milliseconds UTC, 0 before it is written."""

    key: str
    kind: str
    value: bytes
    stamp: int = 0


@dataclass(frozen=True, slots=True)
class PublishedRulebook:
    """A version read back from the topic, and when its manifest was written (milliseconds UTC)."""

    loaded: LoadedRulebook
    stamp: int


def records_of(loaded: LoadedRulebook) -> list[RulebookRecord]:
    """The records that publish this version, in the order in which they have to be written."""
    manifest_key = version_key(loaded)
    records: list[RulebookRecord] = []
    listed: dict[str, dict[str, int]] = {}
    for name in sorted(loaded.files):
        parts = _parts(loaded.files[name])
        listed[name] = {"bytes": len(loaded.files[name]), "parts": len(parts)}
        records += [
            RulebookRecord(f"{manifest_key}/{name}/{number}", FILE, part) for number, part in enumerate(parts)
        ]
    manifest = {
        "name": loaded.rulebook.name,
        "version": loaded.rulebook.version,
        "hash": loaded.rulebook.rulebook_hash,
        "files": listed,
    }
    return [
        *records,
        RulebookRecord(manifest_key, MANIFEST, json.dumps(manifest, ensure_ascii=False).encode()),
    ]


def version_key(loaded: LoadedRulebook) -> str:
    """The key of a version's manifest."""
    return f"{loaded.rulebook.name}/{loaded.rulebook.version}/{loaded.rulebook.rulebook_hash}"


def versions_in(records: Iterable[RulebookRecord]) -> list[PublishedRulebook]:
    """The versions that are completely there, in order of `valid_from`.

    Of one key the last record holds. Of two versions from one day the one published later holds. Raises
    Misuse where files that are all there do not make the rulebook their manifest names.
    """
    standing = {record.key: record for record in records}
    found = [
        PublishedRulebook(_load(record, files), record.stamp)
        for record in standing.values()
        if record.kind == MANIFEST and (files := _files(record, standing)) is not None
    ]
    by_day: dict[int, PublishedRulebook] = {}
    for version in sorted(found, key=lambda each: (each.stamp, each.loaded.rulebook.rulebook_hash)):
        by_day[version.loaded.rulebook.valid_from] = version
    return [by_day[day] for day in sorted(by_day)]


def fingerprints_in(records: Iterable[RulebookRecord]) -> list[str]:
    """The fingerprints of deployment keys that were ever written, the first first."""
    return [record.value.decode() for record in records if record.key == FINGERPRINT_KEY]


def _parts(content: bytes) -> list[bytes]:
    packed = zlib.compress(content, 6)
    return [packed[start : start + PART_BYTES] for start in range(0, len(packed), PART_BYTES)]


def _files(manifest: RulebookRecord, standing: Mapping[str, RulebookRecord]) -> dict[str, bytes] | None:
    """The files a manifest lists; None if one of them is not there."""
    files: dict[str, bytes] = {}
    for name, listed in json.loads(manifest.value)["files"].items():
        keys = [f"{manifest.key}/{name}/{number}" for number in range(listed["parts"])]
        if not all(key in standing for key in keys):
            return None
        files[name] = zlib.decompress(b"".join(standing[key].value for key in keys))
    return files


def _load(manifest: RulebookRecord, files: Mapping[str, bytes]) -> LoadedRulebook:
    named = json.loads(manifest.value)["hash"]
    if hash_files(files) != named:
        raise Misuse(
            f"found files with the hash {hash_files(files)} on topic rulebooks, expected {named} as in the "
            f"manifest {manifest.key}; publish that version again"
        )
    return load_files(f"topic rulebooks, {manifest.key}", files)
