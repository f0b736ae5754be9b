"""Rules that are switched on and can never fire, because the catalogue or the registers say nothing of what they
look at.
"""

from collections.abc import Callable, Mapping

from rules.rulebook import Item, Rulebook

Test = Callable[[Rulebook], bool]


def dead_rules(rulebook: Rulebook) -> dict[str, str]:
    """The rules switched on that no case could break under this rulebook, each with what is missing.

    Only rules whose fuel is in the rulebook are asked; what acceptances and other events may bring along (a promise,
    a project type, a composite case) is never counted as missing.
    """
    return {
        rule_id: missing
        for rule_id, (missing, lives) in FUEL.items()
        if rulebook.rules[rule_id].enabled and not lives(rulebook)
    }


def _any_item(test: Callable[[Item], object]) -> Test:
    return lambda book: any(test(item) for versions in book.items.values() for item in versions)


FUEL: Mapping[str, tuple[str, Test]] = {
    "T-06": ("T-04 is switched off, which it follows", lambda book: book.rules["T-04"].enabled),
    "T-07": (
        "no stage has limit_days",
        _any_item(lambda item: any(stage.limit_days for stage in item.stages.values())),
    ),
    "T-08": ("no item has lower_review_days", _any_item(lambda item: item.lower_review_days)),
    "T-13": ("no item has certificate true", _any_item(lambda item: item.certificate)),
    "P-01": (
        "no stage is required",
        _any_item(lambda item: any(stage.required for stage in item.stages.values())),
    ),
    "P-02": (
        "no stage comes after a required one",
        _any_item(
            lambda item: any(
                item.stages[code].required for stage in item.stages.values() for code in stage.after
            )
        ),
    ),
    "P-03": ("there are no posts", lambda book: bool(book.posts)),
    "P-04": ("no item has two roles in separation", _any_item(lambda item: len(set(item.separation)) > 1)),
    "P-08": ("no item has materials", _any_item(lambda item: item.materials)),
    "P-10": ("no item is free or has fees", _any_item(lambda item: item.free or item.fees)),
    "P-12": (
        "no item has hearing_required or notice_required true",
        _any_item(lambda item: item.hearing_required or item.notice_required),
    ),
    "P-18": ("no item has third_party true", _any_item(lambda item: item.third_party)),
    "B-01": ("there is no register of legal bases", lambda book: bool(book.basis)),
    "B-02": (
        "no item has required materials",
        _any_item(lambda item: any(each.required for each in item.materials.values())),
    ),
    "B-06": (
        "no item has a guide, stages or fees",
        _any_item(lambda item: item.guide is not None or item.stages or item.fees),
    ),
}
"""By rule: what is missing where it is dead, and whether it can fire."""
