"""The lead (线索): something a person should look into; never a card (contracts 4, domain A.5).

A lead of kind configuration is about an item version of the catalogue, the same lead whichever case shows it, so its
subject is the item. Every other lead is about its case: when the data say that it is no longer so, it is dismissed.
"""

from collections.abc import Collection, Sequence
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

import msgspec

from rules.on_record import next_revision

CONFIGURATION_RULES = frozenset({"B-05", "B-06", "R-09"})
PROPOSING_RULES = frozenset({"E-03"})
"""They propose that people talk; nothing is wrong with any data."""

ITEM = "item:"


class LeadState(StrEnum):
    """Open until a person confirms or dismisses it; dismissed also when the data no longer say it."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class LeadRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The whole record that every lead event carries. Instants are RFC 3339 texts in the rulebook's zone.

    `decided_by` is who confirmed or dismissed it; none while it is open, or was dismissed by the data alone.
    """

    lead_id: str
    revision: int
    kind: str
    state: LeadState
    rule_id: str
    sentence: str
    evidence: tuple[str, ...]
    scope: str
    subject: str
    item_code: str | None
    dept_code: str | None
    region_code: str | None
    found_at: str
    rulebook_hash: str
    reason: str
    decided_by: str | None = None


class LeadDraft(NamedTuple):
    """What a rule found: whose item and office, `occasion` as the scope where it names an item."""

    rule_id: str
    occasion: str
    sentence: str
    evidence: tuple[str, ...]
    item_code: str | None
    dept_code: str | None
    region_code: str | None
    found_at: str
    rulebook_hash: str


def lead_of(draft: LeadDraft, case_no: str) -> LeadRecord:
    """The lead as if it had never been written: revision 0."""
    about_item = draft.occasion.startswith(ITEM)
    scope = draft.occasion if about_item else f"case:{case_no}"
    name = "\x1f".join((draft.rule_id, scope, draft.occasion)).encode()
    return LeadRecord(
        lead_id=f"{draft.rule_id}-{sha256(name).hexdigest()[:16]}",
        revision=0,
        kind=_kind_of(draft.rule_id),
        state=LeadState.OPEN,
        rule_id=draft.rule_id,
        sentence=draft.sentence,
        evidence=() if about_item else draft.evidence,
        scope=scope,
        subject=f"{ITEM}{draft.item_code}" if about_item else case_no,
        item_code=draft.item_code,
        dept_code=draft.dept_code,
        region_code=draft.region_code,
        found_at=draft.found_at,
        rulebook_hash=draft.rulebook_hash,
        reason="",
    )


def _kind_of(rule_id: str) -> str:
    if rule_id in PROPOSING_RULES:
        return "proposal"
    return "configuration" if rule_id in CONFIGURATION_RULES else "authenticity"


def reconcile_leads(
    standing: Sequence[LeadRecord],
    judged: Collection[str],
    drafts: Sequence[LeadRecord],
    cause: str,
    floor: int,
) -> tuple[list[LeadRecord], list[LeadRecord]]:
    """The case's leads brought in line with what was found: all of them, and the new revisions.

    `judged` are the rules whose findings `drafts` hold completely. Leads about items are opened and never taken back
    here: whether the catalogue is mended does not hang on one case. Revisions begin above `floor`, but for those of
    items, whose first may be written by any case.
    """
    found = {draft.lead_id: draft for draft in drafts}
    kept: list[LeadRecord] = []
    changed: list[LeadRecord] = []
    for old in standing:
        draft = found.pop(old.lead_id, None)
        new = _again(old, draft, judged, cause, floor)
        kept.append(new)
        if new is not old:
            changed.append(new)
    for draft in found.values():
        first = next_revision(0, 0 if draft.subject.startswith(ITEM) else floor)
        opened = msgspec.structs.replace(draft, revision=first, reason=f"发现线索 / found: {cause}")
        kept.append(opened)
        changed.append(opened)
    return kept, changed


def _again(
    old: LeadRecord, draft: LeadRecord | None, judged: Collection[str], cause: str, floor: int
) -> LeadRecord:
    """A lead that was there: as it is (for good where a person decided on it), open again, or no longer so."""
    if old.rule_id not in judged or old.subject.startswith(ITEM) or old.decided_by is not None:
        return old
    if draft is None:
        if old.state is LeadState.DISMISSED:
            return old
        reason = f"事实不再成立 / no longer true: {cause}"
        return msgspec.structs.replace(
            old, revision=next_revision(old.revision, floor), state=LeadState.DISMISSED, reason=reason
        )
    said = msgspec.structs.replace(draft, revision=old.revision, reason=old.reason)
    if said == old:
        return old
    return msgspec.structs.replace(
        said, revision=next_revision(old.revision, floor), reason=f"依据变更 / facts changed: {cause}"
    )
