"""events.schema.json: every event type that is taken in, as the decoder takes it (contracts 1)."""

from rules.case_events import Corrected
from rules.decode import MAX_TEXT, Envelope
from rules.events import Data
from rules.registry import DATA_OF
from streams.schemas.shaping import (
    DIALECT,
    NOT_BLANK,
    Schema,
    by_type,
    event_schema,
    instant_pattern,
    refined,
    schema_of,
)

_ABOUT = (
    "CloudEvents 1.0 in JSON: the value of one Kafka record, or one line of a file. "
    "Fields that are not listed are dropped. An optional field that is null is as good as absent. "
    "What a schema cannot say is judged by the program all the same: at most 1 MiB and 64 levels, UTF-8, "
    "no key twice, no NUL, no time more than 24 hours ahead of its recording, "
    "no whole number written as 7.0, and the replacement in a correction is the whole data of its target's type."
)
_NAME: Schema = {"type": "string", "pattern": NOT_BLANK, "maxLength": MAX_TEXT}
_YEAR = "(19[0-9]{2}|[2-8][0-9]{3}|9000)"
_ACTS: Schema = {
    "anyOf": [
        {"properties": {"void": {"const": True}}, "required": ["void"]},
        {"properties": {"replacement": {"type": "object"}}, "required": ["replacement"]},
        {"properties": {"new_time": {"type": "string"}}, "required": ["new_time"]},
    ]
}
"""A correction does something."""


def events_schema() -> Schema:
    """JSON Schema 2020-12 of any event; `$defs` holds one definition for each type, under the type's name."""
    return {
        "$schema": DIALECT,
        "title": "Events taken in by liangpai 亮牌",
        "description": _ABOUT,
        **by_type(list(DATA_OF)),
        "$defs": {
            "envelope": _envelope(),
            **{name: event_schema(name, _data(data)) for name, data in DATA_OF.items()},
        },
    }


def _envelope() -> Schema:
    time: Schema = {"pattern": instant_pattern(_YEAR)}
    fields = {
        "specversion": {"const": "1.0"},
        "id": {**_NAME, "description": "Unique within its source."},
        "source": {**_NAME, "description": "The system that reports."},
        "subject": {**_NAME, "description": "The case number, and the key of the Kafka record."},
        "time": {**time, "description": "When it happened."},
        "recordedtime": {**time, "description": "When the source system wrote it down."},
        "data": {"type": "object"},
    }
    return {**refined(schema_of(Envelope), fields), "description": "The attributes every event has."}


def _data(data: type[Data]) -> Schema:
    schema = schema_of(data)
    return {**schema, **_ACTS} if data is Corrected else schema
