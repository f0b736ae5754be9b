"""While Kafka does not take records, nobody is told 202; once it does again, what is sent again is taken."""

from pathlib import Path

from tests.intake.place import STRUCTURED, Place, event
from tests.services.test_topics import alter


def test_an_event_that_kafka_does_not_take_is_answered_503_and_202_when_it_can(
    kafka_bootstrap: str, topic_prefix: str, tmp_path: Path
) -> None:
    place = Place(kafka_bootstrap, topic_prefix, tmp_path).open()
    sent = event("u-1", subject="unconfirmed")
    try:
        alter(kafka_bootstrap, topic_prefix, "case-events", {"max.message.bytes": "10"})
        refused = place.post("/events", sent, STRUCTURED)
        alive = place.status_of("/livez")
        alter(kafka_bootstrap, topic_prefix, "case-events", {"max.message.bytes": str(2 << 20)})
        taken = place.post("/events", sent, STRUCTURED)
        assert place.stop() == 0
    finally:
        place.kill()

    assert (refused.status, refused.headers["content-type"]) == (503, "application/problem+json")
    assert int(refused.headers["retry-after"]) >= 1
    assert (alive, taken.status) == (200, 202)
    assert [each["id"] for each in place.written("case-events", "unconfirmed")] == ["e-u-1"]
