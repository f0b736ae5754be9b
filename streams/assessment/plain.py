"""Tables as CSV, JSON and Parquet."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec

from streams.assessment.tables import POINTS, TEXT, WHOLE, Cell, Table
from streams.exits import Misuse

BOM = b"\xef\xbb\xbf"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_of(table: Table) -> bytes:
    """CSV in UTF-8 with BOM, as office programs open it. A text that they would take for a formula begins with '."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    for row in table.rows:
        writer.writerow([neutral(cell) for cell in row])
    return BOM + text.getvalue().encode()


def neutral(cell: Cell) -> str:
    """The cell as text that no office program calculates."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return "" if cell is None else str(cell)


def json_of(tables: Sequence[Table]) -> bytes:
    """One object: a list of objects for each table. Points are numbers with two decimals."""
    body = {
        table.name: [dict(zip(_names(table), row, strict=True)) for row in table.rows] for table in tables
    }
    return msgspec.json.format(msgspec.json.Encoder(decimal_format="number").encode(body), indent=1) + b"\n"


def parquet_of(table: Table) -> bytes:
    """Parquet; points are decimal(9, 2). Raises Misuse where pyarrow is not installed."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise Misuse("Parquet needs pyarrow: pip install 'liangpai[parquet]'.") from None
    types = {TEXT: pa.string(), WHOLE: pa.int64(), POINTS: pa.decimal128(9, 2)}
    columns: Any = zip(*table.rows, strict=True) if table.rows else [() for _ in table.columns]
    arrays = [
        pa.array([_exact(cell) for cell in cells], types[column.kind])
        for column, cells in zip(table.columns, columns, strict=True)
    ]
    made = io.BytesIO()
    pq.write_table(pa.table(arrays, names=_names(table)), made, compression="zstd")
    return made.getvalue()


def _exact(cell: Cell) -> Cell:
    return cell.quantize(Decimal("0.01")) if isinstance(cell, Decimal) else cell


def _names(table: Table) -> list[str]:
    return [column.name for column in table.columns]
