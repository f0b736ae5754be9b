"""`liangpai act` from the command line: what nobody could do is refused before Kafka or the archive is asked."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from streams.cli import app
from streams.desk_orders import DECISIONS, DeskOrder, Move, evidence_of_files, kind_and_data
from streams.exits import Misuse, Stop
from streams.privacy import Key
from streams.services.process import free_address

CARD = ("T-04-x", "--actor", "u1")
WHY = ("--reason", "材料已补齐")


def act(*words: str, folder: Path, dsn: str = "http://127.0.0.1:9/x") -> tuple[int, str]:
    """Exit code and what was said, where nothing answers at any address."""
    Key.make(folder / "key")
    away = ["--kafka-bootstrap", "127.0.0.1:9", "--key-file", str(folder / "key"), "--clickhouse-dsn", dsn]
    stop = CliRunner().invoke(app, ["act", *words, *away]).exception
    assert isinstance(stop, Stop), stop
    return stop.code, str(stop)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["answer", *CARD, *WHY, "--reinstate"], "--reinstate with answer, expected it with revoke only"),
        (["answer", *CARD, *WHY, "--rule", "P-01"], "--rule with answer, expected it with issue-manual only"),
        (["grant", *CARD, *WHY, "--colour", "red"], "--colour with grant"),
        (["grant", *CARD, *WHY, "--found-by", "patrol"], "--found-by with grant"),
        (
            ["grant", *CARD, *WHY, "--exemption", "nature"],
            "--exemption with grant, expected it with revoke only",
        ),
        (
            ["revoke", *CARD, *WHY, "--exemption", "luck"],
            "found --exemption 'luck', expected nature, purpose",
        ),
        (
            ["revoke", *CARD, *WHY, "--evidence-file", "/no/such"],
            "--evidence-file /no/such: found No such file",
        ),
        (["revoke", *CARD, *WHY, "--evidence", "e1"], "--evidence with revoke"),
        (["refer", *CARD, *WHY, "--person", "u2"], "--person with refer"),
        (["reject", *CARD, *WHY, "--dept", "D"], "--dept with reject"),
        (["answer", *CARD], "found no --reason, expected one: answer needs to say why"),
        (["send-back", *CARD, "--reason", "  "], "found no --reason"),
        (["issue-manual", "--actor", "u1", "--case", "c", "--rule", "P-08"], "found no --reason"),
        (["answer", *CARD, *WHY, "--wait", "-5"], "found --wait -5, expected seconds, 0 or more"),
        (["answer", *CARD, *WHY, "--wait", "nan"], "found --wait nan"),
        (["answer", *CARD, *WHY, "--case", " "], "found a blank --case"),
        (["answer", "--actor", "u1", *WHY], "found no card id"),
        (["answer", "T-04-x", *WHY], "found no --actor"),
    ],
)
def test_what_does_not_belong_to_the_move_or_is_missing_ends_with_2(
    words: list[str], expected: str, tmp_path: Path
) -> None:
    code, said = act(*words, folder=tmp_path)

    assert (code, expected in said) == (2, True), said


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["--colour", "green"], "found --colour 'green', expected warning, yellow, red"),
        (["--rule", "Z-10"], "found --rule 'Z-10', expected the id of a rule"),
        (["--found-by", "rumour", "--evidence", "e1"], "found --found-by 'rumour', expected patrol, video"),
        (["--found-by", "video"], "found --found-by without evidence"),
        (["--evidence", "video#sha256:abc"], "expected REFERENCE#sha256: and 64 hex digits"),
    ],
)
def test_a_card_by_hand_has_a_colour_and_a_rule_there_are(
    given: list[str], expected: str, tmp_path: Path
) -> None:
    words = ["issue-manual", "--actor", "u1", *WHY, "--case", "c", "--rule", "P-08", *given]

    code, said = act(*words, folder=tmp_path)

    assert (code, expected in said) == (2, True), said


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    code, said = act("answer", "T-04-x", "--reinstate", "--rule", "Z-10", folder=tmp_path)

    assert code == 2
    assert [line.split(",")[0] for line in said.splitlines()] == [
        "found no --actor",
        "found --reinstate with answer",
        "found --rule with answer",
        "found no --reason",
        "found --rule 'Z-10'",
    ]


def test_without_an_archive_the_case_can_be_named(tmp_path: Path) -> None:
    code, said = act("answer", *CARD, *WHY, folder=tmp_path, dsn=f"http://{free_address()}/city")

    assert code == 3
    assert "or name the case with --case" in said
    assert "--events" not in said


def test_a_confirmation_needs_no_reason_and_goes_on_to_kafka(tmp_path: Path) -> None:
    code, said = act("confirm", *CARD, "--case", "c", folder=tmp_path)

    assert code == 3
    assert "127.0.0.1:9" in said


def order(move: Move, **given: object) -> DeskOrder:
    said = {"card": "T-04-x", "actor": "u1", "reason": "why", "case": "c", "reinstate": False, "rule": None}
    none = {"colour": None, "evidence": None, "person": None, "dept": None, "wait": 20.0}
    return DeskOrder(move=move, **{**said, **none, **given})  # type: ignore[arg-type]


def test_the_event_carries_what_the_move_needs_and_nothing_else() -> None:
    common = {"actor_id": "u1", "reason": "why"}

    assert kind_and_data(order(Move.ANSWER)) == ("card_answer", {**common, "card_id": "T-04-x"})
    assert kind_and_data(order(Move.REVOKE, reinstate=True)) == (
        "card_revoke",
        {**common, "card_id": "T-04-x", "reinstate": True},
    )
    assert {kind_and_data(order(move))[1]["decision"] for move in DECISIONS} == {
        "grant",
        "deny",
        "send_back",
        "refer_up",
    }
    kind, data = kind_and_data(order(Move.ISSUE_MANUAL, card=None, rule="P-08", colour="red", dept="D"))
    assert kind == "card_issue_manual"
    assert {**common, "rule_id": "P-08", "colour": "red", "dept_code": "D"}.items() <= data.items()
    assert "card_id" not in data


def test_a_file_becomes_evidence_by_name_and_hash(tmp_path: Path) -> None:
    (tmp_path / "video.mp4").write_bytes(b"abc")

    assert evidence_of_files([tmp_path / "video.mp4"]) == [
        "video.mp4#sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    ]


def test_a_revocation_on_an_exemption_carries_its_ground() -> None:
    assert kind_and_data(order(Move.REVOKE, exemption="nature"))[1]["exemption"] == "nature"


def test_an_order_that_is_wrong_makes_no_event() -> None:
    with pytest.raises(Misuse, match="issue-manual makes a new card"):
        kind_and_data(order(Move.ISSUE_MANUAL, rule="P-08"))
