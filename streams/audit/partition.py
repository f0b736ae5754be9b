"""The audit of one partition number: its state, what it wrote, and every record of its inputs, read again.

The state is read first; what was written and what came in are read after it, so that they hold at least what the state
has seen. Records behind the lane record are not handled yet: they wait, and are no offence.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import msgspec
from aiokafka.structs import TopicPartition

from rules.balance import Balance, End, Place
from rules.court import Court
from rules.decode import decode
from rules.departed import SEPARATOR, Stub, decode_stub
from rules.dossier import Dossier, restore
from rules.events import Event
from rules.leaving import KEPT, kept_dossier, stub_of
from rules.letters import source_of
from rules.moments import Span, moments_of
from rules.privacy import SEALED
from rules.strictness import Rejected
from streams.audit.report import Report
from streams.dead_letters import letter_of
from streams.exits import Misuse
from streams.privacy import Key, Uncleansed, cleanse_json
from streams.topic_reading import reader, to_the_end
from streams.topics import INPUTS
from streams.worker.changelog import CHANGELOG
from streams.worker.changelog import Place as LanePlace
from streams.worker.ledger import Ledger
from streams.worker.restoring import read_back

UNNAMED = "(cannot be read)"
PAUSE_SECONDS, LOOKS = 2.0, 15
"""How long a case is waited for whose moments a worker may just be firing."""

Archived = Callable[[str, list[Any]], None]
"""Is told every record that was read of a topic (base name)."""


class _Said(msgspec.Struct):
    subject: str
    data: dict[str, Any]


_said = msgspec.json.Decoder(_Said)


class Question(NamedTuple):
    """What is audited: where, by which court and key, which span; `whole`: all there is, from the first record on."""

    bootstrap: str
    prefix: str
    court: Court
    key: Key
    span: Span
    whole: bool


class _Stubs:
    """Stubs by case; what is kept of single actions is not needed here, their outcomes are."""

    def __init__(self) -> None:
        self.of: dict[str, Stub] = {}

    def keep(self, key: str, value: bytes) -> None:
        if SEPARATOR not in key:
            self.of[key] = decode_stub(value)

    def drop(self, key: str) -> None:
        self.of.pop(key, None)


class PartitionAudit:
    """Audits one partition number into a report."""

    def __init__(self, question: Question, number: int, report: Report) -> None:
        self._q, self._number, self._report = question, number, report
        self._balance = Balance()
        self._store: dict[str, bytes] = {}
        self._stubs = _Stubs()
        self._ledger = Ledger()
        self._revisions: dict[str, tuple[int, int]] = {}
        self._outcomes: dict[tuple[str, str, str], set[str]] = {}
        self._suspects: dict[str, list[str]] = {}

    async def run(self, on_records: Callable[[int], None], archived: Archived) -> None:
        """Read everything and note what is found."""
        place = LanePlace(self._q.bootstrap, self._q.prefix, self._number)
        self._ledger = await read_back(place, self._store, self._stubs)
        async with reader(self._q.bootstrap) as consumer:
            self._consumer = consumer
            await self._read_kept(archived)
            await self._read_letters(archived)
            await self._read_outcomes(archived)
            await self._read_cards(archived)
            self._look_at_states()
            for topic in INPUTS:
                await self._read_input(topic, on_records, archived)
            await self._confirm()
        for sentence in self._balance.close(whole=self._q.whole):
            self._report.offend("unfounded", f"partition {self._number}", sentence)
        for end, count in self._balance.ends.items():
            self._report.records[end] += count
        for lost in self._balance.lost:
            self._report.offend(End.LOST, str(lost), "neither applied nor duplicate nor dead-lettered")

    # --- what was written -----------------------------------------------------------------------------------------

    async def _read_kept(self, archived: Archived) -> None:
        kept: dict[str, str] = {}
        async for records in self._all("archived-cases"):
            archived("archived-cases", records)
            for record in records:
                said = _said.decode(record.value)
                if said.subject in self._stubs.of and said.data["dossier"]:
                    kept[said.subject] = said.data["dossier"]
        for subject, stub in self._stubs.of.items():
            self._look_at_kept(subject, stub, kept.get(subject))

    def _look_at_kept(self, subject: str, stub: Stub, sealed: str | None) -> None:
        self._report.records["cases left"] += 1
        if sealed is None:
            self._report.offend(
                "case", subject, "has left the worker, and topic archived-cases keeps nothing of it"
            )
            return
        try:
            dossier = kept_dossier(self._q.key.unseal(sealed))
        except (Misuse, Rejected) as error:
            self._report.offend("case", subject, f"what was kept of it cannot be read ({error})")
            return
        told = stub_of(dossier, stub.day)
        if (told.events, told.digest) != (stub.events, stub.digest):
            self._report.offend(
                "case", subject, f"{told.events} events were kept, its stub says {stub.events}"
            )
        self._balance.knows(dossier)

    async def _read_letters(self, archived: Archived) -> None:
        async for records in self._all("dead-letters"):
            archived("dead-letters", records)
            for record in records:
                letter = letter_of(record.value, record.timestamp, self._number)
                if letter.told.replayed_at is None:
                    told = letter.told
                    place = Place(told.topic, told.partition, told.offset)
                    self._balance.letter(place, letter.original(self._q.key))

    async def _read_outcomes(self, archived: Archived) -> None:
        async for records in self._all("action-outcomes"):
            archived("action-outcomes", records)
            for record in records:
                said = _said.decode(record.value)
                source, action_id = said.data["action_source"], said.data["action_id"]
                outcome = said.data["reason"] or said.data["outcome"]
                self._outcomes.setdefault((said.subject, source, action_id), set()).add(outcome)
                if outcome == "case_archived":
                    self._balance.refused(said.subject, source, action_id)
        for (_, source, action_id), outcomes in self._outcomes.items():
            if len(outcomes) > 1:
                self._report.offend(
                    "action", f"{source} {action_id}", f"more than one outcome: {sorted(outcomes)}"
                )

    async def _read_cards(self, archived: Archived) -> None:
        """By card: the largest revision, and the largest of those written before the lane record."""
        async for records in self._all("cards"):
            archived("cards", records)
            for record in records:
                data = _said.decode(record.value).data
                newest, settled = self._revisions.get(data["card_id"], (0, 0))
                revision = int(data["revision"])
                if record.timestamp < self._ledger.clock:
                    settled = max(settled, revision)
                self._revisions[data["card_id"]] = max(newest, revision), settled
        for topic in ("tickets", "leads", "ratings", "alerts", "assessments"):
            async for records in self._all(topic):
                archived(topic, records)

    # --- the states -----------------------------------------------------------------------------------------------

    def _look_at_states(self) -> None:
        for record in self._store.values():
            dossier = restore(record)
            self._balance.knows(dossier)
            self._report.records["cases held"] += 1
            self._look_at_outputs(dossier)
            if dossier.stale:
                self._report.waiting["cases folded from backlog, not judged yet"] += 1
            elif dossier.court != self._q.court.fingerprint:
                self._report.waiting["cases to be judged anew by changed rulebooks or calendar"] += 1
            else:
                self._look_at_moments(dossier)

    def _look_at_outputs(self, dossier: Dossier) -> None:
        """The cards and outcomes of the state are those of the topics, which hold more where a state was lost."""
        told = dossier.told.revision if dossier.told is not None else 0
        for card in dossier.cards:
            newest, settled = self._revisions.get(card.record.card_id, (0, 0))
            held = card.record.revision
            if newest < held or settled > max(held, told):
                sentence = f"the state holds revision {held}, topic cards {newest}"
                self._report.offend("card", card.record.card_id, sentence)
        for action in dossier.actions:
            fact = action.fact
            if action.outcome and (dossier.subject, fact.source, fact.id) not in self._outcomes:
                self._report.offend(
                    "action", fact.ref, "has an outcome that topic action-outcomes does not have"
                )

    def _look_at_moments(self, dossier: Dossier) -> None:
        found = moments_of(self._q.court, dossier, self._ledger.clock, self._q.span)
        for moment, count in found.ended.items():
            self._report.moments[moment] += count
        if found.faults:
            self._suspects[dossier.subject] = found.faults

    async def _confirm(self) -> None:
        """Moments at fault are so where the state stays as it is: a worker may just be firing many of one midnight."""
        changelog = TopicPartition(self._q.prefix + CHANGELOG, self._number)
        place = LanePlace(self._q.bootstrap, self._q.prefix, self._number)
        end = -1
        for _ in range(LOOKS if self._suspects else 0):
            now: dict[str, bytes] = {}
            await read_back(place, now)
            for subject in [each for each in self._suspects if now.get(each) != self._store[each]]:
                del self._suspects[subject]
                self._report.waiting["cases that changed while they were looked at"] += 1
            before, end = end, int((await self._consumer.end_offsets([changelog]))[changelog])
            if not self._suspects or end == before:
                break
            await asyncio.sleep(PAUSE_SECONDS)
        for subject, faults in self._suspects.items():
            for fault in faults:
                self._report.offend("moment", subject, fault)

    # --- what came in ---------------------------------------------------------------------------------------------

    async def _read_input(self, topic: str, on_records: Callable[[int], None], archived: Archived) -> None:
        tp = TopicPartition(self._q.prefix + topic, self._number)
        done = self._ledger.next.get(topic, 0)
        async for records in to_the_end(self._consumer, tp, self._q.span.since):
            on_records(len(records))
            archived(topic, records)
            for record in records:
                counted = record.timestamp in self._q.span
                if record.offset >= done:
                    self._report.waiting["records not handled yet"] += counted
                else:
                    self._take(topic, record, counted)

    def _take(self, topic: str, record: Any, counted: bool) -> None:
        raw, sealed = self._opened(record.value)
        event = self._read(raw, sealed, record.timestamp)
        self._balance.take(Place(topic, record.partition, record.offset), raw, event, counted=counted)
        if counted and raw is not None and not sealed and self._in_clear(raw):
            self._report.personal[source_of(raw) or UNNAMED] += 1

    def _opened(self, value: bytes | None) -> tuple[bytes | None, bool]:
        if value is None or not value.startswith(SEALED):
            return value, False
        try:
            return self._q.key.unseal(value.decode()), True
        except (Misuse, UnicodeDecodeError):
            return value, False

    def _read(self, raw: bytes | None, sealed: bool, stamp: int) -> Event | str | None:
        try:
            if sealed and raw is not None and raw.startswith(KEPT):
                return kept_dossier(raw).subject
            return None if raw is None else decode(raw, self._q.key.border(), stamp)
        except Rejected:
            return None

    def _in_clear(self, raw: bytes) -> bool:
        try:
            return cleanse_json(self._q.key, raw) != raw
        except Uncleansed:
            return False

    def _all(self, topic: str) -> AsyncIterator[list[Any]]:
        return to_the_end(self._consumer, TopicPartition(self._q.prefix + topic, self._number))
