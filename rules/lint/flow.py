"""Flows that no case can walk as they are written."""

from collections.abc import Iterator, Mapping

from rules.lint.finding import Finding, of_stage
from rules.rulebook import Item, Stage

APPROVE = "approve"


def stage_unreachable(item: Item) -> Iterator[Finding]:
    """Required stages behind the last approval: no case can leave one before its decision, so P-01 would find it
    missing in every case.
    """
    before = _behind(item.stages)
    approvals = {code for code, stage in item.stages.items() if stage.role == APPROVE}
    leading = {code for approval in approvals for code in before[approval]}
    for code, stage in item.stages.items():
        if stage.required and code not in approvals | leading and before[code] & approvals:
            waits = ", ".join(sorted(before[code] & approvals))
            sentence = (
                f"requires stage {code} after the approval ({waits}): it cannot be left before the decision, "
                "so P-01 would find it missing in every case"
            )
            yield of_stage(item, stage, "stage_unreachable", "required", sentence)


def stage_before_predecessor(item: Item) -> Iterator[Finding]:
    """Stages whose position says that they come before one they wait for."""
    for stage in item.stages.values():
        for code in stage.after:
            first = item.stages[code]
            if stage.position and first.position and stage.position <= first.position:
                sentence = (
                    f"has stage {stage.stage_code} in position {stage.position} after stage {code}, "
                    f"whose position is {first.position}"
                )
                yield of_stage(item, stage, "stage_before_predecessor", "position", sentence)


def in_order(stages: Mapping[str, Stage]) -> Iterator[Stage]:
    """Every stage after all those it waits for. The stages must be free of circles, as a loaded rulebook's are."""
    waiting = dict(stages)
    while waiting:
        ready = [code for code, stage in waiting.items() if not any(each in waiting for each in stage.after)]
        yield from [waiting.pop(code) for code in ready]


def _behind(stages: Mapping[str, Stage]) -> dict[str, frozenset[str]]:
    """For each stage all that have to come before it."""
    found: dict[str, frozenset[str]] = {}
    for stage in in_order(stages):
        found[stage.stage_code] = frozenset(stage.after).union(*(found[each] for each in stage.after))
    return found
