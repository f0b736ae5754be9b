"""Deadlines as a heap of distinct instants with the subjects of each; one queued entry a subject (architecture 4)."""

from heapq import heappop, heappush


class Schedule:
    """When to look at whom again.

    An entry stays where it is when its subject's deadline moves later, as most do with every event: popped, it is
    queued again for the moment its subject waits for by then.
    """

    def __init__(self) -> None:
        self._instants: list[int] = []
        self._subjects: dict[int, list[str]] = {}
        self._queued: dict[str, int] = {}
        self._moved: dict[str, int | None] = {}

    @property
    def first(self) -> int | None:
        """The earliest instant queued; its subjects may wait for a later one."""
        return self._instants[0] if self._instants else None

    def put(self, subject: str, instant: int | None) -> None:
        """The subject waits for this instant from now on; None: for nothing."""
        queued = self._queued.get(subject)
        if queued == instant:
            self._moved.pop(subject, None)
        elif queued is None or (instant is not None and instant < queued):
            self._moved.pop(subject, None)
            self._add(subject, instant)
        else:
            self._moved[subject] = instant

    def pop(self, until: int, limit: int | None = None) -> tuple[int, list[str]] | None:
        """The earliest instant up to and including `until` that any subject waits for, with those who do; or None.

        With a limit the first so many of them: the others stay where they are, however many they are.
        """
        while self._instants and self._instants[0] <= until:
            instant = self._instants[0]
            waiting = self._subjects[instant]
            taken = waiting[:limit]
            if len(taken) < len(waiting):
                del waiting[: len(taken)]
            else:
                heappop(self._instants)
                del self._subjects[instant]
            due = [subject for subject in taken if self._is_due(subject, instant)]
            if due:
                return instant, due
        return None

    def _is_due(self, subject: str, instant: int) -> bool:
        """Take the entry off; whether its subject waits for this instant. For a later one it is queued again."""
        if self._queued.get(subject) != instant:  # queued twice, once earlier
            return False
        del self._queued[subject]
        if subject not in self._moved:
            return True
        self._add(subject, self._moved.pop(subject))
        return False

    def _add(self, subject: str, instant: int | None) -> None:
        if instant is None:
            return
        self._queued[subject] = instant
        if instant in self._subjects:
            self._subjects[instant].append(subject)
        else:
            self._subjects[instant] = [subject]
            heappush(self._instants, instant)
