"""The demo: a city goes through, and what was found is held against what was planted."""

from collections import Counter
from datetime import datetime
from pathlib import Path

from rich.console import Console

from streams.archive_client import ArchiveClient
from streams.simulation.report import compare
from streams.simulation.truth import Truth
from streams.topics import DEFAULT_PARTITIONS
from streams.up import show
from streams.up.archive import cards_as_of, newest_cards
from streams.up.city import send_city
from streams.up.explained import explain_card, most_telling
from streams.up.settled import Standing, outcomes, wait_for_the_clock, wait_until_settled
from streams.up.stack import Stack

_ENOUGH = 1_000  # cards to choose one from


def demonstrate(stack: Stack, folder: Path, truth: Truth, out: Console) -> bool:
    """Send the city, wait until it is judged and archived, show the report; whether nothing was missed or false."""
    plan = stack.plan
    wait_for_the_clock(stack, DEFAULT_PARTITIONS)
    show.heading(out, "Events on their way")
    sent = send_city(folder, stack.kafka.bootstrap, plan.prefix, plan.key_file, out)
    with ArchiveClient(plan.dsn, stack.sink.http, token_file=plan.token_file) as archive:
        done = wait_until_settled(stack, archive, sent.total, out)
        return _report(stack, archive, truth, done, out)


def _report(stack: Stack, archive: ArchiveClient, truth: Truth, done: Standing, out: Console) -> bool:
    show.heading(out, "In and out")
    show.counts(out, _counts(stack, truth, done, archive))
    show.heading(out, f"Cards against what was planted, as of {truth.end}")
    found = compare(truth.planted, cards_as_of(archive, datetime.fromisoformat(truth.end)))
    show.comparison(out, found)
    show.heading(out, "Ratings: what counts, by grade, and what does not")
    show.ratings(out, archive.run("rating_structure"))
    show.heading(out, "Tickets: from opened to closed, and how many missed a deadline")
    show.funnel(out, list(archive.run("ticket_funnel")))
    show.heading(out, "One investigation for each card and bad rating: what is done, and what is missing")
    show.counters(out, archive.run("four_counters"))
    show.heading(out, "The ten newest cards")
    show.cards(out, newest_cards(archive))
    telling = most_telling(newest_cards(archive, _ENOUGH))
    if telling is not None:
        show.heading(out, "One card explained in full")
        explain_card(telling["card_id"], archive, stack.plan.rulebook, out)
    return found.exact


def _counts(stack: Stack, truth: Truth, done: Standing, archive: ArchiveClient) -> list[tuple[str, int]]:
    states = Counter[str]()
    for row in archive.run("card_counts"):
        states[str(row["state"])] += int(row["cards"])
    return [
        ("cases simulated", truth.cases),
        ("events sent", truth.events),
        *((f"of them {outcome.replace('_', '-')}", number) for outcome, number in outcomes(stack).items()),
        ("events archived", done.archived),
        ("records out: revisions of cards, tickets, ratings, case states …", done.outputs),
        ("cards", states.total()),
        *((f"of them {state}", number) for state, number in states.most_common()),
    ]
