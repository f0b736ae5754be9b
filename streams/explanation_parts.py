"""What the explanations of a card and of a case have in common: the language, names for codes, tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rich.console import ConsoleRenderable, RenderableType
from rich.table import Table
from rich.text import Text

from rules.court import Finding
from rules.fact import Fact
from rules.limits import Procedure
from rules.replaced import Replaced, replaced_events
from rules.trace import DayLine, What, trace_of
from rules.verdict import Verdict
from rules.wording import from_to, plain
from rules.zone import iso_date
from streams.card_words import COLOURS as COLOUR_WORDS
from streams.card_words import STATES, reason_words
from streams.event_words import Names, Texts, data_in_words, event_name, value_in_words
from streams.explaining import Explained, Revision

WEEKDAYS = ("一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))

Part = ConsoleRenderable | str


@dataclass(frozen=True)
class Teller:
    """Tells in one language what was found; `lang` 0 is Chinese, 1 English."""

    told: Explained
    lang: int

    def say(self, zh: str, en: str) -> str:
        """Either sentence."""
        return en if self.lang else zh

    def word(self, texts: Texts) -> str:
        """Either of the two texts."""
        return texts[self.lang]

    @cached_property
    def names(self) -> Names:
        """What codes stand for at the moment the case is judged for."""
        view = self.told.view
        return Names(self.told.register, view.item, view.zone, view.day(self.told.now), self.lang)

    @cached_property
    def replaced(self) -> dict[str, Replaced]:
        """What corrections did, by `Fact.ref`."""
        dossier = self.told.dossier
        return replaced_events(sorted([*dossier.facts, *dossier.ratings]), self.told.now)

    def when(self, instant: int) -> str:
        """What the wall clock of the zone shows."""
        return self.told.view.zone.wall(instant)

    def event(self, fact: Fact) -> str:
        """What kind of event it is."""
        return self.word(event_name(fact.type))

    def content(self, fact: Fact) -> str:
        """What it says; of one that was corrected also what it said before, and by whom."""
        said = data_in_words(fact, self.names)
        known = self.replaced.get(fact.ref)
        return "\n".join(filter(None, [said, self.correction(known) if known else ""]))

    def correction(self, known: Replaced) -> str:
        """What the event said when it was read, and who corrected it why."""
        by = self.say("；", "; ").join(
            self.say(
                f"{self.when(each.time)}由{self.names.staff(each.data.approver_id)}批准更正，理由：{each.data.reason}",
                f"corrected at {self.when(each.time)}, approved by {self.names.staff(each.data.approver_id)}: "
                f"{each.data.reason}",
            )
            for each in known.by
        )
        if not known.changed:
            return self.say(f"更正未改变内容（{by}）", f"Corrected without effect ({by})")
        before = data_in_words(known.original, self.names)
        at = self.when(known.original.time)
        if known.counts is None:
            return self.say(f"已作废（{by}）", f"Voided ({by})")
        return self.say(f"更正前：{at}，{before}（{by}）", f"Before the correction: {at}, {before} ({by})")

    def occasion(self, occasion: str) -> str:
        """What of the case a verdict or card is about."""
        dossier = self.told.dossier
        for fact in (*dossier.facts, *dossier.ratings, *dossier.findings):
            if fact.ref == occasion.removeprefix("manual "):
                return self.say(
                    f"{self.event(fact)}（事件{fact.id}）", f"{self.event(fact)} (event {fact.id})"
                )
        kind, _, rest = occasion.partition(" ")
        return self._named_occasion(kind, rest) or occasion

    def _named_occasion(self, kind: str, rest: str) -> str | None:
        if kind == "stage":
            stage = self.names.stage(rest.removesuffix(" red"))
            return self.say(f"环节{stage}", f"stage {stage}")
        words = {
            "case": ("整个办件", "the case as a whole"),
            "branch": (f"协办{rest}", f"branch {rest}"),
            "material": (f"材料{self.names.material(rest)}", f"material {self.names.material(rest)}"),
            "card": (f"牌{rest}", f"card {rest}"),
            "hearing": ("听证", "the hearing"),
            "notice": ("公示", "the public notice"),
            "manual": ("人工发牌", "issued by hand"),
            "ticket": (f"整改单{rest}", f"ticket {rest}"),
            "rating": (f"服务{rest}的评价", f"the rating of service {rest}"),
        }
        if kind == "staff":
            staff_id = rest.partition(" ")[0]
            return self.say(f"人员{self.names.staff(staff_id)}", f"person {self.names.staff(staff_id)}")
        return self.word(words[kind]) if kind in words else None

    def text(self, verdict: Verdict) -> str:
        """The verdict's own sentence."""
        return self.say(verdict.zh, verdict.en)


def heading(text: str) -> Text:
    """The title of a part."""
    return Text(f"\n{text}", style="bold")


class PlainTable(Table):
    """A table in whose cells nothing that events say can move the cursor or turn the writing round."""

    def add_row(self, *cells: RenderableType | None, **style: Any) -> None:
        """Add a row; its texts may have several lines."""
        texts = [plain(cell, keep="\n") if isinstance(cell, str) else cell for cell in cells]
        super().add_row(*texts, **style)


def table(
    teller: Teller, heads_zh: Sequence[str], heads_en: Sequence[str], whole: Iterable[int] = (0,)
) -> Table:
    """A table with these heads; columns in `whole` are never broken."""
    kept = set(whole)
    made = PlainTable(show_lines=False)
    for place, head in enumerate(heads_en if teller.lang else heads_zh):
        made.add_column(head, overflow="fold", no_wrap=place in kept)
    return made


def clock_parts(teller: Teller, finding: Finding) -> list[Part]:
    """What moved the clock in sentences, then every day; nothing where the clock has no dates."""
    trace = trace_of(teller.told.view, finding.verdict)
    if not trace.lines:
        return []
    parts: list[Part] = [procedure_sentence(teller, one) for one in trace.procedures]
    parts += [extension_sentence(teller, fact) for fact in trace.extensions]
    days = table(
        teller,
        ("日期", "星期", "第几天", "是否计入及原因"),
        ("date", "day", "number", "counted or not, and why"),
    )
    for line in trace.lines:
        days.add_row(*_day_cells(teller, line, finding.verdict))
    return [*parts, days]


def _day_cells(teller: Teller, line: DayLine, verdict: Verdict) -> tuple[str, str, str, str]:
    number = "—" if line.number is None else str(line.number)
    why = teller.say(line.zh, line.en)
    if line.what is What.START:
        why = teller.say("；", "; ").join(filter(None, [teller.word(verdict.begun), why]))
    return iso_date(line.day), WEEKDAYS[teller.lang][(line.day - 1) % 7], number, why


def procedure_sentence(teller: Teller, one: Procedure) -> str:
    """A special procedure that excluded days: which, from when to when, told how."""
    said, names = one.begin.data, teller.names
    kind = value_in_words("kind", said.kind, names)
    told = iso_date(one.told) if one.told else ""
    notice = said.notice_no or teller.say("没有编号", "without a number")
    ended = teller.when(one.end.time) if one.end else teller.say("尚未结束", "not ended yet")
    approver = names.staff(said.approver_id) if said.approver_id else teller.say("没有记录", "not on record")
    dates = from_to(one.day + 1, one.until)
    return teller.say(
        f"特别程序“{kind}”：{teller.when(one.begin.time)}开始，书面告知需{said.days}天（至{told}，告知书{notice}），"
        f"批准人{approver}，实际结束：{ended}；{dates[0]}的计数日不计入期限。",
        f"Special procedure ({kind}): began {teller.when(one.begin.time)}; the applicant was told in writing that it "
        f"takes {said.days} days (to {told}, notice {notice}); approved by {approver}; ended: {ended}. "
        f"Counting days of {dates[1]} are not counted.",
    )


def extension_sentence(teller: Teller, fact: Fact) -> str:
    """An extension that added days: who approved it, when, how many, why."""
    said, names = fact.data, teller.names
    approver = (
        names.staff(said.approver_id)
        if said.approver_id
        else teller.say("没有记录的批准人", "nobody on record")
    )
    level = (
        teller.say(f"（{said.approver_level}）", f" ({said.approver_level})") if said.approver_level else ""
    )
    asked = value_in_words("", said.asked_at, names) if said.asked_at else teller.when(fact.time)
    told = value_in_words("", said.told_at, names)
    return teller.say(
        f"延期：{asked}申请，{teller.when(fact.time)}由{approver}{level}批准延长{said.days}天，理由：{said.reason}；"
        f"{told}告知申请人。增加的日子在表中注明。",
        f"Extension: asked for at {asked}, approved at {teller.when(fact.time)} by {approver}{level}: {said.days} days "
        f"more, because: {said.reason}; the applicant was told at {told}. The table marks the days it added.",
    )


def facts_table(teller: Teller, facts: Iterable[Fact]) -> Table:
    """Events with what they say, when they happened and were recorded, and where they come from."""
    made = table(
        teller,
        ("发生时间", "事件", "内容", "录入时间", "编号", "来源"),
        ("happened", "event", "what it says", "recorded", "id", "source"),
        (0, 3),
    )
    for fact in facts:
        name, content = teller.event(fact), teller.content(fact)
        made.add_row(teller.when(fact.time), name, content, teller.when(fact.recorded), fact.id, fact.source)
    return made


def history_table(teller: Teller, history: Sequence[Revision]) -> Table:
    """The states a card went through, each with its reason."""
    made = table(
        teller,
        ("版次", "时间", "状态", "等级", "缘由"),
        ("revision", "at", "state", "colour", "reason"),
        (0, 1),
    )
    for at, record in history:
        state, colour = teller.word(STATES[record.state]), teller.word(COLOUR_WORDS[record.colour])
        made.add_row(
            str(record.revision),
            teller.when(at),
            state,
            colour,
            teller.word(reason_words(record.reason, teller.names.staff)),
        )
    return made
