"""Citizens' data is written in clear nowhere: not in the events, not in the file of rejects."""

from pathlib import Path

import pytest

from streams.exits import Misuse
from tests.importing.importing import HEAD, csv_log, run_import

MAPPING = (
    HEAD
    + """
[[row]]
name = "rated"
type = "rating.submitted"
[row.data]
service_number = "1"
assess_number = 1
channel = 3
level = { column = "level" }
phone_hash = { column = "phone" }
text = { column = "text" }
"""
)
ROWS = ("case,at,level,phone,text", "K-1,2026-01-05,2,13812345678,call 13812345678 or 0731-8888888")


def test_a_mapping_of_personal_fields_needs_the_deployment_key(tmp_path: Path) -> None:
    with pytest.raises(
        Misuse, match=r"personal fields \(phone_hash\) and no deployment key, expected --key-file"
    ):
        run_import(tmp_path, MAPPING, csv_log(tmp_path, *ROWS))


def test_identifiers_are_hashed_and_numbers_in_texts_are_starred(tmp_path: Path) -> None:
    outcome = run_import(tmp_path, MAPPING, csv_log(tmp_path, *ROWS), pseudonym=lambda text: f"<{len(text)}>")

    data = outcome.events[0]["data"]
    assert data["phone_hash"] == "<11>"
    assert data["text"] == "call *********** or ************"


def test_numbers_in_texts_are_starred_without_a_key_too(tmp_path: Path) -> None:
    mapping = MAPPING.replace('phone_hash = { column = "phone" }\n', "")

    outcome = run_import(tmp_path, mapping, csv_log(tmp_path, *ROWS))

    assert "138" not in outcome.events[0]["data"]["text"]


def test_columns_nobody_mapped_are_not_written(tmp_path: Path) -> None:
    run_import(
        tmp_path, MAPPING, csv_log(tmp_path, ROWS[0] + ",name", ROWS[1] + ",王五"), pseudonym=lambda _: "h"
    )

    assert "王五" not in (tmp_path / "events.jsonl").read_text(encoding="utf-8")


def test_the_file_of_rejects_does_not_show_a_text_that_was_refused(tmp_path: Path) -> None:
    log = csv_log(tmp_path, ROWS[0], "K-1,2026-01-05,2,13812345678,bad\0text")

    outcome = run_import(tmp_path, MAPPING, log, pseudonym=lambda _: "h")

    assert [(row["column"], row["found"]) for row in outcome.rejects] == [("text", "a text (not shown)")]
