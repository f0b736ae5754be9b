"""`liangpai retention`: what is kept for longer than its years is shown, and taken away."""

from typing import TYPE_CHECKING, Annotated

import typer

from streams.settings import Bootstrap, Dsn, Prefix, option

if TYPE_CHECKING:
    from sinks.retention import Piece
    from streams.retention_topics import Begin


def retention(
    keep: Annotated[str | None, option("--keep", "LIANGPAI_KEEP_YEARS")] = None,
    drop: Annotated[
        bool, typer.Option("--drop", help="Take it away; without this it is only shown.")
    ] = False,
    without_topics: Annotated[
        bool, typer.Option("--without-topics", help="The archive only; topics are left as they are.")
    ] = False,
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
    clickhouse_dsn: Dsn = "http://localhost:8123/liangpai",
) -> None:
    """Show what is older than it is to be kept, month by month; with --drop erase it from archive and topics.

    Cases on hold, and cases that are still open, stay whatever their age. Of topics only that goes which was judged
    and archived. What was erased comes back from no backup of ours: show first, back up, then drop. With a chdb:// DSN
    the sink must be stopped. Exit 2 where years are missing or wrong, 3 where Kafka or ClickHouse is not there.

    Example: liangpai retention --keep events=10,alerts=3 --clickhouse-dsn http://localhost:8123/liangpai
    """
    from streams.erasing import Order, erase, look

    order = Order.read(keep, kafka_bootstrap, prefix, clickhouse_dsn, topics=not without_topics)
    found = look(order)
    _print_pieces(found.pieces)
    _print_begins(found.begins)
    if not drop:
        typer.echo("nothing was taken away; --drop does that.")
        return
    erase(order, found)
    typer.echo("taken away.")


def _print_pieces(pieces: "list[Piece]") -> None:
    for each in pieces:
        staying = f", {each.held:,} stay (on hold or open)" if each.held else ""
        what = f"of {each.of}" if each.of else each.month or f"before {each.before:%Y-%m}"
        typer.echo(f"{each.table:<16} {what:<16} {each.rows:>14,} rows{staying}")
    typer.echo(f"archive: {sum(each.rows - each.held for each in pieces):,} rows are over.")


def _print_begins(begins: "list[Begin]") -> None:
    by_topic: dict[str, list[Begin]] = {}
    for each in begins:
        by_topic.setdefault(each.topic, []).append(each)
    for topic, found in by_topic.items():
        back = sum(each.kept_back for each in found)
        waiting = f", {back:,} more when they are judged and archived" if back else ""
        typer.echo(f"{topic:<33} {sum(each.records for each in found):>14,} records{waiting}")
    typer.echo(f"topics: {sum(each.records for each in begins):,} records are over.")
