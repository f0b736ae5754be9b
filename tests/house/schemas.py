"""What the tests of the published schemas share: the files as they are published, and a validator of each."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, cast

from jsonschema import Draft202012Validator, ValidationError

from streams.docs_tables import SCHEMAS


@cache
def published(name: str) -> dict[str, Any]:
    """A document as it is committed."""
    document: dict[str, Any] = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    return document


@cache
def validator(name: str) -> Draft202012Validator:
    """A validator of whole records; formats are checked."""
    return of_schema(published(name))


def of_schema(schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def faults(name: str, record: Any) -> list[str]:
    """What the schema says against a record, a sentence each; empty: nothing."""
    return [f"{error.json_path}: {error.message}" for error in leaves(validator(name).iter_errors(record))]


def places(name: str, record: Any) -> set[str]:
    """JSON pointers of all that is at fault; a field that is missing is named itself."""
    found = set()
    for error in leaves(validator(name).iter_errors(record)):
        steps = [str(step) for step in error.absolute_path]
        if error.validator == "required":
            steps.append(missing(error))
        found.add("".join(f"/{step}" for step in steps))
    return found


def missing(error: ValidationError) -> str:
    """The first of the required fields that the object has not."""
    required, there = cast(list[str], error.validator_value), cast(dict[str, Any], error.instance)
    return next(field for field in required if field not in there)


def leaves(errors: Iterator[ValidationError]) -> Iterator[ValidationError]:
    """The faults themselves, not the keywords around them."""
    for error in errors:
        if error.context:
            yield from leaves(iter(error.context))
        else:
            yield error


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a document."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from objects(each)
