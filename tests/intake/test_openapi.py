"""The door against its own description: what fits is taken or refused as described, what does not is refused."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.intake.place import Place, token_of

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
OPERATIONS = [
    ("POST", "/events"),
    ("POST", "/ratings"),
    ("GET", "/sources/me"),
    ("POST", "/actions"),
    ("GET", "/actions/{action_id}"),
    ("POST", "/alerts/{alert_id}/ack"),
    ("GET", "/alerts/{alert_id}/dossier"),
    ("GET", "/feeds/{name}"),
    ("POST", "/login"),
    ("POST", "/password"),
    ("GET", "/me"),
    ("POST", "/logout"),
]
SHORT = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
FEW = settings(parent=SHORT, max_examples=5)
"""For what waits five seconds for a worker's word: none is there."""
WAITED = {"/actions", "/alerts/{alert_id}/ack"}


@pytest.fixture(scope="module")
def described(place: Place) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_url(f"{place.url}/openapi.json")


@pytest.fixture(scope="module")
def person(place: Place) -> str:
    """A token of somebody who does nothing else: wrong passwords tried here lock no other test out."""
    return token_of(place, "u05")


def test_the_description_is_of_these_operations(place: Place) -> None:
    paths = place.get("/openapi.json").body["paths"]

    found = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert found == set(OPERATIONS)


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: str(mode.value))
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_answer_is_as_described_and_none_is_a_crash(
    place: Place,
    described: schemathesis.BaseSchema,
    person: str,
    method: str,
    path: str,
    mode: schemathesis.GenerationMode,
) -> None:
    tokens = (place.tokens["full"], person, "nobody's")
    statuses: set[int] = set()

    @(FEW if path in WAITED else SHORT)
    @given(case=described[path][method].as_strategy(generation_mode=mode))
    def every(case: schemathesis.Case[Any]) -> None:
        for token in tokens:
            response = case.call(headers={"Authorization": f"Bearer {token}"}, timeout=30)
            case.validate_response(response, checks=CHECKS)
            statuses.add(response.status_code)

    every()
    assert statuses, "nothing was sent"
