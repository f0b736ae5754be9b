"""What the catalogue of panels takes, and what it refuses."""

import re

import pytest

from dashboards.board_sql import board_sql
from dashboards.catalogue import (
    NOTHING,
    BadPanel,
    Kind,
    Panel,
    narrowed,
    panel_named,
    panel_queries,
    panels,
    parse_panel,
)
from dashboards.columns import Unit, heading, word
from rules.labels import GRADES
from sinks.named_queries import shipped_queries
from streams import card_words, ticket_words

HEADER = """\
-- title_zh = "在办"
-- title_en = "Open"
-- means_zh = "在办的办件。"
-- means_en = "Open cases."
-- kind = "stat"
-- columns = ["value"]
"""
SQL = """\
SELECT count() AS value
FROM case_states FINAL
WHERE last_event_at < parseDateTime64BestEffort({until:String}, 3, 'UTC')
  AND ({region:String} = '*' OR has(splitByChar(',', {region:String}), region_code))
LIMIT {limit:UInt32}
"""


def test_a_file_becomes_a_panel() -> None:
    panel = parse_panel("open", HEADER + '-- link = "cases"\n-- steps = [{at = 1, colour = "red"}]\n' + SQL)

    assert (panel.title_zh, panel.kind, panel.unit, panel.link) == ("在办", Kind.STAT, Unit.COUNT, "cases")
    assert [(step.at, step.colour) for step in panel.steps] == [(1.0, "red")]
    assert panel.parameters == ("until", "region", "limit")
    assert panel.query.name == "panel_open"
    assert panel.query.defaults == {"region": "*", "limit": "1000"}


def test_of_what_somebody_chose_a_panel_takes_what_concerns_it() -> None:
    panel = parse_panel("open", HEADER + SQL)

    assert panel.given({"until": "2026-01-01T00:00:00Z", "person": "u17", "region": "430100"}) == {
        "until": "2026-01-01T00:00:00Z",
        "region": "430100",
    }


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ('kind = "stat"', 'kind = "pie"', "'pie'"),
        ('kind = "stat"', 'kind = "stat"\n-- colour = "red"', "unknown field `colour`"),
        ('title_zh = "在办"', 'title_zh = ""', "found no text in title_zh"),
        ('title_zh = "在办"', 'title_zh = "在办', "its header, the comment at the top, is TOML"),
        ('-- title_en = "Open"\n', "", "missing required field `title_en`"),
        ('columns = ["value"]', "columns = []", "found the columns [], expected one row with `value`"),
        ('"stat"', '"bars"', "found the columns ['value'], expected a name first"),
        ("{region:String} =", "{regoin:String} =", "found the parameters ['regoin']"),
        ("{limit:UInt32}", "{limit:String}", "found the parameters ['limit']"),
        ("parseDateTime64BestEffort({until:String}, 3, 'UTC')", "{until:String}", "found an instant written"),
        ("LIMIT {limit:UInt32}", "LIMIT 10", "ends otherwise than with LIMIT"),
        ("FROM case_states", "FROM case_states -- all", "its query holds a comment"),
        ("'*'", "'$x'", "holds a $"),
    ],
)
def test_a_mistake_in_a_panel_is_named_with_its_file(before: str, after: str, complaint: str) -> None:
    text = HEADER + SQL
    assert before in text

    with pytest.raises(BadPanel, match=f"panel open: .*{re.escape(complaint)}"):
        parse_panel("open", text.replace(before, after))


def test_steps_that_do_not_rise_or_have_strange_colours_are_refused() -> None:
    with pytest.raises(BadPanel, match="do not rise"):
        parse_panel(
            "open", HEADER + '-- steps = [{at = 1, colour = "red"}, {at = 1, colour = "green"}]\n' + SQL
        )
    with pytest.raises(BadPanel, match=r"found the colours \['pink'\]"):
        parse_panel("open", HEADER + '-- steps = [{at = 1, colour = "pink"}]\n' + SQL)


def test_a_panel_that_is_not_there_is_said_with_those_that_are() -> None:
    with pytest.raises(BadPanel, match=r"no panel 'nothing', there are .*open_cases"):
        panel_named("nothing")


def test_every_shipped_panel_loads_and_none_has_the_name_of_a_query_of_the_archive() -> None:
    assert len(panels()) > 50
    assert not panel_queries().keys() & shipped_queries().keys()


@pytest.mark.parametrize("panel", panels().values(), ids=lambda panel: panel.name)
def test_the_links_of_a_panel_stay_in_the_console(panel: Panel) -> None:
    links = [panel.link, *panel.links.values()]

    assert [link for link in links if link.startswith("/") or "://" in link] == []


@pytest.mark.parametrize(
    ("chosen", "allowed", "shown"),
    [
        ("*", ["*"], "*"),
        ("A,B", ["*"], "A,B"),
        ("*", ["A", "B"], "A,B"),
        ("A,C", ["A", "B"], "A"),
        ("C", ["A", "B"], NOTHING),
        ("C,*", ["A", "B"], NOTHING),
        ("*", [], NOTHING),
    ],
)
def test_nothing_is_shown_beyond_what_somebody_may_see(chosen: str, allowed: list[str], shown: str) -> None:
    assert narrowed(chosen, allowed) == shown


def test_a_board_asks_with_macros_and_with_variables_that_nothing_can_end() -> None:
    sql = board_sql(parse_panel("open", HEADER + SQL))

    assert "last_event_at < $__toTime_ms" in sql
    assert "trim(BOTH '{}' FROM decodeURLComponent('${region:percentencode}')) = '*'" in sql
    assert sql.endswith("LIMIT 1000")
    assert "String}" not in sql


def test_columns_and_codes_have_words_in_two_languages() -> None:
    assert heading("dept_code") == ("部门", "Department")
    assert word("colour", "red") == ("红牌", "red card")
    assert word("rule_id", "T-04")[0] == "T-04 超承诺期限"
    assert word("dept_code", "430100-ZJ") == ("430100-ZJ", "430100-ZJ")


def test_codes_are_called_what_cards_and_tickets_call_them_everywhere() -> None:
    for column, named in (
        ("state", card_words.STATES),
        ("state", ticket_words.STATES),
        ("colour", {code: texts for code, texts in card_words.COLOURS.items() if code != "lead"}),
        ("kind", ticket_words.KINDS),
        ("level", {str(grade): texts for grade, texts in GRADES.items()}),
        ("channel", {str(channel): texts for channel, texts in ticket_words.CHANNELS.items()}),
    ):
        assert {code: word(column, code) for code in named} == dict(named), column
