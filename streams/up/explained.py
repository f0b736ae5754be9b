"""One card of the demo explained in full, as `liangpai explain` does it."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from rules.court import Court
from rules.decode import milliseconds
from rules.privacy import Border
from streams.archive_client import ArchiveClient
from streams.explaining import explain_from_archive
from streams.explanation_text import show
from streams.rulebook_folder import load_rulebooks
from streams.up.archive import Record

_TELLING = ("T-05", "T-04", "T-03")


def most_telling(cards: Sequence[Record]) -> Record | None:
    """The newest standing card of a limit, gravest first, for its days can be counted; else the newest of all."""
    for rule_id in _TELLING:
        for card in cards:
            if card["rule_id"] == rule_id and card["state"] == "issued":
                return card
    return cards[0] if cards else None


def explain_card(card_id: str, archive: ArchiveClient, rulebook: Path, out: Console) -> None:
    """Print the card's reasons, judged again from the events in the archive."""
    loaded = load_rulebooks([rulebook])
    court = Court(loaded.rulebooks, loaded.calendar, Border())
    show(explain_from_archive(court, archive, card_id, milliseconds(datetime.now(UTC))), out, _language())


def _language() -> str:
    """Chinese where the terminal's language is."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if spoken.startswith("zh") else "en"
