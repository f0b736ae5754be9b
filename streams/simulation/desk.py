"""The desk of the simulated city: departments answer their cards, supervisors confirm, adjudicators decide.

A case that has facts is lived through once more, moment by moment: cards come and go, people act on them on working
days, and what they do becomes events of the case. What stands at the end is the truth.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from rules.cards import card_id_of
from streams.simulation.case import DESK, Case, Happening
from streams.simulation.days import DAY, written
from streams.simulation.hours import staff_second
from streams.simulation.investigations import investigate
from streams.simulation.lives import GRAVITY, MOVES, Life
from streams.simulation.people import Person
from streams.simulation.truth import NEVER, Fact, Planted

ANSWER_DAYS = 5
BY_HAND = "by hand"
"""In the plans of a case: the rule of a card issued by hand, then what becomes of it."""

NOTHING = ""
"""In a plan: a working day on which nobody does anything."""

MUTED: Mapping[str, str] = {"muted": "T-09", "muted_for_a_while": "P-16"}
"""Special item → the rule that an accepted deviation mutes there."""

_SAYS = {
    "confirm": "经核查属实，予以确认",
    "reject": "经核查不属实，不予发牌",
    "answer": "已核实情况，完成整改并向申请人说明",
    "appeal": "对认定的事实有异议，申请复核",
    "grant": "申诉理由成立，撤销",
    "deny": "申诉理由不成立，维持",
    "send_back": "事实需重新核对，退回",
    "refer_up": "案情重大，上报复核",
    "revoke": "自行纠正且未造成损害，依备案免责",
    "refer": "涉嫌违纪，移送",
    "reinstate": "计算有误，撤销，原牌恢复",
}
_DECISIONS = frozenset({"grant", "deny", "send_back", "refer_up"})
_RUNG, _DUE, _MOVE = range(3)  # what comes first of two things at one moment


class Step(NamedTuple):
    """Something that comes to pass at `at`: a fact, an end of one, an answer due, a move at the desk."""

    at: int
    order: int
    number: int
    happens: Callable[[int], None]


class Desk:
    """One case at the desk. `events` are what people did there, `planted` what stands at `end`."""

    def __init__(self, case: Case, end: int, unmuted: int) -> None:
        self._case, self._end, self._unmuted = case, end, unmuted
        self._ahead: list[Step] = []
        self._lives: dict[tuple[str, str], Life] = {}
        self._numbers = count()
        self._answered: dict[tuple[str, str], int] = {}
        self._moves: list[tuple[tuple[str, str], str, str]] = []
        self.events: list[Happening] = []

    def live(self) -> None:
        """Go through all that comes to pass until the end."""
        for fact in self._case.facts:
            self._plan(max(fact.violated_at, fact.known_at), _RUNG, partial(self._found, fact))
            if fact.until < NEVER:
                self._plan(fact.until, _RUNG, partial(self._gone, fact))
        if BY_HAND in self._case.plans:
            self._plan(self._working_time(self._case.recorded, 1), _MOVE, self._by_hand)
        while self._ahead and self._ahead[0].at <= self._end:
            step = heappop(self._ahead)
            step.happens(step.at)
            self._issue(step.at)
        self._look_into()

    def read_at_once(self) -> None:
        """Take what happened as somebody does who reads it all when it is over.

        Then every card takes effect at the end, whatever was done is done to the cards as they are by then, and
        no answer is due yet.
        """
        by_hand = [life for life in self._lives.values() if life.by_hand]
        self._lives.clear()
        for fact in sorted(self._case.facts, key=lambda each: each.violated_at):
            if max(fact.violated_at, fact.known_at) <= self._end < fact.until:
                self._rise(fact)
        for life in self._lives.values():
            life.muted = self._mutes(life, self._end)
        self._lives |= {
            (life.fact.rule_id, life.fact.occasion): Life(life.fact, by_hand=True) for life in by_hand
        }
        for key, name, actor in self._moves:
            acted_on = self._lives.get(key)
            if acted_on is not None and acted_on.state(self._lives.values()) in MOVES[name]:
                acted_on.move(name, actor)

    def planted(self, planter: str) -> Iterator[Planted]:
        """The cards that stand, all but those withdrawn."""
        lives = list(self._lives.values())
        for life in lives:
            state, fact = life.state(lives), life.fact
            if state != "withdrawn":
                moment = written(fact.violated_at)
                yield Planted(
                    self._case.case_no, fact.rule_id, fact.colour, fact.occasion, state, moment, planter
                )

    def _look_into(self) -> None:
        """Cards that were just answered, and stand, are looked into."""
        lives = self._lives.values()
        for key, at in self._answered.items():
            life = self._lives[key]
            plain = life.fact.rule_id not in self._case.plans and not life.by_hand
            if plain and life.state(lives) == "answered":
                self.events += investigate(self._case, life.fact, at)

    def _plan(self, at: int, order: int, happens: Callable[[int], None]) -> None:
        heappush(self._ahead, Step(at, order, next(self._numbers), happens))

    def _found(self, fact: Fact, at: int) -> None:
        life, new = self._rise(fact)
        if new:
            self._mute(life, at)
            self._follow(life, at, self._case.plans.get(fact.rule_id, ()))

    def _rise(self, fact: Fact) -> tuple[Life, bool]:
        """The card of a fact, and whether it is new."""
        key = (fact.rule_id, fact.occasion)
        if key in self._lives:
            self._lives[key].rise(fact)
            return self._lives[key], False
        life = self._lives[key] = Life(fact)
        return life, True

    def _mute(self, life: Life, at: int) -> None:
        life.muted = self._mutes(life, at)
        if life.muted and not self._mutes(life, self._unmuted):
            self._plan(self._unmuted, _RUNG, lambda _: life.unmute())

    def _mutes(self, life: Life, at: int) -> bool:
        special = self._case.item.special
        return MUTED.get(special) == life.fact.rule_id and (special == "muted" or at < self._unmuted)

    def _gone(self, fact: Fact, _at: int) -> None:
        self._lives[fact.rule_id, fact.occasion].held = False

    def _issue(self, at: int) -> None:
        """Whatever has just taken effect is issued now; the department has five working days."""
        lives = self._lives.values()
        for life in lives:
            if life.issued_at < 0 and life.state(lives) == "issued":
                life.issued_at = at
                if GRAVITY[life.fact.colour] and life.fact.rule_id != "E-01":
                    self._ask_for_answer(life, at)

    def _ask_for_answer(self, life: Life, at: int) -> None:
        day = at // DAY
        due = self._case.days.after(day, ANSWER_DAYS)
        if self._case.days.announced(day, due):
            self._plan((due + 1) * DAY, _DUE, partial(self._due, life, at))
        if life.fact.rule_id not in self._case.plans and not life.by_hand:
            days = 1 + int(self._case.chance.random() * 3)
            self._plan(self._working_time(at, days), _MOVE, partial(self._move, life, "answer"))

    def _due(self, life: Life, issued: int, at: int) -> None:
        """E-01: issued then, and nobody has answered since."""
        if life.issued_at != issued or life.handled or life.state(self._lives.values()) != "issued":
            return
        occasion = f"card {self._card_id(life)}"
        self._lives["E-01", occasion] = Life(Fact("E-01", "red", occasion, at, at), about=life)

    def _follow(self, life: Life, at: int, moves: Iterable[str]) -> None:
        """One move each working day."""
        for place, name in enumerate(moves):
            if name != NOTHING:
                self._plan(self._working_time(at, place + 1), _MOVE, partial(self._move, life, name))

    def _move(self, life: Life, name: str, at: int) -> None:
        if life.state(self._lives.values()) not in MOVES[name]:
            return  # risen, superseded or gone meanwhile: nobody acts on it
        actor = self._actor(life, name)
        data = {"actor_id": actor.staff_id, "card_id": self._card_id(life), "reason": _SAYS[name]}
        if name in _DECISIONS:
            self._write(at, "card_appeal_decide", data | {"decision": name})
        elif name == "reinstate":
            self._write(at, "card_revoke", data | {"reinstate": True})
        else:
            self._write(at, f"card_{name}", data)
        if name == "answer":
            self._answered[life.fact.rule_id, life.fact.occasion] = at
        life.move(name, actor.staff_id)
        self._moves.append(((life.fact.rule_id, life.fact.occasion), name, actor.staff_id))

    def _by_hand(self, at: int) -> None:
        """A supervisor saw something no clock could see; another one confirms it."""
        rule, *moves = self._case.plans[BY_HAND]
        issuer = self._case.one_of(self._case.city.supervisors)
        data = {"actor_id": issuer.staff_id, "rule_id": rule, "colour": "yellow"}
        data |= {"dept_code": self._case.item.dept, "reason": "现场检查发现，窗口人员未按规定核验"}
        done = self._write(at, "card_issue_manual", data)
        occasion = f"manual {DESK} {self._case.case_no}-{done.name}"
        life = Life(Fact(rule, "yellow", occasion, at, at, proposed=True), by_hand=True)
        life.hands.add(issuer.staff_id)
        self._lives[rule, occasion] = life
        self._follow(life, at, moves)

    def _actor(self, life: Life, name: str) -> Person:
        case = self._case
        dept = life.fact.dept or case.item.dept
        if name in ("answer", "appeal"):
            return case.one_of((case.city.offices[dept].leader, case.city.offices[dept].liaison))
        people = case.city.adjudicators(dept) if name in _DECISIONS else case.city.supervisors
        return case.one_of([who for who in people if who.staff_id not in life.hands])

    def _card_id(self, life: Life) -> str:
        return card_id_of(self._case.case_no, life.fact.rule_id, life.fact.occasion)

    def _write(self, at: int, event: str, data: Mapping[str, object]) -> Happening:
        done = Happening(at, at, f"d{len(self.events) + 1:02d}", event, dict(data), DESK)
        self.events.append(done)
        return done

    def _working_time(self, after: int, days: int) -> int:
        """A moment in office hours so many working days after."""
        day = self._case.days.after(after // DAY, days)
        return day * DAY + staff_second(self._case.chance)
