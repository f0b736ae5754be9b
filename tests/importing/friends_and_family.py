"""The answers to the Friends and Family Test, counted from the file's rows with nothing of ours."""

import csv
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

RULEBOOK = {
    "rulebook.toml": """
name = "friends-and-family"
version = "1"
valid_from = "2000-01-01"
zone = "Europe/London"
office_hours = ["09:00-17:00"]

# Nobody works on these tickets: what becomes of that is another matter.
[rules.R-03]
enabled = false
[rules.E-01]
enabled = false
""",
    "items.csv": (
        "item_code,version,valid_from,valid_to,name,dept_code,region_code,project_type,day_kind,promise_days,"
        "legal_days,joint,free,hearing_required,notice_required,third_party,min_minutes\n"
    ),
    "units.csv": (
        "dept_code,name,region_code,parent,kind,leader_id\n"
        "NEAS,North East Ambulance Service,,,trust,n1\nNHFT,Northamptonshire Healthcare,,,trust,n2\n"
    ),
    "staff.csv": (
        "staff_id,name,dept_code,staff_type,post,roles,valid_from,valid_to\n"
        "n1,Head of NEAS,NEAS,staff,head,leader,2000-01-01,\nn2,Head of NHFT,NHFT,staff,head,leader,2000-01-01,\n"
    ),
}
"""An office for the two trusts; the head answers for the tickets of a trust."""

LEADERS = {"NEAS": "n1", "NHFT": "n2"}


class Answer(NamedTuple):
    """One row: 1 is the best score, 5 the worst, 6 and 7 are none."""

    comment: str
    trust: str
    day: date
    score: int

    @property
    def subject(self) -> str:
        return f"service:{self.comment}"

    @property
    def is_grade(self) -> bool:
        return self.score <= 5

    @property
    def is_bad(self) -> bool:
        return self.score in {4, 5}


def read_answers(file: Path) -> list[Answer]:
    """All rows of the file."""
    with file.open(encoding="utf-8-sig", newline="") as text:
        return [
            Answer(row["Comment ID"], row["Trust"], _day(row["Date"]), int(row["FFT categorical answer"]))
            for row in csv.DictReader(text)
        ]


def grades(answers: Sequence[Answer], trust: str) -> Counter[tuple[str, int]]:
    """How many answers of a trust there are by month, as 2021-09, and grade, 5 the best."""
    return Counter(
        (f"{each.day:%Y-%m}", 6 - each.score) for each in answers if each.trust == trust and each.is_grade
    )


def _day(text: str) -> date:
    """Day first as in the country, but for those that cannot be: they are month first."""
    first, second, year = map(int, text.split("/"))
    return date(year, second, first) if second <= 12 else date(year, first, second)
