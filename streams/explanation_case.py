"""The explanation of a whole case: where it stands, its timeline, its clocks, and what every rule says."""

from collections.abc import Iterator

from rich.table import Table

from rules.court import Finding
from rules.dossier import Action
from rules.drafting import showable
from rules.events import Data
from rules.fact import Fact
from rules.outputs import case_state_of
from rules.rulebook import Colour
from rules.unjudged import Silence, Unjudged
from rules.verdict import LEAD, Status
from streams.card_words import COLOURS, STATES, action_name, outcome_words, rule_name
from streams.event_words import event_name
from streams.explaining import Explained
from streams.explanation_parts import Part, Teller, clock_parts, heading, history_table, table
from streams.explanation_tickets import rating_parts, ticket_list

LIMITS = ("T-04", "T-05", "C-01")
"""The rules whose clocks are those of the case as a whole."""

STATUSES = {
    "pre_acceptance": ("尚未受理", "not accepted yet"),
    "open": ("办理中", "open"),
    "decided": ("已作决定", "decided"),
    "closed": ("已办结", "closed"),
    "not_accepted": ("不予受理", "acceptance refused"),
}

MOST_NAMED = 4
"""Events named of those a rule would need; more are no help."""


def case_parts(told: Explained, lang: int) -> Iterator[Part]:
    """The whole page about a case."""
    teller = Teller(told, lang)
    yield from _head(teller)
    yield heading(teller.say("经过（按发生时间）", "Timeline, by when things happened"))
    yield timeline(teller)
    yield heading(teller.say("各条规则的结论", "What every rule says"))
    yield _verdicts(teller)
    yield heading(teller.say("没有结论的规则", "Rules that say nothing here"))
    yield _silent(teller)
    for finding in told.findings:
        if _shown(finding):
            name = teller.word(rule_name(finding.rule_id))
            days = clock_parts(teller, finding)
            if days:
                yield heading(
                    teller.say(
                        f"期限逐日计算：{finding.rule_id} {name}", f"Day by day: {finding.rule_id} {name}"
                    )
                )
                yield from days
    yield from _cards(teller)
    yield from rating_parts(teller)
    yield from ticket_list(teller)
    yield from _leads(teller)


def _shown(finding: Finding) -> bool:
    """The clocks of the case as a whole, and those that were exceeded; the warning's is the promise's again."""
    return finding.rule_id in LIMITS or (
        finding.verdict.status is Status.VIOLATED and finding.rule_id != "T-03"
    )


def _head(teller: Teller) -> Iterator[Part]:
    told, names = teller.told, teller.names
    yield heading(teller.say(f"办件{told.dossier.subject}", f"Case {told.dossier.subject}"))
    state = case_state_of(told.dossier, told.view.zone)
    if state is None:
        return
    unknown = teller.say("没有记录", "not on record")
    item = names.item_name(state.item_code) if state.item_code else unknown
    dept = names.department(state.dept_code) if state.dept_code else unknown
    yield teller.say(
        f"事项：{item}；部门：{dept}；状态：{STATUSES[state.status][0]}（截至{teller.when(told.now)}）。",
        f"Item: {item}; department: {dept}; {STATUSES[state.status][1]} (as of {teller.when(told.now)}).",
    )
    if state.start_date is None:
        yield teller.say("期限尚未起算。", "No limit runs yet.")
        return
    promise, legal = state.promise_due_date or "—", state.legal_due_date or "—"
    deemed = teller.say("（逾期未告知，视为受理）", " (deemed accepted by silence)") if state.deemed else ""
    loose = (
        teller.say("（放假安排未公布，暂定）", " (provisional: holidays not announced)")
        if state.provisional
        else ""
    )
    yield teller.say(
        f"起算日：{state.start_date}{deemed}；承诺到期日：{promise}；法定到期日：{legal}{loose}。",
        f"Start: {state.start_date}{deemed}; promise due: {promise}; legal limit due: {legal}{loose}.",
    )


def timeline(teller: Teller) -> Table:
    """Every event in the order in which things happened: as it counts now, voided ones, and what people did."""
    made = table(
        teller,
        ("发生时间", "事件", "内容", "录入时间", "编号", "来源"),
        ("happened", "event", "what it says", "recorded", "id", "source"),
        (0, 3),
    )
    rows = [(fact, _fact_row(teller, fact)) for fact in _all_facts(teller)]
    rows += [(action.fact, _action_row(teller, action)) for action in teller.told.dossier.actions]
    for fact, (name, content) in sorted(rows, key=lambda row: row[0]):
        made.add_row(teller.when(fact.time), name, content, teller.when(fact.recorded), fact.id, fact.source)
    return made


def _all_facts(teller: Teller) -> list[Fact]:
    """Facts in force, those that lie ahead, and those that were voided (as they were read)."""
    counted = {fact.ref: fact for fact in teller.told.view.facts}
    facts = []
    dossier = teller.told.dossier
    for fact in (*dossier.facts, *dossier.ratings, *dossier.findings):
        known = teller.replaced.get(fact.ref)
        facts.append(counted.get(fact.ref) or (known.counts if known and known.counts else fact))
    return facts


def _fact_row(teller: Teller, fact: Fact) -> tuple[str, str]:
    name, content = teller.event(fact), teller.content(fact)
    known = teller.replaced.get(fact.ref)
    if known is not None and known.counts is None:
        name += teller.say("（已作废）", " (voided)")
    elif fact.time > teller.told.now:
        name += teller.say("（尚未到时）", " (not yet)")
    return name, content


def _action_row(teller: Teller, action: Action) -> tuple[str, str]:
    data, names = action.fact.data, teller.names
    about = _target(teller, data)
    said = (data.reason or "").strip()
    because = teller.say(f"，理由：{said}", f", because: {said}") if said else ""
    outcome = teller.word(outcome_words(action))
    at = teller.say(f"（{teller.when(action.at)}）", f" ({teller.when(action.at)})") if action.at else ""
    content = teller.say(
        f"操作人：{names.staff(data.actor_id)}{about}{because}；{outcome}{at}",
        f"by {names.staff(data.actor_id)}{about}{because}; {outcome}{at}",
    )
    return teller.word(action_name(action)), content


def _target(teller: Teller, data: Data) -> str:
    """The card, ticket or lead that an action is about."""
    for field, (zh, en) in _TARGETS.items():
        if name := getattr(data, field, None):
            return teller.say(f"，{zh}{name}", f", {en} {name}")
    return ""


_TARGETS = {"card_id": ("牌号", "card"), "ticket_id": ("工单号", "ticket"), "lead_id": ("线索号", "lead")}


def _verdicts(teller: Teller) -> Table:
    made = table(
        teller,
        ("规则", "名称", "对象", "结论", "说明"),
        ("rule", "name", "about", "verdict", "why"),
        (0, 3),
    )
    for finding in teller.told.findings:
        verdict = finding.verdict
        made.add_row(
            finding.rule_id,
            teller.word(rule_name(finding.rule_id)),
            teller.occasion(verdict.occasion),
            verdict_words(teller, finding),
            teller.text(verdict),
        )
    return made


def verdict_words(teller: Teller, finding: Finding) -> str:
    """Satisfied; pending until when; violated since when and how gravely."""
    verdict = finding.verdict
    if verdict.status is Status.SATISFIED:
        return teller.say("符合", "satisfied")
    at = teller.when(verdict.at)
    if verdict.status is Status.PENDING:
        return teller.say(f"待定，至{at}", f"pending until {at}")
    if verdict.degree == LEAD:
        return _since(teller, LEAD, at)
    shown = [verdict, *showable(teller.told.view, finding.rule_id, verdict)][-1]
    colour, at = teller.told.view.rulebook.rules[finding.rule_id].colours[shown.degree], teller.when(shown.at)
    if colour is Colour.WARNING or shown.ahead:
        return _since(teller, colour, at)
    missed = teller.when(min(verdict.missed, shown.missed))
    word = _since(teller, colour, at) if missed != at else teller.word(COLOURS[colour])
    return teller.say(f"违反，自{missed}\n{word}", f"violated since {missed}\n{word}")


def _since(teller: Teller, colour: str, at: str) -> str:
    word = teller.word(COLOURS[colour])
    return teller.say(f"{word}，自{at}", f"{word} since {at}")


def _silent(teller: Teller) -> Table:
    made = table(teller, ("规则", "名称", "原因"), ("rule", "name", "why"))
    for each in teller.told.silent:
        made.add_row(each.rule_id, teller.word(rule_name(each.rule_id)), _why_silent(teller, each))
    return made


def _why_silent(teller: Teller, each: Unjudged) -> str:
    """Why a rule says nothing; where nothing has happened, what would have had to."""
    why = teller.say(each.zh, each.en)
    if each.why is not Silence.NO_EVENT or len(each.needs) > MOST_NAMED:
        return why
    names = [teller.word(event_name(kind)) for kind in each.needs]
    return teller.say(f"没有发生：{'、'.join(names)}", f"has not happened: {', '.join(names)}")


def _cards(teller: Teller) -> Iterator[Part]:
    for history in teller.told.revisions.values():
        last = history[-1].record
        name, colour = teller.word(rule_name(last.rule_id)), teller.word(COLOURS[last.colour])
        state = teller.word(STATES[last.state])
        yield heading(
            teller.say(
                f"{colour}{last.card_id}，{last.rule_id} {name}：{state}",
                f"{colour.capitalize()} {last.card_id}, {last.rule_id} {name}: {state}",
            )
        )
        yield history_table(teller, history)


def _leads(teller: Teller) -> Iterator[Part]:
    leads = teller.told.dossier.leads
    if not leads:
        return
    yield heading(teller.say("线索（由人核查，不是牌）", "Leads: for a person to look into, no cards"))
    made = table(teller, ("规则", "线索号", "内容", "状态"), ("rule", "lead", "what", "state"))
    for lead in leads:
        zh, _, en = lead.sentence.partition(" / ")
        state = teller.word(LEAD_STATES.get(lead.state, (lead.state, lead.state)))
        made.add_row(lead.rule_id, lead.lead_id, teller.say(zh, en or zh), state)
    yield made


LEAD_STATES = {
    "open": ("待核查", "open"),
    "confirmed": ("已确认", "confirmed"),
    "dismissed": ("已排除", "dismissed"),
}
