"""Sending dead letters again from the page of one: by whom the system is run, after the cause was mended."""

from collections.abc import Mapping, Sequence

from dashboards.console.models import Asked, Deed, Said
from rules.entitlement import ADMINISTRATOR
from streams.archive_client import ArchiveClient
from streams.console.letter_words import why
from streams.console.thing import Row
from streams.console.visit import Visit
from streams.dead_letters import Wanted
from streams.replaying import Plan, kept_in, parcels, plan_replay

PATIENCE_SECONDS = 120.0
"""How long a person waits for the topic to be read."""

_WHICH = {
    "one": ("只这一封", "this one only"),
    "alike": ("同来源、同原因且未重放的全部", "all of this source and reason that were not sent again"),
}
REPLAY = Deed(
    "replay", ("重放（再次送入）", "Send again"), "",
    (
        Asked("which", "select", ("范围", "Which"), True, _WHICH),
        Asked("with_history", "checkbox", (
            "先从档案库恢复已离开的办件（case_archived）", "Bring closed cases back first (case_archived)",
        )),
    ),
)  # fmt: skip
"""No desk action: nobody decides on it, what is sent again is judged like everything else."""


def replay_deeds(visit: Visit) -> list[Deed]:
    """The form, for administrators; whoever else may see letters reads."""
    return [REPLAY] if visit.viewer.has(ADMINISTRATOR) else []


async def replayed(visit: Visit, row: Row, fields: Mapping[str, str]) -> Said:
    """Send it, or all like it, and say what became of them. Raises Unavailable; what was sent then is sent again
    harmlessly."""
    alike = fields.get("which") == "alike"
    wanted = (
        Wanted(source=row["source"] or "", reason=row["reason"]) if alike else Wanted(frozenset([row["id"]]))
    )
    console = visit.console

    def planned(archive: ArchiveClient) -> Plan:
        found = [each for each in console.letters(wanted) if not (alike and each.told.replayed_at)]
        return plan_replay(found, console.key, kept_in(archive) if fields.get("with_history") else None)

    plan = await console.shelf.asked(planned, PATIENCE_SECONDS)
    for some in parcels(plan):
        await console.send(some)
    console.shelf.forget()
    return Said("good" if plan.letters else "bad", tuple(_sentences(visit, plan)))


def _sentences(visit: Visit, plan: Plan) -> Sequence[str]:
    say = visit.say
    found = [say(f"已再次送入{len(plan.letters):,}封。", f"{len(plan.letters):,} sent again.")]
    found += [
        say(
            f"未送，现在仍会被拒，{why(visit, reason)}：{number:,}",
            f"Not sent, would be refused again, {why(visit, reason)}: {number:,}",
        )
        for reason, number in sorted(plan.refused.items())
    ]
    if plan.empty:
        found.append(say(f"未送，没有内容：{plan.empty:,}", f"Not sent, had no value: {plan.empty:,}"))
    if plan.away:
        found.append(
            say(f"未送，办件已离开：{plan.away:,}", f"Not sent, of cases that have left: {plan.away:,}")
        )
    if plan.lost:
        found.append(
            say(
                f"档案库没有这些办件：{len(plan.lost):,}",
                f"Of cases the archive keeps nothing of: {len(plan.lost):,}",
            )
        )
    return found
