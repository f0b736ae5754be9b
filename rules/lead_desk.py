"""What people do with leads: a supervisor confirms or dismisses one, once (contracts 1.3; domain A.5)."""

from collections.abc import Mapping, Sequence

import msgspec

from rules.configuration_rules import lead_about
from rules.entitlement import SUPERVISOR, Refusal
from rules.events import Data
from rules.fact import Fact
from rules.leads import ITEM, LeadRecord, LeadState
from rules.office import Office
from rules.on_record import next_revision
from rules.service_events import LeadConfirm, LeadDismiss

LEADS_TO: Mapping[type[Data], LeadState] = {
    LeadConfirm: LeadState.CONFIRMED,
    LeadDismiss: LeadState.DISMISSED,
}
WORDS: Mapping[LeadState, str] = {
    LeadState.CONFIRMED: "经核查属实 / confirmed",
    LeadState.DISMISSED: "经核查排除 / dismissed",
}


def find_lead(leads: Sequence[LeadRecord], action: Fact, subject: str, office: Office) -> LeadRecord | None:
    """The lead an action is about, if it is one of the subject's. One about an item of the catalogue is decided on
    where the item is the subject, and no case."""
    name = action.data.lead_id
    known = next((lead for lead in leads if lead.lead_id == name and lead.subject == subject), None)
    if known is not None or not subject.startswith(ITEM):
        return known
    return lead_about(office.register, subject, name, office.zone.iso(action.time))


def refuse_lead(lead: LeadRecord, action: Fact, office: Office) -> Refusal | None:
    """Why this person may not do this with the lead now, or None."""
    actor = office.register.member(action.data.actor_id, office.day)
    if actor is None:
        return Refusal.UNKNOWN_ACTOR
    if SUPERVISOR not in actor.roles:
        return Refusal.NOT_ENTITLED
    if lead.state is not LeadState.OPEN:
        return Refusal.ILLEGAL_STATE
    return None if (action.data.reason or "").strip() else Refusal.REASON_MISSING


def moved_lead(lead: LeadRecord, action: Fact, floor: int) -> LeadRecord:
    """The lead after the action, with who said why; its revision is above `floor`."""
    state = LEADS_TO[type(action.data)]
    said = (action.data.reason or "").strip()
    return msgspec.structs.replace(
        lead,
        revision=next_revision(lead.revision, floor),
        state=state,
        decided_by=action.data.actor_id,
        reason=f"{WORDS[state]}: {action.data.actor_id}" + (f": {said}" if said else ""),
    )


def with_lead(leads: Sequence[LeadRecord], moved: LeadRecord) -> list[LeadRecord]:
    """The leads with the new revision in its place, or at the end where it is the first here."""
    if all(each.lead_id != moved.lead_id for each in leads):
        return [*leads, moved]
    return [moved if each.lead_id == moved.lead_id else each for each in leads]
