"""What was found on site of a case that was drawn (抽查): the answers so far, and the form for another."""

import json

from dashboards.console.models import Asked, Deed, Line, Listing, Texts
from streams.console.visit import Visit

TYPE = "desk.sample_result"
_RESULTS: dict[str, Texts] = {"yes": ("属实按时", "in time, as reported"), "no": ("不属实", "not in time")}
DEED = Deed(
    "sample_result",
    ("录入抽查结果", "Enter what was found on site"),
    TYPE,
    (
        Asked(
            "sample_id", "text", ("样本（如 2026-10/spring/95/5）", "Sample, as 2026-10/spring/95/5"), True
        ),
        Asked("result", "select", ("核查结果", "Found"), True, _RESULTS),
        Asked("reason", "textarea", ("核查说明（更改结果时必填）", "Note (needed to change an answer)")),
    ),
)


async def answers_of(visit: Visit, case_no: str) -> Listing:
    """The answers as a list of the page, the newest last."""
    say, viewer = visit.say, visit.viewer
    rows = await visit.console.shelf.rows("outcomes_of_case", subject=case_no)
    told = [json.loads(str(row["data"])) for row in rows if row["type"] == "action.done"]
    lines = [
        Line("", (
            each["target_id"], viewer.word(_RESULTS.get(each["target_state"], (each["target_state"],) * 2)),
            viewer.person(each["actor_id"]), viewer.when(each["decided_at"]),
        ))
        for each in told
        if each["action_type"] == TYPE
    ]  # fmt: skip
    heads = [say("样本", "sample"), say("核查结果", "found"), say("录入人", "by"), say("时间", "at")]
    return Listing(say("抽查结果", "Found on site"), heads, lines)
