"""Findings from elsewhere (现场巡查, 视频监控, 随机抽查, 投诉, 媒体) become cards by hand, with proof."""

from datetime import date
from hashlib import sha256

import pytest

from rules.manual import FOUND_BY
from tests.desk.office import Bench, office

PROOF = f"video/hall-3/2018-10-16.mp4#sha256:{sha256(b'the recording').hexdigest()}"
WHEN = "2018-10-16 09:00"


def found(bench: Bench, found_by: str | None, evidence: list[str] | None) -> str:
    """A supervisor issues a yellow card of P-08 to the window."""
    said = {"rule_id": "P-08", "staff_id": "window", "found_by": found_by, "evidence": evidence}
    return bench.act("issue_manual", WHEN, "supervisor", card=None, **said)


def the_card(bench: Bench) -> str:
    (card_id,) = {each["data"]["card_id"] for each in bench.outputs if each["type"] == "card.proposed"}
    return str(card_id)


@pytest.mark.parametrize("kind", sorted(FOUND_BY))
def test_the_card_says_how_it_was_found_and_keeps_the_proof(kind: str) -> None:
    bench = Bench().accepted()

    assert found(bench, kind, [PROOF]) == "done"
    card = bench.card(the_card(bench))
    zh, en = FOUND_BY[kind]
    assert (card["state"], card["mode"], card["found_by"], card["evidence"]) == (
        *("proposed", "manual", kind),
        [PROOF],
    )
    assert card["arithmetic"].startswith(f"人工发牌（{zh}）：")
    assert f"Issued by hand ({en}): " in card["arithmetic"]


@pytest.mark.parametrize(
    ("evidence", "outcome"),
    [
        (None, "evidence_missing"),
        ([], "evidence_missing"),
        (["video 17"], "evidence_without_hash"),
        ([PROOF, "video 17"], "evidence_without_hash"),
        (["video#sha256:abc"], "evidence_without_hash"),
        ([PROOF.upper().replace("#SHA256:", "#sha256:")], "evidence_without_hash"),
        ([PROOF[PROOF.index("#") :]], "evidence_without_hash"),
        ([PROOF + "0"], "evidence_without_hash"),
        ([PROOF], "done"),
        (["e1"], "done"),
        (["e1", PROOF], "done"),
    ],
)
def test_a_finding_needs_proof_that_nobody_can_exchange(evidence: list[str] | None, outcome: str) -> None:
    assert found(Bench().accepted(), "patrol", evidence) == outcome


def test_a_card_that_does_not_say_how_it_was_found_takes_any_reference_but_no_broken_hash() -> None:
    assert found(Bench().accepted(), None, ["video 17"]) == "done"
    assert found(Bench().accepted(), None, None) == "done"
    assert found(Bench().accepted(), None, ["video#sha256:abc"]) == "evidence_without_hash"


def test_a_refused_finding_makes_no_card() -> None:
    bench = Bench().accepted()
    found(bench, "media", ["newspaper"])

    assert [each for each in bench.outputs if each["type"].startswith("card.")] == []


def test_a_finding_is_confirmed_by_a_second_person_who_is_not_the_one_carded_and_then_lives_on() -> None:
    bench = Bench().accepted()
    said = {"rule_id": "P-08", "staff_id": "supervisor2", "found_by": "sampling", "evidence": [PROOF]}
    bench.act("issue_manual", WHEN, "supervisor", card=None, **said)
    card_id = the_card(bench)

    assert bench.act("confirm", "2018-10-16 10:00", "supervisor", card_id) == "same_person"
    assert bench.act("confirm", "2018-10-16 10:00", "supervisor2", card_id) == "conflict_of_interest"
    assert bench.act("confirm", "2018-10-16 10:00", "own_adjudicator", card_id) == "done"
    assert bench.act("appeal", "2018-10-17 10:00", "supervisor2", card_id) == "done"
    assert bench.decide("grant", "2018-10-18 10:00", card=card_id) == "done"
    assert bench.states(card_id) == ["proposed", "issued", "appealed", "revoked"]
    assert bench.card(card_id)["found_by"] == "sampling"


@pytest.mark.parametrize("subject", ["finding:2018-17", "window:430100-12"])
def test_a_finding_that_is_about_no_case_makes_a_card_too(subject: str) -> None:
    bench = Bench(subject=subject)

    assert found(bench, "patrol", [PROOF]) == "done"
    card_id = the_card(bench)
    assert bench.act("confirm", "2018-10-16 10:00", "supervisor2", card_id) == "done"
    card = bench.card(card_id)
    assert (card["state"], card["subject"], card["case_no"], card["item_code"]) == (
        *("issued", subject, subject),
        None,
    )
    assert card["answer_due"] is not None


@pytest.mark.parametrize(("live", "historical"), [("2018-10-16", False), ("2018-10-17", True)])
def test_a_card_by_hand_of_before_the_office_went_live_is_history_and_asks_for_no_answer(
    live: str, historical: bool
) -> None:
    bench = Bench(office(go_live=date.fromisoformat(live).toordinal())).accepted()
    assert found(bench, "patrol", [PROOF]) == "done"
    assert bench.act("confirm", "2018-10-18 09:00", "supervisor2", the_card(bench)) == "done"

    card = bench.card(the_card(bench))
    assert (card["state"], card["historical"]) == ("issued", historical)
    assert (card["answer_due"] is None) is historical
    assert any(each["type"].startswith("ticket.") for each in bench.outputs) is not historical
