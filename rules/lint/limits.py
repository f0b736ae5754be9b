"""B-05: limits of the catalogue that cannot be meant so."""

from collections.abc import Iterator, Mapping

from rules.lint.finding import Finding, of_item, of_stage
from rules.lint.flow import in_order
from rules.rulebook import Item, Stage

LEGAL_DEFAULT = 20  # 行政许可法 42(1), where no other law says otherwise
LEGAL_DEFAULT_JOINT = 45  # 行政许可法 42(2)


def promise_missing(item: Item) -> Iterator[Finding]:
    """B-05: T-03 and T-04 are then judged only where the acceptance itself names a promise."""
    if item.promise_days is None:
        sentence = "has no promise limit: T-03 and T-04 rest on what each acceptance says"
        yield of_item(item, "promise_missing", "promise_days", sentence)


def promise_above_legal(item: Item) -> Iterator[Finding]:
    """B-05: a promise must be the stricter limit."""
    promise, legal = item.promise_days, item.legal_days
    if promise is not None and legal is not None and promise > legal:
        sentence = f"promises {promise} days, more than the legal limit of {legal}"
        yield of_item(item, "promise_above_legal", "promise_days", sentence)


def promise_above_default(item: Item) -> Iterator[Finding]:
    """B-05: where no legal limit is given the law's own holds."""
    default = LEGAL_DEFAULT_JOINT if item.joint else LEGAL_DEFAULT
    if item.legal_days is None and item.promise_days is not None and item.promise_days > default:
        sentence = (
            f"promises {item.promise_days} days with no legal limit given, where the law's is {default}"
        )
        yield of_item(item, "promise_above_default", "promise_days", sentence)


def stages_above_promise(item: Item) -> Iterator[Finding]:
    """B-05: the stage limits along the longest path add up to no more than the promise."""
    path = longest_path(item.stages)
    total = sum(stage.limit_days or 0 for stage in path)
    if item.promise_days is not None and total > item.promise_days:
        way = " + ".join(f"{stage.stage_code} {stage.limit_days or 0}" for stage in path)
        sentence = (
            f"stage limits add up to {total} days ({way}), more than the promise of {item.promise_days}"
        )
        yield of_stage(item, path[-1], "stages_above_promise", "limit_days", sentence)


def longest_path(stages: Mapping[str, Stage]) -> tuple[Stage, ...]:
    """The chain of stages by `after` whose limits add up to most; a stage without limit adds nothing.

    The stages must be free of circles, as a loaded rulebook's are.
    """
    best: dict[str, tuple[int, tuple[Stage, ...]]] = {}
    for stage in in_order(stages):
        before = max((best[each] for each in stage.after if each in best), key=_days, default=(0, ()))
        best[stage.stage_code] = (before[0] + (stage.limit_days or 0), (*before[1], stage))
    return max(best.values(), key=_days, default=(0, ()))[1]


def _days(path: tuple[int, tuple[Stage, ...]]) -> int:
    return path[0]
