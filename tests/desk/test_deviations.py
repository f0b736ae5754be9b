"""Accepted deviations: what they mute stays visible, counts nowhere, and comes back by itself."""

import pytest

from tests.desk.office import T04, T05, Bench, muting, office

LATE = "2018-10-25 00:00"


def bench(scope: str, expires: str, rule: str = "T-04") -> Bench:
    return Bench(office(parameters={"T-05.grace": 200}, **muting(rule, scope, expires))).accepted()


@pytest.mark.parametrize(
    "scope", ["", "*", "item:I", "dept:D", "case:case-1", "dept:D;item:I", f"card:{T04}"]
)
def test_a_card_in_scope_is_muted(scope: str) -> None:
    muted = bench(scope, "2018-10-26").wait(LATE)

    card = muted.card()
    assert (card["state"], card["issued_at"], card["answer_due"]) == ("muted", None, None)


@pytest.mark.parametrize("scope", ["item:J", "dept:E", "case:case-2", "dept:D;item:J"])
def test_a_card_out_of_scope_is_not(scope: str) -> None:
    assert bench(scope, "2018-10-26").wait(LATE).card()["state"] == "issued"


def test_another_rule_is_not_muted() -> None:
    assert bench("*", "2018-10-26", rule="T-05").wait(LATE).card()["state"] == "issued"


def test_a_muted_card_counts_nowhere() -> None:
    muted = bench("*", "2018-10-26").wait(LATE)
    (state,) = [each for each in muted.outputs if each["type"] == "case.state"][-1:]

    assert state["data"]["standing"]["yellow"] == 0


def test_its_last_day_is_still_muted_and_the_next_is_not() -> None:
    muted = bench("*", "2018-10-26").wait("2018-10-26 23:59:59.999")
    assert muted.states() == ["muted"]

    card = muted.wait("2018-10-27 00:00").card()
    assert (card["state"], card["issued_at"][:16]) == ("issued", "2018-10-27T00:00")
    assert card["answer_due"][:10] == "2018-11-03"


def test_no_cure_step_follows_a_muted_card_until_it_comes_back() -> None:
    muted = bench("*", "2018-11-05").wait("2018-11-05 12:00")
    assert "T-06" not in muted.standing()

    assert muted.wait("2018-11-06 00:00").standing()["T-06"] == "proposed"


def test_a_muted_card_supersedes_nothing() -> None:
    both = Bench(office(**muting("T-05", "*", "2018-10-31"))).accepted().wait("2018-10-30 00:00")

    assert (both.card(T05)["state"], both.card()["state"]) == ("muted", "issued")
    both.wait("2018-11-01 00:00")
    assert (both.card(T05)["state"], both.card()["state"]) == ("issued", "superseded")


def test_nobody_acts_on_a_muted_card() -> None:
    muted = bench("*", "2018-10-26").wait(LATE)

    assert muted.act("answer", "2018-10-25 09:00", "window") == "illegal_state"
