"""The mappings that ship, and the one in the manual, work as they are."""

import csv
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner

from rules.privacy import Border
from streams.cli import app
from streams.exchange.table import states_table
from streams.importing.mapping_check import check_mapping
from streams.importing.mapping_file import read_mapping, shipped_mappings
from streams.privacy import Key
from tests.importing.importing import run_import
from tests.importing.test_personal_data import MAPPING, ROWS

MANUAL = Path(__file__).parents[2] / "docs" / "import.md"


def event(activity: str, time: str, transition: str | None) -> str:
    told = f'<string key="lifecycle:transition" value="{transition}"/>' if transition else ""
    return (
        f'<event><string key="concept:name" value="{activity}"/><date key="time:timestamp" value="{time}"/>'
        f'<string key="org:resource" value="u1"/>{told}</event>'
    )


def test_the_shipped_mappings_are_without_mistakes() -> None:
    assert shipped_mappings() == [
        *("attendance", "case-states", "monthly-records", "nhs-friends-and-family"),
        *("patrol-findings", "surveys", "wabo-receipt", "xes-generic"),
    ]
    states_table(read_mapping("case-states"), Border())
    for name in set(shipped_mappings()) - {"case-states"}:
        check_mapping(read_mapping(name), has_key=False)


def test_any_xes_log_gives_cases_with_stages(tmp_path: Path) -> None:
    events = (
        event("W_check", "2026-01-05T09:00:00+08:00", "START"),
        event("W_check", "2026-01-05T10:00:00+08:00", "COMPLETE"),
        event("W_check", "2026-01-05T10:30:00+08:00", "SCHEDULE"),
        event("A_accept", "2026-01-05T11:00:00+08:00", None),
    )
    log = tmp_path / "bpi.xes"
    log.write_text(f'<log><trace><string key="concept:name" value="173688"/>{"".join(events)}</trace></log>')

    outcome = run_import(tmp_path, "xes-generic", log)

    assert [(e["type"], e["time"][11:16], e["data"].get("stage_code")) for e in outcome.events] == [
        ("case.stage_entered", "01:00", "W_check"),
        ("case.stage_left", "02:00", "W_check"),
        ("case.stage_entered", "03:00", "A_accept"),
        ("case.stage_left", "03:00", "A_accept"),
        ("case.accepted", "01:00", None),
        ("case.decided", "03:00", None),
    ]
    assert outcome.summary.unused == 1


def shown_in(manual: Path) -> list[str]:
    """The mappings of a manual."""
    return re.findall(r"```toml\n(.*?)```", manual.read_text(encoding="utf-8"), re.DOTALL)


def test_the_mapping_of_the_manual_works_on_a_log_in_gb18030(tmp_path: Path) -> None:
    shown, _ = shown_in(MANUAL)
    log = tmp_path / "export.csv"
    header = "办件编号,办理时间,经办人,动作,环节,受理时间,承诺办结时间"
    row = "7,2026/01/05 10:00,-,完成,受理审查,2026/01/05 09:00,2026/01/12 09:00"
    log.write_text(f"{header}\n{row}\n", encoding="gb18030")

    outcome = run_import(tmp_path, shown, log)

    assert [(e["id"], e["data"]) for e in outcome.events] == [
        ("430100-7/000001/left", {"stage_code": "S1"}),
        ("430100-7/accepted", {"item_code": "430100-0001", "promise_days": 7}),
    ]


Cells = tuple[str | int | datetime, ...]

KIOSK: tuple[Cells, ...] = (
    ("流水号", "评价时间", "评价", "评价标签", "意见"),
    (7, datetime(2026, 1, 5, 10), "非常不满意", "108,115", "😡 等了三天"),  # noqa: DTZ001 (a cell has no zone)
    (8, datetime(2026, 1, 5, 11), "很好", "", ""),  # noqa: DTZ001
)


def kiosk_csv(folder: Path) -> Path:
    path = folder / "kiosk.csv"
    with path.open("w", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows(KIOSK)
    return path


def kiosk_workbook(folder: Path) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in KIOSK:
        book.active.append(row)
    book.save(folder / "kiosk.xlsx")
    return folder / "kiosk.xlsx"


@pytest.mark.parametrize("kiosk", [kiosk_csv, kiosk_workbook])
def test_the_mapping_of_ratings_of_the_manual_works_on_a_kiosks_table(
    tmp_path: Path, kiosk: Callable[[Path], Path]
) -> None:
    _, shown = shown_in(MANUAL)

    log = kiosk(tmp_path)
    outcome = run_import(tmp_path, shown, log)

    good, refused = outcome.events
    assert (good["subject"], good["data"]["level"], good["data"]["labels"]) == (
        "service:7",
        1,
        ["108", "115"],
    )
    assert good["time"] == "2026-01-05T10:00:00.000+08:00"
    assert (good["id"], good["data"]["text"]) == ("7", "😡 等了三天")
    assert (refused["id"], refused["data"]["level"]) == ("8", "很好")
    assert [row["found"] for row in outcome.rejects] == ['"很好"']


@pytest.mark.parametrize("keyed", [True, False])
def test_the_command_hashes_personal_fields_with_the_key_of_the_deployment(
    tmp_path: Path, keyed: bool
) -> None:
    key, mapping, log, out = (tmp_path / name for name in ("key", "map.toml", "log.csv", "out.jsonl"))
    mapping.write_text(MAPPING)
    log.write_text("\n".join(ROWS))
    pseudonym = Key.make(key).pseudonym("13812345678")
    arguments = ["import", "--mapping", str(mapping), "--out", str(out), str(log)]

    result = CliRunner().invoke(app, [*arguments, *(["--key-file", str(key)] if keyed else [])])

    assert (result.exit_code == 0) is keyed
    assert out.exists() is keyed
    if keyed:
        assert pseudonym in out.read_text()
        assert "13812345678" not in out.read_text()
