"""What a written turn adds to the metrics."""

from collections import Counter

import msgspec

from rules.lane import Turn
from rules.outputs import Output
from streams.worker.metrics import Metrics

MOST_NAMES = 200


class _CardFacts(msgspec.Struct):
    rule_id: str = ""
    colour: str | None = None
    state: str = ""


class _CardEvent(msgspec.Struct):
    data: _CardFacts


_card = msgspec.json.Decoder(_CardEvent)


def count_turn(metrics: Metrics, turn: Turn, wall: int) -> None:
    """Count outcomes, dead letters, unknown fields, outputs and card revisions of a turn written at `wall` (ms), and
    how late its due moments were."""
    for moment, cases in turn.fired.items():
        late = max(0.0, (wall - moment) / 1000)
        for _ in range(cases):
            metrics.due_lateness.observe(late)
    for outcome, count in turn.outcomes.items():
        metrics.events.labels(outcome.partition(":")[0]).inc(count)
    for source in turn.fares.good:
        metrics.last_taken[bounded(metrics.sources, source)] = wall
    for (source, reason), count in turn.fares.failures.items():
        metrics.dead_letters.labels(reason, bounded(metrics.sources, source)).inc(count)
    for topic, count in Counter(output.topic for output in turn.outputs).items():
        metrics.outputs.labels(topic).inc(count)
    for name, count in turn.unknown_fields.items():
        metrics.unknown_fields.labels(bounded(metrics.field_names, name)).inc(count)
    for output in turn.outputs:
        if output.topic == "cards":
            _count_card(metrics, output)


def bounded(known: set[str], name: str) -> str:
    """The name, or `other` where too many are known: sources choose them, and a metric must not grow with them."""
    if name not in known and len(known) < MOST_NAMES:
        known.add(name)
    return name if name in known else "other"


def _count_card(metrics: Metrics, output: Output) -> None:
    card = _card.decode(output.value).data
    metrics.cards.labels(card.rule_id, card.colour or "", card.state).inc()
