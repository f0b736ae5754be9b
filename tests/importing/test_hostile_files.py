"""Files made to harm, or cut off: refused with a clear message, nothing written."""

import gzip
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from streams.exits import Misuse
from tests.importing.importing import HEAD, STAGES, csv_log, run_import
from tests.importing.test_formats import ONE_EVENT, XES_MAPPING, xes

BOMB = '<!DOCTYPE log [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def refusal(folder: Path, log: Path, mapping: str = XES_MAPPING) -> str:
    """What the Misuse says; no output may be left."""
    with pytest.raises(Misuse) as stopped:
        run_import(folder, mapping, log)
    assert sorted(path.name for path in folder.iterdir()) == sorted([log.name, "map.toml"])
    return str(stopped.value)


@pytest.mark.parametrize("doctype", [BOMB, OUTSIDE, "<!DOCTYPE log>"])
@pytest.mark.parametrize("zipped", [False, True])
def test_an_xes_log_with_a_document_type_is_refused(tmp_path: Path, doctype: str, zipped: bool) -> None:
    content = xes(ONE_EVENT, before=doctype).encode()
    log = tmp_path / "log.xes"
    log.write_bytes(gzip.compress(content) if zipped else content)

    assert refusal(tmp_path, log).startswith(
        "log.xes: found a document type or entity definition, expected none"
    )


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_workbook_with_entities_is_refused(tmp_path: Path, part: str) -> None:
    Workbook().save(tmp_path / "plain.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "plain.xlsx") as plain,
        zipfile.ZipFile(tmp_path / "log.xlsx", "w") as hostile,
    ):
        for name in plain.namelist():
            content = plain.read(name)
            if name == part:
                content = BOMB.replace("log", "workbook").encode() + content
            hostile.writestr(name, content)
    (tmp_path / "plain.xlsx").unlink()

    assert "found a document type or entity definition" in refusal(
        tmp_path, tmp_path / "log.xlsx", HEAD + STAGES
    )


def test_a_truncated_xes_log_is_named_with_the_place(tmp_path: Path) -> None:
    log = tmp_path / "log.xes"
    log.write_text(xes(ONE_EVENT).replace("</trace></log>", "\n"), encoding="utf-8")

    assert refusal(tmp_path, log).startswith("log.xes:2:1: found damaged XML (no element found")


def test_a_truncated_gzip_is_refused(tmp_path: Path) -> None:
    log = tmp_path / "log.xes.gz"
    log.write_bytes(gzip.compress(xes(ONE_EVENT).encode())[:-12])

    assert "expected a whole .xes.gz file" in refusal(tmp_path, log)


def test_xml_of_another_kind_is_refused(tmp_path: Path) -> None:
    log = tmp_path / "log.xes"
    log.write_text("<html/>")

    assert "found <html> as the outermost element, expected <log> of XES" in refusal(tmp_path, log)


@pytest.mark.parametrize("text", ['[{"case": "K-1"}', '[{"case": "K-1"}, x]', "["])
def test_a_broken_json_array_is_refused(tmp_path: Path, text: str) -> None:
    log = tmp_path / "log.json"
    log.write_text(text)

    assert "expected JSON up to ]" in refusal(tmp_path, log, HEAD + STAGES)


def test_a_deeply_nested_json_row_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text('{"a":' * 100_000)

    outcome = run_import(tmp_path, HEAD + STAGES, tmp_path / "log.jsonl")

    assert [row["expected"] for row in outcome.rejects] == ["one JSON object a line"]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ((), "log.csv:1: found an empty row"),
        (("case,at,at",), "log.csv:1:at: found the column name twice"),
    ],
)
def test_a_csv_log_without_usable_names_is_refused(
    tmp_path: Path, lines: tuple[str, ...], found: str
) -> None:
    assert found in refusal(tmp_path, csv_log(tmp_path, *lines), HEAD + STAGES)


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    log = tmp_path / "log.xlsx"
    log.write_bytes(b"PK\x03\x04 not really")

    assert "expected an .xlsx workbook" in refusal(tmp_path, log, HEAD + STAGES)
