"""The lane record says what was handled for good, and refuses to be misread."""

import pytest

from streams.worker import ledger
from streams.worker.ledger import Ledger, UnknownSchemaError


def test_a_lane_record_comes_back_as_it_was() -> None:
    written = Ledger({"case-events": 7}, {"case-events": 1_700_000_000_000}, 1_700_000_000_001)

    assert ledger.decode(ledger.encode(written)) == written


def test_a_lane_record_of_another_schema_is_refused() -> None:
    with pytest.raises(UnknownSchemaError, match="schema 99"):
        ledger.decode(ledger.encode(Ledger(schema=99)))
