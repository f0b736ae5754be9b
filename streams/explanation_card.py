"""The explanation of one card: who, what rule, how the days were counted, on which events, and what to do now."""

from collections.abc import Iterator

from rules.cards import CardRecord, CardState
from rules.court import Finding
from rules.deviations import exemptions_for, muted_until
from rules.drafting import showable
from rules.duties import DUTIES, duty_of
from rules.fact import Fact
from rules.manual import HASH, is_hashed
from rules.rule_table import RULES
from rules.verdict import LEAD, Status, Verdict
from rules.zone import iso_date
from streams.card_words import COLOURS, GROUNDS, STATES, rule_name, said_on, what_to_do
from streams.event_words import VALUES
from streams.explaining import Explained
from streams.explanation_parts import Part, Teller, clock_parts, facts_table, heading, history_table


def card_parts(told: Explained, card: CardRecord, lang: int) -> Iterator[Part]:
    """The whole page about a card."""
    teller = Teller(told, lang)
    finding = finding_of(told, card)
    yield from _head(teller, card)
    yield from _duty(teller, card, finding)
    days = clock_parts(teller, finding) if finding else []
    if days:
        yield heading(teller.say("期限逐日计算", "The days, one by one"))
        yield from days
    yield heading(teller.say("依据的事件", "The events it rests on"))
    yield facts_table(teller, evidence_of(told, card))
    yield from _outside(teller, card)
    yield from _sources(teller, card)
    yield heading(teller.say("这张牌的经过", "What became of the card"))
    yield history_table(teller, told.revisions[card.card_id])
    yield heading(teller.say("现在怎么办", "What to do now"))
    yield teller.word(what_to_do(card))
    yield from _registers(teller, card)


def finding_of(told: Explained, card: CardRecord) -> Finding | None:
    """The verdict the card is about, at the degree a card may show; None where no rule finds it any more."""
    for finding in told.findings:
        if finding.rule_id == card.rule_id:
            for verdict in _as_shown(told, finding):
                if verdict.occasion == card.occasion:
                    return Finding(card.rule_id, verdict)
    return None


def _as_shown(told: Explained, finding: Finding) -> list[Verdict]:
    """A verdict as its cards show it; as it is where it is not violated, or no card may show it."""
    verdict = finding.verdict
    violated = verdict.status is Status.VIOLATED and verdict.degree != LEAD
    return (showable(told.view, finding.rule_id, verdict) if violated else []) or [verdict]


def evidence_of(told: Explained, card: CardRecord) -> list[Fact]:
    """The events whose ids stand on the card, as they count now; voided ones as they were read."""
    counted = {fact.ref: fact for fact in told.view.facts}
    return [counted.get(fact.ref, fact) for fact in told.dossier.facts if fact.id in card.evidence]


def _head(teller: Teller, card: CardRecord) -> Iterator[Part]:
    colour, state = teller.word(COLOURS[card.colour]), teller.word(STATES[card.state])
    name = teller.word(rule_name(card.rule_id))
    yield heading(
        teller.say(
            f"{colour}（{state}）：{card.rule_id} {name}",
            f"{colour.capitalize()} ({state}): {card.rule_id} {name}",
        )
    )
    yield teller.say(
        f"牌号{card.card_id}，第{card.revision}版。", f"Card {card.card_id}, revision {card.revision}."
    )
    yield _item(teller, card)
    yield _who(teller, card)


def _item(teller: Teller, card: CardRecord) -> str:
    item = teller.told.view.item
    if item is None:
        code = card.item_code or teller.say("没有记录", "not on record")
        return teller.say(
            f"办件{card.case_no}，事项{code}（不在事项目录之内）。",
            f"Case {card.case_no}, item {code} (not in the catalogue).",
        )
    since = iso_date(item.valid_from)
    return teller.say(
        f"办件{card.case_no}，事项“{item.name}”（{item.item_code}，目录版本{item.version}，{since}起有效）。",
        f"Case {card.case_no}, item “{item.name}” ({item.item_code}, catalogue version {item.version}, in force since "
        f"{since}).",
    )


def _who(teller: Teller, card: CardRecord) -> str:
    who, names = card.responsible, teller.names
    dept = names.department(card.dept_code) if card.dept_code else teller.say("没有记录", "not on record")
    if not who.staff_id:
        return teller.say(
            f"责任部门：{dept}。没有记录经办人，也没有登记值班人，由部门负责。",
            f"Responsible: department {dept}. Nobody is on record as having done it, nor on duty; the department "
            "answers.",
        )
    post = teller.say(f"，岗位“{who.post}”", f", post “{who.post}”") if who.post else ""
    role = teller.word(VALUES["role"].get(who.role or "", ("", "")))
    does = teller.say(f"，在该环节{role}", f", who {role} this stage") if role else ""
    staff = names.staff(who.staff_id)
    return teller.say(
        f"责任部门：{dept}；责任人：{staff}{post}{does}。",
        f"Responsible: department {dept}; person {staff}{post}{does}.",
    )


def _duty(teller: Teller, card: CardRecord, finding: Finding | None) -> Iterator[Part]:
    yield heading(teller.say("规则和查明的情况", "The rule, and what was found"))
    if card.rule_id in DUTIES:
        yield teller.say("规则要求：", "The rule: ") + teller.word(
            duty_of(card.rule_id, teller.told.view.rulebook)
        )
    yield teller.say("事由：", "About: ") + teller.occasion(card.occasion) + teller.say("。", ".")
    if finding is not None and finding.verdict.status is Status.VIOLATED:
        yield teller.say("查明：", "Found: ") + teller.text(finding.verdict)
        yield _since(teller, card, finding.verdict)
    else:
        yield from _no_longer(teller, card)
    yield from _caveats(teller, card)


def _since(teller: Teller, card: CardRecord, verdict: Verdict) -> str:
    since, colour = _wall(card), teller.word(COLOURS[card.colour])
    if card.colour == "warning" or verdict.ahead:
        return teller.say(f"{since}起预警。", f"Warned of since {since}.")
    first, later = since, ("", "")
    if verdict.missed < verdict.at:
        first = teller.when(verdict.missed)
        later = f"，自{since}起为{colour}", f"; it is a {colour} since {since}"
    if card.state is CardState.PROPOSED:
        return teller.say(
            f"拟认定自{first}起违反规则{later[0]}，待监察人员确认。",
            f"To be held as broken since {first}{later[1]}, if a supervisor confirms it.",
        )
    return teller.say(f"自{first}起违反规则{later[0]}。", f"The rule is broken since {first}{later[1]}.")


def _no_longer(teller: Teller, card: CardRecord) -> Iterator[Part]:
    """What stood on the card, where no rule finds it any more; a card issued by hand needs no rule to."""
    yield teller.say("查明：", "Found: ") + teller.word(said_on(card))
    if card.mode == "manual":
        return
    since = _wall(card)
    yield teller.say(
        f"以上是发牌时的情况，当时认定自{since}起成立；按照现在掌握的情况，已经不成立。",
        f"That is how it was when the card was made, as true since {since}; by what is known now it is not so.",
    )
    for each in teller.told.silent:
        if each.rule_id == card.rule_id:
            yield teller.say(f"现在的情况：{each.zh}。", f"As it is now: {each.en}.")


def _wall(card: CardRecord) -> str:
    return card.violated_at[:19].replace("T", " ").removesuffix(":00")


def _caveats(teller: Teller, card: CardRecord) -> Iterator[Part]:
    if card.provisional:
        yield teller.say(
            "这一期限涉及尚未公布放假安排的日期，属于暂定，只预警或者发黄牌；公布以后重新计算。",
            "The time rests on dates for which holidays are not announced yet: provisional, never a red card, and "
            "worked out again when they are.",
        )
    if card.mode == "manual":
        yield teller.say("这是人工发的牌。", "The card was issued by hand.")
    if card.mode == "confirmed":
        yield teller.say(
            "这张牌经监察人员确认后发出。", "The card was issued after a supervisor confirmed it."
        )
    if card.historical:
        yield teller.say(
            "所涉时刻早于系统启用之日，只作历史记录。",
            "It is about a time before the system went live, and kept as history only.",
        )


def _outside(teller: Teller, card: CardRecord) -> Iterator[Part]:
    """What proves a card by hand and lies elsewhere: the reference, and the hash it must have."""
    for reference, _, digest in (each.rpartition(HASH) for each in card.evidence if is_hashed(each)):
        yield teller.say(
            f"系统外证据：{reference}，SHA-256校验值{digest}。",
            f"Evidence from outside: {reference}, SHA-256 {digest}.",
        )


def _sources(teller: Teller, card: CardRecord) -> Iterator[Part]:
    told = teller.told
    book, spec = told.view.rulebook, RULES.get(card.rule_id)
    yield heading(teller.say("依据", "Basis"))
    if spec is not None:
        yield teller.say(f"规定：{spec.basis_zh}。", f"Law: {spec.basis_en}.")
    yield teller.say(
        f"规则库：{book.name}，版本{book.version}，校验值{card.rulebook_hash}。",
        f"Rulebook: {book.name}, version {book.version}, hash {card.rulebook_hash}.",
    )
    if card.rulebook_hash != book.rulebook_hash:
        yield teller.say(
            f"注意：这次说明用的规则库校验值是{book.rulebook_hash}，与发牌时不同。",
            f"Careful: this page was made with another rulebook, hash {book.rulebook_hash}.",
        )
    yield teller.say(f"日历：{told.view.calendar.version}。", f"Calendar: {told.view.calendar.version}.")


def _registers(teller: Teller, card: CardRecord) -> Iterator[Part]:
    """What the registers say of the card: a deviation that mutes it, exemptions on which it may be revoked."""
    told, names = teller.told, teller.names
    last = muted_until(told.register, names.day, card)
    if card.state is CardState.MUTED and last is not None:
        yield teller.say(
            f"备案有效至{iso_date(last)}（含当日）。", f"It holds until {iso_date(last)}, inclusive."
        )
    for each in exemptions_for(told.register, card):
        ground, filed = (
            teller.word(GROUNDS.get(each.ground, (each.ground, each.ground))),
            iso_date(each.filed_at),
        )
        by, scope = names.staff(each.filed_by), each.scope or "*"
        yield teller.say(
            f"已备案的容错免责（{ground}，{filed}由{by}备案，范围：{scope}）覆盖这张牌，可以作为撤销的理由；是否撤销由监察人员决定。",
            f"A filed exemption ({ground}, filed on {filed} by {by}, scope {scope}) covers the card: a ground for "
            "revoking it. A supervisor decides.",
        )
        for element, words in GROUNDS.items():
            if said := getattr(each, element):
                yield teller.say(f"　{words[0]}：{said}", f"  {words[1]}: {said}")
