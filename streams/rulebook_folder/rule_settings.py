"""Checks the tables `[rules.…]` of rulebook.toml against the table of rules the program has."""

from collections.abc import Mapping
from typing import TypeVar

from rules.rule_table import RULES, Parameter, ParameterValue, RuleSpec
from rules.rulebook import Colour, Mode, RuleSettings
from streams.rulebook_folder.settings_tree import Key, Settings

WORKING_DAYS = "working days"
UNITS: Mapping[str, str] = {
    **dict.fromkeys(("N", "grace", "warn_days", "yellow_after", "red_after", "cure_days"), WORKING_DAYS),
    **dict.fromkeys(
        ("days", "due_days", "max_ext", "max_ext_joint", "simple", "complex", "learn_days"), WORKING_DAYS
    ),
    **dict.fromkeys(
        ("alpha_percent", "lowest_percent", "median_percent", "overtaking_percent", "usual_percent"),
        "percent",
    ),
    "difference_percent": "percentage points",
    "fewest": "in a sample",
    "minutes": "minutes",
    "months": "months",
    "natural_days": "natural days",
    "seconds": "seconds",
    "sigmas": "standard deviations",
    "lag_hours": "hours",
    "hours": "hours of office time",
    "missed": "events",
    "bulk_minutes": "minutes",
    "tolerance_seconds": "seconds",
    "min_length": "characters",
    "min_staff": "persons",
    "max_paused_percent": "percent",
    "last_percent": "percent",
    "percent": "percent",
}
"""What a parameter counts; one that is not here is a plain number."""

Degree = TypeVar("Degree", Colour, Mode)


def read_rules(settings: Settings) -> dict[str, RuleSettings]:
    """The settings of every rule of the program; a rule not named has its defaults."""
    named = settings.table(("rules",))
    for rule_id in named:
        if rule_id not in RULES:
            settings.wrong(("rules", rule_id), f"rule {rule_id}", "the id of a rule such as T-04")
    return {
        rule_id: _settings_of(spec, settings) if rule_id in named else spec.defaults()
        for rule_id, spec in RULES.items()
    }


def _settings_of(spec: RuleSpec, settings: Settings) -> RuleSettings:
    key: Key = ("rules", spec.rule_id)
    said = settings.table(key)
    enabled = settings.flag((*key, "enabled"), spec.enabled)
    for name in said:
        if name not in {"enabled", "colour", "mode", *spec.parameters}:
            known = ", ".join(["enabled", "colour", "mode", *spec.parameters])
            settings.wrong((*key, name), f"parameter {name} of {spec.rule_id}", f"one of {known}")
    return RuleSettings(
        enabled=enabled,
        colours=_by_degree(
            settings, (*key, "colour"), spec.degrees, Colour, one_for_all=len(spec.degrees) == 1
        ),
        modes=_by_degree(settings, (*key, "mode"), spec.modes, Mode, one_for_all=True),
        parameters={
            name: _parameter(settings, (*key, name), parameter) for name, parameter in spec.parameters.items()
        },
    )


def _by_degree(
    settings: Settings, key: Key, defaults: Mapping[str, Degree], kind: type[Degree], *, one_for_all: bool
) -> dict[str, Degree]:
    """One word for all degrees (where that may be), or a table degree → word."""
    said = settings.at(key)
    chosen = dict(defaults)
    if said is None:
        return chosen
    words = ", ".join(kind)
    degrees = ", ".join(defaults) or "none, this rule makes no cards"
    if isinstance(said, str) and one_for_all and defaults:
        word = settings.choice(key, "", list(kind))
        return {degree: kind(word) for degree in defaults} if word else chosen
    if not isinstance(said, Mapping):
        settings.wrong_value(key, said, f"a table with the degrees {degrees}, each one of {words}")
        return chosen
    for degree in said:
        if degree not in defaults:
            settings.wrong((*key, degree), f"degree {degree} of {key[1]}", f"one of {degrees}")
            continue
        chosen[degree] = kind(settings.choice((*key, degree), defaults[degree], list(kind)))
    return chosen


def _parameter(settings: Settings, key: Key, parameter: Parameter) -> ParameterValue:
    if parameter.codes:
        return settings.texts(key)
    if parameter.choices:
        return settings.choice(key, str(parameter.default), parameter.choices)
    default = parameter.default
    assert isinstance(default, int)  # noqa: S101 the only kind left in the table of rules
    return settings.whole(key, default, parameter.minimum, parameter.maximum, UNITS.get(key[-1], ""))
