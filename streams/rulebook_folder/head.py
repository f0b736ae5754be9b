"""Checks rulebook.toml: name, version, validity, zone, office hours, and the settings of the rules."""

import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass

from rules.rulebook import RuleSettings
from streams.mistakes import Mistakes
from streams.rulebook_folder.assessment_settings import read_assessment
from streams.rulebook_folder.letterhead import read_letterhead
from streams.rulebook_folder.raw import RawHead
from streams.rulebook_folder.rule_settings import read_rules
from streams.rulebook_folder.settings_tree import Settings, shown
from streams.rulebook_folder.ticket_settings import read_tickets

KNOWN = frozenset(
    {
        "name",
        "version",
        "valid_from",
        "zone",
        "office_hours",
        "natural_days_roll",
        "go_live",
        "keep_closed_days",
        "rules",
        "assessment",
        "tickets",
        "privacy",
        "office",
        "lint",
    }
)
LINT_SETTINGS = frozenset({"catch_all"})
DEFAULT_ZONE = "Asia/Shanghai"
DEFAULT_HOURS = ((9 * 60, 12 * 60), (13 * 60, 17 * 60))
HOURS = re.compile(r"(\d\d):(\d\d)\s*-\s*(\d\d):(\d\d)", re.ASCII)
MINUTES_OF_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Head:
    """What rulebook.toml says, defaults filled in; fields as in `rules.rulebook.Rulebook`."""

    name: str
    version: str
    valid_from: int
    zone: str
    office_hours: tuple[tuple[int, int], ...]
    natural_days_roll: bool
    go_live: int | None
    keep_closed_days: int
    rules: Mapping[str, RuleSettings]
    assessment: Mapping[str, object]
    tickets: Mapping[str, object]
    privacy: Mapping[str, object]
    letterhead: Mapping[str, str]
    catch_all: tuple[str, ...]


def read_head(raw: RawHead, mistakes: Mistakes) -> Head:
    """The head; where something is wrong a default stands in its place and a mistake is told."""
    settings = Settings(raw, mistakes)
    for key in raw.tree:
        if key not in KNOWN:
            settings.wrong((key,), f"setting {key}", "one of " + ", ".join(sorted(KNOWN)))
    return Head(
        name=settings.text(("name",)),
        version=settings.text(("version",)),
        valid_from=_valid_from(settings),
        zone=_zone(settings),
        office_hours=_office_hours(settings),
        natural_days_roll=settings.flag(("natural_days_roll",), True),
        go_live=settings.day(("go_live",)),
        keep_closed_days=settings.whole(("keep_closed_days",), 90, 1, 36_500, "days"),
        rules=read_rules(settings),
        assessment=read_assessment(settings),
        tickets=read_tickets(settings),
        privacy=settings.table(("privacy",)),
        letterhead=read_letterhead(settings),
        catch_all=_catch_all(settings),
    )


def _catch_all(settings: Settings) -> tuple[str, ...]:
    for key in settings.table(("lint",)):
        if key not in LINT_SETTINGS:
            settings.wrong(
                ("lint", key), f"setting {key} of lint", "one of " + ", ".join(sorted(LINT_SETTINGS))
            )
    return settings.texts(("lint", "catch_all")) or ()


def _valid_from(settings: Settings) -> int:
    if settings.at(("valid_from",)) is None:
        settings.wrong(("valid_from",), "no valid_from", "a date YYYY-MM-DD")
    return settings.day(("valid_from",)) or 1


def _zone(settings: Settings) -> str:
    zone = settings.text(("zone",), DEFAULT_ZONE)
    try:
        zoneinfo.ZoneInfo(zone or DEFAULT_ZONE)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        settings.wrong_value(("zone",), zone, "the IANA name of a time zone such as Asia/Shanghai")
    return zone


def _office_hours(settings: Settings) -> tuple[tuple[int, int], ...]:
    texts = settings.texts(("office_hours",))
    if texts is None:
        return DEFAULT_HOURS
    hours: list[tuple[int, int]] = []
    for text in texts:
        span = _span(text)
        if span is None:
            settings.wrong_value(("office_hours",), text, 'hours such as "09:00-12:00"')
        elif hours and span[0] < hours[-1][1]:
            settings.wrong_value(("office_hours",), text, "hours in order that do not overlap")
        else:
            hours.append(span)
    if not texts:
        settings.wrong_value(("office_hours",), shown([]), "at least one pair of hours")
    return tuple(hours)


def _span(text: str) -> tuple[int, int] | None:
    match = HOURS.fullmatch(text)
    if match is None:
        return None
    hour, minute, last_hour, last_minute = (int(part) for part in match.groups())
    start, end = hour * 60 + minute, last_hour * 60 + last_minute
    right = max(minute, last_minute) < 60 and start < end <= MINUTES_OF_A_DAY
    return (start, end) if right else None
