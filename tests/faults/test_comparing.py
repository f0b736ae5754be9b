"""The comparison that every fault ends with: it must find what is lost, doubled or wrong, and nothing else."""

import json
from typing import Any

from tests.faults.comparing import Made, differences

NOW = 1_767_578_400_000
BEFORE = "2026-01-05T09:00:00+08:00"
AFTER = "2026-01-05T11:00:00+08:00"


def card(name: str, revision: int = 1, **changed: Any) -> bytes:
    data = {
        "card_id": name, "revision": revision, "state": "issued", "rule_id": "T-04", "colour": "yellow",
        "violated_at": BEFORE, "issued_at": BEFORE, "reason": "r", "answer_due": None, "appeal_due": None,
        **changed,
    }  # fmt: skip
    return json.dumps({"type": "card.issued", "data": data}).encode()


def ticket(name: str, state: str = "opened") -> bytes:
    fields = dict.fromkeys(("kind", "subject", "card_id", "rating_key", "rule_id", "dept_code"), "x")
    data = {"ticket_id": name, "revision": 1, "state": state, **fields}
    return json.dumps({"type": "ticket.opened", "data": data}).encode()


def alert(name: str, about: str, *receivers: str, over: tuple[str, ...] = (), state: str = "open") -> bytes:
    told = [{"receiver": each, "state": "over" if each in over else "told"} for each in (*receivers, *over)]
    data = {
        "alert_id": name, "revision": 1, "state": state, "kind": "card", "about_id": about, "receivers": told,
    }  # fmt: skip
    return json.dumps({"type": "alert.opened", "data": data}).encode()


def state(case: str, status: str) -> bytes:
    data = {"case_no": case, "revision": 1, "status": status, "standing": {}}
    return json.dumps({"type": "case.state", "data": data}).encode()


def left(case: str) -> bytes:
    return json.dumps({"type": "case.archived", "data": {"case_no": case, "events": 9}}).encode()


def made(*values: bytes, again: bool = False, live: bool = False) -> Made:
    whole = Made(again=again, live=live)
    for value in values:
        whole.add(value)
    return whole


def counts(ours: Made, theirs: Made) -> tuple[int, int, int]:
    found = differences(ours, [NOW], {NOW: theirs})
    return len(found.lost), len(found.doubled), len(found.wrong)


def test_the_same_in_other_revisions_is_no_difference() -> None:
    ours = made(card("a", 1, state="withdrawn"), card("a", 2), ticket("t"), state("c", "open"))

    assert counts(ours, made(card("a"), ticket("t"), state("c", "open"))) == (0, 0, 0)


def test_a_card_issued_at_another_moment_is_wrong_where_history_was_read_in_its_order() -> None:
    late, own = card("a", issued_at=AFTER), card("a")

    assert counts(made(late), made(own)) == (0, 0, 1)
    assert counts(made(late, live=True), made(own, live=True)) == (0, 0, 0)
    assert counts(made(late, again=True), made(own, again=True)) == (0, 0, 0)


def test_what_only_check_has_is_lost() -> None:
    assert counts(made(), made(card("a"), ticket("t"), state("c", "open"))) == (3, 0, 0)


def test_what_only_the_workers_have_is_doubled() -> None:
    assert counts(made(card("a"), ticket("t")), made()) == (0, 2, 0)


def test_what_both_have_otherwise_is_wrong() -> None:
    theirs = made(card("a", colour="red"), ticket("t", "closed"), state("c", "closed"))

    assert counts(made(card("a"), ticket("t"), state("c", "open")), theirs) == (0, 0, 3)


def test_who_is_told_of_a_card_that_stands_is_compared() -> None:
    theirs = made(card("a"), alert("n", "a", "heads", "supervision"))

    assert counts(made(card("a"), alert("n", "a", "supervision", "heads")), theirs) == (0, 0, 0)
    assert counts(made(card("a"), alert("n", "a", "heads")), theirs) == (0, 0, 1)
    assert counts(made(card("a")), theirs) == (1, 0, 0)


def test_a_revision_that_came_twice_is_doubled_and_one_left_out_is_lost() -> None:
    theirs = made(card("a", 3))

    assert counts(made(card("a", 1), card("a", 2), card("a", 2), card("a", 3)), theirs) == (0, 1, 0)
    assert counts(made(card("a", 1), card("a", 3)), theirs) == (1, 0, 0)


def test_where_turns_are_written_again_a_revision_may_come_twice_if_it_says_the_same() -> None:
    same, other = card("a", 1, issued_at=AFTER), card("a", 1, colour="red")

    assert counts(made(card("a", 1), same, again=True), made(card("a"), again=True)) == (0, 0, 0)
    assert counts(made(other, card("a", 1), again=True), made(card("a"), again=True)) == (0, 1, 0)


def test_withdrawn_cards_void_tickets_and_cards_of_later_moments_do_not_count() -> None:
    ours = made(card("a", state="withdrawn"), ticket("t", "void"), card("b", violated_at=AFTER))

    assert counts(ours, made()) == (0, 0, 0)


def test_of_two_moments_each_thing_may_agree_with_either() -> None:
    """The workers' clocks went on while the topics were read: one case was read before a moment, one after it."""
    ours = made(state("c", "open"), state("d", "overdue"))
    first, second = (
        made(state("c", "open"), state("d", "open")),
        made(state("c", "overdue"), state("d", "overdue")),
    )

    assert differences(ours, [NOW, NOW + 1], {NOW: first, NOW + 1: second}).exact
    assert not differences(ours, [NOW], {NOW: first}).exact


def test_who_was_told_of_a_card_as_it_stood_before_is_history() -> None:
    ours = made(card("a"), alert("n", "a", "heads", over=("inspection",)))

    assert counts(ours, made(card("a"), alert("n", "a", "heads"))) == (0, 0, 0)


def test_an_alert_that_was_over_before_it_was_read_is_missed_only_where_it_was_read_in_its_time() -> None:
    ours, told = (card("a"),), (card("a"), alert("n", "a", "heads", state="closed"))

    assert counts(made(*ours), made(*told)) == (1, 0, 0)
    assert counts(made(*ours, live=True), made(*told, live=True)) == (0, 0, 0)
    waiting = made(card("a"), alert("n", "a", "heads"), live=True)
    assert counts(made(*ours, live=True), waiting) == (1, 0, 0)


def test_what_is_kept_of_a_case_that_left_is_no_state_of_it() -> None:
    assert counts(made(state("c", "closed")), made(state("c", "closed"), left("c"))) == (0, 0, 0)
