"""Tables as CSV, JSON and Parquet, written row by row: a table may be longer than what one wants to hold."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO

import msgspec

from streams.assessment.tables import POINTS, TEXT, WHOLE, Cell, Row, Table
from streams.exits import Misuse

BOM = b"\xef\xbb\xbf"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
GROUP = 50_000
"""Rows in one group of a Parquet file."""

_encode = msgspec.json.Encoder(decimal_format="number").encode


def write_csv(file: BinaryIO, table: Table) -> None:
    """CSV in UTF-8 with BOM, as office programs open it. A text that they would take for a formula begins with '."""
    file.write(BOM)
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_names(table))
    for row in table.rows:
        writer.writerow([neutral(cell) for cell in row])
    text.detach()


def neutral(cell: Cell) -> str:
    """The cell as text that no office program calculates."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return "" if cell is None else str(cell)


def write_json(file: BinaryIO, tables: Iterable[Table]) -> None:
    """One object: a list of objects for each table, a row a line. Points are numbers with two decimals."""
    between = b"{\n"
    for table in tables:
        file.write(between + _encode(table.name) + b": [")
        _json_rows(file, table)
        between = b",\n"
    file.write(b"\n}\n")


def _json_rows(file: BinaryIO, table: Table) -> None:
    names, between = _names(table), b"\n"
    for row in table.rows:
        file.write(between + _encode(dict(zip(names, row, strict=True))))
        between = b",\n"
    file.write(b"\n]")


def write_parquet(file: BinaryIO, table: Table) -> None:
    """Parquet; points are decimal(9, 2). Raises Misuse where pyarrow is not installed."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise Misuse("Parquet needs pyarrow: pip install 'liangpai[parquet]'.") from None
    types = {TEXT: pa.string(), WHOLE: pa.int64(), POINTS: pa.decimal128(9, 2)}
    schema = pa.schema([(column.name, types[column.kind]) for column in table.columns])
    rows = iter(table.rows)
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while group := list(islice(rows, GROUP)):
            writer.write_table(pa.table(_arrays(group), schema=schema))


def _arrays(rows: Sequence[Row]) -> Any:
    return [[_exact(cell) for cell in cells] for cells in zip(*rows, strict=True)]


def _exact(cell: Cell) -> Cell:
    return cell.quantize(Decimal("0.01")) if isinstance(cell, Decimal) else cell


def _names(table: Table) -> list[str]:
    return [column.name for column in table.columns]
