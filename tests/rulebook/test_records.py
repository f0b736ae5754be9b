"""A rulebook as records of a compacted topic, without a broker."""

import json
import re
from dataclasses import replace

import pytest

from streams.exits import Misuse
from streams.rulebook_folder import LoadedRulebook, hash_files, load_files
from streams.rulebook_records import (
    PART_BYTES,
    Contents,
    PublishedRulebook,
    RulebookRecord,
    notice_record,
    records_of,
)
from tests.rulebook.books import FULL, HEAD, changed, encoded


def city(version: str = "1", valid_from: str = "2026-01-01", **files: str) -> LoadedRulebook:
    head = HEAD.replace('version = "1"', f'version = "{version}"').replace("2026-01-01", valid_from)
    return load_files("city", encoded({**FULL, **changed(rulebook=head, **files)}))


def published(loaded: LoadedRulebook, offset: int) -> list[RulebookRecord]:
    return [replace(record, offset=offset) for record in records_of(loaded)]


def contents(records: list[RulebookRecord]) -> Contents:
    found = Contents()
    found.take(records)
    return found


def versions_in(records: list[RulebookRecord]) -> tuple[PublishedRulebook, ...]:
    return contents(records).versions()


def versions(records: list[RulebookRecord]) -> list[str]:
    return [version.loaded.rulebook.version for version in versions_in(records)]


def notice(offset: int, year: int, *days: str) -> RulebookRecord:
    listed = [{"name": "元旦", "date": f"{year}-{day}", "isOffDay": True} for day in days]
    record = notice_record("2031.json", json.dumps({"year": year, "papers": [], "days": listed}).encode())
    return replace(record, offset=offset)


def test_what_is_read_back_is_what_was_published() -> None:
    loaded = city()
    (back,) = versions_in(published(loaded, 5))

    assert back.loaded.rulebook == loaded.rulebook
    assert back.loaded.files == loaded.files
    assert back.offset == 5


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


def test_of_one_name_and_version_the_content_published_later_holds() -> None:
    first, second = published(city("1"), 1), published(city("1", "2026-03-01"), 2)

    (held,) = versions_in([*second, *first])
    assert held.loaded.rulebook == city("1", "2026-03-01").rulebook


def test_files_that_are_not_those_of_the_manifest_do_not_count() -> None:
    *files, manifest = published(city(), 1)
    tree = json.loads(manifest.value)
    wrong = replace(manifest, value=json.dumps({**tree, "hash": "0" * 64}).encode())
    found = contents([*files, wrong])

    assert found.versions() == ()
    assert re.search("found files with the hash .*, expected 0000", found.broken[manifest.key])


def damaged(record: RulebookRecord) -> RulebookRecord:
    return replace(record, value=b"{", offset=9)


def test_a_broken_record_takes_nothing_away_that_was_there() -> None:
    files, late = published(city(), 1), notice(2, 2031, "01-01")
    found = contents([*files, late])
    before = found.versions(), found.notices()

    found.take([damaged(files[-1]), damaged(files[0]), damaged(late)])

    assert (found.versions(), found.notices()) == before
    assert sorted(found.broken) == sorted([files[-1].key, late.key])


def test_a_rulebook_that_this_program_cannot_load_does_not_count() -> None:
    files = {**encoded(FULL), "rulebook.toml": (HEAD + "unknown = 1\n").encode()}
    renamed = replace(city("2", "2026-02-01"), files=files)
    record = published(renamed, 2)
    tree = json.loads(record[-1].value) | {"hash": hash_files(files)}
    record[-1] = replace(record[-1], value=json.dumps(tree).encode())
    found = contents([*published(city(), 1), *record])

    assert [each.loaded.rulebook.version for each in found.versions()] == ["1"]
    assert "rulebook.toml:6:1" in found.broken[record[-1].key]


def test_of_one_year_the_notice_published_last_holds() -> None:
    first, second = notice(1, 2031, "01-01"), notice(2, 2031, "01-01", "01-02")
    other = notice(3, 2032, "01-01")

    assert [len(each.notice.days) for each in contents([other, second, first]).notices()] == [2, 1]
    again = replace(first, offset=4)
    assert [len(each.notice.days) for each in contents([other, second, first, again]).notices()] == [1, 1]


def test_a_notice_under_the_key_of_another_does_not_count() -> None:
    first, second = notice(1, 2031, "01-01"), notice(2, 2032, "01-01")
    found = contents([first, replace(second, key=first.key)])

    assert [each.notice.year for each in found.notices()] == [2031]
    assert list(found.broken) == [first.key]


def test_a_notice_too_large_for_a_record_is_refused() -> None:
    with pytest.raises(
        Misuse, match=r"2031\.json: found 600,000 bytes, expected a notice of 524,288 at most"
    ):
        notice_record("2031.json", b" " * 600_000)


def test_the_first_fingerprint_comes_first() -> None:
    def written(fingerprint: str) -> RulebookRecord:
        return RulebookRecord("deployment-key", "fingerprint", fingerprint.encode())

    assert contents([*published(city(), 1), written("aa"), written("bb")]).fingerprints == ["aa", "bb"]
