"""Deadlines as a heap of distinct instants with the subjects of each; one queued entry a subject (architecture 4)."""

from heapq import heappop, heappush


class Schedule:
    """When to look at whom again. An entry whose deadline moved later is left, and found too early when popped."""

    def __init__(self) -> None:
        self._instants: list[int] = []
        self._subjects: dict[int, list[str]] = {}
        self._queued: dict[str, int] = {}

    @property
    def first(self) -> int | None:
        """The earliest instant queued."""
        return self._instants[0] if self._instants else None

    def put(self, subject: str, instant: int | None) -> None:
        """Queue the subject, unless it is queued for this instant or an earlier one already."""
        if instant is None:
            return
        queued = self._queued.get(subject)
        if queued is not None and queued <= instant:
            return
        self._queued[subject] = instant
        self._add(instant, [subject])

    def put_back(self, instant: int, subjects: list[str]) -> None:
        """Queue subjects that were popped and not looked at."""
        for subject in subjects:
            self._queued[subject] = instant
        self._add(instant, subjects)

    def pop(self, until: int) -> tuple[int, list[str]] | None:
        """The earliest instant up to and including `until` with its subjects, or None."""
        while self._instants and self._instants[0] <= until:
            instant = heappop(self._instants)
            due = []
            for subject in self._subjects.pop(instant):
                if self._queued.get(subject) == instant:  # False for what was queued twice, once earlier
                    del self._queued[subject]
                    due.append(subject)
            if due:
                return instant, due
        return None

    def _add(self, instant: int, subjects: list[str]) -> None:
        known = self._subjects.get(instant)
        if known is None:
            self._subjects[instant] = list(subjects)
            heappush(self._instants, instant)
        else:
            known.extend(subjects)
