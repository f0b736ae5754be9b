"""What a case rests on: its legal basis, its materials, and an item that is in the catalogue."""

from collections.abc import Iterator

from tests.oracle.materials import word
from tests.oracle.start import deemed_round, item_code
from tests.oracle.verdicts import Bench, Verdict


def legal_basis(bench: Bench) -> Iterator[Verdict]:
    """B-01: the first decision names no basis, or one that was not in force."""
    decided = bench.case.first("case.decided")
    if decided is None or not bench.book.bases:
        return
    day = bench.case.day(decided.time)
    in_force = {term.code for term in bench.book.bases if term.valid_from <= day <= term.valid_to}
    named = decided.data.get("basis_ids") or []
    if not named or set(named) - in_force:
        yield Verdict("B-01", "", "yellow", decided.time)


def unmet_conditions(bench: Bench) -> Iterator[Verdict]:
    """B-02: approved while a required material is missing or has failed."""
    decided = bench.case.first("case.decided")
    if decided is None or bench.item is None or decided.data["result"] != "approved":
        return
    required = [each.code for each in bench.item.materials if each.required]
    if any(word(bench.case, code, decided) in ("missing", "failed") for code in required):
        yield Verdict("B-02", "", "red", decided.time)


def unlisted_items(bench: Bench) -> Iterator[Verdict]:
    """B-04: a case runs about an item that is not in the catalogue on the day it starts."""
    if bench.start is None or bench.item is not None or item_code(bench.case) is None:
        return
    deemed = deemed_round(bench.case, bench.book, bench.almanac, bench.until)
    accepted = bench.case.first("case.accepted")
    if deemed is not None:
        yield Verdict("B-04", "", "yellow", deemed.midnight, provisional=deemed.deadline.provisional)
    elif accepted is not None:
        yield Verdict("B-04", "", "yellow", accepted.time)
