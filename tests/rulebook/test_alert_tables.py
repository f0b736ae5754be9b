"""Receivers, routes, silences, outages and sources: what they say, and every mistake in them with its place."""

from datetime import date

import pytest

from rules.routes import Route
from rules.rulebook import Rulebook
from streams.rulebook_folder import load_files
from streams.rulebook_folder.shipped import shipped_names, shipped_rulebook
from tests.rulebook.books import ROUTE_COLUMNS, changed, encoded
from tests.rulebook.test_mistakes import lines

RECEIVERS = """\
receiver,name,unit,dept_code,office_hours,above
supervision,监督办,supervision,GA,true,
jw,纪委监委,discipline,GA,true,
heads,部门负责人,department,,true,supervision
"""


def routes(*rows: str) -> str:
    return "\n".join([ROUTE_COLUMNS, *rows, ""])


REFERRALS = "referrals,,referral,,,,,,,jw,,,,,"
CARDS = "cards,,card,,,,,,,heads,,,,,"


def loaded(**files: str) -> Rulebook:
    return load_files("", encoded(changed(**files))).rulebook


def found(**files: str) -> list[str]:
    return lines(
        changed(**{"receivers": RECEIVERS, "routes": routes(REFERRALS, CARDS), "silences": SILENT, **files})
    )


SILENT = "silence,scope,receivers,kinds,rules,reason,owner,expires\n"


def test_a_row_has_from_the_row_above_it_what_it_leaves_empty() -> None:
    book = loaded(
        receivers=RECEIVERS,
        silences=SILENT,
        routes=routes(
            REFERRALS,
            "cards,,card,,,,,,,heads,14,7,true,dept,",
            "red,cards,,,red,,,,,supervision;heads,,,,,true",
            "rest,cards,,,,,,,,,0,0,false,day,",
        ),
    )

    red, rest = book.routes[1].children
    assert (red.receivers, red.ack_hours, red.repeat_hours, red.urgent, red.group, red.go_on) == (
        *(("supervision", "heads"), 14, 7, True, ("dept",), True),
    )
    assert (rest.receivers, rest.ack_hours, rest.repeat_hours, rest.urgent, rest.group) == (
        *(("heads",), None, None, False, ("day",)),
    )


def test_silences_outages_and_sources_are_what_the_tables_say() -> None:
    book = loaded()

    (silence,), (outage,) = book.silences, book.outages
    assert (silence.receivers, silence.rules, silence.expires) == (
        *(("heads",), ("T-09",), date(2026, 12, 31).toordinal()),
    )
    assert outage.ends_at - outage.starts_at == 86_400_000
    assert book.sources["approval/430100"].floor == 2.5


MISTAKES: list[tuple[str, dict[str, str], list[str]]] = [
    (
        "a receiver that is not there",
        {"routes": routes(REFERRALS, CARDS.replace("heads", "heads;hr"))},
        ['routes.csv:3:10: found receiver "hr", expected a row with it in receivers'],
    ),
    (
        "a receiver nothing reaches",
        {"receivers": RECEIVERS + "hr,人事,hr,GA,true,\n"},
        [
            (
                'receivers.csv:5:1: found receiver "hr" that nothing reaches, '
                "expected a route to it, or a receiver that has it above"
            )
        ],
    ),
    (
        "a dead route",
        {"routes": routes(REFERRALS, CARDS, "late,,card,,red,,,,,supervision,,,,,")},
        [
            (
                'routes.csv:4:1: found route "late", dead: "cards" (line 3) before it takes all of it, '
                "expected a row before it"
            )
        ],
    ),
    (
        "a dead route by a region above",
        {"routes": routes(REFERRALS, "a,,card,,,,,430000,,heads,,,,,", "b,,card,,,,,430100,,heads,,,,,")},
        [
            'routes.csv:4:1: found route "b", dead: "a" (line 3) before it takes all of it, expected a row before it'
        ],
    ),
    (
        "a route that none of its parent's matters meets",
        {"routes": routes(REFERRALS, CARDS, "x,cards,ticket,,,,,,,heads,,,,,")},
        ['routes.csv:4:3: found route "x", dead: its kinds are none of "cards", expected some of line 3'],
    ),
    (
        "rules that its parent does not have",
        {"routes": routes(REFERRALS, "a,,card,,,T-*,,,,heads,,,,,", "x,a,,,,P-*,,,,heads,,,,,")},
        ['routes.csv:4:6: found route "x", dead: its rules are none of "a", expected some of line 3'],
    ),
    (
        "overlapping routes",
        {"routes": routes(REFERRALS, CARDS + "true", "again,,card,,,,,,,heads,,,,,")},
        [
            (
                'routes.csv:4:1: found route "again", which overlaps "cards" (line 3), '
                "expected receivers that the other does not send to"
            )
        ],
    ),
    (
        "a matcher nobody knows",
        {"routes": f"{ROUTE_COLUMNS},weather\n{REFERRALS},\n{CARDS},rain\n"},
        ['routes.csv:1:16: found column "weather", expected one of ' + ROUTE_COLUMNS.replace(",", ", ")],
    ),
    (
        "values nobody knows",
        {"routes": routes(REFERRALS, "x,,card,soon,purple,T-99;Z*,XX,999,9,heads,,,,,")},
        [
            (
                'routes.csv:3:4: found stages "soon", expected some of proposed, issued, open, overdue, referred, '
                "separated by ;"
            ),
            'routes.csv:3:5: found colours "purple", expected some of warning, yellow, red, separated by ;',
            (
                'routes.csv:3:6: found rule "T-99", expected the id of a rule such as T-04, or its beginning and *, '
                "such as T-*"
            ),
            (
                'routes.csv:3:6: found rule "Z*", expected the id of a rule such as T-04, or its beginning and *, '
                "such as T-*"
            ),
            'routes.csv:3:7: found dept_code "XX", expected a row with it in units',
            'routes.csv:3:8: found region_code "999", expected a row with it in regions',
            'routes.csv:3:9: found item_code "9", expected a row with it in items',
        ],
    ),
    (
        "a route to nobody",
        {"routes": routes(REFERRALS, CARDS, "x,,lead,,,,,,,,,,,,")},
        ['routes.csv:4:10: found route "x" to nobody, expected receivers, or rows below'],
    ),
    (
        "discipline inspection by any other way than a referral",
        {"routes": routes(REFERRALS, "cards,,card,,,,,,,heads;jw,,,,,")},
        [
            (
                'routes.csv:3:3: found receiver "jw" of discipline inspection, '
                "expected kinds referral alone: it gets only what a person confirmed"
            )
        ],
    ),
    (
        "discipline inspection beside other kinds",
        {"routes": routes("referrals,,referral;lead,,,,,,,jw,,,,,", CARDS)},
        [
            (
                'routes.csv:2:3: found receiver "jw" of discipline inspection, '
                "expected kinds referral alone: it gets only what a person confirmed"
            )
        ],
    ),
    (
        "discipline inspection above another",
        {"receivers": RECEIVERS.replace("supervision,GA,true,", "supervision,GA,true,jw")},
        [
            (
                'receivers.csv:2:6: found above "jw", '
                "expected a receiver of another unit: only what a person confirmed goes to discipline inspection"
            )
        ],
    ),
    (
        "receivers above each other",
        {"receivers": RECEIVERS.replace("supervision,GA,true,", "supervision,GA,true,heads")},
        ["receivers.csv:4:6: found a circle in above: supervision → heads → supervision, expected an order"],
    ),
    (
        "a unit without people, and a department that is one already",
        {
            "receivers": RECEIVERS.replace("supervision,GA", "supervision,").replace(
                "department,,", "department,ZJ,"
            )
        },
        [
            'receivers.csv:2:4: found no dept_code of "supervision", expected the unit whose people acknowledge',
            (
                'receivers.csv:4:4: found dept_code "ZJ" of the department in question, '
                "expected none: it is whichever department a matter is about"
            ),
        ],
    ),
    (
        "an unknown parent",
        {"routes": routes(REFERRALS, CARDS, "x,nobody,,,red,,,,,heads,,,,,")},
        ['routes.csv:4:2: found parent "nobody", expected a row with it in routes'],
    ),
    (
        "an outage that ends before it begins, and one without an offset",
        {
            "outages": "outage,scope,sources,reason,owner,starts_at,ends_at\n"
            "o1,dept:ZJ,,x,u1,2026-05-02T00:00:00+08:00,2026-05-01T00:00:00+08:00\n"
            "o2,dept:ZJ,,x,u1,2026-05-01T00:00:00,2026-05-02T00:00:00+08:00\n"
        },
        [
            "outages.csv:2:7: found an end not after the start, expected an instant after starts_at",
            (
                'outages.csv:3:6: found starts_at "2026-05-01T00:00:00", '
                "expected an instant with its offset such as 2026-01-05T09:00:00+08:00"
            ),
        ],
    ),
    (
        "a silence of what is not there",
        {"silences": SILENT + "s1,dept:XX,nobody,,Q-*,搬迁,u1,2026-12-31\n"},
        [
            'silences.csv:2:2: found scope dept "XX", expected the dept_code of a row in units',
            'silences.csv:2:3: found receiver "nobody", expected a row with it in receivers',
            (
                'silences.csv:2:5: found rule "Q-*", expected the id of a rule such as T-04, or its beginning and *, '
                "such as T-*"
            ),
        ],
    ),
]


@pytest.mark.parametrize(
    ("files", "expected"), [case[1:] for case in MISTAKES], ids=[case[0] for case in MISTAKES]
)
def test_a_mistake_is_named_with_its_place(files: dict[str, str], expected: list[str]) -> None:
    assert found(**files) == expected


def test_routes_in_a_circle_are_a_mistake_and_do_not_hang() -> None:
    said = found(routes=routes(REFERRALS, CARDS, "a,b,,,red,,,,,heads,,,,,", "b,a,,,red,,,,,heads,,,,,"))

    assert any("a circle in parent" in line for line in said)


@pytest.mark.parametrize("name", [each for each in shipped_names() if each != "wabo-receipt"])
def test_the_rulebooks_that_ship_have_routes_for_everything_that_can_be_told(name: str) -> None:
    files = {path.name: path.read_bytes() for path in shipped_rulebook(name).iterdir() if path.is_file()}
    book = load_files(name, files).rulebook

    assert {kind for row in book.routes for kind in row.kinds} == {
        "card",
        "ticket",
        "lead",
        "referral",
        "data",
    }
    assert {each.unit for each in book.receivers.values()} == {
        *("supervision", "inspection", "discipline", "organisation", "department", "hr"),
    }
    assert all(isinstance(row, Route) for row in book.routes)
