"""A-03 自评: ratings of a unit by its own people, found by identities that the archive knows only as pseudonyms.

Whose an identity is, is known to the office alone: account names are the staff ids; certificate and telephone numbers
come from a list that stays with whoever runs the round. A member of staff who rates another unit is a citizen.
"""

from collections.abc import Iterable, Mapping

from rules.finding_rules import Scope
from rules.office import Office
from sinks.findings.finding import Finding
from sinks.findings.reading import Row, evidence

RULE = "A-03"
QUERY = "finding_own_ratings"
AT_ONCE = 200
"""Identities asked for in one query."""

Identities = Mapping[str, str]
"""Pseudonym → staff id."""


def batches(identities: Identities) -> list[str]:
    """The pseudonyms as the query takes them, so many at once."""
    names = sorted(identities)
    return [" ".join(names[place : place + AT_ONCE]) for place in range(0, len(names), AT_ONCE)]


def own(rows: Iterable[Row], office: Office, identities: Identities) -> list[Finding]:
    """A finding for each member of staff and month with ratings of the own unit (by the register of today)."""
    given: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for row in rows:
        staff_id = identities.get(str(row["name"]))
        member = office.register.member(staff_id, office.day)
        if member is not None and member.dept_code == row["dept_code"]:
            pairs = given.setdefault((member.staff_id, str(row["period"]), member.dept_code), [])
            pairs += zip(row["refs"], row["times"], strict=True)
    return [
        Finding(
            RULE,
            Scope(period, person=staff_id),
            tuple(evidence(set(pairs), office)),
            dept,
            None,
            {"n": len(set(pairs))},
        )
        for (staff_id, period, dept), pairs in sorted(given.items())
    ]
