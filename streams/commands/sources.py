"""`liangpai sources …`: who may send events over HTTP, and their tokens."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.commands.serve import SourcesFile

if TYPE_CHECKING:
    from streams.intake.sources import Sources

app = typer.Typer(
    name="sources",
    help="Sources that may send events: add one, change its token, list them, revoke.",
    no_args_is_help=True,
)
Name = Annotated[
    str, typer.Argument(metavar="NAME", help="Short name of the source, such as approval-430100.")
]
Days = Annotated[int, typer.Option(min=1, max=3_650, help="How long the new token is valid.")]
DEFAULT_FILE = Path("sources.toml")


@app.callback()
def main() -> None:
    """Sources that may send events: add one, change its token, list them, revoke."""


@app.command()
def add(
    name: Name,
    source: Annotated[str, typer.Option(help="What its events name as their source, e.g. approval/430100.")],
    types: Annotated[
        list[str] | None, typer.Option("--type", help="Pattern of event types; default case.* and rating.*.")
    ] = None,
    departments: Annotated[
        list[str] | None, typer.Option("--dept", help="Pattern of department codes; default all.")
    ] = None,
    rate: Annotated[float, typer.Option(help="Events a second in the long run.")] = 5_000,
    burst: Annotated[float, typer.Option(help="Events at once.")] = 20_000,
    project_type: Annotated[
        str, typer.Option(help="How its projectType is numbered: beijing (1 即办件) or zhejiang (1 承诺件).")
    ] = "beijing",
    feeds: Annotated[
        list[str] | None,
        typer.Option("--feed", help="Feed of alerts it may read; with it and no --type it may send nothing."),
    ] = None,
    days: Days = 365,
    sources: SourcesFile = DEFAULT_FILE,
) -> None:
    """Let one more source send (or read a feed), and print its token: it is shown this once and kept nowhere.

    The file is made if it is not there; only a digest of the token stands in it. Exit 2 where the name or the
    source is taken, or an option is wrong.

    Example: liangpai sources add approval-430100 --source approval/430100 --type 'case.*' --dept '430100-*'
    """
    from streams.intake.source_orders import NewSource, add_source

    order = NewSource(
        name,
        source,
        tuple(types or ()),
        tuple(departments or ()),
        rate,
        burst,
        project_type,
        days,
        tuple(feeds or ()),
    )
    _show_token(name, add_source(sources, order), days)


@app.command()
def rotate(
    name: Name,
    days: Days = 365,
    overlap_days: Annotated[
        int, typer.Option(min=0, max=365, help="How long the present token stays valid beside the new one.")
    ] = 7,
    sources: SourcesFile = DEFAULT_FILE,
) -> None:
    """Print a new token for a source; the present one stays valid for a while, older ones end at once.

    Example: liangpai sources rotate approval-430100 --overlap-days 7
    """
    from streams.intake.source_orders import rotate_token

    _show_token(name, rotate_token(sources, name, days, overlap_days), days)


@app.command()
def revoke(
    name: Name,
    token: Annotated[
        str | None, typer.Option(help="Id of the token; without it all of the source's.")
    ] = None,
    sources: SourcesFile = DEFAULT_FILE,
) -> None:
    """End a token of a source at once, or all of them; a serving process sees it within a second.

    Example: liangpai sources revoke approval-430100 --token 1f0c9d2b
    """
    from streams.intake.source_orders import revoke_tokens

    left = revoke_tokens(sources, name, token)
    typer.echo(f"{name}: revoked; {left} token{'' if left == 1 else 's'} left.")


@app.command("list")
def list_sources(sources: SourcesFile = DEFAULT_FILE) -> None:
    """List the sources, what each may send, and until when its tokens are valid.

    Example: liangpai sources list --sources sources.toml
    """
    from streams.intake.sources_file import load_sources

    _print(load_sources(sources))


def _show_token(name: str, token: str, days: int) -> None:
    """The token alone on standard output, so that a script can take it."""
    typer.echo(f"{name}: token, valid for {days} days, shown this once:", err=True)
    typer.echo(token)


def _print(found: "Sources") -> None:
    from datetime import UTC, datetime

    from rich.table import Table

    from streams.consoles import say, wide_console

    console, now = wide_console(), datetime.now(UTC)
    table = Table("source", "events name", "types", "departments", "feeds", "events/s", "tokens, valid until")
    for name, source in found.sources.items():
        tokens = [
            f"{token.id} {token.expires:%Y-%m-%d}{'' if token.valid(now) else ' (expired)'}"
            for token in source.tokens
        ]
        table.add_row(
            name, source.source, " ".join(source.types), " ".join(source.departments), " ".join(source.feeds),
            f"{source.rate:g}", "\n".join(tokens) or "none",
        )  # fmt: skip
    console.print(table)
    say(console, f"{len(found.sources)} sources.")
