"""The tables of an export: names and columns are stable (docs/assessment.md); a new column goes to the end.

Cells are texts, whole numbers, decimals of two places, or nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, Protocol

from rules.assessment.facts import CATALOGUE, CardLine, RatingGroup
from rules.assessment.periods import Longer
from rules.assessment.scores import SCORED_ZH, Score
from rules.assessment.terms import AssessmentTerms
from rules.zone import Zone
from streams.assessment.computing import Figures

Cell = str | int | Decimal | None
Row = tuple[Cell, ...]
TEXT, WHOLE, POINTS = "text", "whole", "points"


class Column(NamedTuple):
    """A column: its stable name, its Chinese heading, what its cells are."""

    name: str
    zh: str
    kind: str


class Rows(Protocol):
    """Rows that are counted, and gone through as often as one likes."""

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Row]: ...


class Anew:
    """Rows made anew whenever they are gone through: the deductions of a month are hundreds of thousands."""

    def __init__(self, make: Callable[[], Iterator[Row]]) -> None:
        self._make = make

    def __iter__(self) -> Iterator[Row]:
        return self._make()

    def __len__(self) -> int:
        return self._length

    @cached_property
    def _length(self) -> int:
        return sum(1 for _ in self._make())


class Table(NamedTuple):
    """A table of an export."""

    name: str
    zh: str
    columns: tuple[Column, ...]
    rows: Rows


def texts(*pairs: tuple[str, str]) -> tuple[Column, ...]:
    """Columns of texts, each by name and Chinese heading."""
    return tuple(Column(name, zh, TEXT) for name, zh in pairs)


WHO = texts(("period", "期间"), ("scope", "对象类别"), ("id", "编码"), ("name", "名称"))
SUMMARY = (
    *WHO,
    *texts(("group", "同类组"), ("departments", "所在单位"), ("model", "模型")),
    Column("total", "总分", POINTS),
    *texts(("grade", "等次")),
    Column("rank", "名次", WHOLE),
    Column("ranked", "参与排名数", WHOLE),
    *texts(("unranked", "不排名原因")),
    Column("ratings", "有效评价数", WHOLE),
    Column("rating_mean", "评价均值", POINTS),
    Column("rating_low", "区间下限", POINTS),
    Column("rating_high", "区间上限", POINTS),
    Column("rating_prior", "同类均值", POINTS),
    Column("rating_shrunk", "收缩后均值", POINTS),
    Column("change", "较上月", POINTS),
)
PARTS = (
    *WHO,
    *texts(("part", "分项"), ("part_name", "分项名称")),
    Column("points", "得分", POINTS),
    Column("full", "满分", POINTS),
    *texts(("numerator", "分子"), ("denominator", "分母"), ("excluded", "排除项")),
)
DEDUCTIONS = (
    *WHO,
    *texts(("part", "分项")),
    Column("points", "分值", POINTS),
    *texts(
        ("reason", "事由"),
        ("reason_en", "Reason"),
        ("card_id", "牌编号"),
        ("rule_id", "规则"),
        ("month", "所属月份"),
    ),
)
CARDS = texts(
    *(
        ("period", "期间"),
        ("card_id", "牌编号"),
        ("rule_id", "规则"),
        ("rule_class", "规则类"),
        ("colour", "颜色"),
    ),
    *(("state", "状态"), ("subject", "办件或事由编号"), ("staff_id", "责任人"), ("dept_code", "单位")),
    *(("item_code", "事项"), ("region_code", "地区"), ("violated_at", "成立时间")),
)
RATINGS = (
    *texts(("period", "期间"), ("staff_id", "人员"), ("dept_code", "单位"), ("item_code", "事项")),
    *texts(("region_code", "地区")),
    Column("channel", "渠道", WHOLE),
    Column("level", "等级", WHOLE),
    *texts(("status", "状态"), ("counts", "是否计入")),
    Column("number", "条数", WHOLE),
)
FACTS = (*WHO, *(Column(name, each.zh, WHOLE) for name, each in CATALOGUE.items()))
METHOD = texts(("topic", "项目"), ("said", "内容"))
LONGER = (
    *WHO,
    *texts(("group", "同类组")),
    Column("total", "平均分", POINTS),
    *texts(("grade", "等次"), ("months", "各月得分")),
)


def month_tables(
    figures: Figures, terms: AssessmentTerms, zone: Zone, before: Sequence[Score] = ()
) -> list[Table]:
    """All tables of a month; `before` are the scores of the month before, for the change."""
    period, scores = str(figures.month), figures.frozen.scores
    last = {score.key: Decimal(score.total) for score in before}
    facts = figures.frozen.facts
    return [
        Table("summary", "汇总", SUMMARY, [_summary(period, score, last.get(score.key)) for score in scores]),
        Table("parts", "明细", PARTS, Anew(lambda: _parts(period, scores))),
        Table("deductions", "扣分", DEDUCTIONS, Anew(lambda: _lines(period, scores))),
        Table("cards", "牌", CARDS, Anew(lambda: (_card(period, card) for card in facts.cards))),
        Table("ratings", "评价", RATINGS, Anew(lambda: (_ratings(period, group) for group in facts.ratings))),
        Table("facts", "事实", FACTS, Anew(lambda: (_facts(period, score) for score in scores))),
        Table("method", "说明", METHOD, list(method_rows(figures, terms, zone))),
    ]


def longer_tables(period: str, scores: Iterable[Longer]) -> list[Table]:
    """The one table of a longer period."""
    rows: list[Row] = [
        (
            *_who(period, score.scope, score.id, score.name),
            score.group,
            Decimal(score.total),
            score.grade,
            "; ".join(f"{month} {total}" for month, total in score.totals.items()),
        )
        for score in scores
    ]
    return [Table("summary", "汇总", LONGER, rows)]


def _who(period: str, scope: str, name_id: str, name: str) -> tuple[str, str, str, str]:
    return period, scope, name_id, name


def _points(said: str) -> Decimal | None:
    return Decimal(said) if said else None


def _summary(period: str, score: Score, before: Decimal | None) -> Row:
    sample, total = score.sample, Decimal(score.total)
    return (
        *_who(period, score.scope, score.id, score.name),
        *(score.group, ";".join(score.departments), score.model, total, score.grade),
        *(score.rank, score.ranked, score.unranked, sample.n),
        *(_points(each) for each in (sample.mean, sample.low, sample.high, sample.prior, sample.shrunk)),
        None if before is None else total - before,
    )


def _parts(period: str, scores: Iterable[Score]) -> Iterator[Row]:
    for score in scores:
        who = _who(period, score.scope, score.id, score.name)
        for part in score.parts:
            yield (
                *(*who, part.name, part.zh, _points(part.points), _points(part.full)),
                *(part.numerator, part.denominator, part.excluded),
            )


def _lines(period: str, scores: Iterable[Score]) -> Iterator[Row]:
    for score in scores:
        who = _who(period, score.scope, score.id, score.name)
        for part in score.parts:
            for line in part.lines:
                yield (
                    *(*who, part.name, _points(line.points)),
                    *(line.zh, line.en, line.card_id, line.rule_id, line.month),
                )


def _card(period: str, card: CardLine) -> Row:
    return (
        *(period, card.card_id, card.rule_id, card.rule_class, card.colour, card.state),
        *(card.subject, card.staff_id, card.dept_code, card.item_code, card.region_code, card.violated_at),
    )


def _ratings(period: str, group: RatingGroup) -> Row:
    return (
        *(period, group.staff_id, group.dept_code, group.item_code, group.region_code),
        *(group.channel, group.level, group.status, "yes" if group.counts else "no", group.number),
    )


def _facts(period: str, score: Score) -> Row:
    counts = score.counts
    return (*_who(period, score.scope, score.id, score.name), *(counts.get(name, 0) for name in CATALOGUE))


def method_rows(figures: Figures, terms: AssessmentTerms, zone: Zone) -> Iterator[Row]:
    """What the figures are, how they were made, and how sure they are."""
    record = figures.record
    state = "预览，未冻结 / preview, not frozen" if record is None else record.state.value
    yield "期间 / period", str(figures.month)
    yield "状态 / state", "closed 已结账" if figures.is_closed else state
    manifest = record.closed if record is not None and figures.is_closed else None
    if manifest is not None:
        yield "冻结时间 / as of", manifest.as_of
    yield "规则库 / rulebook", f"{figures.book.name} {figures.book.version} {figures.book.rulebook_hash}"
    yield "输入 SHA-256 / inputs", figures.frozen.inputs_sha256
    yield "结果 SHA-256 / result", figures.frozen.result_sha256
    yield "月份口径 / month", f"按{zone.name}的自然月 / calendar month of {zone.name}"
    for scope, model in terms.models.items():
        yield f"{SCORED_ZH[scope]}模型 / model of {scope}", model
    yield "权重 / weights", ", ".join(f"{name} {weight}" for name, weight in terms.weights.items() if weight)
    yield "分值 / points", ", ".join(f"{name} {points}" for name, points in terms.points.items())
    yield "等级分 / marks of grades", ", ".join(f"{name}={mark}" for name, mark in terms.level_points.items())
    yield "等次 / grades", ", ".join(f"{name} ≥ {least}" for name, least in terms.grades)
    least = terms.numbers["minimum_sample"]
    yield (
        "排名 / ranking",
        f"同类比较，有效评价不足{least}条的只列示不排名 / fewer than {least} ratings: shown, not ranked",
    )
    yield (
        "截取 / truncation",
        "分项截取两位小数，总分为分项之和 / parts cut to two decimals, a total is their sum",
    )
    yield "计牌 / cards", "同一办件同一规则类只计最重一张 / of one case and rule class the gravest counts"
    for name, counted in CATALOGUE.items():
        yield f"{counted.zh} / {name}", counted.meaning


def score_named(scores: Iterable[Score], said: str) -> Score | None:
    """The score somebody asks for: `u17` is a person, `unit:430100-ZJ` a unit."""
    key = said if said.partition(":")[0] in SCORED_ZH else f"person:{said}"
    return next((score for score in scores if score.key == key), None)
