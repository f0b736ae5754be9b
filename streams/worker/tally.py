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
        kind, _, reason = outcome.partition(":")
        metrics.events.labels(kind).inc(count)
        if reason:
            metrics.dead_letters.labels(reason).inc(count)
    for name, count in turn.unknown_fields.items():
        metrics.unknown_fields.labels(_bounded(metrics, name)).inc(count)
    for topic, count in Counter(output.topic for output in turn.outputs).items():
        metrics.outputs.labels(topic).inc(count)
    for output in turn.outputs:
        if output.topic == "cards":
            _count_card(metrics, output)


def _bounded(metrics: Metrics, name: str) -> str:
    """The name, or `other`: sources choose these names, and a metric must not grow with them."""
    known = metrics.field_names
    if name not in known and len(known) < MOST_NAMES:
        known.add(name)
    return name if name in known else "other"


def _count_card(metrics: Metrics, output: Output) -> None:
    card = _card.decode(output.value).data
    metrics.cards.labels(card.rule_id, card.colour or "", card.state).inc()
