"""`liangpai explain`: why a card is right, or the whole of a case."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from streams.settings import Dsn, Rulebooks, SinkAddress


class Language(StrEnum):
    """What the sentences are written in."""

    ZH = "zh"
    EN = "en"


def explain(
    name: Annotated[str, typer.Argument(metavar="CARD_OR_CASE", help="A card id or a case number.")],
    events: Annotated[
        list[Path] | None, typer.Option("--events", help="Judge these files instead of asking the archive.")
    ] = None,
    rulebook: Rulebooks = None,
    until: Annotated[
        str | None, typer.Option(help="As seen at this time. Default: now; with --events the last record.")
    ] = None,
    lang: Annotated[Language, typer.Option(help="Chinese or English.")] = Language.ZH,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, with every day and revision.")] = False,
    dsn: Dsn = "http://localhost:8123/liangpai",
    http: SinkAddress = "127.0.0.1:8090",
) -> None:
    """Show why a card stands: the days counted and not counted, the events, the rule, the law, every revision.

    For a case number: its timeline, its clocks, and the verdict of every rule. Without --events the archive is asked.

    Example: liangpai explain 430100-2026-000123 --events events.jsonl --rulebook my-city --lang en
    """
    import json
    from datetime import UTC, datetime

    from rules.court import Court
    from rules.decode import milliseconds
    from rules.privacy import Border
    from streams.archive_client import JUDGE_FILES, ArchiveClient
    from streams.consoles import wide_console
    from streams.explaining import explain_from_archive, explain_from_files
    from streams.explanation_json import as_json as to_json
    from streams.explanation_text import show
    from streams.instants import parse_instant
    from streams.rulebook_folder import load_rulebooks, shipped_rulebook

    until_ms = None if until is None else parse_instant(until, "--until")
    loaded = load_rulebooks(rulebook or [shipped_rulebook()])
    court = Court(loaded.rulebooks, loaded.calendar, Border())
    if events:
        told = explain_from_files(court, events, name, until_ms)
    else:
        now = milliseconds(datetime.now(UTC)) if until_ms is None else until_ms
        with ArchiveClient(dsn, http, or_else=JUDGE_FILES) as archive:
            told = explain_from_archive(court, archive, name, now)
    if told.other_books:
        typer.echo(
            f"Careful: the archived cards of this case were judged by the rulebook with hash "
            f"{', '.join(each[:16] for each in told.other_books)}, not by the one given; "
            "give that one as --rulebook to see why they stand.",
            err=True,
        )
    if as_json:
        typer.echo(json.dumps(to_json(told), ensure_ascii=False, indent=1))
    else:
        show(told, wide_console(), lang)
