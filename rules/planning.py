"""What an event asks to be judged: of a case in the middle of its life hardly ever all of it."""

from datetime import datetime

from rules.decode import milliseconds
from rules.dossier import Dossier
from rules.fact import Fact
from rules.rules import STAGES, WHOLE, Plan, plan_after
from rules.service_events import FINDING_DATA, RATING_DATA

BESIDE = Plan((), same_clocks=True)
"""What a rating or a finding can change: no clock of a case, but what stands on its cards and tickets."""

_BESIDE = frozenset((*RATING_DATA, *FINDING_DATA))


def plan_for(dossier: Dossier, fact: Fact, now: int) -> Plan:
    """What the fact, just folded in, asks to be judged at `now` (ms).

    The first one of a case asks for all: its date may choose the rulebook and the item's version.
    """
    kind = type(fact.data)
    if kind in _BESIDE:
        return BESIDE
    if dossier.facts[0] is fact:
        return WHOLE
    known = dossier.summary
    accepted = known is not None and known.start is not None and not known.deemed
    ended = known is not None and known.ended_by(fact.time)
    last = bool(dossier.cards) and kind in STAGES and _is_last(dossier, fact)
    plan = plan_after(kind, accepted, ended, fact.recorded - fact.time, last)
    # dated ahead, it stops nothing yet
    return plan._replace(over=frozenset()) if fact.time > now else plan


def _is_last(dossier: Dossier, fact: Fact) -> bool:
    """Whether the fact happened last of all, and after what stands on the cards had become true."""
    stands = (datetime.fromisoformat(card.record.violated_at) for card in dossier.cards)
    return dossier.facts[-1] is fact and all(milliseconds(each) < fact.time for each in stands)
