"""容错免责: a person revokes on a filed exemption; what is granted so stands on the card."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rules.rulebook import Exemption
from tests.desk.office import T04, Bench, office

LATE, NEXT = "2018-10-25 00:00", "2018-10-25 09:00"


def filing(ground: str = "process", scope: str = "item:I", filed: str = "2018-10-01") -> Exemption:
    return Exemption(ground, scope, date.fromisoformat(filed).toordinal(), "head")


def late(*filings: Exemption) -> Bench:
    """T-04 stands; these exemptions are filed."""
    return Bench(replace(office(), exemptions=filings)).accepted().wait(LATE)


def test_a_card_revoked_on_a_filed_exemption_names_its_ground() -> None:
    bench = late(filing())

    assert bench.act("revoke", NEXT, "supervisor", exemption="process") == "done"
    assert (bench.card()["state"], bench.card()["exemption"]) == ("revoked", "process")


@pytest.mark.parametrize(
    "filings",
    [
        (),
        (filing("nature"),),
        (filing(scope="item:other"),),
        (filing(filed="2018-10-26"),),
    ],
)
def test_a_ground_that_is_not_filed_for_the_card_by_that_day_is_refused(filings: Any) -> None:
    bench = late(*filings)

    assert bench.act("revoke", NEXT, "supervisor", exemption="process") == "exemption_not_filed"
    assert bench.card()["state"] == "issued"


def test_a_filing_alone_revokes_nothing_and_a_revocation_without_it_grants_none() -> None:
    bench = late(filing())

    assert bench.card()["state"] == "issued"
    assert bench.act("revoke", NEXT, "supervisor") == "done"
    assert bench.card()["exemption"] is None


def test_the_ground_stays_on_the_card_when_its_rule_is_judged_again() -> None:
    bench = late(filing())
    bench.act("revoke", NEXT, "supervisor", exemption="process")
    bench.event("case.closed", "2018-10-26 10:00", kind="normal")

    assert (bench.card()["state"], bench.card(T04)["exemption"]) == ("revoked", "process")
