"""One lane: everything about the subjects of one partition number, in stream time (contracts 2.1; architecture 4).

Records go in, changes come out; there is no I/O and no clock of its own here. The worker has a lane per partition
number, `check` has one for all its files. Dossiers are kept as their encoded changelog records, decoded on touch and
held decoded within a turn. Deadlines are a heap of distinct instants, rebuilt from the state, never stored.
"""

from collections import Counter
from collections.abc import Callable, MutableMapping
from itertools import islice

import msgspec

from rules import outputs
from rules.acting import wait_longer
from rules.case_events import Closed
from rules.contacts import key_id_of
from rules.court import AHEAD, START, Court
from rules.decode import decode
from rules.departed import Departed
from rules.dossier import Action, BrokenDossier, Dossier, encode, fold, outlook, restore
from rules.events import Event
from rules.fact import Fact
from rules.leaving import BROUGHT_BACK, KEPT, LEAVING, Door, kept_dossier, packed
from rules.letters import letter_of, source_of, subject_of
from rules.minutes import Minutes
from rules.on_record import NOTHING, OnRecord
from rules.planning import plan_for
from rules.privacy import SEALED
from rules.rules import LEADING, WHOLE, Plan
from rules.schedule import Schedule
from rules.service_events import DESK_DATA
from rules.sitting import ACTIONS, ALERTS, FOLLOWING_WAKES, Judgement
from rules.sources import UNREADABLE, Faring
from rules.strictness import Rejected
from rules.turn import Record, Turn

__all__ = ["HOUR_MS", "Lane", "Record", "Turn"]

HOUR_MS = 3_600_000
FOREVER_MS = 253_402_300_799_999
RESTORED = "按现行规则库和日历重新评判 / judged anew by the rulebooks and calendar in force"

JUDGED_LATE = "补录完成后评判 / judged after the backlog"

_DESK = frozenset(DESK_DATA)
_LEAVING = [LEAVING]
_AT_REST = frozenset(_LEAVING)
_REMINDERS = [ALERTS]


class Lane:
    """Takes records in the order given; `clock` (ms) never goes back.

    `partition_of` gives the partition number a subject belongs to (Kafka); None in files, where records
    have no key. `ceiling` is the wall clock the lane's clock may not pass, set by the shell before a turn.
    `on_record` is what the topics hold already, where they are read again from the start; `departed` the cases that
    have left. `keeps_all`: closed cases never leave, for those who look at all cases in the end.
    """

    def __init__(
        self,
        court: Court,
        store: MutableMapping[str, bytes],
        *,
        partition_of: Callable[[str], int] | None = None,
        clock: int = 0,
        on_record: OnRecord = NOTHING,
        departed: Departed | None = None,
        keeps_all: bool = False,
    ) -> None:
        self.clock = clock
        self.ceiling = FOREVER_MS
        self._court = court
        self._store = store
        self._partition_of = partition_of
        self._on_record = on_record.outcomes
        self._told = on_record.told
        self._schedule = Schedule()
        self._door = Door(departed)
        self._keeps_all = keeps_all
        self._faring = Faring()
        self._left: dict[str, None] = {}
        self._backlog: dict[str, None] = {}
        self._rechecks: dict[str, str] = {}
        self._open: dict[str, Dossier] = {}
        self._minutes = Minutes()

    def restore(self) -> None:
        """Rebuild deadlines and backlog from what is in the store. Raises BrokenDossier where a record is none."""
        for subject, record in self._store.items():
            try:
                known = outlook(record)
            except msgspec.MsgspecError as error:
                raise BrokenDossier(f"the state of case {subject} cannot be read ({error})") from error
            if known.stale:
                self._backlog[subject] = None
            elif known.court != self._court.fingerprint:
                self._rechecks[subject] = RESTORED
            wake = known.next_wake
            self._schedule.put(subject, self._court.leaves_at(restore(record)) if wake is None else wake)

    def change_court(self, court: Court, cause: str) -> int:
        """Judge by other rulebooks or another calendar from now on; how many cases are queued to be judged anew.

        `cause` is the reason on every revision that comes of it. The cases are judged by `recheck`; a restored lane
        queues by itself those that were not.
        """
        self._court = court
        for subject, record in self._store.items():
            known = self._open.get(subject) or outlook(record)
            if known.court != court.fingerprint and not known.stale:
                self._rechecks[subject] = cause
        return len(self._rechecks)

    @property
    def rechecks(self) -> int:
        """How many cases wait to be judged anew by the court in force."""
        return len(self._rechecks)

    def recheck(self, limit: int | None = None) -> bool:
        """Judge queued cases anew, as a whole; False if `limit` was not enough."""
        for subject in tuple(islice(self._rechecks, limit)):
            cause = self._rechecks.pop(subject)
            dossier = self._dossier(subject)
            if not dossier.stale and dossier.court != self._court.fingerprint:
                self._open[subject] = dossier
                self._judge(dossier, cause)
        return not self._rechecks

    def take(self, record: Record, *, overtake: bool = False) -> None:
        """Move the clock to the record's stamp, firing what is due; then decode, fold, judge, reconcile.

        Each record ends in exactly one of applied, duplicate, dead-lettered. `overtake`: of what is due, only that of
        the record's own subject is fired before it; the other cases follow, each judged as of its own moment. So a
        record need not wait for a hundred thousand deadlines of one midnight, and no card comes out otherwise.
        """
        moment = min(record.stamp, self.ceiling)
        if overtake:
            self.clock = max(self.clock, moment)
        else:
            self.advance(moment)
        opened = self._opened(record) if self._court.border.unseal is not None else record
        event = None
        try:
            if opened is not record:
                record = opened
                if (opened.value or b"").startswith(KEPT):
                    self._bring_back(opened)
                    return
            event = self._decode(record)
            if (due := self._schedule.first) is not None and due <= self.clock:
                self._fire_own(event.subject)
            if self._door.departed and self._is_over(event):
                return
            dossier = self._dossier(event.subject)
            fact, refused = fold(dossier, event, record.value or b"")
        except Rejected as error:
            self._refuse(record, error)
            if event is not None:
                self._minutes.destroy_contact(event.data)
            return
        self._faring.took(event.source)
        if event.unknown:
            self._minutes.note_unknown(Counter(event.unknown))
        for raw, why in refused:
            self._dead_letter(record, raw, why, event.subject)
        if fact is None:
            self._minutes.count("duplicate")
            self._destroy_double(dossier, event)
            return
        self._minutes.count("applied")
        self._minutes.keep_contact(event.contact_key)
        dossier.last_read = self.clock
        self._open[event.subject] = dossier
        self._judge_event(dossier, fact, event, late=record.stamp < self.clock - HOUR_MS)

    def advance(self, now: int, limit: int | None = None) -> int:
        """Move the clock to `now`, firing due moments in clock order; how many cases were fired.

        As many as `limit`: it may not have been enough, and the clock stands where the last of them was due.
        """
        fired = 0
        while limit is None or fired < limit:
            due = self._schedule.pop(now, None if limit is None else limit - fired)
            if due is None:
                self.clock = max(self.clock, now)
                break
            moment, subjects = due
            self.clock = max(self.clock, moment)
            for subject in subjects:
                self._wake(subject, moment)
            fired += len(subjects)
        return fired

    def next_due(self) -> int | None:
        """The earliest moment anything waits for; it may turn out to be too early."""
        return self._schedule.first

    @property
    def settled_until(self) -> int:
        """Up to where every due moment is fired: the clock, or the last instant before what is still due."""
        due = self._schedule.first
        return self.clock if due is None or due > self.clock else due - 1

    @property
    def backlog(self) -> int:
        """How many cases were folded from records far behind the clock and not judged yet."""
        return len(self._backlog)

    def judge_backlog(self, limit: int | None = None) -> bool:
        """Judge cases folded as backlog, in order of arrival; False if `limit` was not enough."""
        for subject in tuple(islice(self._backlog, limit)):
            del self._backlog[subject]
            dossier = self._dossier(subject)
            dossier.stale = False
            self._open[subject] = dossier
            self._judge(dossier, JUDGED_LATE)
        return not self._backlog

    def end_turn(self) -> Turn:
        """What this turn made; touched dossiers are encoded into the store, buffers are empty afterwards."""
        states: dict[str, bytes | None] = dict(self._left)
        settled: set[str] = set()
        for subject, dossier in self._open.items():
            self._minutes.add(outputs.case_state(dossier, self.clock, self._court.zone))
            states[subject] = self._store[subject] = encode(dossier)
            if dossier.wakes.keys() <= _AT_REST and not dossier.stale and _closed(dossier):
                settled.add(subject)
        self._open, self._left = {}, {}
        return self._minutes.close(states, settled, self._door.end_turn(), self._faring.end_turn())

    def _opened(self, record: Record) -> Record:
        """A record that file intake sealed, as it was before; one that does not open stays what it is."""
        unseal = self._court.border.unseal
        if unseal is None or record.value is None or not record.value.startswith(SEALED):
            return record
        try:
            return record._replace(value=unseal(record.value.decode()))
        except ValueError:
            return record

    def _decode(self, record: Record) -> Event:
        if record.value is None:
            raise Rejected("no_value")
        event = decode(record.value, self._court.border, record.stamp)
        if self._partition_of is not None:
            self._check_place(record, event.subject, self._partition_of)
        return event

    def _check_place(self, record: Record, subject: str, partition_of: Callable[[str], int]) -> None:
        if record.key != subject.encode() or record.partition != partition_of(subject):
            raise Rejected("wrong_key", "/subject")

    def _is_over(self, event: Event) -> bool:
        """Whether the case has left, or the action had its outcome then: actions are refused, each once.

        Raises Rejected `case_archived` for all other events of a case that has left.
        """
        by_people = type(event.data) in _DESK
        if by_people and self._door.has_decided(event):
            self._minutes.count("duplicate")
            return True
        subject = event.subject
        if subject in self._open or subject in self._store or not self._door.has_left(subject):
            return False
        if not by_people:
            raise Rejected("case_archived", "/subject")
        self._minutes.count("applied")
        refusal = self._door.refuse(event, self.clock)
        if (event.source, event.id) not in self._on_record:
            self._minutes.add(outputs.outcome(refusal, subject, self.clock, self._court.zone))
        return True

    def _bring_back(self, record: Record) -> None:
        """A case comes back as it was when it left; one that has not left is not touched."""
        dossier = kept_dossier(record.value or b"")
        subject = dossier.subject
        if self._partition_of is not None:
            self._check_place(record, subject, self._partition_of)
        if subject in self._open or subject in self._store or not self._door.has_left(subject):
            self._minutes.count("duplicate")
            return
        self._minutes.count("applied")
        self._left.pop(subject, None)
        self._door.come_back(dossier)
        dossier.last_read = self.clock
        self._open[subject] = dossier
        self._judge(dossier, BROUGHT_BACK)

    def _leave(self, dossier: Dossier, encoded: bytes, moment: int) -> None:
        """Nothing of the case is open any more: its stub stays, its dossier goes out."""
        subject = dossier.subject
        zone = self._court.zone
        self._minutes.add(outputs.case_state(dossier, self.clock, zone))
        self._minutes.add(self._door.leave(dossier, encoded, moment, zone, self._court.border))
        self._open.pop(subject, None)
        self._store.pop(subject, None)
        self._left[subject] = None

    def _dossier(self, subject: str) -> Dossier:
        dossier = self._open.get(subject)
        if dossier is None:
            record = self._store.get(subject)
            dossier = restore(record) if record is not None else Dossier(subject)
            if self._told and subject in self._told:
                dossier.told = self._told[subject]
        return dossier

    def _judge_event(self, dossier: Dossier, fact: Fact, event: Event, *, late: bool) -> None:
        by_people = type(fact.data) in _DESK
        if by_people:
            self._recall(dossier.actions[-1])
        if late or dossier.stale:
            dossier.stale = True
            self._backlog[dossier.subject] = None
            return
        if by_people:
            self._act(dossier)
            return
        cause = f"{event.type} {event.source} {event.id}"
        self._judge(dossier, cause, plan_for(dossier, fact, self.clock))

    def _wake(self, subject: str, moment: int) -> None:
        """A moment has come for a case; what is backlog is judged, and queued again, when its turn comes."""
        dossier = self._dossier(subject)
        if dossier.stale:
            return
        self._minutes.fire(moment)
        due = [key for key, at in dossier.wakes.items() if at <= moment]
        if due == _LEAVING and subject not in self._rechecks:
            if not self._keeps_all and (encoded := packed(dossier)) is not None:
                self._leave(dossier, encoded, moment)
            return
        self._open[subject] = dossier
        if ACTIONS in due and self._backlog:
            wait_longer(dossier, moment)
        cause = f"时限届至 / due moment {self._court.zone.wall(moment)}"
        if due == _REMINDERS and subject not in self._rechecks:
            told = self._court.remind(dossier, moment, cause)
            if told is not None:
                self._publish(dossier, told)
                return
        asked = tuple(key for key in due if key not in FOLLOWING_WAKES)
        plan = Plan(asked, same_clocks=True, standing=not LEADING.isdisjoint(asked))
        if START in due or AHEAD in due:
            plan = WHOLE
        self._judge(dossier, cause, plan, moment)

    def _fire_own(self, subject: str) -> None:
        """Fire what is due for one subject, in clock order; the entries of others stay."""
        while (moment := self._dossier(subject).next_wake) is not None and moment <= self.clock:
            before = moment
            self._wake(subject, moment)
            if self._dossier(subject).next_wake == before:
                return  # backlog: judged later

    def _judge(self, dossier: Dossier, cause: str, plan: Plan = WHOLE, now: int | None = None) -> None:
        """`now`: the moment it is judged as of (ms), where that is not the clock."""
        waiting = self._rechecks.pop(dossier.subject, None) if self._rechecks else None
        if waiting is not None:
            # what was found by the court before does not hold: nothing of it is trusted
            cause, plan = f"{waiting}；{cause}", WHOLE
        self._publish(dossier, self._court.judge(dossier, self.clock if now is None else now, cause, plan))

    def _publish(self, dossier: Dossier, made: Judgement) -> None:
        """Write down what a sitting made, and when to look again."""
        self._minutes.take_down(made, dossier.subject, self.clock, self._court.zone)
        self._schedule.put(dossier.subject, dossier.next_wake)

    def _destroy_double(self, dossier: Dossier, event: Event) -> None:
        """The contact of a rating sent again was sealed with another key, and the first one is kept."""
        known = dossier.find(event.source, event.id)
        if known is None or key_id_of(known.data) != key_id_of(event.data):
            self._minutes.destroy_contact(event.data)

    def _act(self, dossier: Dossier) -> None:
        """A person did something: no rule of the case is asked, but what waits for a decision is decided."""
        fact = dossier.actions[-1].fact
        self._judge(dossier, f"{fact.type} {fact.source} {fact.id}", Plan((), same_clocks=True))

    def _recall(self, action: Action) -> None:
        """An outcome on record stands, whatever the cards look like now."""
        outcome = self._on_record.get((action.fact.source, action.fact.id))
        if outcome is not None:
            action.on_record, action.reason = outcome

    def _refuse(self, record: Record, error: Rejected) -> None:
        self._minutes.count(f"dead_lettered:{error.reason}")
        note = self._faring.refused if error.reason != "case_archived" else self._faring.refused_only_here
        note(source_of(record.value) or UNREADABLE, error.reason)
        self._dead_letter(record, record.value, error, subject_of(record))

    def _dead_letter(self, record: Record, raw: bytes | None, error: Rejected, subject: str) -> None:
        self._minutes.add(letter_of(record, raw, error, subject, self.clock, self._court))


def _closed(dossier: Dossier) -> bool:
    return any(type(fact.data) is Closed for fact in dossier.facts)
