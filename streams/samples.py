"""The list of a sample, as it goes to those who check on site, and as it comes back filled in.

What the estimate needs stands in the list itself: which sample it is, and of each case the size of its stratum.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from rules.assessment.periods import Month
from rules.sampling import Checked, Estimate, Order, Sampled, Stratum, draw, estimate, sample_named
from rules.zone import Zone
from streams.archive_client import ArchiveClient
from streams.assessment.reading import Span, rows
from streams.assessment.tables import WHOLE, Cell, Column, Table, texts
from streams.exits import Misuse

PAGE = 5_000
ANSWERS: Mapping[str, bool | None] = {"yes": True, "是": True, "no": False, "否": False, "": None}
COLUMNS = (
    *texts(("sample", "样本"), ("stratum_dept", "层（单位）"), ("stratum_item", "层（事项）")),
    Column("stratum_size", "层内办件数", WHOLE),
    Column("stratum_reported", "层内报告按时数", WHOLE),
    *texts(("case_no", "办件编号"), ("dept_code", "单位"), ("item_code", "事项"), ("reported", "报告按时")),
    *texts(("checked", "核查属实按时（是/否）"), ("note", "核查说明")),
)
PLACES = {column.name: place for place, column in enumerate(COLUMNS)}


class Outcome(NamedTuple):
    """What the check says: cases drawn, checked, and of all the share reported and the share estimated."""

    drawn: int
    checked: int
    population: int
    reported: Fraction
    estimated: Estimate


def population_of(archive: ArchiveClient, month: Month, zone: Zone, today: int) -> Iterator[Sampled]:
    """The cases that ended in the month."""
    for row in rows(archive, "sample_population", Span(month, zone, None, today)):
        yield Sampled(str(row["case_no"]), str(row["dept_code"]), str(row["item_code"]), bool(row["on_time"]))


def sample_list(cases: Iterator[Sampled], order: Order) -> Table:
    """The list of the sample, to be filled in."""
    strata = draw(cases, order.seed, order.confidence, order.margin)
    lines = [_line(order, stratum, case) for stratum in strata for case in stratum.drawn]
    return Table("sample", "抽查样本", COLUMNS, lines)


def read_list(file: Path) -> tuple[Order, list[dict[str, str]]]:
    """The list as it came back, as CSV. Raises Misuse where it is not one, or an answer is none."""
    try:
        found = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise Misuse(f"{file}: cannot be read ({error}); expected the list of a sample as CSV.") from error
    heads = [column.name for column in COLUMNS]
    if not found or found[0] != heads:
        raise Misuse(f"{file}:1: found other columns, expected {','.join(heads)}.")
    lines = [_read(file, place, cells) for place, cells in enumerate(found[1:], start=2) if cells]
    names = {line["sample"] for line in lines}
    if len(names) != 1:
        raise Misuse(f"{file}: found lines of {len(names)} samples, expected one.")
    _refuse_doubles(file, lines)
    return _order(file, names.pop()), lines


def answers_of(archive: ArchiveClient, order: Order) -> dict[str, str]:
    """Case → yes or no, as it was entered last."""
    found: dict[str, str] = {}
    after: dict[str, str] = {}
    while page := archive.run("sample_answers", sample=order.name, limit=PAGE, **after):
        found |= {str(row["case_no"]): str(row["answer"]) for row in page}
        after = {"after": str(page[-1]["case_no"])}
    return found


def answered(table: Table, answers: Mapping[str, str]) -> list[dict[str, str]]:
    """The lines of a list with what was entered for its cases, as if the list had come back filled in."""
    lines = [
        {name: "" if row[at] is None else str(row[at]) for name, at in PLACES.items()} for row in table.rows
    ]
    return [line | {"checked": answers.get(line["case_no"], "")} for line in lines]


def outcome(order: Order, lines: Sequence[Mapping[str, str]], file: Path | str) -> Outcome:
    """What the answers say of all cases. Raises Misuse where a stratum has no answer at all."""
    strata: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for line in lines:
        strata.setdefault((line["stratum_dept"], line["stratum_item"]), []).append(line)
    checked = [_checked(name, each, file) for name, each in sorted(strata.items())]
    population = sum(each.size for each in checked)
    reported = sum(int(each[0]["stratum_reported"]) for each in strata.values())
    done = sum(each.checked for each in checked)
    found = estimate(checked, order.confidence)
    return Outcome(len(lines), done, population, Fraction(reported, population), found)


def _line(order: Order, stratum: Stratum, case: Sampled) -> tuple[Cell, ...]:
    return (
        *(order.name, stratum.dept_code, stratum.item_code, stratum.size, stratum.reported),
        *(case.case_no, case.dept_code, case.item_code, "yes" if case.is_on_time else "no", "", ""),
    )


def _read(file: Path, place: int, cells: list[str]) -> dict[str, str]:
    if len(cells) != len(COLUMNS):
        raise Misuse(f"{file}:{place}: found {len(cells)} cells, expected {len(COLUMNS)}.")
    line = {name: cells[at].strip() for name, at in PLACES.items()}
    line["checked"] = line["checked"].lower()
    if line["checked"] not in ANSWERS:
        raise Misuse(
            f"{file}:{place}: found {line['checked']!r} as checked, expected yes, no (是, 否) or blank."
        )
    if not (
        line["stratum_size"].isdigit() and line["stratum_reported"].isdigit() and int(line["stratum_size"])
    ):
        raise Misuse(f"{file}:{place}: found a stratum without a size, expected the list as it was drawn.")
    return line


def _refuse_doubles(file: Path, lines: Sequence[Mapping[str, str]]) -> None:
    cases = [line["case_no"] for line in lines]
    if doubled := sorted({case for case in cases if cases.count(case) > 1}):
        raise Misuse(f"{file}: found {doubled[0]} more than once, expected each case once.")


def _order(file: Path, name: str) -> Order:
    order = sample_named(name)
    if order is None:
        raise Misuse(f"{file}: found the sample {name!r}, expected MONTH/SEED/CONFIDENCE/MARGIN.")
    return order


def _checked(name: tuple[str, str], lines: Sequence[Mapping[str, str]], file: Path | str) -> Checked:
    answers = [answer for line in lines if (answer := ANSWERS[line["checked"]]) is not None]
    if not answers:
        raise Misuse(f"{file}: found no answer in the stratum {' '.join(name)}, expected one at least.")
    return Checked(int(lines[0]["stratum_size"]), len(answers), sum(answers))
