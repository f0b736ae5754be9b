"""A rulebook as records of a compacted topic, without a broker."""

import json
from dataclasses import replace

import pytest

from streams.exits import Misuse
from streams.rulebook_folder import LoadedRulebook, load_files
from streams.rulebook_records import PART_BYTES, RulebookRecord, fingerprints_in, records_of, versions_in
from tests.rulebook.books import FULL, HEAD, changed, encoded


def city(version: str = "1", valid_from: str = "2026-01-01", **files: str) -> LoadedRulebook:
    head = HEAD.replace('version = "1"', f'version = "{version}"').replace("2026-01-01", valid_from)
    return load_files("city", encoded({**FULL, **changed(rulebook=head, **files)}))


def published(loaded: LoadedRulebook, stamp: int) -> list[RulebookRecord]:
    return [replace(record, stamp=stamp) for record in records_of(loaded)]


def versions(records: list[RulebookRecord]) -> list[str]:
    return [version.loaded.rulebook.version for version in versions_in(records)]


def test_what_is_read_back_is_what_was_published() -> None:
    loaded = city()
    (back,) = versions_in(published(loaded, 5))

    assert back.loaded.rulebook == loaded.rulebook
    assert back.loaded.files == loaded.files
    assert back.stamp == 5


def test_the_manifest_is_written_last() -> None:
    kinds = [record.kind for record in records_of(city())]

    assert kinds == ["file"] * len(FULL) + ["manifest"]


@pytest.mark.parametrize("lost", range(len(FULL) + 1))
def test_a_version_with_any_record_missing_does_not_count(lost: int) -> None:
    records = published(city(), 1)
    del records[lost]

    assert versions(records) == []


def test_the_order_of_records_does_not_matter_once_all_are_there() -> None:
    assert versions(published(city(), 1)[::-1]) == ["1"]


def test_several_versions_stand_in_order_of_the_day_they_hold_from() -> None:
    records = [*published(city("3", "2028-01-01"), 1), *published(city("2", "2027-01-01"), 2)]

    assert versions([*records, *published(city(), 3)]) == ["1", "2", "3"]


def test_of_two_versions_from_one_day_the_later_published_holds() -> None:
    first, second = published(city("1"), 1), published(city("1a"), 2)

    assert versions([*first, *second]) == ["1a"]
    assert versions([*second, *first]) == ["1a"]


def test_a_file_too_large_for_one_record_comes_in_parts() -> None:
    noise = "".join(
        f"0001,1,M{number},{number * 7919 % 10**9:x}{number**5:x},,,\n" for number in range(60_000)
    )
    loaded = city(materials="item_code,version,material_code,name,required,shareable,wording\n" + noise)
    records = published(loaded, 1)
    parts = [record for record in records if "/materials.csv/" in record.key]

    assert len(parts) > 1
    assert max(len(record.value) for record in records) <= PART_BYTES
    assert versions_in(records)[0].loaded.rulebook == loaded.rulebook
    assert versions([record for record in records if record is not parts[-1]]) == []


def test_files_that_are_not_those_of_the_manifest_are_refused() -> None:
    *files, manifest = published(city(), 1)
    tree = json.loads(manifest.value)
    wrong = replace(manifest, value=json.dumps({**tree, "hash": "0" * 64}).encode())

    with pytest.raises(Misuse, match=r"found files with the hash .*, expected 0000"):
        versions_in([*files, wrong])


def test_the_first_fingerprint_comes_first() -> None:
    def written(fingerprint: str) -> RulebookRecord:
        return RulebookRecord("deployment-key", "fingerprint", fingerprint.encode())

    assert fingerprints_in([*published(city(), 1), written("aa"), written("bb")]) == ["aa", "bb"]
