"""What became of deliveries and acknowledgements, asked of the archive."""

import json

import msgspec

from sinks.archive import ClickHouseArchive
from sinks.delivery.courier import Item
from sinks.delivery.journal import Outcome, entry
from sinks.named_queries import Reader
from sinks.records import Record
from tests.delivery.samples import addressee, alert, alert_event, message
from tests.sinks.samples import SHAPER, STAMP

DAY = 86_400_000


def delivery(offset: int, outcome: Outcome, receiver: str, case: str, at: int) -> Record:
    """One record of the journal; the alert was due at 0."""
    item = Item(message(case), (0, offset))
    value = entry(outcome, receiver, "webhook", item.message, at, 1, "500")
    return Record("deliveries", 0, offset, case.encode(), value, STAMP)


def test_deliveries_are_counted_by_receiver_with_the_time_they_took(
    archive: ClickHouseArchive, reader: Reader
) -> None:
    records = [
        delivery(0, "delivered", "jw", "c-1", 500),
        delivery(1, "retried", "jw", "c-2", 500),
        delivery(2, "delivered", "jw", "c-2", DAY),
        delivery(2, "delivered", "jw", "c-2", DAY),
        delivery(3, "parked", "jw", "c-3", 7 * DAY),
        delivery(4, "parked", "hr", "c-4", 7 * DAY),
        delivery(5, "delivered", "hr", "c-4", 8 * DAY),
    ]
    archive.write(SHAPER.shape(records))

    rows = {row["receiver"]: row for row in reader.run("deliveries_by_receiver", {})}
    assert {name: rows["jw"][name] for name in ("delivered", "retried", "parked")} == {
        "delivered": 2, "retried": 1, "parked": 1,
    }  # fmt: skip
    assert (rows["hr"]["delivered"], rows["hr"]["parked"]) == (1, 0)
    assert rows["hr"]["seconds_p99"] == 8 * DAY / 1000


def test_acknowledgements_are_counted_by_receiver_in_the_newest_revision_of_each_alert(
    archive: ClickHouseArchive, reader: Reader
) -> None:
    told = addressee("discipline")
    done = msgspec.structs.replace(
        told, acknowledged_at="2026-01-06T03:00:00.000+08:00", acknowledged_by="u90"
    )
    late = msgspec.structs.replace(told, overdue=True)
    found = [alert("c-1", 1, [told]), alert("c-1", 2, [done]), alert("c-2", 1, [late])]
    records = [
        Record("alerts", 0, number, each.subject.encode(), alert_event(each), STAMP)
        for number, each in enumerate(found)
    ]
    archive.write(SHAPER.shape(records))

    (row,) = reader.run("acknowledgements_by_receiver", {})
    assert {name: row[name] for name in ("to_acknowledge", "acknowledged", "overdue", "hours_p50")} == {
        "to_acknowledge": 2, "acknowledged": 1, "overdue": 1, "hours_p50": 3,
    }  # fmt: skip
    (newest,) = reader.run("alert", {"alert_id": found[0].alert_id})
    assert json.loads(str(newest["data"]))["revision"] == 2
    assert len(reader.run("alerts_of_subject", {"subject": "c-1"})) == 2
