"""Each check of the lint on both sides: what it finds, and the nearest thing it leaves alone."""

import pytest

from rules.lint import Finding, dead_rules, lint
from rules.lint.wording import CATCH_ALL
from rules.rulebook import Rulebook
from streams.rulebook_folder import load_files
from tests.rulebook.books import (
    CLEAN,
    FULL,
    GUIDE_COLUMNS,
    HEAD,
    ITEM_COLUMNS,
    ITEMS,
    clean_but,
    encoded,
    guide_row,
)

STAGE_COLUMNS = FULL["stages.csv"].splitlines()[0]
STAFF_COLUMNS = FULL["staff.csv"].splitlines()[0]
POST_COLUMNS = FULL["posts.csv"].splitlines()[0]


def book(**files: str) -> Rulebook:
    return load_files("city", encoded(clean_but(**files))).rulebook


def found(**files: str) -> list[Finding]:
    return lint(book(**files))


def codes(**files: str) -> list[str]:
    return [finding.code for finding in found(**files)]


def test_nothing_is_odd_in_the_clean_rulebook() -> None:
    assert found() == []


def flow(*stages: str) -> str:
    """stages.csv of item 0001 version 1: each stage as code, position, role, required, after."""
    rows = []
    for stage in stages:
        code, position, role, required, after = stage.split(",")
        rows.append(f"0001,1,{code},,{position},{role},{required},false,{after},")
    return "\n".join([STAGE_COLUMNS, *rows, ""])


def test_a_required_stage_behind_the_last_approval_is_unreachable() -> None:
    rows = ("S1,1,handle,true,", "S4,2,approve,true,S1", "S3,3,handle,false,S4", "S2,4,handle,true,S3")
    (one,) = found(stages=flow(*rows))

    assert (one.code, one.key, one.column) == ("stage_unreachable", ("0001", "1", "S2"), "required")
    assert "after the approval (S4)" in one.sentence


@pytest.mark.parametrize(
    "stages",
    [
        ("S1,1,handle,true,", "S4,2,approve,true,S1", "S2,3,handle,false,S4"),  # not required
        ("S1,1,handle,true,", "S2,2,approve,true,S1", "S3,3,review,true,S2", "S4,4,approve,true,S3"),
        ("S1,1,handle,true,", "S4,2,approve,true,S1", "S2,2,handle,true,S1"),  # beside it
        ("S1,1,handle,true,", "S2,2,review,true,S1", "S4,3,handle,true,S2"),  # no approval at all
    ],
)
def test_a_required_stage_that_can_be_left_before_the_decision_is_fine(stages: tuple[str, ...]) -> None:
    assert codes(stages=flow(*stages)) == []


def test_a_position_that_is_not_after_that_of_a_predecessor_is_odd() -> None:
    rows = ("S1,3,handle,true,", "S2,2,review,true,S1", "S3,3,review,true,S1", "S4,4,approve,true,S2")

    assert [(one.code, one.key[2]) for one in found(stages=flow(*rows))] == [
        ("stage_before_predecessor", "S2"),
        ("stage_before_predecessor", "S3"),
    ]


def test_stages_without_position_contradict_nothing() -> None:
    assert codes(stages=flow("S1,3,handle,true,", "S2,,review,true,S1", "S4,,approve,true,S2")) == []


def test_an_item_without_guide_is_found_only_where_there_are_guides() -> None:
    guide = "\n".join([GUIDE_COLUMNS, guide_row("0001", "1"), guide_row("0002", "1"), ""])

    assert [(one.code, one.table, one.key) for one in found(guide=guide)] == [
        ("guide_missing", "items", ("0001", "2"))
    ]
    assert codes(guide=GUIDE_COLUMNS + "\n") == []


def test_each_empty_element_of_a_guide_is_found() -> None:
    guide = "\n".join(
        [
            GUIDE_COLUMNS,
            guide_row("0001", "1", fees="", common_questions=" "),
            guide_row("0001", "2"),
            guide_row("0002", "1"),
            "",
        ]
    )

    assert [(one.code, one.key, one.column) for one in found(guide=guide)] == [
        ("guide_element_empty", ("0001", "1"), "fees"),
        ("guide_element_empty", ("0001", "1"), "common_questions"),
    ]


def materials(name: str, wording: str) -> str:
    return FULL["materials.csv"] + f"0001,1,M2,{name},true,false,{wording}\n"


@pytest.mark.parametrize("phrase", CATCH_ALL)
def test_every_listed_catch_all_is_found_in_a_material(phrase: str) -> None:
    (one,) = found(materials=materials("申请表", f"身份证、{phrase}若干"))

    assert (one.code, one.table, one.key, one.column) == (
        "catch_all",
        "materials",
        ("0001", "1", "M2"),
        "wording",
    )


@pytest.mark.parametrize(
    ("name", "column"), [("其他有关材料", "name"), ("身份证等材料", "name"), ("其 他 有关 材料", "name")]
)
def test_the_name_of_a_material_is_read_too_and_blanks_do_not_hide_it(name: str, column: str) -> None:
    assert [(one.code, one.column) for one in found(materials=materials(name, ""))] == [("catch_all", column)]


@pytest.mark.parametrize("name", ["材料清单", "等候室平面图", "其他事项说明书", "法律意见书", "平等协议材料"])
def test_wording_that_names_something_is_fine(name: str) -> None:
    assert codes(materials=materials(name, f"{name}原件一份")) == []


def test_catch_alls_are_found_in_conditions_and_any_other_element_of_a_guide() -> None:
    rows = [
        guide_row(
            "0001", "1", conditions_of_acceptance="法律、法规规定的其他条件", common_questions="视情况提供"
        ),
        guide_row("0001", "2"),
        guide_row("0002", "1"),
    ]

    assert [
        (one.code, one.table, one.column) for one in found(guide="\n".join([GUIDE_COLUMNS, *rows, ""]))
    ] == [
        ("catch_all", "guide", "conditions_of_acceptance"),
        ("catch_all", "guide", "common_questions"),
    ]


def test_the_list_is_longer_where_the_rulebook_says_so() -> None:
    more = materials("酌情补充的说明", "")

    assert codes(materials=more) == []
    (one,) = found(materials=more, rulebook=HEAD + '[lint]\ncatch_all = ["酌情"]\n')
    assert '"酌情"' in one.sentence


def staff(*rows: str) -> str:
    people = [STAFF_COLUMNS, "u1,甲,ZJ,在编,审批岗,approver,,", "u2,乙,ZJ,编外,受理岗,handler,,", *rows]
    return "\n".join([*people, ""])


@pytest.mark.parametrize(
    ("held", "sentence"),
    [
        ("", "held by nobody in the staff register"),
        ("u3,丙,ZJ,在编,公示岗,handler,,2026-02-28", "nobody in the staff register from 2026-03-01 on"),
        ("u3,丙,ZJ,在编,公示岗,handler,2027-01-01,", "held by nobody in the staff register"),
    ],
)
def test_a_post_that_nobody_holds_in_its_time_is_found(held: str, sentence: str) -> None:
    ends = "2026-12-31"
    posts = f"{CLEAN['posts.csv']}公示岗,,S3,,2026-01-01,{ends}\n"
    (one,) = found(posts=posts, staff=staff(*[held] if held else []))

    assert (one.code, one.table, one.column, one.key[0]) == ("post_unheld", "posts", "post", "公示岗")
    assert one.sentence.endswith(sentence)


@pytest.mark.parametrize(
    "held", ["u3,丙,ZJ,在编,公示岗,handler,,", "u3,丙,ZJ,在编,公示岗,handler,,2026-12-31"]
)
def test_a_post_held_to_the_end_of_its_time_is_fine(held: str) -> None:
    posts = CLEAN["posts.csv"] + "公示岗,,S3,,2026-01-01,2026-12-31\n"

    assert codes(posts=posts, staff=staff(held)) == []


def test_posts_that_ended_before_the_rulebook_holds_are_history() -> None:
    history = CLEAN["posts.csv"] + "老岗,,S3,,2020-01-01,2025-12-31\n"
    today = CLEAN["posts.csv"] + "老岗,,S3,,2020-01-01,2026-01-01\n"

    assert (codes(posts=history), codes(posts=today)) == ([], ["post_unheld"])


def test_without_a_staff_register_nobody_is_missed() -> None:
    without = ("staff.csv", "units.csv", "duty.csv", "absences.csv")
    files = {name: text for name, text in CLEAN.items() if name not in without}
    posts = CLEAN["posts.csv"] + "公示岗,,S3,,,\n"

    assert lint(load_files("city", encoded({**files, "posts.csv": posts})).rulebook) == []


@pytest.mark.parametrize(
    ("row", "right"),
    [
        ("受理岗,,S2,,,", True),
        ("受理岗,0001,,,,", True),
        ("受理岗,0001,S2,430100,,", True),
        ("受理岗,0001,S2,430000,,", True),  # the province above the city
        ("受理岗,0001,S2,,,2026-01-01", True),  # one day of the item's time
        ("受理岗,0001,S2,,,2025-12-31", False),
        ("受理岗,0001,S2,,2026-07-01,", False),
        ("受理岗,0001,S2,430199,,", False),
        ("受理岗,0001,S3,,,", False),
    ],
)
def test_a_stage_is_somebody_s_where_a_post_covers_item_stage_region_and_time(row: str, right: bool) -> None:
    all_but_s2 = "".join(f"受理岗,0001,{code},,,\n" for code in ("S1", "S4"))
    s3 = "" if ",S3," in row else "受理岗,0001,S3,,,\n"
    regions = FULL["regions.csv"] + "430199,区,430100,county\n"
    posts = f"{POST_COLUMNS}\n{all_but_s2}{s3}{row}\n"
    odd = [one for one in found(posts=posts, regions=regions, staff=staff()) if one.code != "post_unheld"]

    assert [(one.code, one.key) for one in odd] == (
        [] if right else [("stage_unauthorised", ("0001", "1", "S2"))]
    )


def test_without_posts_every_stage_is_anybody_s() -> None:
    assert codes(posts=POST_COLUMNS + "\n") == []


@pytest.mark.parametrize("role", ["Approver", "boss", "审批人"])
def test_a_role_the_program_does_not_know_is_found(role: str) -> None:
    (one,) = found(staff=staff(f"u3,丙,ZJ,在编,岗,leader;{role},,"))

    assert (one.code, one.table, one.key[0], one.column) == ("role_unknown", "staff", "u3", "roles")


def test_every_role_the_program_knows_is_fine() -> None:
    roles = "handler;reviewer;approver;leader;supervisor;adjudicator;liaison"

    assert codes(staff=staff(f"u3,丙,ZJ,在编,岗,{roles},,")) == []


ITEM = "0001,1,2026-01-01,,许可,,,promised,working,7,10,false"
MORE_COLUMNS = f"{ITEM_COLUMNS},certificate,lower_review_days,separation"
ALIVE = {
    "T-07": {"stages.csv": f"{STAGE_COLUMNS}\n0001,1,S1,,1,handle,false,false,,2\n"},
    "T-08": {"items.csv": f"{MORE_COLUMNS}\n{ITEM},,,,,,,5,\n"},
    "T-13": {"items.csv": f"{MORE_COLUMNS}\n{ITEM},,,,,,true,,\n"},
    "P-01": {"stages.csv": f"{STAGE_COLUMNS}\n0001,1,S1,,1,handle,true,false,,\n"},
    "P-02": {
        "stages.csv": f"{STAGE_COLUMNS}\n0001,1,S1,,1,handle,true,false,,\n0001,1,S2,,2,handle,false,false,S1,\n"
    },
    "P-03": {"posts.csv": f"{POST_COLUMNS}\n受理岗,,,,,\n"},
    "P-04": {"items.csv": f"{MORE_COLUMNS}\n{ITEM},,,,,,,,handle;review\n"},
    "P-08": {"materials.csv": FULL["materials.csv"].replace("true", "false")},
    "P-10": {"items.csv": f"{MORE_COLUMNS}\n{ITEM},true,,,,,,,\n"},
    "P-12": {"items.csv": f"{MORE_COLUMNS}\n{ITEM},,,true,,,,,\n"},
    "P-18": {"items.csv": f"{MORE_COLUMNS}\n{ITEM},,,,true,,,,\n"},
    "B-01": {"basis.csv": FULL["basis.csv"]},
    "B-02": {"materials.csv": FULL["materials.csv"]},
    "B-06": {"fees.csv": FULL["fees.csv"].replace("0002", "0001")},
}
"""By rule the least that a bare rulebook lacks for it to fire."""


def dead(files: dict[str, str]) -> set[str]:
    bare = {"rulebook.toml": HEAD, "items.csv": f"{ITEM_COLUMNS}\n{ITEM},,,,,\n"}
    return set(dead_rules(load_files("city", encoded({**bare, **files})).rulebook))


def test_in_a_bare_catalogue_the_rules_that_need_more_are_dead() -> None:
    assert dead({}) == set(ALIVE)


@pytest.mark.parametrize("rule_id", ALIVE)
def test_a_rule_comes_alive_with_the_least_it_needs(rule_id: str) -> None:
    assert rule_id not in dead(ALIVE[rule_id])


def test_one_role_alone_separates_nothing_and_a_stage_after_an_optional_one_waits_for_none() -> None:
    assert "P-04" in dead({"items.csv": f"{MORE_COLUMNS}\n{ITEM},,,,,,,,handle\n"})
    optional = f"{STAGE_COLUMNS}\n0001,1,S1,,1,handle,false,false,,\n0001,1,S2,,2,handle,true,false,S1,\n"
    assert "P-02" in dead({"stages.csv": optional})


def test_the_cure_step_is_dead_without_the_rule_it_follows() -> None:
    assert "T-06" in dead_rules(book(rulebook=HEAD + "[rules.T-04]\nenabled = false\n"))
    assert "T-06" not in dead_rules(book())


def test_a_rule_switched_off_is_not_dead() -> None:
    assert "T-07" not in dead({"rulebook.toml": HEAD + "[rules.T-07]\nenabled = false\n"})


def test_what_is_odd_in_two_versions_of_an_item_is_found_in_each() -> None:
    items = ITEMS.replace(",7,10,", ",,10,").replace(",,5,10,", ",,,10,")

    assert [(one.code, one.key) for one in found(items=items)] == [
        ("promise_missing", ("0001", "1")),
        ("promise_missing", ("0001", "2")),
    ]
