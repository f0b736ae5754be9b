"""`liangpai deliveries …`: what could not be delivered yet, and trying it again."""

from typing import Annotated

import typer

from streams.settings import Bootstrap, Prefix

app = typer.Typer(
    name="deliveries", help="Alerts that wait for their next try, and parked ones.", no_args_is_help=True
)
Receiver = Annotated[
    str, typer.Argument(metavar="RECEIVER", help="Name of the receiver in the receivers file.")
]


@app.callback()
def main() -> None:
    """Alerts that wait for their next try, and parked ones."""


@app.command("list")
def list_slips(
    receiver: Annotated[str | None, typer.Option(help="Of this receiver only.")] = None,
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
) -> None:
    """List what waits or is parked: for whom, about which case, how often it was tried, why it did not arrive.

    Example: liangpai deliveries list --receiver discipline
    """
    from rich.table import Table

    from sinks.delivery.message import instant_text
    from streams.consoles import say, wide_console
    from streams.notifying.parked import read_slips
    from streams.sending import Address
    from streams.topics import verify

    board = read_slips(Address(kafka_bootstrap, prefix, verify(kafka_bootstrap, prefix)))
    console, table = wide_console(), Table("receiver", "state", "message", "case", "since", "tries", "why")
    found = board.all(receiver)
    for key, slip in found:
        since = instant_text(slip.since)[:19]
        table.add_row(
            key.receiver, slip.state, key.message_id, slip.message.case, since, str(slip.tries), slip.why
        )
    console.print(table)
    parked = sum(slip.state == "parked" for _, slip in found)
    say(console, f"{len(found) - parked} wait, {parked} parked.")


@app.command()
def retry(
    receiver: Receiver,
    message: Annotated[
        str | None, typer.Option(help="Id of the message; without it all of the receiver's.")
    ] = None,
    kafka_bootstrap: Bootstrap = "localhost:9092",
    prefix: Prefix = "",
) -> None:
    """Try parked alerts again, under the same ids; a running notifier takes them up at once, else the next one.

    Example: liangpai deliveries retry discipline --message alert-1f0c9d2b7a6e5d43-1
    """
    from streams.notifying.parked import retry as ask
    from streams.sending import Address
    from streams.topics import verify

    chosen = ask(Address(kafka_bootstrap, prefix, verify(kafka_bootstrap, prefix)), receiver, message)
    typer.echo(f"{receiver}: {len(chosen)} parked alert{'' if len(chosen) == 1 else 's'} to be tried again.")
