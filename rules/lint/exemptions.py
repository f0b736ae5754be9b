"""Advance filings of exemptions (容错免责) that do not say what they must."""

from collections.abc import Iterator

from rules.lint.finding import Finding
from rules.rulebook import GROUNDS, Rulebook


def exemptions_incomplete(rulebook: Rulebook) -> Iterator[Finding]:
    """Filings that leave one of the four elements unsaid."""
    for each in rulebook.exemptions:
        unsaid = [element for element in GROUNDS if not getattr(each, element)]
        if unsaid:
            key = (each.ground, each.scope, each.filed_at)
            sentence = f"the exemption filed for {each.scope} says nothing of {', '.join(unsaid)}"
            yield Finding("exemption_incomplete", "exemptions", key, unsaid[0], sentence)
