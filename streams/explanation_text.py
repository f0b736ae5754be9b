"""An explanation on paper or screen, in Chinese or English: what an office shows when a card is disputed."""

from collections.abc import Iterator

from rich.console import Console

from rules.wording import plain
from streams.explaining import Explained
from streams.explanation_card import card_parts
from streams.explanation_case import case_parts
from streams.explanation_parts import Part
from streams.explanation_tickets import ticket_parts


def show(told: Explained, console: Console, lang: str) -> None:
    """Print the explanation of the card or ticket asked for, else of the whole case; `lang` is zh or en."""
    # Chinese has no spaces to break a line at, so its sentences are left whole.
    language = 0 if lang == "zh" else 1
    for part in parts_of(told, language):
        if isinstance(part, str):
            part = plain(part, keep="\n")  # noqa: PLW2901 - the harmless text takes its place
        console.print(part, highlight=False, markup=False, soft_wrap=language == 0 and isinstance(part, str))


def parts_of(told: Explained, language: int) -> Iterator[Part]:
    """The explanation of what was asked for, in a language (0 Chinese, 1 English)."""
    if told.card:
        return card_parts(told, told.card, language)
    return ticket_parts(told, told.ticket, language) if told.ticket else case_parts(told, language)
