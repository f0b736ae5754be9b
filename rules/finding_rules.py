"""Rules over many cases (A-01 … A-17, E-02, E-03, R-06, R-09, the monthly part of P-13), judged from what a scheduled
query found.

A finding has a dossier of its own: its subject is its `finding_id` (`finding:…`), and there is no case. The sitting
asks `judge_findings(case, subject, findings)` in place of the rules of cases: `case` is the view the court makes for a
subject without a case, `findings` are the dossier's facts `finding.opened` and `finding.changed`. The answer holds all
that the rules `FINDING_RULES` say of this subject, so what is not in it any more is taken back:

- `verdicts`: (rule id, violated verdict) for `drafting.draft` (R-06 about a person, P-13: yellow, waits for a person's
  confirmation; E-02: red) and `drafting.draft_lead` (all others, degree `LEAD`); never pending, no wakes;
- `needs`: what asks for a systemic ticket (R-06 about an item).

What stands is the finding's last word, by `as_of`. The number of entries is counted here again, by the rulebook in
force for the subject, so a stricter or milder rulebook holds for findings made before it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

import msgspec

from rules.decode import milliseconds
from rules.events import Instant
from rules.fact import Fact, replaced
from rules.lead_sentences import SAYINGS, say
from rules.tickets import Asking, Need, TicketKind
from rules.verdict import LEAD, Status, Verdict
from rules.view import CaseView
from rules.wording import several
from rules.zone import iso_date

T = TypeVar("T")

FINDING_RULES = tuple(sorted((*SAYINGS, "A-15", "E-02", "P-13", "R-06", "R-09")))
"""The rules judged from findings; P-13 also has a part that is judged in each case."""

PREFIX = "finding:"
"""How a finding's id begins, so that no case is taken for one."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One piece of a finding's evidence: what is named, and when it happened."""

    ref: str
    time: Instant


class Scope(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What a finding is about: a person, an item, a channel, a source, an identity (an IP address, device, account,
    applicant or agent, by its pseudonym), a text, or a department alone; and which time.

    `period`: the month (YYYY-MM), the quarter (YYYY-Qn), or the date on which it began; of A-15 the date that was
    counted, or since when the source is silent.
    """

    period: str
    person: str | None = None
    item: str | None = None
    channel: int | None = None
    dept_code: str | None = None
    source: str | None = None
    identity: str | None = None
    text_hash: str | None = None

    @property
    def text(self) -> str:
        """The scope as occasions and leads name it."""
        return " ".join([*self._named, self.period])

    @property
    def about(self) -> str:
        """The scope without its time."""
        return " ".join(self._named)

    @property
    def _named(self) -> list[str]:
        parts = (
            ("person", self.person),
            ("identity", self.identity),
            ("text", self.text_hash),
            ("item", self.item),
            ("channel", self.channel),
            ("source", self.source),
        )
        named = [f"{name}:{value}" for name, value in parts if value is not None]
        shared = self.channel is not None or self.text_hash is not None or not named
        return [*named, *([f"dept:{self.dept_code}"] if self.dept_code and shared else [])]


class Found(NamedTuple):
    """All that the rules over many cases say of one subject."""

    verdicts: list[tuple[str, Verdict]]
    needs: list[Need]


class _Claim(NamedTuple):
    """A finding that holds, understood: its scope, its entries in order of time."""

    fact: Fact
    scope: Scope
    entries: list[Entry]

    def at(self, number: int) -> int:
        """When the entry of this number (from 1) happened, ms."""
        return milliseconds(self.entries[number - 1].time)

    @property
    def refs(self) -> tuple[str, ...]:
        """What the entries name."""
        return tuple(entry.ref for entry in self.entries)


def judge_findings(case: CaseView, subject: str, findings: Sequence[Fact]) -> Found:
    """What holds of the finding `subject`: empty where its last word says that it no longer does.

    A finding about another subject, of a rule that is switched off or that nobody built, with a scope that cannot be
    read, or with fewer entries than the rule asks for, makes nothing.
    """
    found = Found([], [])
    claim = _standing(subject, findings)
    if claim is None:
        return found
    rule_id = claim.fact.data.rule_id
    if rule_id in FINDING_RULES and rule_id in case.rulebook.enabled:
        _JUDGES[rule_id](case, claim, found)
    return found


def reached(days: Sequence[int], count: int, window: int) -> int | None:
    """The first place in `days` (ordinals, ascending) that is the `count`-th of `window` days in a row."""
    places = range(count - 1, len(days))
    return next((place for place in places if days[place] - days[place - count + 1] < window), None)


def _standing(subject: str, findings: Sequence[Fact]) -> _Claim | None:
    mine = [fact for fact in findings if fact.data.finding_id == subject]
    if not mine:
        return None
    last = max(mine, key=lambda fact: (fact.data.as_of, fact.time, fact.source, fact.id))
    scope = _read(last.data.scope, Scope)
    if not last.data.holds or scope is None:
        return None
    entries = [entry for each in last.data.evidence if (entry := _read(each, Entry)) is not None]
    return _Claim(last, scope, sorted(entries, key=_by_time))


def _by_time(entry: Entry) -> tuple[datetime, str]:
    return entry.time, entry.ref


def _read(value: Any, kind: type[T]) -> T | None:
    """The value as this kind; None for what anybody else may have put there."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return None


def _repeated(case: CaseView, claim: _Claim, found: Found) -> None:
    """R-06 重复差评: `count` confirmed bad ratings of one person, or of one item, within `natural_days` days.

    Of a person: a yellow card that waits for confirmation. Of an item: a systemic ticket to its department. True from
    the rating that made the number full. Basis: the office's rulebook.
    """
    count, window = case.parameter("R-06", "count"), case.parameter("R-06", "natural_days")
    days = [case.day(claim.at(number)) for number in range(1, len(claim.entries) + 1)]
    place = reached(days, count, window)
    if place is None:
        return
    at, about = claim.at(place + 1), claim.scope.person or claim.scope.item
    first, last = iso_date(days[0]), iso_date(days[-1])
    zh = f"{about}自{first}至{last}有{len(days)}件经核实的差评，{window}日内满{count}件（{case.zone.wall(at)}）。"
    en = (
        f"{about} has {len(days)} confirmed bad ratings from {first} to {last}, "
        f"{count} of them within {window} days by {case.zone.wall(at)}."
    )
    if claim.scope.person is not None:
        found.verdicts.append(("R-06", _verdict(claim, "yellow", at, zh, en)))
    elif claim.scope.item is not None:
        found.needs.append(_systemic(case, claim, at))


def _systemic(case: CaseView, claim: _Claim, at: int) -> Need:
    """The joint ticket of an item, to the department that the finding or the catalogue names."""
    data = claim.fact.data
    versions = case.rulebook.items.get(claim.scope.item or "", ())
    owner = versions[-1] if versions else None
    return Need(
        TicketKind.SYSTEMIC,
        (data.finding_id, "finding", data.finding_id),
        case.day(at),
        "systemic",
        data.dept_code or (owner.dept_code if owner else None),
        data.region_code or (owner.region_code if owner else None),
        rule_id="R-06",
        asking=(Asking(claim.fact.ref, claim.fact.id),),
        confirmed=claim.refs,
    )


def _late_entries(case: CaseView, claim: _Claim, found: Found) -> None:
    """P-13 体外循环 / 补录, monthly: more than `per_month` cases of one person recorded late in a calendar month.

    Yellow, waits for confirmation; true from the first one too many. Basis: local measures (data within 24 hours).
    """
    most, number = case.parameter("P-13", "per_month"), len(claim.entries)
    if number <= most or claim.scope.person is None:
        return
    person, month, at = claim.scope.person, claim.scope.period, claim.at(most + 1)
    zh = f"{person}在{month}有{number}件补录，超过每月{most}件（{case.zone.wall(at)}起）。"
    en = f"{person} recorded {number} cases late in {month}; more than {most} a month since {case.zone.wall(at)}."
    found.verdicts.append(("P-13", _verdict(claim, "yellow", at, zh, en)))


def _silent(case: CaseView, claim: _Claim, found: Found) -> None:
    """R-09 渠道失灵: a channel of a department gave no rating on `N` working days on which cases were closed. A lead.

    The entries are those days, each named by its date and timed by its end; `period` is the date of the last rating.
    """
    limit, number = case.parameter("R-09", "N"), len(claim.entries)
    if number < limit or claim.scope.channel is None:
        return
    channel, dept, last = claim.scope.channel, claim.scope.dept_code or "", claim.scope.period
    days_zh, days_en = several(claim.refs)
    zh = f"{dept}的评价渠道{channel}自{last}后无评价，其间{number}个工作日有办结（{days_zh}）。"
    en = f"Channel {channel} of {dept} gave no rating after {last}; cases were closed on {days_en}."
    found.verdicts.append(("R-09", _verdict(claim, LEAD, claim.at(limit), zh, en)))


def _missing(case: CaseView, claim: _Claim, found: Found) -> None:
    """A-15 数据不完整: a source counted more or fewer events than were received, or fell silent. A lead.

    The count of a day differs by more than `percent`; the silence lasts longer than `missed` events take at the usual
    rate of the source, and than `hours` of office time.

    The entries are what was counted and received, or the last event, the usual rate, and the moment at which the
    silence became too long; true from the last of these.
    """
    if claim.scope.source is None or not claim.entries:
        return
    source, period, at = claim.scope.source, claim.scope.period, claim.at(len(claim.entries))
    since = case.zone.wall(at)
    zh = f"数据来源{source}（{period}）：{'；'.join(claim.refs)}（{since}起）。"
    en = f"Source {source} ({period}): {'; '.join(claim.refs)}; true since {since}."
    found.verdicts.append(("A-15", _verdict(claim, LEAD, at, zh, en)))


def _added_up(case: CaseView, claim: _Claim, found: Found) -> None:
    """E-02 累计: `per_month` yellow cards of one person that stand, in a calendar month, are a red one. Off unless the
    office asks for it; true from the card that made the number full. Basis: the office's rulebook."""
    least, number = case.parameter("E-02", "per_month"), len(claim.entries)
    if number < least or claim.scope.person is None:
        return
    person, month, at = claim.scope.person, claim.scope.period, claim.at(least)
    zh = f"{person}在{month}有{number}张黄牌，满{least}张（{case.zone.wall(at)}起）。"
    en = f"{person} has {number} yellow cards in {month}; {least} of them by {case.zone.wall(at)}."
    found.verdicts.append(("E-02", _verdict(claim, "red", at, zh, en)))


def _sign(case: CaseView, claim: _Claim, found: Found) -> None:
    """A lead over many cases: what its figures say, true from its last piece of evidence."""
    rule_id = claim.fact.data.rule_id
    figures = _read(claim.fact.data.figures, dict[str, int | str])
    if not figures or not claim.entries:
        return
    said = say(rule_id, figures, case.rulebook.rules[rule_id], claim.scope.about, claim.scope.period)
    if said is not None:
        at = claim.at(len(claim.entries))
        found.verdicts.append((rule_id, _verdict(claim, LEAD, at, said.zh, said.en)))


def _verdict(claim: _Claim, degree: str, at: int, zh: str, en: str) -> Verdict:
    return Verdict(
        occasion=claim.scope.text,
        status=Status.VIOLATED,
        degree=degree,
        at=at,
        evidence=claim.refs,
        by=_about(claim),
        owner=(claim.fact.data.dept_code or claim.scope.dept_code, claim.fact.data.region_code),
        zh=zh,
        en=en,
    )


def _about(claim: _Claim) -> Fact:
    """The finding as the event that names who answers: the person it is about."""
    fact, scope = claim.fact, claim.scope
    data = msgspec.structs.replace(
        fact.data, staff_id=scope.person, dept_code=fact.data.dept_code or scope.dept_code
    )
    return replaced(fact, data, fact.time)


_JUDGES: Mapping[str, Callable[[CaseView, _Claim, Found], None]] = {
    **dict.fromkeys(SAYINGS, _sign),
    "A-15": _missing,
    "E-02": _added_up,
    "P-13": _late_entries,
    "R-06": _repeated,
    "R-09": _silent,
}
