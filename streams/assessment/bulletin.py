"""The month as a bulletin (通报) in PDF, with charts: units ranked with their like, grades, what cost most."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from rules.assessment.scores import Score
from rules.assessment.terms import AssessmentTerms
from rules.zone import Zone
from streams.assessment.computing import Figures
from streams.assessment.tables import method_rows
from streams.documents.font import FAMILY, characters, fonts
from streams.documents.glyphs import written_out
from streams.exits import never

if TYPE_CHECKING:
    import typst

UNIT_HEADS = ["名次", "单位", "总分", "等次", "按时率%", "评价数", "评价均值"]
DEDUCTION_HEADS = ["规则", "名称", "次数", "扣分"]
MOST_RULES = 12
KEPT_ROWS = 4
"""Of the method, what a reader of paper needs: which month, state, when, which rulebook; hashes besides."""


def pdf_of(figures: Figures, terms: AssessmentTerms, zone: Zone, office: str) -> bytes:
    """PDF/A, the same bytes for the same figures. Raises Unavailable where the font is not there."""
    with fonts() as font:
        made = _compile(bulletin_data(figures, terms, zone, office), font, "pdf")
    return made[0]


def pages_of(figures: Figures, terms: AssessmentTerms, zone: Zone, office: str) -> list[bytes]:
    """One PNG a page, to look at."""
    with fonts() as font:
        return _compile(bulletin_data(figures, terms, zone, office), font, "png")


def _compile(data: dict[str, Any], font: "typst.Fonts", form: Literal["pdf", "png"]) -> list[bytes]:
    import typst

    year, month, day = data["day"]
    compiler = typst.Compiler(
        files("streams.assessment").joinpath("bulletin.typ").read_bytes(),
        font_paths=font,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    made = compiler.compile(
        format=form,
        timestamp=datetime(year, month, day, tzinfo=UTC),
        pdf_standards="a-2u" if form == "pdf" else None,
    )
    if made is None:
        never("typst gave no document although none was to be written to a file")
    return [made] if isinstance(made, bytes) else list(made)


def bulletin_data(figures: Figures, terms: AssessmentTerms, zone: Zone, office: str) -> dict[str, Any]:
    """What the bulletin says; characters that its font lacks are written out by their codes."""
    scores, month = figures.frozen.scores, figures.month
    units = [score for score in scores if score.scope == "unit"]
    people = [score for score in scores if score.scope == "person"]
    day = date.fromordinal(month.last_day)
    data = {
        "title": f"{month.year}年{month.month}月行政审批绩效考核通报",
        "office": office,
        "draft": "" if figures.is_closed else "（未结账，仅供核对 / not closed, for checking only）",
        "day": [day.year, day.month, day.day],
        "opening": _opening(figures, units, people),
        "figures": _key_figures(units),
        "unit_heads": UNIT_HEADS,
        "groups": _groups(units, terms.grades[0][1]),
        "grades_title": f"人员等次（{len(people)}人）",
        "grades": _grades(people, terms),
        "deductions_title": "扣分较多的规则（全部单位）",
        "deduction_heads": DEDUCTION_HEADS,
        "deductions": _deductions(units),
        "notes_title": "说明",
        "notes": [f"{topic}：{said}" for topic, said in method_rows(figures, terms, zone) if topic in _NOTES],
        "font": FAMILY,
    }
    made: dict[str, Any] = written_out(data, characters())
    return made


_NOTES = frozenset(
    {
        *("期间 / period", "状态 / state", "冻结时间 / as of", "规则库 / rulebook", "结果 SHA-256 / result"),
        *("排名 / ranking", "截取 / truncation", "计牌 / cards", "等次 / grades"),
    }
)


def _sum(units: Sequence[Score], name: str) -> int:
    return sum(score.counts.get(name, 0) for score in units)


def _share(done: int, due: int) -> str:
    """A share as a percentage, cut to two decimals."""
    return f"{done * 10_000 // due / 100:.2f}" if due else "–"


def _opening(figures: Figures, units: Sequence[Score], people: Sequence[Score]) -> list[str]:
    month = figures.month
    figures_said = (
        f"{month.year}年{month.month}月，全市{len(units)}个单位、{len(people)}名工作人员参加考核。"
        f"受理{_sum(units, 'accepted'):,}件，办结{_sum(units, 'ended'):,}件，"
        f"应按时{_sum(units, 'settled'):,}件，其中按时{_sum(units, 'on_time'):,}件。"
        f"本月计入考核的牌{len(figures.frozen.facts.cards):,}张。"
    )
    return [
        figures_said,
        "同类单位之间比较；有效评价不足的只列示，不排名。结果如有异议，可在公示期内提出。",
    ]


def _key_figures(units: Sequence[Score]) -> list[dict[str, str]]:
    levels = [_sum(units, f"level_{level}") for level in (5, 4, 3, 2, 1)]
    return [
        {"name": "受理件", "value": f"{_sum(units, 'accepted'):,}"},
        {"name": "办结件", "value": f"{_sum(units, 'ended'):,}"},
        {"name": "按时率%", "value": _share(_sum(units, "on_time"), _sum(units, "settled"))},
        {"name": "好评率%", "value": _share(sum(levels[:3]), sum(levels))},
        {"name": "按期整改率%", "value": _share(_sum(units, "tickets_on_time"), _sum(units, "tickets_due"))},
    ]


def _groups(units: Sequence[Score], good: int) -> list[dict[str, Any]]:
    """The units by kind, ranked ones first; then by code."""
    kinds: dict[str, list[Score]] = defaultdict(list)
    for score in units:
        kinds[score.group].append(score)
    return [_group(kind, found, good) for kind, found in sorted(kinds.items())]


def _group(kind: str, units: list[Score], good: int) -> dict[str, Any]:
    units.sort(key=lambda score: (score.rank is None, score.rank or 0, score.id))
    ranked = [score for score in units if score.rank is not None]
    return {
        "title": f"{kind or '未分类'}（{len(units)}个，参与排名{len(ranked)}个）",
        "rows": [
            [
                str(score.rank or "–"),
                score.name,
                score.total,
                score.grade,
                _share(score.counts.get("on_time", 0), score.counts.get("settled", 0)),
                str(score.sample.n),
                score.sample.mean or "–",
            ]
            for score in units
        ],
        "bars": [
            {
                "name": score.name,
                "value": score.total,
                "length": float(score.total),
                "low": float(score.total) < good,
            }
            for score in ranked
        ],
    }


def _grades(people: Sequence[Score], terms: AssessmentTerms) -> list[dict[str, Any]]:
    counted = Counter(score.grade for score in people)
    return [
        {"name": grade, "value": f"{counted[grade]}人", "length": counted[grade], "low": False}
        for grade, _ in terms.grades
        if people
    ]


def _deductions(units: Sequence[Score]) -> list[list[str]]:
    """The rules that cost the most, by points."""
    from rules.rule_table import RULES

    points: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for line in (line for score in units for part in score.parts for line in part.lines if line.rule_id):
        points[line.rule_id] += round(-float(line.points) * 100)
        times[line.rule_id] += 1
    most = sorted(points, key=lambda rule_id: (-points[rule_id], rule_id))[:MOST_RULES]
    return [
        [
            rule_id,
            RULES[rule_id].name_zh if rule_id in RULES else "",
            str(times[rule_id]),
            f"{points[rule_id] / 100:.2f}",
        ]
        for rule_id in most
    ]
