"""The list of a sample as files: CSV to be filled in, a workbook to be printed, JSON for programs."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from rules.sampling import Order
from streams.assessment.plain import csv_of, json_of
from streams.assessment.tables import Table
from streams.assessment.workbook import workbook_of


def write_list(table: Table, order: Order, forms: Sequence[str], folder: Path) -> Iterator[Path]:
    """Write the list in each form; yields the files. The same sample has the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for form in dict.fromkeys(forms):
        path = folder / f"sample-{order.month}-{order.seed}.{form}"
        path.write_bytes(_bytes(table, order, form))
        yield path


def _bytes(table: Table, order: Order, form: str) -> bytes:
    if form == "xlsx":
        created = datetime.fromisoformat(f"{order.month}-01T00:00:00")
        return workbook_of([table], f"抽查样本 {order.name}", created)
    return csv_of(table) if form == "csv" else json_of([table])
