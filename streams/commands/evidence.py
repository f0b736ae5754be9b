"""`liangpai evidence …`: sealed packages of a case, holds, and the check of the access log."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from streams.exits import Misuse
from streams.settings import Bootstrap, Dsn, KeyFile, Prefix, Rulebooks, SinkAddress

app = typer.Typer(
    name="evidence",
    help="Sealed packages of a case and their verification; holds; the check of the access log.",
    no_args_is_help=True,
)
Case = Annotated[str, typer.Argument(metavar="CASE", help="A case number, or the id of a card or ticket.")]
By = Annotated[str, typer.Option("--by", help="Staff id of who says so.")]
Reason = Annotated[str, typer.Option("--reason", help="Why.")]


class HashName(StrEnum):
    """How the files of a package are hashed."""

    SHA256 = "SHA-256"
    SM3 = "SM3"


@app.callback()
def main() -> None:
    """Sealed packages of a case and their verification; holds; the check of the access log."""


@app.command()
def seal(
    case: Case,
    out: Annotated[Path, typer.Option("--out", help="The package to write (.zip).")],
    by: By,
    events: Annotated[
        list[Path] | None, typer.Option("--events", help="Take these files instead of asking the archive.")
    ] = None,
    rulebook: Rulebooks = None,
    algorithm: Annotated[
        HashName | None,
        typer.Option("--hash", help="SHA-256 or SM3 (国密); default: that of LIANGPAI_SUITE."),
    ] = None,
    key_file: KeyFile = None,
    dsn: Dsn = "http://localhost:8123/liangpai",
    http: SinkAddress = "127.0.0.1:8090",
) -> None:
    """Write all that is known of a case into one file that can be verified later: events, cards, tickets, explanation,
    rulebook, and a signed manifest of their hashes.

    Exit 2 where the case, the key or the rulebook that was used is not there, or the file is already.

    Example: liangpai evidence seal 430100-2026-000123 --out case.zip --by u90 --key-file deployment.key
    """
    import time

    from rules.court import Court
    from rules.privacy import Border
    from sinks.delivery.message import instant_text
    from streams.archive_client import JUDGE_FILES, ArchiveClient
    from streams.evidence.gathering import from_archive, from_files
    from streams.evidence.package import About, sha256_of
    from streams.evidence.package import seal as sealed
    from streams.privacy import Key
    from streams.rulebook_folder import load_rulebooks, shipped_rulebook

    if out.exists():
        raise Misuse(f"{out} is there already; give another name as --out.")
    key = Key.load(key_file)
    loaded = load_rulebooks(rulebook or [shipped_rulebook()])
    court, now = Court(loaded.rulebooks, loaded.calendar, Border()), time.time_ns() // 1_000_000
    if events:
        found = from_files(court, loaded.versions, events, case, None)
    else:
        with ArchiveClient(dsn, http, or_else=JUDGE_FILES) as archive:
            found = from_archive(court, loaded.versions, archive, case, now)
    hashed_by = key.suite.hash_name if algorithm is None else algorithm.value
    about = About(found.subject, instant_text(now), by, found.rulebook_hash, hashed_by)
    package = sealed(key, found.files, about)
    out.write_bytes(package)
    typer.echo(
        f"{out}: {len(found.files)} files of {found.subject}, {len(package):,} bytes, SHA-256 {sha256_of(package)}"
    )


@app.command()
def verify(
    package: Annotated[Path, typer.Argument(metavar="FILE", help="A package of `liangpai evidence seal`.")],
    public_key: Annotated[
        str | None, typer.Option("--public-key", help="The deployment's, as `evidence key` shows it.")
    ] = None,
) -> None:
    """Check that nothing in a package was changed, and who sealed it. Needs no secret, no Kafka, no archive.

    Exit 1 where something is wrong, each named; 2 where the file is no package.

    Example: liangpai evidence verify case.zip --public-key 3f0c…
    """
    from streams.evidence.package import verify as verified

    try:
        found = verified(package.read_bytes(), public_key)
    except OSError as error:
        raise Misuse(f"{package}: {error.strerror}; expected a package.") from error
    manifest = found.manifest
    if manifest is not None:
        typer.echo(f"{manifest.case}: sealed {manifest.made_at} by {manifest.made_by}, {manifest.algorithm}")
        typer.echo(
            f"public key {manifest.public_key}{'' if public_key else ' (not compared with one you know)'}"
        )
    for line in found.wrong:
        typer.echo(f"WRONG {line}", err=True)
    if found.wrong:
        raise typer.Exit(1)
    typer.echo("nothing was changed.")


@app.command()
def key(key_file: KeyFile = None) -> None:
    """Print the public key by which packages of this deployment are known.

    Example: liangpai evidence key --key-file deployment.key
    """
    from streams.evidence.package import public_key_of
    from streams.privacy import Key

    typer.echo(public_key_of(Key.load(key_file)))


@app.command()
def hold(
    case: Case, by: By, reason: Reason, kafka_bootstrap: Bootstrap = "localhost:9092", prefix: Prefix = ""
) -> None:
    """Put a case on hold: nothing of it may be erased until another person releases it.

    Example: liangpai evidence hold 430100-2026-000123 --by u90 --reason 纪委立案
    """
    from streams.evidence.holds import hold as put
    from streams.topics import verify as check

    check(kafka_bootstrap, prefix)
    made = put(kafka_bootstrap, prefix, case, by, reason)
    typer.echo(f"{case} is on hold since {made.held_at}: {made.reason}")


@app.command()
def release(
    case: Case, by: By, reason: Reason, kafka_bootstrap: Bootstrap = "localhost:9092", prefix: Prefix = ""
) -> None:
    """End the hold of a case; another person than put it there.

    Example: liangpai evidence release 430100-2026-000123 --by u91 --reason 已结案
    """
    from streams.evidence.holds import release as end
    from streams.topics import verify as check

    check(kafka_bootstrap, prefix)
    ended = end(kafka_bootstrap, prefix, case, by, reason)
    typer.echo(f"{case} is released, it was on hold since {ended.held_at}.")


@app.command()
def holds(kafka_bootstrap: Bootstrap = "localhost:9092", prefix: Prefix = "") -> None:
    """List the cases on hold, and those that were.

    Example: liangpai evidence holds
    """
    from streams.evidence.holds import read_holds
    from streams.topics import verify as check

    check(kafka_bootstrap, prefix)
    found = read_holds(kafka_bootstrap, prefix)
    for each in found.values():
        end = (
            "" if each.stands else f", released {each.released_at} by {each.released_by}: {each.released_why}"
        )
        typer.echo(f"{each.case}: on hold {each.held_at} by {each.held_by}: {each.reason}{end}")
    typer.echo(f"{sum(each.stands for each in found.values())} on hold.")


@app.command("access")
def access_log(
    key_file: KeyFile = None, kafka_bootstrap: Bootstrap = "localhost:9092", prefix: Prefix = ""
) -> None:
    """Check the log of who looked at dossiers: that no entry was changed, taken out or put in.

    Exit 1 where one was, each place named.

    Example: liangpai evidence access --key-file deployment.key
    """
    from streams.evidence.access import read_entries
    from streams.feeds.access import PURPOSE, faults
    from streams.privacy import Key
    from streams.sending import Address
    from streams.topics import verify as check

    secret = Key.load(key_file).secret_for(PURPOSE)
    entries = read_entries(Address(kafka_bootstrap, prefix, check(kafka_bootstrap, prefix)))
    wrong = list(faults(secret, entries))
    for line in wrong:
        typer.echo(f"WRONG {line}", err=True)
    chains = len({entry.get("chain") for entry in entries})
    typer.echo(f"{len(entries)} entries of {chains} processes, {len(wrong)} wrong.")
    if wrong:
        raise typer.Exit(1)
