"""`liangpai dead-letters …`: what could not be taken in, why, and sending it again after a fix."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from streams.settings import Bootstrap, Dsn, KeyFile, Prefix, SinkAddress

if TYPE_CHECKING:
    from streams.dead_letters import Letter, Wanted
    from streams.replaying import Plan
    from streams.sending import Address

app = typer.Typer(
    name="dead-letters",
    help="Records that could not be taken in: list them, look at one, send them again after a fix.",
    no_args_is_help=True,
)
Source = Annotated[str | None, typer.Option(help="Only of this source; '' for those that do not say.")]
Reason = Annotated[str | None, typer.Option(help="Only with this reason, e.g. wrong_value.")]
Subject = Annotated[str | None, typer.Option("--case", help="Only of this case (subject).")]
Since = Annotated[str | None, typer.Option(help="Only written at or after this time (RFC 3339).")]
Until = Annotated[str | None, typer.Option(help="Only written before this time (RFC 3339).")]
SHOWN = 20


@app.callback()
def main() -> None:
    """Records that could not be taken in: list them, look at one, send them again after a fix."""


@app.command("list")
def list_(
    source: Source = None,
    reason: Reason = None,
    case: Subject = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option(min=0, help="Show this many, the newest.")] = SHOWN,
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that were sent again already.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Every letter as a line of JSON.")] = False,
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
) -> None:
    """How many dead letters there are by reason and source, and the newest of them.

    Those that were sent again are left out without --all. Needs Kafka only. Exit 3 where it is not there.

    Example: liangpai dead-letters list --source approval/430100 --since 2026-01-05T00:00:00+08:00
    """
    letters = _read(kafka_bootstrap, prefix, _wanted((), source, reason, case, since, until), everything)
    if as_json:
        for letter in letters:
            typer.echo(json.dumps(_facts(letter), ensure_ascii=False))
        return
    _print(letters, limit)


@app.command()
def show(
    letter_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the letter, as `list` shows it.")],
    clear: Annotated[
        bool, typer.Option("--clear", help="The bytes as they came, personal data included.")
    ] = False,
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
    key_file: KeyFile = None,
) -> None:
    """One dead letter with the record it was, opened with the deployment's key.

    Personal data is hashed or masked, and bytes in which it cannot be found are not shown, unless --clear is given.
    Exit 2 where there is no such letter, or the key is another.

    Example: liangpai dead-letters show 3f0c… --key-file deployment.key
    """
    from streams.dead_letters import Wanted
    from streams.exits import Misuse
    from streams.privacy import Key

    key = Key.load(key_file)
    found = _read(kafka_bootstrap, prefix, Wanted(ids=frozenset([letter_id])), everything=True)
    if not found:
        raise Misuse(f"dead letter {letter_id}: found none of this id on topic {prefix}dead-letters")
    for name, value in _facts(found[0]).items():
        typer.echo(f"{name}: {'' if value is None else value}")
    _print_original(found[0].original(key), key, clear)


@app.command()
def replay(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]…", help="Ids of letters.")] = None,
    source: Source = None,
    reason: Reason = None,
    case: Subject = None,
    since: Since = None,
    until: Until = None,
    everything: Annotated[bool, typer.Option("--all", help="All that were not sent again yet.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Also those that were sent again already.")] = False,
    with_history: Annotated[
        bool, typer.Option("--with-history", help="Bring closed cases back from the archive first.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be sent, send nothing.")] = False,
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
    key_file: KeyFile = None,
    dsn: Dsn = "http://localhost:8123/liangpai",
    http: SinkAddress = "127.0.0.1:8090",
) -> None:
    """Send dead letters again after a fix, under their own ids, so that nothing counts twice.

    What this program would refuse again is not sent, and counted by reason. Letters `case_archived` need
    --with-history, which reads the archive (CLICKHOUSE_DSN, or the sink's --http) and brings each case back as it was
    when it left. Exit 1 where the archive keeps nothing of such a case; the rest is sent all the same.

    Example: liangpai dead-letters replay --source approval/430100 --reason unknown_type --key-file deployment.key
    """
    import asyncio

    from streams.exits import Misuse, Stop
    from streams.privacy import Key
    from streams.rulebook_topic import check_or_publish_fingerprint
    from streams.sending import Address
    from streams.topics import verify

    wanted = _wanted(tuple(ids or ()), source, reason, case, since, until)
    if wanted.anything and not everything:
        raise Misuse(
            "found nothing that says which letters, expected ids, --source, --reason, --case … or --all"
        )
    key = Key.load(key_file)
    address = Address(kafka_bootstrap, prefix, verify(kafka_bootstrap, prefix))
    asyncio.run(check_or_publish_fingerprint(kafka_bootstrap, prefix, key.fingerprint))
    letters = _read(kafka_bootstrap, prefix, wanted, again, address.partitions)
    plan = _plan(letters, key, dsn, http, with_history=with_history)
    if not dry_run:
        _send(plan, address)
    _tell(plan, len(letters), dry_run=dry_run)
    if plan.lost:
        raise Stop([f"case {each}: the archive keeps nothing to bring it back" for each in sorted(plan.lost)])


def _wanted(
    ids: tuple[str, ...],
    source: str | None,
    reason: str | None,
    case: str | None,
    since: str | None,
    until: str | None,
) -> "Wanted":
    from streams.dead_letters import Wanted
    from streams.instants import parse_instant

    return Wanted(
        frozenset(ids),
        source,
        reason,
        case,
        None if since is None else parse_instant(since, "--since"),
        None if until is None else parse_instant(until, "--until"),
    )


def _read(
    bootstrap: str, prefix: str, wanted: "Wanted", everything: bool, partitions: int | None = None
) -> "list[Letter]":
    from streams.dead_letters import TOPIC, read_letters
    from streams.progress import progress
    from streams.topics import partition_count

    number = partitions or partition_count(bootstrap, prefix + TOPIC)
    with progress("Reading dead letters", None) as step:
        return read_letters(bootstrap, prefix, number, wanted, replayed_too=everything, on_records=step)


def _facts(letter: "Letter") -> dict[str, Any]:
    from streams.replaying import UTC

    told = letter.told
    return {
        "id": letter.id,
        "reason": told.reason,
        "path": told.path,
        "source": told.source,
        "subject": letter.subject,
        "place": f"{told.file or told.topic}/{told.partition}/{told.offset}",
        "recorded": told.stamp,
        "written": UTC.iso(letter.at),
        "replayed": told.replayed_at,
    }


def _print(letters: "list[Letter]", limit: int) -> None:
    from collections import Counter

    from rich.table import Table

    from streams.consoles import say, wide_console

    console = wide_console()
    counts = Counter((letter.told.reason, letter.told.source or "") for letter in letters)
    table = Table("reason", "source", "letters", title="Dead letters", title_justify="left")
    for (reason, source), number in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        table.add_row(reason, source or "(cannot be read)", f"{number:,}")
    newest = Table("id", "written", "reason", "path", "source", "case", title_justify="left")
    newest.title = "The newest"
    for letter in sorted(letters, key=lambda each: -each.at)[:limit]:
        facts = _facts(letter)
        names = ("id", "written", "reason", "path", "source", "subject")
        newest.add_row(*(str(facts[name] or "") for name in names))
    for each in (table, newest):
        if each.row_count:
            console.print(each, markup=False)
    say(console, f"{len(letters):,} dead letters.")


def _print_original(raw: bytes | None, key: Any, clear: bool) -> None:
    from streams.dead_letters import without_personal_data

    if raw is None:
        typer.echo("original: the record had no value")
    elif clear:
        typer.echo("original, as it came:")
        typer.echo(raw)
    else:
        shown = without_personal_data(raw, key)
        if shown is None:
            typer.echo(f"original: {len(raw):,} bytes that may hold personal data; --clear shows them")
        else:
            typer.echo(f"original, without personal data:\n{shown}")


def _plan(letters: "list[Letter]", key: Any, dsn: str, http: str, *, with_history: bool) -> "Plan":
    from streams.replaying import kept_in, plan_replay

    if not with_history:
        return plan_replay(letters, key, None)
    from streams.archive_client import ArchiveClient

    with ArchiveClient(dsn, http, or_else="leave out --with-history") as archive:
        return plan_replay(letters, key, kept_in(archive))


def _send(plan: "Plan", address: "Address") -> None:
    import asyncio

    from streams.progress import progress
    from streams.replaying import parcels
    from streams.sending import post

    with progress("Sending", len(plan.records) + len(plan.letters)) as step:
        for some in parcels(plan):
            asyncio.run(post(address, some))
            step(len(some))


def _tell(plan: "Plan", looked_at: int, *, dry_run: bool) -> None:
    sent = "would be sent" if dry_run else "sent"
    back = "would come" if dry_run else "came"
    typer.echo(f"{looked_at:,} dead letters looked at, {len(plan.letters):,} {sent} again.")
    if plan.brought_back:
        typer.echo(f"{len(plan.brought_back):,} cases {back} back from the archive first.")
    for reason, number in sorted(plan.refused.items()):
        typer.echo(f"  not sent, would be refused again, {reason}: {number:,}")
    if plan.empty:
        typer.echo(f"  not sent, had no value: {plan.empty:,}")
    if plan.away:
        typer.echo(
            f"  not sent, of cases that have left the worker (--with-history brings them back): {plan.away:,}"
        )
