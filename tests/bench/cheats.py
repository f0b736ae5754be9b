"""Cheating planted over an honest city: each pattern many times, from bold to hardly worth it (domain: 数据造假).

Strengths are drawn anew for each, also weaker than what the rules look for, so that recall says what is missed. The
ids of cheats begin with `cheat-`, by which they are told from honest people.
"""

from collections.abc import Callable, Iterator, Mapping
from random import Random

from sinks.records import Record
from tests.sinks.planted import decided, handled, happened, rated, stood, when

Cheat = Callable[[str, Random], Iterator[Record]]
NAME, HONEST = "cheat-", "honest-"
KINDS, UNITS = 5, 20
"""Kinds of units, and honest units of each: beside four that suppress bad ratings."""

BEGIN = "2026-10-08 09:00"
DAY, HOUR = 86_400, 3_600


def brushing(name: str, chance: Random) -> Iterator[Record]:
    """刷好评: an account gives 5 to 40 good ratings within 1 to 15 minutes."""
    number, width, start = chance.randint(5, 40), chance.randint(60, 900), chance.randint(0, 9 * DAY)
    for each in range(number):
        moment = when(BEGIN, start + each * width / number)
        yield rated(f"{name}-{each}", moment, account_hash=name, dept_code=name)


def borrowing(name: str, chance: Random) -> Iterator[Record]:
    """身份复用: one certificate rates 2 to 8 strangers' cases on a day."""
    for each in range(chance.randint(2, 8)):
        subject = f"{name}-{each}"
        said = {"item_code": "I", "applicant_hash": f"{name}-applicant-{each}"}
        yield happened(subject, "case.submitted", when(BEGIN), **said)
        yield rated(subject, when(BEGIN, each * 600), evaluator_hash=name, dept_code=name)


def praising(name: str, chance: Random) -> Iterator[Record]:
    """即刻好评: staff rate for the citizen as they close, in 60 to 100 % of 30 to 150 cases."""
    share = chance.uniform(0.6, 1)
    for each in range(chance.randint(30, 150)):
        subject, at = f"{name}-{each}", each * HOUR
        after = chance.uniform(0.5, 2.9) if chance.random() < share else chance.uniform(20, 3000)
        yield stood(subject, closed_at=when(BEGIN, at), ended_by=name)
        yield rated(subject, when(BEGIN, at + after), staff_id=name, dept_code="cheats-4")


def suppressing(name: str, chance: Random) -> Iterator[Record]:
    """差评打不进来: not one bad among 50 to 800 ratings of a unit."""
    for each in range(chance.randint(50, 800)):
        yield rated(f"{name}-{each}", when(BEGIN, each * 600), dept_code=name)


def defaulting(name: str, chance: Random) -> Iterator[Record]:
    """默认好评: 20 to 80 % default ratings of 40 to 200 of a unit."""
    share = chance.uniform(0.2, 0.8)
    for each in range(chance.randint(40, 200)):
        is_default = chance.random() < share
        said = {"is_default": is_default, "counts": not is_default, "level": 5}
        yield rated(f"{name}-{each}", when(BEGIN, each * 600), dept_code=name, **said)


def scripting(name: str, chance: Random) -> Iterator[Record]:
    """统一话术: 3 to 20 citizens of a unit write the same on a day, but for stops."""
    for each in range(chance.randint(3, 20)):
        text = f"窗口工作人员热情周到服务{name}" + "！" * chance.randint(0, 3)
        yield rated(f"{name}-{each}", when(BEGIN, each * 300), text=text, dept_code=name)


def flashing(name: str, chance: Random) -> Iterator[Record]:
    """秒办: 2 to 15 cases are decided 5 to 90 seconds after they were accepted."""
    for each in range(chance.randint(2, 15)):
        subject, at = f"{name}-{each}", each * HOUR
        said = {"item_code": "cheat-item", "dept_code": "cheats-8", "project_type": "promised"}
        yield happened(subject, "case.accepted", when(BEGIN, at), item_code="cheat-item")
        yield stood(subject, decided_at=when(BEGIN, at + chance.uniform(5, 90)), ended_by=name, **said)


def bulking(name: str, chance: Random) -> Iterator[Record]:
    """批量办结: 10 to 80 cases closed in 1 to 10 minutes."""
    number, width = chance.randint(10, 80), chance.randint(60, 600)
    for each in range(number):
        moment = when(BEGIN, each * width / number)
        yield happened(f"{name}-{each}", "case.closed", moment, kind="normal", staff_id=name)


def feigning(name: str, chance: Random) -> Iterator[Record]:
    """假办结: 2 to 12 cases are closed and go on 1 to 9 days later."""
    for each in range(chance.randint(2, 12)):
        subject, at = f"{name}-{each}", each * HOUR
        yield happened(subject, "case.closed", when(BEGIN, at), kind="normal", staff_id=name)
        yield stood(subject, item_code="cheat-item")
        yield happened(
            subject, "case.stage_entered", when(BEGIN, at + chance.randint(1, 9) * DAY), stage_code="S"
        )


def resetting(name: str, chance: Random) -> Iterator[Record]:
    """重置时钟: an application is returned and taken in again 1 to 4 times, 1 to 10 days later."""
    gap = chance.randint(1, 10) * DAY
    for each in range(chance.randint(1, 4) + 1):
        subject, at = f"{name}-{each}", each * (gap + HOUR)
        yield happened(subject, "case.submitted", when(BEGIN, at), item_code="I", applicant_hash=name)
        yield happened(subject, "case.closed", when(BEGIN, at + HOUR), kind="returned")


def upholding(name: str, chance: Random) -> Iterator[Record]:
    """申诉放水: a reviewer upholds 50 to 100 % of 8 to 40 appeals, where honest ones uphold a fifth."""
    share = chance.uniform(0.5, 1)
    for each in range(chance.randint(8, 40)):
        yield from decided(name, each, "grant" if chance.random() < share else "deny", "done", BEGIN)


def favouring(name: str, chance: Random) -> Iterator[Record]:
    """选择性办理: 8 to 25 cases of an agent take 5 to 60 % of the time that the item's 60 others take."""
    share = chance.uniform(0.05, 0.6)
    for each in range(60):
        yield from handled(
            f"{name}-other-{each}", name, "", when(BEGIN, each * HOUR), chance.uniform(60, 140)
        )
    for each in range(chance.randint(8, 25)):
        start = when(BEGIN, each * 2 * HOUR)
        yield from handled(f"{name}-{each}", name, name, start, share * chance.uniform(60, 140))


def refusing(name: str, chance: Random) -> Iterator[Record]:
    """同事不同办: a handler refuses 10 to 70 % of 20 to 80 cases, three colleagues a twentieth of forty each."""
    share = chance.uniform(0.1, 0.7)
    people = {name: (chance.randint(20, 80), share)} | {
        f"{name}-colleague-{each}": (40, 0.05) for each in range(3)
    }
    for person, (number, refused) in people.items():
        for each in range(number):
            subject, at = f"{person}-{each}", each * HOUR
            result = "refused" if chance.random() < refused else "approved"
            took = chance.uniform(20, 60) * HOUR
            yield happened(subject, "case.accepted", when(BEGIN, at), item_code=name)
            yield happened(subject, "case.decided", when(BEGIN, at + took), result=result, staff_id=person)
            yield stood(subject, item_code=name, dept_code=name)


def tampering(name: str, chance: Random) -> Iterator[Record]:
    """时间篡改: 1 to 3 late decisions are dated 1 to 6 days back, which brings some of them before the limit."""
    for each in range(chance.randint(1, 3)):
        subject, target = f"{name}-{each}", f"t-{name}-{each}"
        new = when(BEGIN, 10 * DAY - chance.randint(1, 6) * DAY)
        yield happened(subject, "case.decided", when(BEGIN, 10 * DAY), event_id=target)
        said = {"corrects": target, "new_time": new, "reason": "r", "approver_id": "x", "staff_id": name}
        yield happened(subject, "case.corrected", when(BEGIN, 12 * DAY), **said)
        yield stood(subject, promise_due_date="2026-10-16", legal_due_date=None, decided_at=new)


def bypassing(name: str, chance: Random) -> Iterator[Record]:
    """明进暗不进: 40 to 100 % of 30 to 120 window cases of a unit are decided at the back."""
    share = chance.uniform(0.4, 1)
    for each in range(chance.randint(30, 120)):
        subject, at = f"{name}-{each}", each * 600
        here = {"dept_code": name, "window_no": "3", "staff_id": f"{name}-clerk"}
        yield happened(subject, "case.accepted", when(BEGIN, at), item_code="I", **here)
        person = f"{name}-chief" if chance.random() < share else f"{name}-clerk"
        yield happened(subject, "case.decided", when(BEGIN, at + HOUR), dept_code=name, staff_id=person)


CHEATS: Mapping[str, Cheat] = {
    "A-01": brushing,
    "A-02": borrowing,
    "A-04": praising,
    "A-05": suppressing,
    "A-06": defaulting,
    "A-07": scripting,
    "A-08": flashing,
    "A-09": bulking,
    "A-10": feigning,
    "A-11": resetting,
    "A-12": favouring,
    "A-13": upholding,
    "A-14": tampering,
    "A-16": refusing,
    "A-17": bypassing,
}
"""By the rule that is to find it."""


def honest(chance: Random) -> Iterator[Record]:
    """What the city has none of: units with three bad ratings in a hundred, and reviewers who uphold a fifth."""
    for unit in range(KINDS * UNITS):
        for each in range(150):
            bad = {"level": 1, "bad": True} if chance.random() < 0.03 else {}
            moment = when(BEGIN, each * 1800)
            yield rated(f"{HONEST}{unit}-{each}", moment, dept_code=f"{HONEST}{unit}", **bad)
    for reviewer in range(60):
        for each in range(20):
            said = "grant" if chance.random() < 0.2 else "deny"
            yield from decided(f"{HONEST}{reviewer}", each, said, "done", BEGIN)
