"""Whoever asks the group of workers how far it is hears of what is judged, not of what is only folded."""

import json
import time
from pathlib import Path

from streams.assessment.lag import lag_of
from streams.sending import Address, send_files
from tests.worker.office import BEGUN, PARTITIONS, Office, accepted
from tests.worker.running import PATIENCE_SECONDS, running


def test_where_no_record_of_long_ago_is_behind_any_more_its_case_is_judged(
    kafka_bootstrap: str, topic_prefix: str, tmp_path: Path
) -> None:
    office = Office(kafka_bootstrap, topic_prefix, tmp_path)
    address = Address(kafka_bootstrap, topic_prefix, PARTITIONS)
    of_then = accepted(0, BEGUN) | {"recordedtime": f"{BEGUN}T11:00:00+08:00"}
    with running([office.worker("one")]):
        (tmp_path / "old.jsonl").write_text(json.dumps(of_then))
        send_files([tmp_path / "old.jsonl"], kafka_bootstrap, topic_prefix)
        ends = time.monotonic() + PATIENCE_SECONDS
        while lag_of(address).unjudged:
            assert time.monotonic() < ends
        cards = office.cards()

    assert len(cards) == 1
