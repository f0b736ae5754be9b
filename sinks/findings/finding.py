"""What a scheduled query found: the rule, what it is about, and the pieces of evidence; its id comes from these."""

from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple

import msgspec

from rules.finding_rules import PREFIX, Entry, Scope

MOST_ENTRIES = 200
"""Of more pieces of evidence the first so many are named: an event has its limit, and what follows proves no more."""


class Finding(NamedTuple):
    """It holds now. `evidence` in order of time; the department is the one whose people are to look into it; `figures`
    are what the lead's sentence names (`rules.lead_sentences`)."""

    rule_id: str
    scope: Scope
    evidence: tuple[Entry, ...]
    dept_code: str | None
    region_code: str | None
    figures: Mapping[str, int | str] | None = None

    @property
    def finding_id(self) -> str:
        """From the rule and the scope alone, so that the same thing found again has the same id."""
        name = "\x1f".join((self.rule_id, self.scope.text)).encode()
        return f"{PREFIX}{self.rule_id}-{sha256(name).hexdigest()[:16]}"

    def said(self) -> "Said":
        """As its event says it."""
        plain = msgspec.to_builtins
        return Said(
            rule_id=self.rule_id,
            holds=True,
            scope=plain(self.scope),
            evidence=[plain(entry) for entry in self.evidence[:MOST_ENTRIES]],
            dept_code=self.dept_code,
            region_code=self.region_code,
            staff_id=self.scope.person,
            figures=dict(self.figures) if self.figures else None,
        )


class Said(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What an event says of a finding, but for its id and its moment: what is compared."""

    rule_id: str
    holds: bool
    scope: dict[str, str | int]
    evidence: list[dict[str, str]]
    dept_code: str | None = None
    region_code: str | None = None
    staff_id: str | None = None
    figures: dict[str, int | str] | None = None
