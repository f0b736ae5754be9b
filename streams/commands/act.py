"""`liangpai act`: what people do with cards, from the command line."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.desk_orders import Move
from streams.settings import Bootstrap, Dsn, KeyFile, Prefix, SinkAddress

if TYPE_CHECKING:
    from streams.desk_actions import Told


def act(
    move: Annotated[Move, typer.Argument(help="What to do with the card.")],
    card: Annotated[
        str | None, typer.Argument(metavar="[CARD]", help="The card's id; none for issue-manual.")
    ] = None,
    actor: Annotated[
        str, typer.Option(help="Staff id of who acts; the register says what they may do.")
    ] = "",
    reason: Annotated[str | None, typer.Option(help="Why; needed for all but confirm.")] = None,
    case: Annotated[
        str | None, typer.Option(help="The case number; by default the archive is asked whose card it is.")
    ] = None,
    reinstate: Annotated[
        bool, typer.Option(help="With revoke: what the card superseded stands again.")
    ] = False,
    exemption: Annotated[
        str | None,
        typer.Option(help="With revoke: ground of the filed exemption: nature, purpose, process, attitude."),
    ] = None,
    rule: Annotated[str | None, typer.Option(help="With issue-manual: the rule, such as P-08.")] = None,
    colour: Annotated[str | None, typer.Option(help="With issue-manual: warning, yellow or red.")] = None,
    evidence: Annotated[
        list[str] | None,
        typer.Option(help="With issue-manual: what proves it, an event's id or REFERENCE#sha256:<hex>."),
    ] = None,
    evidence_file: Annotated[
        list[Path] | None,
        typer.Option(help="With issue-manual: a file that proves it; its name and SHA-256 are sent."),
    ] = None,
    found_by: Annotated[
        str | None, typer.Option(help="With issue-manual: patrol, video, sampling, complaint or media.")
    ] = None,
    person: Annotated[str | None, typer.Option(help="With issue-manual: staff id of who answers.")] = None,
    dept: Annotated[
        str | None, typer.Option(help="With issue-manual: department, if not the item's.")
    ] = None,
    wait: Annotated[float, typer.Option(help="Seconds to wait for the outcome.")] = 20.0,
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
    key_file: KeyFile = None,
    dsn: Dsn = "http://localhost:8123/liangpai",
    http: SinkAddress = "127.0.0.1:8090",
) -> None:
    """Confirm, answer, appeal, decide, revoke …: send one desk action and show what became of it.

    Exit 0: done. Exit 1: refused, with the reason. Exit 2: the usage is wrong, nothing was sent. Exit 3: Kafka does
    not answer, or no outcome came in time (the action is on the topic then and will be decided).

    Example: liangpai act answer T-04-1f0c9d2b7a6e5d43 --actor u17 --reason "今日办结" --case 430100-2026-000123
    """
    import asyncio

    from streams.desk_actions import act as send_action
    from streams.desk_actions import action_bytes, action_event
    from streams.desk_orders import DeskOrder, evidence_of_files, kind_and_data
    from streams.exits import Unavailable
    from streams.privacy import Key
    from streams.rulebook_topic import check_or_publish_fingerprint
    from streams.sending import Address
    from streams.topics import verify

    proofs = [*(evidence or []), *evidence_of_files(evidence_file or [])]
    order = DeskOrder(
        move,
        card,
        actor,
        reason,
        case,
        reinstate,
        rule,
        colour,
        proofs,
        person,
        dept,
        wait,
        found_by,
        exemption,
    )
    kind, data = kind_and_data(order)
    event = action_event(kind, case or _case_of(card or "", dsn, http), data)
    key = Key.load(key_file)
    value = action_bytes(key, event)
    address = Address(kafka_bootstrap, prefix, verify(kafka_bootstrap, prefix))
    asyncio.run(check_or_publish_fingerprint(kafka_bootstrap, prefix, key.fingerprint))
    told = send_action(address, event, value, wait)
    if told is None:
        raise Unavailable(
            f"no outcome in {wait:g} s: the action {event['id']} is on topic {prefix}desk-actions and will be "
            "decided; see whether a worker is running, and whether the card id is right (an unknown one is refused "
            "after 10 minutes)."
        )
    _tell(told)


def _case_of(card_id: str, dsn: str, http: str) -> str:
    """The subject that stands on the card, from the archive."""
    from streams.archive_client import ArchiveClient
    from streams.exits import Misuse

    with ArchiveClient(dsn, http, or_else="name the case with --case") as archive:
        found = archive.card(card_id)
    if found is None:
        raise Misuse(f"card {card_id}: found none of this id in the archive; name its case with --case.")
    return str(found["subject"])


def _tell(told: "Told") -> None:
    if told.outcome == "done":
        typer.echo(f"done: card {told.target_id} is {told.target_state}, revision {told.target_revision}.")
        return
    typer.echo(
        f"refused: {told.reason}" + (f" (the card is {told.target_state})" if told.target_state else ""),
        err=True,
    )
    raise typer.Exit(1)
