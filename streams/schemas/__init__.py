"""The contracts as others can load them: JSON Schema of what goes in and comes out, and an AsyncAPI document.

All of it is made from the classes that the program itself decodes and encodes with.
"""

import json

from streams.schemas.asyncapi import asyncapi
from streams.schemas.events import events_schema
from streams.schemas.names import ASYNCAPI, EVENTS, OUTPUTS
from streams.schemas.outputs import outputs_schema
from streams.schemas.shaping import Schema

__all__ = ["documents"]


def documents() -> dict[str, str]:
    """The text of every document, by the name of its file; they refer to each other by these names."""
    made = {EVENTS: events_schema(), OUTPUTS: outputs_schema(), ASYNCAPI: asyncapi()}
    return {name: _text(document) for name, document in made.items()}


def _text(document: Schema) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
