"""The published schemas say what the program does: the decoder and they agree, and all that is written fits."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from dashboards.columns import columns
from rules.cards import CardState
from rules.court import Court
from rules.decode import decode
from rules.events import Data
from rules.lane import Lane, Record
from rules.privacy import Border
from rules.registry import DATA_OF
from rules.strictness import Rejected
from streams import docs_tables
from streams.calendar_source import built_in_calendar
from streams.checking import Outlets, check_files
from streams.instants import parse_instant
from streams.rulebook_folder import load_rulebooks
from streams.schemas.names import EVENTS, OUTPUTS
from streams.schemas.outputs import REASONS
from streams.schemas.shaping import refined
from tests.core.test_decode import BAD, GOOD, STAMP, record
from tests.house.project import ROOT
from tests.house.schemas import faults, objects, of_schema, places, published
from tests.simulation.trial import City, simulated

FIELD_FAULTS = {
    "missing_field",
    "wrong_type",
    "wrong_value",
    "empty_field",
    "too_long",
    "bad_specversion",
    "unknown_type",
    "bad_time",
    "no_offset",
}
"""The reasons that are about one record's fields, so that a schema can say them."""

BAD_FIELDS = [(json.loads(raw), path) for raw, reason, path in BAD if reason in FIELD_FAULTS]
VALUES: tuple[Any, ...] = (
    *(None, "", " ", "x", "approved", "window", True, False, 0, 1, 2, 3, 5, 6, 10, 11, -1, 2.5),
    *(
        [],
        [None],
        ["x"],
        [1],
        [{}],
        [{"code": "M1"}],
        [{"code": "M1", "status": "lost"}],
        [{"branch_no": "1"}],
    ),
    *([{"branch_no": "1", "days": 0}], {}, {"x": 1}, "2026-01-05", "2026-02-30T10:00:00+08:00"),
    *("2026-01-05T10:00:00+08:00", "2026-01-05T10:00:00.5Z", "2026-01-05T10:00:00", "2026-01-05T24:00:00Z"),
)
"""What is tried in every field of every type."""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return simulated(tmp_path_factory.mktemp("city"), cases=150)


@pytest.fixture(scope="module")
def written(city: City) -> list[dict[str, Any]]:
    """All that `check` writes of the city and of the bad records after it."""
    bad = city.places.events.with_name("bad.jsonl")
    bad.write_bytes(b"".join(raw.replace(b"\n", b" ") + b"\n" for raw, _, _ in BAD if raw.strip()))
    loaded = load_rulebooks([city.places.rulebook])
    court = Court(loaded.rulebooks, loaded.calendar, Border())
    out = city.places.events.with_name("written.jsonl")
    with out.open("wb") as sink:
        until = parse_instant(city.truth.end, "end")
        check_files([city.places.events, bad], court, until_ms=until, outlets=Outlets(sink, sink))
    return [json.loads(line) for line in out.read_bytes().splitlines()]


def taken(name: str, data: dict[str, Any]) -> bool:
    """Whether the decoder takes this data of this type."""
    try:
        decode(json.dumps({**GOOD, "type": name, "data": data}).encode(), Border(), STAMP)
    except Rejected:
        return False
    return True


def least(name: str) -> dict[str, Any]:
    """The required fields of a type, filled with the first values that msgspec takes for them."""
    data: dict[str, Any] = {"void": True} if name == "case.corrected" else {}
    listed = [value for each in objects(data_schema(name)) for value in each.get("enum", ())]
    for field in msgspec.structs.fields(DATA_OF[name]):
        if field.required:
            data[field.name] = next(value for value in (*VALUES, *listed) if fits(value, field.type))
    return data


def fits(value: Any, kind: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True


def data_schema(name: str) -> dict[str, Any]:
    """What the published schema says of a type's data."""
    data: dict[str, Any] = published(EVENTS)["$defs"][name]["allOf"][1]["properties"]["data"]
    return data


@pytest.mark.parametrize("name", [EVENTS, OUTPUTS])
def test_a_published_schema_is_one_in_its_own_dialect_and_in_the_one_asyncapi_reads_it_as(name: str) -> None:
    Draft202012Validator.check_schema(published(name))
    Draft7Validator.check_schema(published(name))
    assert [each for each in objects(published(name)) if "$ref" in each and len(each) > 1] == []


@pytest.mark.parametrize("name", [EVENTS, OUTPUTS])
def test_the_program_s_inner_tag_is_in_no_published_schema(name: str) -> None:
    assert all("#" not in each.get("properties", ()) for each in objects(published(name)))
    assert all("#" not in each.get("required", ()) for each in objects(published(name)))


def test_a_schema_that_is_not_current_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(docs_tables, "SCHEMAS", tmp_path)
    assert docs_tables.main([]) == 0
    assert docs_tables.main(["--check"]) == 0

    stale = tmp_path / EVENTS
    stale.write_text(
        stale.read_text(encoding="utf-8").replace("case.accepted", "case.taken"), encoding="utf-8"
    )

    assert docs_tables.main(["--check"]) == 1
    assert capsys.readouterr().err == f"{stale} is not what the code says; run make docs\n"


def test_more_can_be_said_only_of_a_field_that_is_there() -> None:
    with pytest.raises(KeyError, match="colour"):
        refined({"properties": {"state": {}}}, {"colour": {}})


@pytest.mark.parametrize("name", DATA_OF)
def test_the_decoder_and_the_schema_take_the_same_values_in_every_field(name: str) -> None:
    schema, good = data_schema(name), least(name)
    judge = of_schema(schema)
    tried = [good, *({key: value for key, value in good.items() if key != gone} for gone in good)]
    for field, said in schema["properties"].items():
        tried += ({**good, field: value} for value in (*VALUES, *said.get("enum", ())))

    verdicts = [(data, taken(name, data), judge.is_valid(data)) for data in tried]

    assert verdicts[0][1:] == (True, True)
    assert [data for data, decoder, schema in verdicts if decoder != schema] == []
    assert any(not decoder for _, decoder, _ in verdicts)


def test_every_type_has_a_definition_with_exactly_the_fields_of_its_class() -> None:
    assert published(EVENTS)["properties"]["type"]["enum"] == list(DATA_OF)
    for name, data in DATA_OF.items():
        assert set(data_schema(name)["properties"]) == _fields_of(data)


def _fields_of(data: type[Data]) -> set[str]:
    return {field.name for field in msgspec.structs.fields(data)}


def test_the_good_record_of_the_decoder_s_tests_is_good_here_too() -> None:
    assert faults(EVENTS, GOOD) == []
    assert faults(EVENTS, {**GOOD, "recordedtime": None, "unheard_of": {"a": 1}}) == []


@pytest.mark.parametrize(("bad", "path"), BAD_FIELDS)
def test_what_the_decoder_refuses_for_a_field_the_schema_refuses_for_the_same_field(
    bad: Any, path: str
) -> None:
    assert path in places(EVENTS, bad)


@pytest.mark.parametrize("time", ["2026-01-05T10:00:00", "2026-01-05 10:00:00+08:00", "yesterday"])
def test_a_time_that_is_no_instant_is_refused_also_where_formats_are_not_checked(time: str) -> None:
    lenient = Draft202012Validator(published(EVENTS))

    assert lenient.is_valid(GOOD)
    assert not lenient.is_valid({**GOOD, "time": time})


def test_every_reason_about_a_field_is_among_the_bad_records() -> None:
    assert {reason for _, reason, _ in BAD} >= FIELD_FAULTS


@pytest.mark.parametrize(
    "act", [{}, {"void": False}, {"void": None, "replacement": None, "new_time": None}, {"approver_id": " "}]
)
def test_a_correction_that_corrects_nothing_or_is_nobody_s_is_refused_by_both(act: dict[str, Any]) -> None:
    said = {"corrects": "e-0", "reason": "写错", "approver_id": "u1", **act}

    assert not taken("case.corrected", said)
    assert faults(EVENTS, {**GOOD, "type": "case.corrected", "data": said})


def test_a_whole_number_written_with_a_point_is_refused_by_the_decoder_alone_as_the_pages_say() -> None:
    said = json.loads(record({"promise_days": 7.0}))

    assert not taken("case.accepted", said["data"])
    assert faults(EVENTS, said) == []
    assert "`7.0`" in (ROOT / "docs" / "events.md").read_text(encoding="utf-8")


def test_every_event_of_a_simulated_city_fits(city: City) -> None:
    events = city.events

    assert len(events) > 500
    assert [fault for event in events for fault in faults(EVENTS, event)] == []


@pytest.mark.parametrize(
    "file", sorted((ROOT / "docs" / "examples").glob("*.jsonl")), ids=lambda file: file.name
)
def test_every_line_of_the_examples_fits(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()

    assert lines
    assert [fault for line in lines for fault in faults(EVENTS, json.loads(line))] == []


def test_every_event_shown_on_a_page_fits() -> None:
    page = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
    shown = [json.loads(text) for text in re.findall(r"^```json\n(.*?)^```", page, re.MULTILINE | re.DOTALL)]

    assert len(shown) >= 2
    assert [fault for event in shown for fault in faults(EVENTS, event)] == []


def test_every_record_the_lanes_write_fits_and_has_no_field_that_is_not_listed(
    written: list[dict[str, Any]],
) -> None:
    kinds = {output["type"] for output in written}

    assert kinds >= {"card.issued", "card.superseded", "lead.open", "action.done", "case.state"}
    assert "dead-letter.recorded" in kinds
    assert [fault for output in written for fault in faults(OUTPUTS, output)] == []
    assert [unlisted for output in written for unlisted in _unlisted(output)] == []


def _unlisted(output: dict[str, Any]) -> set[str]:
    return set(output["data"]) - set(output_data(output["type"])["properties"])


def output_data(name: str) -> dict[str, Any]:
    """What the published schema says of an output's data; of a card or lead, what is said of all of them."""
    defs: dict[str, Any] = published(OUTPUTS)["$defs"]
    family = name.partition(".")[0]
    return dict(defs[family] if family in defs else defs[name]["allOf"][1]["properties"]["data"])


def test_a_sealed_letter_and_one_without_a_value_fit() -> None:
    loaded = load_rulebooks([ROOT / "docs" / "examples" / "rulebook"])
    court = Court(loaded.rulebooks, built_in_calendar(), Border(seal=lambda original: f"s1:{len(original)}"))
    lane = Lane(court, {}, partition_of=lambda _: 3)
    lane.take(Record("case-events", 3, 7, b"k", b"nonsense", STAMP))
    lane.take(Record("case-events", 3, 8, None, None, STAMP))
    lane.take(Record("case-events", 3, 9, b"another", record(), STAMP))

    letters = [json.loads(output.value) for output in lane.end_turn().outputs]

    assert [letter["data"]["reason"] for letter in letters] == ["not_json", "no_value", "wrong_key"]
    assert [fault for letter in letters for fault in faults(OUTPUTS, letter)] == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("state", "withdrawn"),
        ("colour", "blue"),
        ("revision", 0),
        ("due_date", "2026-02-30"),
        ("violated_at", "2026-10-13T00:00:00+08:00"),
        ("mode", "by hand"),
        ("responsible", {"staff_id": "u1"}),
    ],
)
def test_a_card_that_is_not_what_the_page_says_does_not_fit(
    written: list[dict[str, Any]], field: str, value: Any
) -> None:
    issued = next(output for output in written if output["type"] == "card.issued")

    found = places(OUTPUTS, {**issued, "data": {**issued["data"], field: value}})

    assert any(place.startswith(f"/data/{field}") for place in found)


def test_the_schema_lists_the_states_and_the_reasons_that_the_pages_list() -> None:
    outputs = (ROOT / "docs" / "outputs.md").read_text(encoding="utf-8")
    letters = (ROOT / "docs" / "events.md").read_text(encoding="utf-8").partition("## Dead letters")[2]
    table = "".join(re.findall(r"^\| (`.*?) \|", letters, re.MULTILINE))

    assert set(re.findall(r"`([a-z_]+)`", table)) == set(REASONS)
    assert all(re.search(rf"\b{state}\b", outputs) for state in CardState)
    assert {reason for _, reason, _ in BAD} <= set(REASONS)


def test_every_reason_has_words_in_both_languages_and_the_page_says_the_same() -> None:
    """Also those that code raises and nobody has listed."""
    letters = (ROOT / "docs" / "events.md").read_text(encoding="utf-8").partition("## Dead letters")[2]
    code = [file for folder in ("rules", "sinks", "streams") for file in (ROOT / folder).rglob("*.py")]
    raised = {
        reason
        for file in code
        for reason in re.findall(r'Rejected\(\s*"([a-z_]+)"', file.read_text(encoding="utf-8"))
    }
    words = columns()["letter_reason"].values

    assert len(raised) > 10
    assert words.keys() == set(REASONS)
    assert raised <= set(REASONS)
    for reason, (zh, en) in words.items():
        assert re.search(r"[\u4e00-\u9fff]", zh), reason
        assert en.isascii(), reason
        assert reason not in {zh, en}
        assert f"| `{reason}` | {zh} |" in letters
