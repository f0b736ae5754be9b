"""From a class that msgspec decodes or encodes to a JSON Schema that a person can read.

Only keywords that mean the same in draft 2020-12 and in draft-07 are used, because AsyncAPI 3.0 reads a schema as
draft-07: no keyword stands beside a `$ref`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NOT_BLANK = r"\S"

_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_OFFSET = r"[+-]([01][0-9]|2[0-3]):[0-5][0-9]"


def instant_pattern(year: str) -> str:
    """RFC 3339 with offset, for the validators that take `format` as a mere remark; `year` is itself a pattern."""
    return rf"^{year}-[0-9]{{2}}-[0-9]{{2}}[Tt]{_CLOCK}(\.[0-9]+)?([Zz]|{_OFFSET})$"


INSTANT_PATTERN = instant_pattern("[0-9]{4}")
WRITTEN_INSTANT: Schema = {
    "format": "date-time",
    "pattern": rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T{_CLOCK}\.[0-9]{{3}}{_OFFSET}$",
}
"""An instant as outputs write it: milliseconds, offset of the zone."""


def schema_of(struct: type[msgspec.Struct]) -> Schema:
    """The schema of a class and of the classes inside it, in one piece.

    A field that may be absent may be null. The tag by which msgspec tells classes apart is left out: it is in no
    JSON that anyone sends.
    """
    (outermost,), parts = msgspec.json.schema_components([struct])
    return _plain(outermost, parts, struct.__struct_config__.tag_field)


def refined(schema: Schema, fields: Mapping[str, Schema]) -> Schema:
    """The schema of an object with more said about some of its fields. Raises KeyError for a field it has not."""
    properties = dict(schema["properties"])
    for name, more in fields.items():
        properties[name] = {**properties[name], **more}
    return {**schema, "properties": properties}


def event_schema(name: str, data: Schema) -> Schema:
    """One event type: the document's envelope with this type and this data."""
    return {
        "title": name,
        "allOf": [
            {"$ref": "#/$defs/envelope"},
            {"properties": {"type": {"const": name}, "data": data}},
        ],
    }


def by_type(names: Sequence[str]) -> Schema:
    """An object is judged by its type's own definition alone, so that what is wrong is said of that type."""
    return {
        "type": "object",
        "properties": {"type": {"enum": list(names)}},
        "required": ["type"],
        "allOf": [
            {
                "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
                "then": {"$ref": f"#/$defs/{name}"},
            }
            for name in names
        ],
    }


def _plain(schema: Schema, parts: Mapping[str, Schema], tag: str | None) -> Schema:
    if "$ref" in schema:
        return _plain(parts[schema["$ref"].rpartition("/")[2]], parts, tag)
    if "anyOf" in schema:
        return _either([_plain(option, parts, tag) for option in schema["anyOf"]])
    plain = {key: value for key, value in schema.items() if key not in ("title", "default", "required")}
    if required := [name for name in schema.get("required", ()) if name != tag]:
        plain["required"] = required
    if "items" in schema:
        plain["items"] = _plain(schema["items"], parts, tag)
    if "properties" in schema:
        fields = schema["properties"].items()
        plain["properties"] = {name: _plain(field, parts, tag) for name, field in fields if name != tag}
    if schema.get("format") == "date-time":
        plain["pattern"] = INSTANT_PATTERN
    return plain


def _either(options: Sequence[Schema]) -> Schema:
    """One schema with several types: what is said of texts binds texts only, of numbers numbers only."""
    merged: Schema = {}
    for option in options:
        merged |= option
    types = [option["type"] for option in options if "type" in option]
    if "enum" in merged:
        merged["enum"] = [*merged["enum"], None] if "null" in types else merged["enum"]
        del merged["type"]
        return merged
    if "number" in types and "integer" in types:
        types.remove("integer")
    return {**merged, "type": types if len(types) > 1 else types[0]}
