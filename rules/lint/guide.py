"""Service guides (办事指南) that are missing, or lack one of the fourteen elements."""

from collections.abc import Iterator

from rules.lint.finding import Finding, named, of_item
from rules.rulebook import GUIDE_ELEMENTS, Item, Rulebook


def guides_missing(rulebook: Rulebook) -> Iterator[Finding]:
    """Item versions without a guide, where the rulebook has guides at all."""
    items = [item for versions in rulebook.items.values() for item in versions]
    if any(item.guide is not None for item in items):
        for item in items:
            if item.guide is None:
                yield of_item(item, "guide_missing", "item_code", "has no row in guide")


def guide_elements_empty(item: Item) -> Iterator[Finding]:
    """Elements a guide says nothing of."""
    for element in GUIDE_ELEMENTS if item.guide is not None else ():
        if not (item.guide or {}).get(element):
            sentence = f"{named(item)} says nothing of {element} in its guide"
            key = (item.item_code, item.version)
            yield Finding("guide_element_empty", "guide", key, element, sentence)
