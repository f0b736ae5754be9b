"""The list of a sample as files: CSV to be filled in, a workbook to be printed, JSON for programs."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from rules.sampling import Order
from streams.assessment.plain import write_csv, write_json
from streams.assessment.tables import Table
from streams.assessment.workbook import write_workbook
from streams.output_files import Outputs


def write_list(table: Table, order: Order, forms: Sequence[str], folder: Path) -> Iterator[Path]:
    """Write the list in each form; yields the files. The same sample has the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for form in dict.fromkeys(forms):
        path = folder / f"sample-{order.month}-{order.seed}.{form}"
        with Outputs() as outputs:
            _write(outputs.open(path), table, order, form)
        yield path


def _write(file: BinaryIO, table: Table, order: Order, form: str) -> None:
    if form == "xlsx":
        created = datetime.fromisoformat(f"{order.month}-01T00:00:00")
        write_workbook(file, [table], f"抽查样本 {order.name}", created)
    elif form == "csv":
        write_csv(file, table)
    else:
        write_json(file, [table])
