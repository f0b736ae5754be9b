"""`liangpai check` as an office uses it: files in, a table, output events and dead letters out."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rules.court import Court
from rules.privacy import Border
from rules.tally import NAMES_KEPT
from streams.case_store import BATCH, SpillingStore
from streams.checking import check_files
from streams.rulebook_folder import load_rulebook, shipped_rulebook
from tests.core.test_decode import GOOD
from tests.core.test_lane import ACCEPTED, T0, event

LIANGPAI = [sys.executable, "-c", "from streams.cli import main; main()"]


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*LIANGPAI, *map(str, words)], capture_output=True, text=True, timeout=60, check=False
    )


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture
def events(tmp_path: Path) -> Path:
    path = tmp_path / "events.jsonl"
    decided = event(2, "decided", 60 * 24 * 60, result="approved", basis_ids=["b"])
    path.write_bytes(b"\xef\xbb\xbf" + ACCEPTED + b"\r\n\r\nnonsense\n" + decided)
    return path


def test_it_prints_the_cards_and_writes_outputs_and_dead_letters(events: Path, tmp_path: Path) -> None:
    out, dead = tmp_path / "out.jsonl", tmp_path / "dead.jsonl"

    done = run("check", events, "--out", out, "--dead", dead)

    assert done.returncode == 0, done.stderr
    assert "3 records: 2 applied, 0 duplicates, 1 dead letters" in done.stdout
    assert "dead letters, not_json: 1" in done.stdout
    standing = {
        (body["data"]["rule_id"], body["data"]["state"])  # type: ignore[index]
        for body in lines(out)
        if str(body["type"]).startswith("card.")
    }
    assert {("T-03", "superseded"), ("T-04", "superseded"), ("T-05", "issued")} <= standing
    (letter,) = lines(dead)
    assert letter["data"]["file"] == str(events)  # type: ignore[index]
    assert letter["data"]["offset"] == 3  # type: ignore[index]


def test_who_rated_is_not_written_though_the_file_says_it_in_clear(tmp_path: Path) -> None:
    path, out = tmp_path / "events.jsonl", tmp_path / "out.jsonl"
    pseudonym = "p1:0123:" + "a" * 32
    said = {
        "service_number": "1", "assess_number": 1, "level": 1, "channel": 4, "text": "请回电13812345678",
        "contact": "13812345678", "phone_hash": "13812345678", "evaluator_hash": pseudonym,
    }  # fmt: skip
    rated = json.loads(ACCEPTED) | {"id": "r", "type": "rating.submitted", "data": said}
    path.write_bytes(ACCEPTED + b"\n" + json.dumps(rated).encode() + b"\n")

    assert run("check", path, "--out", out).returncode == 0

    assert "13812345678" not in out.read_text()
    (rating,) = (each["data"] for each in lines(out) if str(each["type"]).startswith("rating."))
    assert (rating["phone_hash"], rating["evaluator_hash"]) == (None, pseudonym)  # type: ignore[index]


def test_a_line_of_five_megabytes_is_one_dead_letter_and_the_lines_around_it_are_judged(
    tmp_path: Path,
) -> None:
    path, dead = tmp_path / "e.jsonl", tmp_path / "d.jsonl"
    huge = ACCEPTED.replace(b'"S"', b'"' + b"x" * 5_000_000 + b'"')
    path.write_bytes(b"\n".join([ACCEPTED, huge, event(2, "suspended", 1, reason_code="lunch")]))

    done = run("check", path, "--dead", dead)

    assert "3 records: 2 applied, 0 duplicates, 1 dead letters" in done.stdout
    assert "P-11" in done.stdout
    assert [letter["data"]["reason"] for letter in lines(dead)] == ["too_large"]  # type: ignore[index]


def test_it_prints_how_many_tickets_there_are_now(tmp_path: Path) -> None:
    path = tmp_path / "e.jsonl"
    rated = {
        "specversion": "1.0",
        "id": "r-1",
        "source": "s",
        "type": "rating.submitted",
        "subject": "service:1",
        "time": "2026-01-05T10:00:00+08:00",
        "data": {"service_number": "1", "assess_number": 1, "level": 1, "channel": 4},
    }
    undone = {
        **rated,
        "id": "r-2",
        "type": "rating.invalidated",
        "time": "2026-01-05T11:00:00+08:00",
        "data": {
            "service_number": "1",
            "assess_number": 1,
            "kind": "mistaken",
            "decided_by": "u",
            "reason": "x",
        },
    }
    path.write_text(json.dumps(rated) + "\n")
    assert re.search(r"bad_rating\W+差评\W+opened\W+待派\W+1\b", run("check", path).stdout)

    path.write_text(json.dumps(rated) + "\n" + json.dumps(undone) + "\n")
    after = run("check", path).stdout
    assert re.search(r"bad_rating\W+差评\W+void\W+作废\W+1\b", after)
    assert "opened" not in after


def test_until_moves_the_clock_on_and_a_moment_that_equals_it_has_come(tmp_path: Path) -> None:
    path, out = tmp_path / "e.jsonl", tmp_path / "o.jsonl"
    path.write_bytes(ACCEPTED)

    run("check", path, "--until", "2026-01-12T23:59:59.999+08:00", "--out", out)
    assert "T-04" not in out.read_text()
    run("check", path, "--until", "2026-01-13T00:00:00+08:00", "--out", out)
    assert '"rule_id":"T-04"' in out.read_text()


def test_records_after_until_are_not_read(events: Path, tmp_path: Path) -> None:
    done = run("check", events, "--until", "2026-01-05T12:00:00+08:00")

    assert "2 records: 1 applied" in done.stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["nowhere.jsonl"], "nowhere.jsonl: found no such file"),
        (["E", "--until", "tomorrow"], "--until: found 'tomorrow'"),
        (["E", "--until", "2026-01-05T10:00:00"], "without an offset"),
        (["E", "--until", "2026-01-05"], "without a time of day, expected e.g. 2026-01-05T00:00:00+08:00"),
        (["E", "--rulebook", "nowhere"], "nowhere"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_was_found(
    words: list[str], expected: str, events: Path
) -> None:
    done = run("check", *(str(events) if word == "E" else word for word in words))

    assert done.returncode == 2
    assert expected in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_in_any_order_gives_the_same_cards(tmp_path: Path) -> None:
    shipped = load_rulebook(shipped_rulebook())
    court = Court([shipped.rulebook], shipped.calendar, Border())
    values = [ACCEPTED, *(event(n, "suspended", n * 600, reason_code="lunch") for n in range(2, 30))]
    tallies = []
    for name, order in (("forth", values), ("back", values[::-1])):
        path = tmp_path / name
        path.write_bytes(b"\n".join(order))
        tallies.append(check_files([path], court, until_ms=T0 + 10**10).cards)

    assert tallies[0] == tallies[1]
    assert tallies[0][("P-11", "yellow", "issued")] == 28


def test_any_number_of_judging_processes_writes_the_same_lines(tmp_path: Path) -> None:
    path, city = tmp_path / "e.jsonl", tmp_path / "city"
    shutil.copytree(shipped_rulebook(), city)
    items = (city / "items.csv").read_text()
    (city / "items.csv").write_text(items.replace("promised,working,7,10,", "promised,working,12,10,", 1))
    values = [b"nonsense", b'{"subject": "\\ud800"}']
    for number in range(30):
        case = b"%06d" % number
        values.append(ACCEPTED.replace(b"000123", case))
        values += [
            event(n, "suspended", n * 700, reason_code="lunch").replace(b"000123", case) for n in (2, 3)
        ]
    path.write_bytes(b"\n".join(values))
    written = []
    until = ("--until", "2026-02-01T00:00:00Z")
    for jobs in ("1", "3"):
        out, dead = tmp_path / f"o{jobs}", tmp_path / f"d{jobs}"
        done = run("check", path, "--rulebook", city, "--jobs", jobs, "--out", out, "--dead", dead, *until)
        assert done.returncode == 0, done.stderr
        written.append((out.read_bytes(), dead.read_bytes()))

    assert written[0] == written[1]
    cards = [line for line in written[0][0].splitlines() if b'"type":"card.' in line]
    assert sum(b'"rule_id":"T-05"' in line for line in cards) == 30
    assert written[0][0].count(b'"type":"lead.open"') == 1, "about the item, whichever case shows it"
    assert written[0][1].count(b"dead-letter.recorded") == 2


def test_settled_dossiers_lie_on_disk_and_come_back_when_touched(tmp_path: Path) -> None:
    store = SpillingStore(tmp_path)
    for number in range(BATCH + 3):
        store[f"c{number}"] = b"%d" % number
        store.settle(f"c{number}")

    assert store["c0"] == b"0"
    assert store[f"c{BATCH + 2}"] == b"%d" % (BATCH + 2)
    store["c0"] = b"again"
    assert store["c0"] == b"again"
    assert len(store) == BATCH + 3
    assert "never" not in store
    del store["c0"]
    assert "c0" not in store
    store.close()


def test_a_closed_case_that_is_touched_again_is_judged_with_all_it_had(tmp_path: Path) -> None:
    path, out = tmp_path / "e.jsonl", tmp_path / "o.jsonl"
    first = [ACCEPTED, event(2, "closed", 60, kind="withdrawn")]
    others = [ACCEPTED.replace(b"000123", b"%06d" % n).replace(b"e-1", b"x-%d" % n) for n in range(3000)]
    late = event(3, "supplement_notified", 30, items=["m"])
    late = late.replace(b'"recordedtime": "2026-01-05T10:30', b'"recordedtime": "2026-01-05T18:30')
    path.write_bytes(b"\n".join([*first, *others, late]))

    done = run("check", path, "--out", out)

    assert done.returncode == 0, done.stderr
    found = [body["data"] for body in lines(out) if str(body["type"]).startswith("card.")]
    assert [(card["rule_id"], card["case_no"]) for card in found if card["rule_id"] == "P-15"] == [  # type: ignore[index]
        ("P-15", GOOD["subject"])
    ]


def test_of_a_flood_of_unknown_fields_the_most_frequent_are_printed_and_few_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "e.jsonl"
    strange = ['"[/b]": 1', '"\x9b": 1', *(f'"x{n}": 1' for n in range(1500))]
    values = []
    for number in range(3):
        more = ", ".join(strange[: (2, 4, 1502)[number]]).encode()
        body = ACCEPTED.replace(b"000123", b"%06d" % number)
        values.append(body.replace(b"{", b"{" + more + b", ", 1))
    path.write_bytes(b"\n".join(values))

    done = run("check", path)

    assert done.returncode == 0, done.stderr
    told = [line.strip() for line in done.stdout.splitlines() if "unknown field" in line]
    assert len(told) == 20
    assert told[:4] == [
        "unknown field dropped, /[/b]: 3",
        "unknown field dropped, /\\x9b: 3",
        "unknown field dropped, /x0: 2",
        "unknown field dropped, /x1: 2",
    ]
    assert "and more than 980 more names" in done.stdout
    shipped = load_rulebook(shipped_rulebook())
    tally = check_files([path], Court([shipped.rulebook], shipped.calendar, Border()))
    assert len(tally.unknown_fields) == NAMES_KEPT + 1
    assert sum(tally.unknown_fields.values()) == 2 + 4 + 1502


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/dev/null", "not a regular file"), ("/", "found a directory"), ("/nowhere", "found no such file")],
)
def test_what_is_no_file_of_events_is_called_what_it_is(path: str, expected: str) -> None:
    done = run("check", path)

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert f"{path}: found" in done.stderr
    assert expected in done.stderr
