"""What a written turn adds to the metrics."""

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


def count_turn(metrics: Metrics, turn: Turn) -> None:
    """Count outcomes, dead letters, unknown fields, outputs and card revisions of a turn."""
    for outcome, count in turn.outcomes.items():
        kind, _, reason = outcome.partition(":")
        metrics.events.labels(kind).inc(count)
        if reason:
            metrics.dead_letters.labels(reason).inc(count)
    for name, count in turn.unknown_fields.items():
        metrics.unknown_fields.labels(_bounded(metrics, name)).inc(count)
    for output in turn.outputs:
        metrics.outputs.labels(output.topic).inc()
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
