"""An archive with each sign planted once, its boundary not quite reached, and an honest neighbour; by rule."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import msgspec

from rules.assessment.facts import MonthFacts
from rules.assessment.frozen import Frozen, manifest_of, pieces_of
from rules.assessment.scores import Sample, Score
from rules.month_desk import MonthRecord, MonthState
from sinks.records import Record
from tests.rules.engine import milliseconds
from tests.rules.writing import at
from tests.sinks.samples import (
    STAMP,
    action_outcome,
    card_arrival,
    case_state,
    json_of,
    output,
    rating_arrival,
)

_places = count(10_000)
DAY = "2026-01-06 10:00"


def when(day: str = DAY, seconds: float = 0) -> str:
    """A moment so long after a local one."""
    moment = datetime.fromisoformat(f"{day.replace(' ', 'T')}:00+08:00") + timedelta(seconds=seconds)
    return moment.isoformat(timespec="milliseconds")


def happened(subject: str, kind: str, at_time: str, topic: str = "case-events", /, **data: Any) -> Record:
    """An event, as it lies on Kafka; its id is the subject and the place unless given."""
    place = next(_places)
    event_id = data.pop("event_id", f"e-{place}")
    event = {
        "specversion": "1.0", "id": event_id, "source": "s", "type": kind, "subject": subject,
        "time": at_time, "recordedtime": at_time, "data": data,
    }  # fmt: skip
    return Record(topic, 0, place, subject.encode(), json_of(event), STAMP)


def rated(subject: str, at_time: str, **more: Any) -> Record:
    """A good rating that counts, given by nobody in particular."""
    given: dict[str, Any] = {
        "level": 5, "bad": False, "channel": 2, "labels": [], "text": None, "staff_id": None, "dept_code": "D",
        "rated_at": at_time,
    }  # fmt: skip
    return rating_arrival("s1", subject, **given | more)


def stood(subject: str, **more: Any) -> Record:
    """Where a case stands."""
    return case_state(1, "closed", 0, subject, **more)


def bursts() -> Iterator[Record]:
    """A-01: ten within ten minutes to the second; ten in a second more; nine; a hall's tablet; a default one."""
    for number in range(10):
        yield rated(f"b1-{number}", when(seconds=number * 600 / 9), ip_hash="ip-burst", dept_code="D-1")
        yield rated(f"b2-{number}", when(seconds=number * 601 / 9), ip_hash="ip-slow")
        yield rated(f"b4-{number}", when(seconds=number), ip_hash="ip-hall", device_hash="tablet", channel=4)
        yield rated(f"b5-{number}", when(seconds=number), account_hash="acc", channel=4, dept_code="D-1")
        yield rated(f"b6-{number}", when(seconds=number), ip_hash="ip-default", is_default=True, counts=False)
    for number in range(9):
        yield rated(f"b3-{number}", when(seconds=number), ip_hash="ip-nine")


def borrowed() -> Iterator[Record]:
    """A-02: one certificate for three applicants; an agent; one with two; one's own; over two days."""
    for name, cases in (("borrowed", 3), ("agent", 3), ("two", 2), ("own", 3), ("days", 3)):
        for number in range(cases):
            subject = f"{name}-{number}"
            agent = "c-agent" if name == "agent" else None
            applicant = "c-own" if name == "own" else f"{name}-applicant-{number}"
            said = {"item_code": "I", "applicant_hash": applicant, "agent_hash": agent}
            yield happened(subject, "case.submitted", when("2026-01-05 09:00"), **said)
            day = f"2026-01-{6 + number // 2:02} 10:00" if name == "days" else DAY
            yield rated(subject, when(day), evaluator_hash=f"c-{name}")


def own_ratings() -> Iterator[Record]:
    """A-03: one of the unit's people rates the unit; another unit; a citizen."""
    yield rated("o-1", when(), account_hash="p-clerk", dept_code="D-3")
    yield rated("o-2", when(), account_hash="p-clerk", dept_code="D-4")
    yield rated("o-3", when(), account_hash="p-citizen", dept_code="D-3")


def praised() -> Iterator[Record]:
    """A-04: thirty within three seconds; twenty-nine; at three seconds; most, but not for certain; bad ones."""
    for name, number, quick, seconds, level in (
        ("praised", 30, 30, 2.9, 5), ("few", 29, 29, 1, 5), ("third", 30, 30, 3, 5), ("most", 40, 33, 1, 5),
        ("scolded", 30, 30, 1, 2),
    ):  # fmt: skip
        for each in range(number):
            subject, closed = f"q-{name}-{each}", when(seconds=each * 3600)
            yield stood(subject, closed_at=closed, ended_by=name)
            after = seconds if each < quick else 400
            given = {"level": level, "staff_id": name, "dept_code": "D-5"}
            yield rated(subject, when(seconds=each * 3600 + after), **given)


def spotless() -> Iterator[Record]:
    """A-05: four hundred and not one bad, where five in a hundred are; sixty and not one bad is chance."""
    for number in range(1000):
        bad = {"level": 1, "bad": True} if number % 20 == 0 else {}
        yield rated(
            f"p-{number}", when(seconds=number), staff_id=f"usual-{number % 5}", dept_code="H-1", **bad
        )
    for number in range(400):
        yield rated(f"z-{number}", when(seconds=number), staff_id="spotless", dept_code="H-2")
    for number in range(60):
        yield rated(f"y-{number}", when(seconds=number), staff_id="lucky", dept_code="H-1")


def defaulted() -> Iterator[Record]:
    """A-06: half of sixty; two fifths of thirty; all of twenty-nine."""
    for dept, total, default in (("D-6", 60, 30), ("D-6b", 30, 12), ("D-6c", 29, 29)):
        for number in range(total):
            said = {"is_default": True, "counts": False, "channel": 7} if number < default else {}
            yield rated(f"d-{dept}-{number}", when(seconds=number), dept_code=dept, **said)


def texts() -> Iterator[Record]:
    """A-07: five say the same but for stops and blanks; four; five of two units; what everybody says."""
    same = "工作人员非常热情，办事效率高"
    for number in range(5):
        yield rated(f"t1-{number}", when(seconds=number), text=same + "！" * number, dept_code="D-7")
        yield rated(
            f"t3-{number}", when(seconds=number), text="材料齐全马上就办", dept_code=f"D-7{number % 2}"
        )
        yield rated(f"t4-{number}", when(seconds=number), text="很好，满意！", dept_code="D-7")
        yield rated(
            "t5", when(seconds=number), text="同一办件反复修改评价", dept_code="D-7", assess_number=number
        )
    for number in range(4):
        yield rated(f"t2-{number}", when(seconds=number), text="四个人说的是一样的话", dept_code="D-7")


def seconds_only() -> Iterator[Record]:
    """A-08: three of 59 s; three of 60 s; two of 10 s; instant ones; an item that takes five minutes at least."""
    for name, number, used, item, kind in (
        ("fast", 3, 59, "I", "promised"), ("minute", 3, 60, "I", "promised"), ("twice", 2, 10, "I", "promised"),
        ("instant", 3, 5, "I", "instant"), ("stamps", 3, 299, "I-5", "promised"), ("slow", 3, 300, "I-5", "promised"),
    ):  # fmt: skip
        for each in range(number):
            subject, start = f"s-{name}-{each}", each * 7200
            said = {"item_code": item, "dept_code": "D-8", "project_type": kind}
            yield happened(subject, "case.accepted", when(seconds=start), item_code=item)
            yield stood(subject, decided_at=when(seconds=start + used), ended_by=name, **said)


def bulk() -> Iterator[Record]:
    """A-09: twenty in five minutes; in a second more; nineteen; the same case twenty times."""
    for name, number, width in (
        ("bulk", 20, 300),
        ("steady", 20, 301),
        ("nineteen", 19, 60),
        ("again", 20, 10),
    ):
        for each in range(number):
            subject = "k-again" if name == "again" else f"k-{name}-{each}"
            moment = when(seconds=each * width / (number - 1))
            yield happened(subject, "case.closed", moment, kind="withdrawn", staff_id=name, dept_code="D-9")


def for_show() -> Iterator[Record]:
    """A-10: three not delivered; two; three that still have time; items nobody delivers; gone on with in time, late."""
    for name, number, item, delivered, day in (
        ("usual", 30, "I-10", True, DAY), ("show", 3, "I-10", False, DAY), ("pair", 2, "I-10", False, DAY),
        ("recent", 3, "I-10", False, "2026-02-03 10:00"), ("never", 30, "I-11", False, DAY),
        ("reopening", 3, "I-11", True, DAY), ("later", 3, "I-11", True, DAY), ("undone", 3, "I-11", True, DAY),
    ):  # fmt: skip
        for each in range(number):
            subject, hour = f"c-{name}-{each}", each * 3600
            who = {"staff_id": name, "dept_code": "D-10"}
            closing = happened(
                subject, "case.closed", when(day, hour), kind="normal", event_id=f"close-{subject}", **who
            )
            yield closing
            yield stood(subject, item_code=item, dept_code="D-10")
            if delivered:
                yield happened(subject, "case.delivered", when(day, hour + 60))
            if name in ("reopening", "later"):
                days = 1 if name == "reopening" else 10
                yield happened(subject, "case.stage_entered", when(day, hour + days * 86400), stage_code="S")
            if name == "undone":
                yield happened(subject, "case.corrected", when(day, hour + 60), corrects=f"close-{subject}", void=True,
                    reason="r", approver_id="a")  # fmt: skip


def set_back() -> Iterator[Record]:
    """A-11: twice again within fifteen days; once; twice a second too late; for another item; after a grant."""
    late = 15 * 86400
    for name, times, gap, kind in (
        ("reset", 2, late, "returned"), ("once", 1, 3600, "returned"), ("patient", 2, late + 1, "withdrawn"),
        ("granted", 2, 3600, "normal"), ("items", 2, 3600, "voided"),
    ):  # fmt: skip
        for each in range(times + 1):
            subject, start = f"r-{name}-{each}", each * (gap + 3600)
            item = f"I-{each}" if name == "items" else "I"
            said = {"item_code": item, "applicant_hash": f"a-{name}", "dept_code": "D-11"}
            yield happened(subject, "case.submitted", when("2025-12-01 10:00", start), **said)
            yield happened(subject, "case.closed", when("2025-12-01 10:00", start + 3600), kind=kind)


def favourites() -> Iterator[Record]:
    """A-12: ten cases in a tenth of the time; nine; ten in four tenths that overtake nobody; twelve that do."""
    for name, number, hours, item in (("", 40, 100, "I-12"), ("favoured", 10, 10, "I-12"), ("nine", 9, 10, "I-12"),
        ("brisk", 10, 40, "I-12")):  # fmt: skip
        after = (101 - hours) * 3600 if name else 0
        for each in range(number):
            yield from handled(
                f"f-{name}-{each}", item, name, when("2026-01-05 09:00", after + each * 60), hours
            )
    for each in range(60):
        start = each * 7200
        yield from handled(f"g-{each}", "I-13", "", when("2026-01-05 09:00", start), 100)
        if each < 12:
            yield from handled(f"g-over-{each}", "I-13", "jumping", when("2026-01-05 09:00", start + 60), 60)


def handled(subject: str, item: str, agent: str, start: str, hours: float) -> Iterator[Record]:
    """A case of an item and agent that took so long."""
    ended = (datetime.fromisoformat(start) + timedelta(hours=hours)).isoformat(timespec="milliseconds")
    yield happened(subject, "case.submitted", start, item_code=item, agent_hash=agent or None)
    yield happened(subject, "case.accepted", start, item_code=item)
    yield stood(subject, item_code=item, dept_code="D-12", decided_at=ended, project_type="promised")


def appeals() -> Iterator[Record]:
    """A-13: twelve of twelve upheld where a fifth are; nine of nine; refused decisions count for nothing."""
    for reviewer, granted, denied in (("lenient", 12, 0), ("usual", 4, 16), ("other", 4, 16), ("nine", 9, 0)):
        for each in range(granted + denied):
            yield from decided(reviewer, each, "grant" if each < granted else "deny", "done")
    for each in range(12):
        yield from decided("refused", each, "grant", "refused")


def decided(reviewer: str, number: int, decision: str, outcome: str, day: str = DAY) -> Iterator[Record]:
    """A decision on an appeal, and what became of it."""
    action, card = f"d-{reviewer}-{number}", f"T-04-{reviewer}-{number}"
    kind, said = "desk.card_appeal_decide", {"card_id": card, "decision": decision, "actor_id": reviewer}
    yield happened(f"case-{action}", kind, when(day), "desk-actions", event_id=action, **said)
    done = action_outcome(outcome, action_id=action, action_source="s", action_type=kind, target_id=card)
    yield done._replace(offset=next(_places))


def moved() -> Iterator[Record]:
    """A-14: a late decision dated before the limit; one moved but late all the same; one that was in time; a start."""
    for name, kind, old, new in (
        ("tamper", "case.decided", "2026-01-15", "2026-01-13"), ("late", "case.decided", "2026-01-15", "2026-01-14"),
        ("early", "case.decided", "2026-01-13", "2026-01-12"), ("restart", "case.accepted", "2026-01-05", "2026-01-06"),
        ("honest", "case.accepted", "2026-01-07", "2026-01-06"),
    ):  # fmt: skip
        subject, target = f"m-{name}", f"t-{name}"
        yield happened(subject, kind, f"{old}T10:00:00+08:00", event_id=target, item_code="I")
        said = {"corrects": target, "new_time": f"{new}T10:00:00+08:00", "reason": "r", "approver_id": "boss"}
        yield happened(subject, "case.corrected", when("2026-01-20 10:00"), staff_id=name, **said)
        yield stood(
            subject, promise_due_date="2026-01-13", legal_due_date=None, promise_limit=5,
            decided_at="2026-01-13T09:00:00+08:00", dept_code="D-14",
        )  # fmt: skip


def handlers() -> Iterator[Record]:
    """A-16: refuses three in five where the others refuse hardly any; asks for supplements; slow; nineteen cases."""
    for name, number, refused, asked, hours in (
        ("even-1", 40, 2, 2, 10), ("even-2", 40, 4, 2, 12), ("harsh", 25, 15, 1, 10), ("asking", 25, 1, 20, 10),
        ("slow", 25, 1, 1, 30), ("new", 19, 19, 0, 10),
    ):  # fmt: skip
        for each in range(number):
            subject, start = f"h-{name}-{each}", when("2026-01-05 09:00", each * 60)
            decided = when("2026-01-05 09:00", each * 60 + hours * 3600)
            said = {"result": "refused" if each < refused else "approved", "staff_id": name}
            yield happened(subject, "case.accepted", start, item_code="I-16")
            yield happened(subject, "case.decided", decided, **said)
            if each < asked:
                yield happened(subject, "case.supplement_notified", start, items=["M"])
            yield stood(subject, item_code="I-16", dept_code="D-16")


def outside() -> Iterator[Record]:
    """A-17: four in five of forty decided outside; half; by window people without saying so; fewer than thirty."""
    for dept, total, out in (("D-17", 40, 32), ("D-17b", 40, 20), ("D-17c", 40, 0), ("D-17d", 29, 29)):
        for each in range(total):
            subject, clerk = f"w-{dept}-{each}", f"clerk-{dept}"
            here = {"dept_code": dept, "window_no": "3", "staff_id": clerk}
            yield happened(subject, "case.accepted", when(seconds=each), item_code="I", **here)
            there = {"staff_id": "chief"} if each < out else {"staff_id": clerk}
            decided = when(seconds=each + 60 * 60)
            yield happened(subject, "case.decided", decided, result="approved", dept_code=dept, **there)


def yellow() -> Iterator[Record]:
    """E-02: three yellow cards that stand in a month; two and a warning; two and one revoked; over two months."""
    for name, cards in (
        ("three", ("yellow", "yellow", "yellow")), ("two", ("yellow", "yellow", "warning")),
        ("revoked", ("yellow", "yellow", "off")), ("months", ("yellow", "yellow", "next")),
    ):  # fmt: skip
        for number, colour in enumerate(cards):
            month = "02" if colour == "next" else "01"
            yield card_arrival(
                offset=next(_places), card_id=f"P-06-{name}-{number}", rule_id="P-06", subject=f"y-{name}-{number}",
                state="revoked" if colour == "off" else "issued", violated_at=f"2026-{month}-06T10:00:00.000+08:00",
                colour="warning" if colour == "warning" else "yellow",
                responsible={"staff_id": name, "post": None, "role": None, "dept_code": "D-E2"},
            )  # fmt: skip


def closed_months() -> Iterator[Record]:
    """E-03: last of five in two closed months; last in one; not ranked; a month that is only published."""
    december = {"last": 5, "fourth": 4, "up": 3, "a": 2, "b": 1}
    january = {"last": 5, "fourth": 3, "up": 4, "a": 2, "b": 1, "unranked": None}
    yield from closed_month("2025-12", december, MonthState.CLOSED)
    yield from closed_month("2026-01", january, MonthState.CLOSED)
    yield from closed_month("2025-11", {"b": 5, "a": 4, "last": 1, "up": 2, "c": 3}, MonthState.PUBLISHED)


def closed_month(
    month: str, ranks: Mapping[str, int | None], state: MonthState, ranked: int = 5
) -> Iterator[Record]:
    """A month frozen with these units, and its record."""
    sample = Sample(30, "70.00", "60.00", "80.00", "85.00", "75.00")
    scores = tuple(
        Score(
            scope="unit", id=name, name=name, model="deduction", group="hall", departments=(name,), parts=(),
            total="60.00", grade="合格", sample=sample, counts={}, rank=rank, ranked=ranked,
        )
        for name, rank in ranks.items()
    )  # fmt: skip
    frozen = Frozen(MonthFacts((), (), ()), scores)
    manifest = manifest_of(frozen, f"{month}-28T00:00:00.000+08:00", 0, "abc")
    for piece in pieces_of(frozen, manifest, month):
        yield _assessed(f"{piece.frozen}/{piece.number:05}", "assessment.piece", piece, month)
    record = MonthRecord(
        month=month, revision=2, state=state, subject=f"month:{month}", published=manifest, published_at=month,
        published_by="u", objections_until=month, objections_end=0, closed=manifest,
    )  # fmt: skip
    yield _assessed(f"month:{month}/2", f"month.{state}", record, month)


def _assessed(event_id: str, kind: str, said: msgspec.Struct, month: str) -> Record:
    body = output(kind, event_id, msgspec.to_builtins(said), f"month:{month}")
    return Record("assessments", 0, next(_places), f"month:{month}".encode(), body, STAMP)


def planted() -> list[Record]:
    """All of it."""
    parts: Iterable[Iterator[Record]] = (
        bursts(), borrowed(), own_ratings(), praised(), spotless(), defaulted(), texts(), seconds_only(), bulk(),
        for_show(), set_back(), favourites(), appeals(), moved(), handlers(), outside(), yellow(), closed_months(),
    )  # fmt: skip
    return [record for part in parts for record in part]


NOW = milliseconds(at("2026-02-10 02:00"))
