"""`liangpai notice`: an official document about a card or a ticket, as PDF."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.documents.notice import Kind
from streams.settings import Dsn, Rulebooks, SinkAddress

if TYPE_CHECKING:
    from streams.documents.records import Found


def notice(
    name: Annotated[str, typer.Argument(metavar="CARD_OR_TICKET", help="The id of a card or a ticket.")],
    out: Annotated[Path, typer.Option(help="The PDF to write.")],
    kind: Annotated[
        Kind | None,
        typer.Option(
            help="黄牌通知书, 红牌通知书, 督办单, 整改建议书, 差评整改单. Default: the one that belongs to the record."
        ),
    ] = None,
    outputs: Annotated[
        list[Path] | None,
        typer.Option("--outputs", help="Files of outputs (`check --out`) instead of the archive."),
    ] = None,
    advice: Annotated[
        list[str] | None,
        typer.Option(help="With supervision and rectification: what is asked for, in your own words."),
    ] = None,
    rulebook: Rulebooks = None,
    dsn: Dsn = "http://localhost:8123/liangpai",
    http: SinkAddress = "127.0.0.1:8090",
) -> None:
    """Write a numbered notice with the office's heading about a card that stands or a ticket: the same bytes each time.

    Names and the heading (`[office]`) come from the rulebook; without --outputs the archive is asked. Exit 2: there
    is no such record, or no notice is made of it. Exit 3: the archive does not answer.

    Example: liangpai notice T-04-1f0c9d2b7a6e5d43 --outputs out.jsonl --rulebook my-city --out 黄牌通知书.pdf
    """
    from streams.documents.contents import Wish, notice_of, register_for
    from streams.documents.typeset import pdf_of
    from streams.output_files import Outputs, refuse_overwriting
    from streams.rulebook_folder import load_rulebooks, shipped_rulebook
    from streams.rulebook_folder.folder import places_of_files

    books = rulebook or [shipped_rulebook()]
    files = [place for book in books for place in places_of_files(book)]
    refuse_overwriting({"--out": out}, {"outputs": outputs or [], "rulebook": files})
    versions = load_rulebooks(books).rulebooks
    found = _found(name, outputs, dsn, http)
    made = notice_of(found, register_for(found, versions), Wish(kind, tuple(advice or ())))
    done = pdf_of(made)
    with Outputs() as written:
        written.open(out).write(done.content)
    for each in done.missing:
        typer.echo(f"careful: the font has no {each}; its code stands in its place.", err=True)
    typer.echo(f"{made.title} {made.number} → {out}")


def _found(name: str, outputs: list[Path] | None, dsn: str, http: str) -> "Found":
    from streams.archive_client import ArchiveClient
    from streams.documents.records import InArchive, InFiles, find

    if outputs:
        return find(InFiles(outputs), name, "the files of outputs")
    with ArchiveClient(dsn, http, or_else="read a file of outputs with --outputs") as archive:
        return find(InArchive(archive), name, "the archive")
