"""The report of a month beside the scores: indicators, ratings, coverage, what recurs, suggestions, proposed lists."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from rules.assessment.amounts import text
from rules.assessment.facts import LEVELS, MonthFacts, rated
from rules.assessment.indicators import ALL, readings
from rules.assessment.periods import Month
from rules.assessment.scores import Score
from rules.labels import GRADES, LABELS
from rules.rule_table import RULES
from rules.rulebook import Rulebook
from streams.archive_client import ArchiveClient
from streams.assessment.computing import Assessor, Figures
from streams.assessment.reading import Span, rows
from streams.assessment.tables import POINTS, WHOLE, Cell, Column, Table, texts

LISTED = 5
"""On the red and on the black list, of each group (月度红黑榜)."""

CHANNELS = (1, 2, 3, 4, 5, 6, 8, 9, 10)
"""Channels people can rate on; 7 is the default rating."""


def report_tables(assessor: Assessor, month: Month, *, preview: bool) -> list[Table]:
    """The tables of the report, as the archive has the month now; the scores as they stand, frozen where closed."""
    figures = assessor.figures(month, preview=preview)
    book, archive = figures.book, assessor.archive
    span = Span(month, assessor.court.zone, book.go_live, assessor.today)
    facts = assessor.facts(month, book)
    seen = list(rows(archive, "report_seen", span))
    return [
        _indicators(facts, archive, span),
        _ratings(facts, book),
        _coverage(facts, book, month.last_day),
        _without_event(seen, book, month.last_day),
        _problems(archive, span, book),
        _suggestions(archive, span),
        lists_of(figures),
    ]


SHARE = (
    Column("numerator", "分子", WHOLE),
    Column("denominator", "分母", WHOLE),
    Column("percent", "百分比", POINTS),
)


_COUNTED = {
    "report_call_backs": ("real_name", "called_back", "anonymous"),
    "report_on_time_legal": ("on_time_legal",),
}
"""By query, the counts by unit that indicators take and no score needs."""


def _indicators(facts: MonthFacts, archive: ArchiveClient, span: Span) -> Table:
    more = [
        (str(row["dept_code"]), {name: int(row[name]) for name in names})
        for query, names in _COUNTED.items()
        for row in rows(archive, query, span)
    ]
    columns = (
        *texts(("scope", "单位"), ("indicator", "指标"), ("zh", "指标名称"), ("en", "meaning")),
        *SHARE,
        *texts(("excluded", "排除项")),
    )
    found: list[tuple[Cell, ...]] = [
        (
            each.scope,
            each.name,
            each.zh,
            each.en,
            each.numerator,
            each.denominator,
            _shown(each.share),
            each.excluded,
        )
        for each in readings(facts, more)
    ]
    return Table("indicators", "指标", columns, found)


def _ratings(facts: MonthFacts, book: Rulebook) -> Table:
    """Ratings by grade, of all and of each unit, as they are published (评价结果公开)."""
    by_unit: dict[str, Counter[str]] = {ALL: Counter()}
    for group in facts.ratings:
        by_unit[ALL].update(rated(group))
        by_unit.setdefault(group.dept_code, Counter()).update(rated(group))
    grades = [f"level_{level}" for level in LEVELS]
    columns = (
        *texts(("scope", "单位"), ("name", "名称")),
        *(Column(grade, GRADES[level][0], WHOLE) for level, grade in zip(LEVELS, grades, strict=True)),
        Column("defaulted", "默认评价", WHOLE),
        Column("left_out", "不计入", WHOLE),
    )
    counted = (*grades, "defaulted", "left_out")
    found: list[tuple[Cell, ...]] = [
        (scope, _name(book, "unit", scope), *(counts[each] for each in counted))
        for scope, counts in sorted(by_unit.items())
    ]
    return Table("ratings", "评价结果", columns, found)


def _coverage(facts: MonthFacts, book: Rulebook, day: int) -> Table:
    """Items, units and channels that were rated by anybody, of those there are."""
    given = [group for group in facts.ratings if group.counts]
    items, units = _items(book, day), set(book.units)
    rows_of: list[tuple[Cell, ...]] = []
    for name, zh, seen, there in (
        ("items", "事项", {group.item_code for group in given}, items),
        ("units", "单位", {group.dept_code for group in given}, units),
        ("channels", "渠道", {str(group.channel) for group in given}, {str(each) for each in CHANNELS}),
    ):
        over, under = len(seen & there), len(there)
        share = Fraction(100 * over, under) if under else None
        rows_of.append(
            (
                name,
                zh,
                over,
                under,
                _shown(share),
                f"名录以外 / not in the register {len(seen - there - {''})}",
            )
        )
    columns = (*texts(("kind", "类别"), ("zh", "名称")), *SHARE, *texts(("excluded", "排除项")))
    return Table("coverage", "评价覆盖", columns, rows_of)


def _without_event(seen: list[dict[str, Any]], book: Rulebook, day: int) -> Table:
    """全覆盖: items and units of the registers, and windows of the ninety days before, with no event in the month."""
    busy = {(str(row["kind"]), str(row["code"])) for row in seen if int(row["events"])}
    windows = {str(row["code"]) for row in seen if row["kind"] == "window"}
    there = [
        *(("item", code) for code in sorted(_items(book, day))),
        *(("unit", code) for code in sorted(book.units)),
        *(("window", code) for code in sorted(windows)),
    ]
    found: list[tuple[Cell, ...]] = [
        (kind, code, _name(book, kind, code)) for kind, code in there if (kind, code) not in busy
    ]
    return Table(
        "without_event", "无事件", texts(("kind", "类别"), ("code", "编码"), ("name", "名称")), found
    )


def _problems(archive: ArchiveClient, span: Span, book: Rulebook) -> Table:
    columns = (
        *texts(
            ("kind", "类别"),
            ("code", "规则或标签"),
            ("meaning", "含义"),
            ("item_code", "事项"),
            ("item", "事项名称"),
        ),
        Column("times", "次数", WHOLE),
        Column("units", "涉及单位数", WHOLE),
        Column("weight", "权重", WHOLE),
    )
    found: list[tuple[Cell, ...]] = []
    for row in archive.run("report_problems", **span.instants):
        code, item = str(row["code"]), str(row["item"])
        numbers = (int(row["times"]), int(row["units"]), int(row["weight"]))
        found.append((str(row["kind"]), code, _meaning(code), item, _name(book, "item", item), *numbers))
    return Table("problems", "共性问题", columns, found)


def _suggestions(archive: ArchiveClient, span: Span) -> Table:
    columns = texts(
        ("rating_id", "评价编号"), ("subject", "办件"), ("dept_code", "单位"), ("item_code", "事项"), ("text", "内容"),
    )  # fmt: skip
    found: list[tuple[Cell, ...]] = [
        tuple(str(row[column.name]) for column in columns)
        for row in rows(archive, "report_suggestions", span)
    ]
    return Table("suggestions", "意见建议", columns, found)


def lists_of(figures: Figures) -> Table:
    """The red and the black list: the best and the last of each group of units, as a proposal to people (红黑榜)."""
    columns = (
        *texts(("group", "同类组"), ("list", "榜单"), ("id", "单位"), ("name", "名称")),
        Column("rank", "名次", WHOLE),
        Column("ranked", "参与排名数", WHOLE),
        Column("total", "总分", POINTS),
        *texts(("note", "说明")),
    )
    groups: dict[str, list[Score]] = {}
    for score in figures.frozen.scores:
        if score.scope == "unit" and score.rank is not None:
            groups.setdefault(score.group, []).append(score)
    found = [row for group in groups.values() for row in _listed(group)]
    return Table(
        "lists", "红黑榜建议", columns, sorted(found, key=lambda row: (str(row[0]), int(str(row[4]))))
    )


def _listed(group: Sequence[Score]) -> Iterator[tuple[Cell, ...]]:
    """Of equal totals that would pass the length of a list, none is on it."""
    size = min(LISTED, len(group) // 2)
    totals = {score.id: Decimal(score.total) for score in group}
    note = "建议，由有权机关决定 / a proposal; people decide"
    for score in group:
        own = totals[score.id]
        better, worse = (
            sum(other >= own for other in totals.values()),
            sum(other <= own for other in totals.values()),
        )
        name = "红榜 / red" if better <= size else "黑榜 / black" if worse <= size else ""
        if name:
            yield score.group, name, score.id, score.name, score.rank, score.ranked, own, note


def _items(book: Rulebook, day: int) -> set[str]:
    return {
        code
        for code, versions in book.items.items()
        if any(item.valid_from <= day <= item.valid_to for item in versions)
    }


def _name(book: Rulebook, kind: str, code: str) -> str:
    if kind == "unit":
        return book.units[code].name if code in book.units else ""
    versions: Any = book.items.get(code, ()) if kind == "item" else ()
    return versions[-1].name if versions else ""


def _meaning(code: str) -> str:
    if code in RULES:
        return RULES[code].name_zh
    words: Mapping[str, tuple[str, str]] = LABELS
    return words[code][0] if code in words else ""


def _shown(share: Fraction | None) -> Cell:
    return None if share is None else Decimal(text(share))
