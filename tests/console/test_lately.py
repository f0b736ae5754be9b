"""Answers that a crowd shares for some seconds: how old they may be, and what makes them be asked anew."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest

from streams.console.lately import FRESH_SECONDS, KEPT_SECONDS, MOST, Lately, Rows, Said
from streams.console.shelf import Made, Shelf
from streams.exits import Unavailable

CARDS: Said = ("cards_page", (("depts", "a"),))
OTHERS: Said = ("cards_page", (("depts", "b"),))
NEVER_ASKED: Said = ("cards_page", (("depts", "c"),))


class Archive:
    """Counts what it is asked; its answer is how many questions there were."""

    def __init__(self) -> None:
        self.now, self.asked, self.away = 0.0, 0, False
        self.held: asyncio.Event | None = None
        self.lately = Lately(self._answer, lambda: self.now)

    async def _answer(self, _said: Said) -> Rows:
        self.asked += 1
        row = {"question": self.asked}
        if self.held is not None:
            await self.held.wait()
        if self.away:
            raise Unavailable("away")
        return [row]

    async def number(self, said: Said = CARDS) -> int:
        """Which question the answer is of."""
        return int((await self.lately.rows(said))[0]["question"])


def run(what: Callable[[Archive], Awaitable[None]]) -> None:
    asyncio.run(_run(what))


async def _run(what: Callable[[Archive], Awaitable[None]]) -> None:
    await what(Archive())


async def settled() -> None:
    """Let what is on its way arrive."""
    for _ in range(5):
        await asyncio.sleep(0)


def test_a_young_answer_is_given_again_and_only_for_the_same_question() -> None:
    async def case(archive: Archive) -> None:
        assert await archive.number() == 1
        archive.now = FRESH_SECONDS - 0.001

        assert await archive.number() == 1
        await settled()
        assert archive.asked == 1
        assert await archive.number(OTHERS) == 2, "what another may see is another question"

    run(case)


def test_an_older_answer_is_given_while_the_same_is_asked_anew_once() -> None:
    async def case(archive: Archive) -> None:
        await archive.number()
        archive.now = FRESH_SECONDS

        assert [await archive.number(), await archive.number()] == [1, 1]
        await settled()
        assert archive.asked == 2
        assert await archive.number() == 2

    run(case)


def test_an_old_answer_is_given_to_nobody() -> None:
    async def case(archive: Archive) -> None:
        await archive.number()
        archive.now = KEPT_SECONDS

        assert await archive.number() == 2

    run(case)


def test_answers_are_renewed_one_after_the_other_and_who_needs_one_does_not_stand_behind_them() -> None:
    async def case(archive: Archive) -> None:
        await archive.number()
        await archive.number(OTHERS)
        archive.now, archive.held = FRESH_SECONDS, asyncio.Event()
        assert [await archive.number(), await archive.number(OTHERS)] == [1, 2]
        await settled()
        assert archive.asked == 3, "the second waits for the first"

        needed = asyncio.ensure_future(archive.number(NEVER_ASKED))
        await settled()
        assert archive.asked == 4
        archive.held.set()
        assert await needed == 4
        await settled()
        assert archive.asked == 5

    run(case)


def test_who_finds_an_answer_too_old_while_its_renewal_waits_asks_at_once() -> None:
    async def case(archive: Archive) -> None:
        await archive.number()
        await archive.number(OTHERS)
        archive.now, archive.held = FRESH_SECONDS, asyncio.Event()
        await archive.number()
        await archive.number(OTHERS)
        archive.now = KEPT_SECONDS
        needed = asyncio.ensure_future(archive.number(OTHERS))
        await settled()
        archive.held.set()

        assert await needed == 4
        await settled()
        assert archive.asked == 4, "and the renewal finds nothing to do"

    run(case)


def test_after_something_was_done_no_answer_from_before_is_given() -> None:
    async def case(archive: Archive) -> None:
        archive.held = asyncio.Event()
        before = asyncio.ensure_future(archive.number())
        await settled()
        archive.lately.forget()
        after = asyncio.ensure_future(archive.number())
        await settled()
        archive.held.set()

        assert (await before, await after) == (1, 2)
        assert await archive.number() == 2, "the older question, which arrived later, is not kept"

    run(case)


class Held(Shelf):
    """A shelf whose archive answers when it is let."""

    def __init__(self) -> None:
        super().__init__(None, lambda: None)
        self.questions = 0
        self.let = asyncio.Event()

    async def asked(self, question: Callable[[Any], Made], patience: float = 0) -> Made:  # noqa: ARG002 - no archive
        self.questions += 1
        rows = [{"question": self.questions}]
        await self.let.wait()
        return cast(Made, rows)


def test_the_shelf_gives_a_list_that_was_asked_before_something_was_done_to_nobody_afterwards() -> None:
    async def case() -> None:
        shelf = Held()
        before = asyncio.ensure_future(shelf.lately("cards_page", limit=1))
        await settled()
        shelf.forget()
        after = asyncio.ensure_future(shelf.lately("cards_page", limit=1))
        await settled()
        shelf.let.set()

        assert await before == [{"question": 1}]
        assert await after == [{"question": 2}]

    asyncio.run(case())


def test_a_failure_is_not_kept_and_a_young_answer_outlives_it() -> None:
    async def case(archive: Archive) -> None:
        archive.away = True
        with pytest.raises(Unavailable):
            await archive.number()
        archive.away = False
        assert await archive.number() == 2

        archive.away, archive.now = True, FRESH_SECONDS
        assert await archive.number() == 2
        await settled()
        archive.now = KEPT_SECONDS
        with pytest.raises(Unavailable):
            await archive.number()

    run(case)


def test_only_so_many_answers_are_kept_and_the_one_not_asked_for_longest_goes_first() -> None:
    async def case(archive: Archive) -> None:
        await archive.number()
        for place in range(MOST):
            await archive.number(("cards_page", (("before", place),)))

        assert await archive.number(("cards_page", (("before", MOST - 1),))) == MOST + 1
        assert await archive.number() == MOST + 2

    run(case)
