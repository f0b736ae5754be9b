"""Checks the table `[assessment]` of rulebook.toml: models, weights, points, grades (contracts 3, domain D)."""

from collections.abc import Mapping

from rules.assessment.terms import MODELS, NUMBERS, PARTS, SCORED, TABLES, WEIGHTS
from rules.rule_table import RULES
from streams.rulebook_folder.settings_tree import Settings

TABLE = "assessment"
OWN = ("rule_points", "part_of", "grades", "volume")
"""The tables whose keys are the office's own: rules, grades, numbers of cases."""

MOST = 1000


def read_assessment(settings: Settings) -> Mapping[str, object]:
    """What the table says, of settings that are right; a mistake for every other one."""
    table = settings.table((TABLE,))
    known = (*SCORED, *NUMBERS, *TABLES, *OWN)
    for key in table:
        if key not in known:
            settings.wrong((TABLE, key), f"setting {key} of assessment", f"one of {', '.join(known)}")
    said: dict[str, object] = {
        scope: settings.choice((TABLE, scope), MODELS[-1], MODELS) for scope in SCORED if scope in table
    }
    for name, number in NUMBERS.items():
        if name in table:
            said[name] = settings.whole(
                (TABLE, name), number.default, number.minimum, number.maximum, number.unit
            )
    for name, defaults in TABLES.items():
        if name in table:
            said[name] = _fixed(settings, name, defaults)
    for name in OWN:
        if name in table:
            said[name] = _READERS[name](settings)
    return said


def _fixed(settings: Settings, name: str, defaults: Mapping[str, int]) -> dict[str, int]:
    """A table of whole numbers whose keys are known."""
    read = {}
    for key in settings.table((TABLE, name)):
        if key in defaults:
            read[key] = settings.whole((TABLE, name, key), defaults[key], 0, MOST)
        else:
            settings.wrong((TABLE, name, key), f"setting {key}", f"one of {', '.join(defaults)}")
    if name == "weights" and not any({**defaults, **read}.values()):
        settings.wrong((TABLE, name), "no weight above 0", "at least one")
    return read


def _rule_points(settings: Settings) -> dict[str, int]:
    """Points by rule."""
    return {
        rule_id: settings.whole((TABLE, "rule_points", rule_id), 0, 0, MOST)
        for rule_id in _rules(settings, "rule_points")
    }


def _part_of(settings: Settings) -> dict[str, str]:
    """The part in which a rule's card costs points."""
    return {
        rule_id: settings.choice((TABLE, "part_of", rule_id), "procedure", (*WEIGHTS, *PARTS))
        for rule_id in _rules(settings, "part_of")
    }


def _rules(settings: Settings, name: str) -> list[str]:
    found = list(settings.table((TABLE, name)))
    for rule_id in found:
        if rule_id not in RULES:
            settings.wrong((TABLE, name, rule_id), f"rule {rule_id}", "the id of a rule, such as P-08")
    return [rule_id for rule_id in found if rule_id in RULES]


def _grades(settings: Settings) -> dict[str, int]:
    """Grades, each from how many points on; the lowest from 0."""
    read = {
        name: settings.whole((TABLE, "grades", name), 0, 0, MOST)
        for name in settings.table((TABLE, "grades"))
    }
    if 0 not in read.values():
        settings.wrong((TABLE, "grades"), "no grade from 0 on", "one for every score")
        return {**read, "-": 0}
    return read


def _volume(settings: Settings) -> dict[str, int]:
    """折合系数: from how many cases on which percent."""
    read = {}
    for cases in settings.table((TABLE, "volume")):
        if cases.isascii() and cases.isdigit():
            read[cases] = settings.whole((TABLE, "volume", cases), 100, 1, MOST, "percent")
        else:
            settings.wrong((TABLE, "volume", cases), f"{cases!r}", "a number of cases, such as 1000")
    return read


_READERS = {"rule_points": _rule_points, "part_of": _part_of, "grades": _grades, "volume": _volume}
