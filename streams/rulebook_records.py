"""The records of the topic `rulebooks`: versions of rulebooks, calendar notices, the key's fingerprint.

A version is one record per file and a manifest. Keys are `<name>/<version>/<hash>/<file>/<part>` for a file and
`<name>/<version>/<hash>` for the manifest, which lists the files with their sizes and is written last; a version whose
files are not all there is half published and does not count. Values of files are zlib-compressed, in parts that any
broker takes. A notice is one record, `notice/<year>/<hash>`, its value the notice file as it was loaded. The header
`kind` says which a record is, `fingerprint` that of the record `deployment-key`.
"""

import hashlib
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from rules.calendar import Notice
from streams.exits import Misuse
from streams.mistakes import Mistakes
from streams.notices import read_notice
from streams.rulebook_folder import LoadedRulebook, hash_files, load_files

PART_BYTES = 512 * 1024  # well under the 1 MiB that brokers and clients take by default
FINGERPRINT_KEY = "deployment-key"
FILE, MANIFEST, FINGERPRINT, NOTICE = "file", "manifest", "fingerprint", "notice"


@dataclass(frozen=True, slots=True)
class RulebookRecord:
    """One record of the topic; `stamp` is its timestamp in milliseconds UTC, 0 before it is written, `offset` its
    place on the topic, by which the later of two is known."""

    key: str
    kind: str
    value: bytes
    stamp: int = 0
    offset: int = -1


@dataclass(frozen=True, slots=True)
class PublishedRulebook:
    """A version read back from the topic; `stamp` (milliseconds UTC) and `offset` are those of its manifest."""

    loaded: LoadedRulebook
    stamp: int
    offset: int


@dataclass(frozen=True, slots=True)
class PublishedNotice:
    """A calendar notice read back from the topic, and the hash of its file."""

    notice: Notice
    notice_hash: str
    stamp: int
    offset: int


class _File(msgspec.Struct):
    bytes: int
    parts: int


class _Manifest(msgspec.Struct):
    name: str
    version: str
    hash: str
    files: dict[str, _File]


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


def notice_record(label: str, content: bytes) -> RulebookRecord:
    """The record that publishes a notice file; `label` names it in mistakes.

    Raises Misuse with every mistake in it, or where it is too large for a record.
    """
    if len(content) > PART_BYTES:
        raise Misuse(f"{label}: found {len(content):,} bytes, expected a notice of {PART_BYTES:,} at most")
    return RulebookRecord(_notice_key(_notice(label, content), content), NOTICE, content)


class Contents:
    """What stands on the topic: given its records in their order, of one key the last holds.

    A record that is broken does not count and takes nothing away that did; `broken` has a sentence for each. What was
    read once is not read again.
    """

    def __init__(self) -> None:
        self.fingerprints: list[str] = []
        self.broken: dict[str, str] = {}
        self._files: dict[str, bytes] = {}
        self._manifests: dict[str, tuple[_Manifest, RulebookRecord]] = {}
        self._loaded: dict[str, LoadedRulebook] = {}
        self._notices: dict[str, PublishedNotice] = {}

    def take(self, records: Iterable[RulebookRecord]) -> None:
        """Add the next records; cheap, because rulebooks are loaded when they are asked for."""
        for record in records:
            try:
                self._take(record)
            except Misuse as wrong:
                self.broken[record.key] = str(wrong)
            except ValueError as error:
                self.broken[record.key] = f"topic rulebooks, {record.key}: found no {record.kind} ({error})"

    def _take(self, record: RulebookRecord) -> None:
        if record.key == FINGERPRINT_KEY:
            self.fingerprints.append(record.value.decode())
        elif record.kind == FILE:
            self._files[record.key] = record.value
        elif record.kind == MANIFEST:
            self._manifests[record.key] = msgspec.json.decode(record.value, type=_Manifest), record
        elif record.kind == NOTICE:
            label = f"topic rulebooks, {record.key}"
            notice, digest = _notice(label, record.value), _digest(record.value)
            if record.key != _notice_key(notice, record.value):
                raise Misuse(f"{label}: found a notice of {notice.year} with the hash {digest}")
            self._notices[record.key] = PublishedNotice(notice, digest, record.stamp, record.offset)

    def versions(self) -> tuple[PublishedRulebook, ...]:
        """The versions that are completely there, in order of `valid_from`.

        Of two of one name and version the one published later holds, and of two from one day as well.
        """
        found = sorted(self._versions(), key=lambda each: each.offset)
        by_name = {(each.loaded.rulebook.name, each.loaded.rulebook.version): each for each in found}
        kept = sorted(by_name.values(), key=lambda each: each.offset)
        by_day = {each.loaded.rulebook.valid_from: each for each in kept}
        return tuple(by_day[day] for day in sorted(by_day))

    def notices(self) -> tuple[PublishedNotice, ...]:
        """The notices that hold, by year: of one year the one published last."""
        in_order = sorted(self._notices.values(), key=lambda each: each.offset)
        by_year = {each.notice.year: each for each in in_order}
        return tuple(by_year[year] for year in sorted(by_year))

    def _versions(self) -> Iterable[PublishedRulebook]:
        for key, (manifest, record) in self._manifests.items():
            loaded = self._loaded.get(key) or self._load(key, manifest)
            if loaded is not None:
                self._loaded[key] = loaded
                yield PublishedRulebook(loaded, record.stamp, record.offset)

    def _load(self, key: str, manifest: _Manifest) -> LoadedRulebook | None:
        """The version of a manifest; None where its files are not all there, or are not what it says."""
        names = {
            name: [f"{key}/{name}/{part}" for part in range(of.parts)] for name, of in manifest.files.items()
        }
        if not all(part in self._files for parts in names.values() for part in parts):
            return None
        try:
            files = {name: self._unpacked(parts) for name, parts in names.items()}
            loaded = load_files(f"topic rulebooks, {key}", _as_named(key, manifest, files))
        except Misuse as wrong:
            self.broken[key] = str(wrong)
            return None
        except Exception as error:  # noqa: BLE001 - whatever files hold, who follows the topic goes on
            self.broken[key] = f"topic rulebooks, {key}: found files that cannot be loaded ({error!r})"
            return None
        self.broken.pop(key, None)
        return loaded

    def _unpacked(self, parts: list[str]) -> bytes:
        return zlib.decompress(b"".join(self._files[part] for part in parts))


def _as_named(key: str, manifest: _Manifest, files: dict[str, bytes]) -> dict[str, bytes]:
    if hash_files(files) != manifest.hash:
        raise Misuse(
            f"found files with the hash {hash_files(files)} on topic rulebooks, expected {manifest.hash} as in the "
            f"manifest {key}; publish that version again"
        )
    return files


def _parts(content: bytes) -> list[bytes]:
    packed = zlib.compress(content, 6)
    return [packed[start : start + PART_BYTES] for start in range(0, len(packed), PART_BYTES)]


def _notice(label: str, content: bytes) -> Notice:
    mistakes = Mistakes()
    notice = read_notice(label, content, mistakes)
    mistakes.stop_if_any()
    if notice is None:
        raise Misuse(f"{label}: found no notice, expected one in the holiday-cn form")
    return notice


def _notice_key(notice: Notice, content: bytes) -> str:
    return f"notice/{notice.year}/{_digest(content)}"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
