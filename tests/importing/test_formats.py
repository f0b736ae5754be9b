"""Every kind of log gives the same event for the same row."""

import datetime as dt
import gzip
import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from rules.decode import decode
from rules.privacy import Border
from streams.exits import Misuse
from tests.importing.importing import HEAD, STAGES, csv_log, run_import

EXPECTED = {
    "specversion": "1.0",
    "id": "K-1/000001/left",
    "source": "office/log",
    "type": "case.stage_left",
    "subject": "K-1",
    "time": "2026-01-05T10:00:00.000+08:00",
    "data": {"stage_code": "受理审查"},
}
MAPPING = HEAD + STAGES
XES_MAPPING = MAPPING.replace("{case}", "{case:concept:name}").replace('"at"', '"time:timestamp"')
XES_MAPPING = XES_MAPPING.replace('"stage" }', '"concept:name" }')


def xes(*events: str, before: str = "") -> str:
    body = "".join(f"<event>{event}</event>" for event in events)
    trace = f'<trace><string key="concept:name" value="K-1"/>{body}</trace>'
    return f'<?xml version="1.0" encoding="UTF-8"?>{before}<log xmlns="http://www.xes-standard.org/">{trace}</log>'


ONE_EVENT = '<string key="concept:name" value="受理审查"/><date key="time:timestamp" value="2026-01-05T02:00:00.000Z"/>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_log_is_read_in_its_encoding_with_or_without_a_byte_order_mark(
    tmp_path: Path, encoding: str
) -> None:
    log = csv_log(tmp_path, "case,at,stage", "K-1,2026-01-05 10:00:00,受理审查", encoding=encoding)
    declared = "utf-8" if encoding == "utf-8-sig" else encoding

    outcome = run_import(tmp_path, f'{MAPPING}[file]\nencoding = "{declared}"\n', log)

    assert outcome.events == [EXPECTED]


def test_a_csv_log_in_utf_8_needs_no_word_in_the_mapping(tmp_path: Path) -> None:
    log = csv_log(tmp_path, "case,at,stage", "K-1,2026-01-05 10:00:00,受理审查", encoding="utf-8-sig")

    assert run_import(tmp_path, MAPPING, log).events == [EXPECTED]


def test_a_csv_log_may_have_another_delimiter_and_its_names_further_down(tmp_path: Path) -> None:
    log = csv_log(tmp_path, "导出日期;;", "case;at;stage", "K-1;2026-01-05 10:00:00;受理审查")

    outcome = run_import(tmp_path, f'{MAPPING}[file]\ndelimiter = ";"\nheader_row = 2\n', log)

    assert outcome.events == [EXPECTED]


def test_a_quoted_cell_may_hold_line_breaks_and_delimiters(tmp_path: Path) -> None:
    log = csv_log(tmp_path, "case,at,stage", 'K-1,2026-01-05 10:00:00,"a,', 'b"')

    assert run_import(tmp_path, MAPPING, log).events[0]["data"] == {"stage_code": "a,\r\nb"}


def test_a_tsv_log_is_separated_by_tabs(tmp_path: Path) -> None:
    log = csv_log(tmp_path, "case\tat\tstage", "K-1\t2026-01-05 10:00:00\t受理审查", name="log.tsv")

    assert run_import(tmp_path, MAPPING, log).events == [EXPECTED]


def test_a_workbook_gives_date_cells_whole_numbers_and_the_sheet_asked_for(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.create_sheet("办件")
    sheet.append(["case", "at", "stage", None])
    sheet.append([17, dt.datetime.fromisoformat("2026-01-05 10:00"), "受理审查", None])
    sheet.append([None, None, None])
    book.save(tmp_path / "log.xlsx")

    outcome = run_import(tmp_path, f'{MAPPING}[file]\nsheet = "办件"\n', tmp_path / "log.xlsx")

    assert outcome.events == [{**EXPECTED, "id": "17/000001/left", "subject": "17"}]


def test_a_sheet_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "log.xlsx")

    with pytest.raises(Misuse, match=r"log\.xlsx: found no sheet '办件', expected one of Sheet"):
        run_import(tmp_path, f'{MAPPING}[file]\nsheet = "办件"\n', tmp_path / "log.xlsx")


@pytest.mark.parametrize("zipped", [False, True])
def test_an_xes_log_is_read_plain_and_zipped(tmp_path: Path, zipped: bool) -> None:
    log = tmp_path / ("log.xes.gz" if zipped else "log.xes")
    content = xes(ONE_EVENT).encode()
    log.write_bytes(gzip.compress(content) if zipped else content)

    assert run_import(tmp_path, XES_MAPPING, log).events == [EXPECTED]


def test_attributes_of_a_trace_are_columns_that_begin_with_case(tmp_path: Path) -> None:
    log = tmp_path / "log.xes"
    log.write_text(
        '<log><string key="concept:name" value="the log"/><global scope="event">'
        '<string key="concept:name" value="?"/></global>'
        '<trace><string key="concept:name" value="K-1"/><int key="days" value="7"/><event>'
        f'{ONE_EVENT}</event></trace><trace><string key="concept:name" value="K-2"/>'
        f"<event>{ONE_EVENT}</event></trace></log>",
        encoding="utf-8",
    )
    accepted = '[[row]]\nname = "accepted"\ntype = "case.accepted"\n[row.data]\nitem_code = "i"\n'

    outcome = run_import(tmp_path, XES_MAPPING + accepted + 'promise_days = { column = "case:days" }\n', log)

    assert [(event["subject"], event["data"]) for event in outcome.all_of("case.accepted")] == [
        ("K-1", {"item_code": "i", "promise_days": 7}),
        ("K-2", {"item_code": "i"}),
    ]


@pytest.mark.parametrize("arranged", ["array", "lines"])
def test_a_json_log_is_an_array_or_one_object_a_line(tmp_path: Path, arranged: str) -> None:
    row = {"case": "K-1", "at": "2026-01-05T10:00:00+08:00", "where": {"stage": "受理审查"}}
    rows = [json.dumps(row, ensure_ascii=False), json.dumps(row)]
    text = f"\n[{rows[0]},\n{rows[1]}]\n" if arranged == "array" else f"\n{rows[0]}\n\n{rows[1]}"
    (tmp_path / "log.json").write_text(text, encoding="utf-8")

    outcome = run_import(tmp_path, MAPPING.replace('"stage" }', '"where.stage" }'), tmp_path / "log.json")

    assert outcome.events == [EXPECTED, {**EXPECTED, "id": "K-1/000002/left"}]


def test_an_array_longer_than_the_buffer_is_read_whole(tmp_path: Path) -> None:
    rows = [
        {"case": "K-1", "at": "2026-01-05T10:00:00+08:00", "stage": str(n), "pad": "x" * 200}
        for n in range(9000)
    ]
    (tmp_path / "log.json").write_text(json.dumps(rows))

    outcome = run_import(tmp_path, MAPPING, tmp_path / "log.json")

    assert [event["data"]["stage_code"] for event in outcome.events] == [str(n) for n in range(9000)]


def test_the_kind_follows_from_the_mapping_where_the_name_does_not_say_it(tmp_path: Path) -> None:
    log = csv_log(tmp_path, "case,at,stage", "K-1,2026-01-05 10:00:00,受理审查", name="export.dat")

    assert run_import(tmp_path, MAPPING + '[file]\nkind = "csv"\n', log).events == [EXPECTED]
    with pytest.raises(Misuse, match=r"found the suffix \.dat, expected one of \.csv"):
        run_import(tmp_path, MAPPING, log)


def test_each_kind_of_field_is_read_from_text(tmp_path: Path) -> None:
    mapping = (
        HEAD
        + """
[codes.channel]
"网上" = "online"
[[row]]
name = "submitted"
type = "case.submitted"
when = [{ column = "kind", equals = "S" }, { column = "channel", blank = false }]
[row.data]
item_code = { text = "{area}-{item}" }
channel = { column = "channel", codes = "channel" }
[[row]]
name = "notified"
type = "case.supplement_notified"
when = { column = "kind", matches = "N.*" }
[row.data]
items = { column = "items" }
written = { column = "written" }
round = { column = "round", default = 1 }
[[row]]
name = "fee"
type = "case.fee_charged"
when = { column = "kind", in = ["F", "G"] }
[row.data]
fee_code = "f"
amount = { column = "items" }
"""
    )
    log = csv_log(
        tmp_path,
        "case,at,kind,area,item,channel,items,written,round",
        "K-1,2026-01-05,S,4301,7,网上,,,",
        "K-1,2026-01-06,N1,,,,a; b,是,",
        'K-1,2026-01-07,N2,,,,"[""c""]",no,2.0',
        "K-1,2026-01-08,G,,,,12.50,,",
        "K-1,2026-01-09,other,,,,,,",
    )

    outcome = run_import(tmp_path, mapping, log)

    assert [event["data"] for event in outcome.events] == [
        {"item_code": "4301-7", "channel": "online"},
        {"items": ["a", "b"], "written": True, "round": 1},
        {"items": ["c"], "written": False, "round": 2},
        {"fee_code": "f", "amount": 12.5},
    ]
    assert outcome.summary.unused == 1


def test_every_line_is_an_event_the_engine_takes(tmp_path: Path) -> None:
    log = csv_log(tmp_path, "case,at,stage", "K-1,2026-01-05 10:00:00.123456,受理审查")

    run_import(tmp_path, MAPPING, log)

    (line,) = (tmp_path / "events.jsonl").read_bytes().splitlines()
    assert decode(line, Border(), stamp=1767578400123).subject == "K-1"
    assert b"10:00:00.123+08:00" in line
