"""The events of one row and of one case, by the rules of a mapping."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import blake2b

from streams.importing.recipes import Kitchen, Made, Recipe
from streams.importing.refusals import Refusal, refusal
from streams.importing.rows import Reject, RowProblem
from streams.importing.values import Line, moment

Result = Made | Reject | Refusal


class CaseBook:
    """Turns lines into events. A row whose rules do not all work gives one problem and no event."""

    def __init__(self, kitchen: Kitchen) -> None:
        mapping = kitchen.mapping
        self.kitchen = kitchen
        self.row_recipes = [Recipe(rule, kitchen) for rule in mapping.row]
        self.case_recipes = [Recipe(rule, kitchen) for rule in mapping.case]
        # a case rule without conditions takes any row as first or last: that alone is no use of the row
        self.choosy_recipes = [one for one in self.case_recipes if one.tests or not self.row_recipes]
        self.unused_rows = 0

    @property
    def needs_cases(self) -> bool:
        """Whether lines must come grouped by case."""
        return bool(self.case_recipes) or any("row_in_case" in recipe.id.names for recipe in self.row_recipes)

    def row(self, line: Line) -> list[Made] | Reject:
        """The events of one row, or its problem. A row that no rule asks for is counted as unused."""
        fitting = [recipe for recipe in self.row_recipes if recipe.fits(line)]
        if not fitting and not any(recipe.fits(line) for recipe in self.choosy_recipes):
            self.unused_rows += 1
        try:
            return [recipe.make(line) for recipe in fitting]
        except RowProblem as problem:
            return problem.at(line.row)

    def refusals(self, line: Line) -> list[Refusal]:
        """What is written of a row that was rejected, where the mapping asks for dead letters."""
        if not self.kitchen.mapping.dead_letters:
            return []
        fitting = [recipe for recipe in self.row_recipes if recipe.fits(line)]
        return [made for recipe in fitting if (made := refusal(recipe, line)) is not None]

    def case(self, lines: Iterable[Line]) -> Iterator[Result]:
        """The events of a whole case: its rows', in their order, then those about its first and last row."""
        edges = [Edge(recipe, self.kitchen) for recipe in self.case_recipes]
        ids = _Identities()
        for number, line in enumerate(lines, 1):
            counted = Line(line.row, {**line.texts, "row_in_case": f"{number:06d}"})
            made = self.row(counted)
            if isinstance(made, Reject):
                yield made
                yield from self.refusals(counted)
                continue
            if clash := ids.clash(made):
                yield Reject(
                    line.row.file, line.row.number, "", f"id {clash} a second time", "another id by the rule"
                )
                continue
            yield from made
            yield from self._offer(edges, counted)
        for edge in edges:
            yield from edge.events(ids)

    def _offer(self, edges: Sequence["Edge"], line: Line) -> Iterator[Reject]:
        try:
            for edge in edges:
                edge.offer(line)
        except RowProblem as problem:
            yield problem.at(line.row)


class Edge:
    """The first or last row, by time, of a case that fits a rule; of equal times the log's order decides."""

    def __init__(self, recipe: Recipe, kitchen: Kitchen) -> None:
        self.recipe = recipe
        self.kitchen = kitchen
        self.best: tuple[datetime, Line] | None = None

    def offer(self, line: Line) -> None:
        """Consider one more row. Raises RowProblem where the row has no time."""
        if not self.recipe.fits(line):
            return
        time = moment(line, self.kitchen.mapping.time, self.kitchen.times)
        if self.best is None or (time < self.best[0] if self.recipe.at == "first" else time >= self.best[0]):
            self.best = (time, line)

    def events(self, ids: "_Identities") -> Iterator[Result]:
        """The event of the row found, if any."""
        if self.best is None:
            return
        row = self.best[1].row
        try:
            made = self.recipe.make(self.best[1])
        except RowProblem as problem:
            yield problem.at(row)
            return
        if clash := ids.clash([made]):
            yield Reject(
                row.file, row.number, "", f"id {clash} a second time", "an id of its own for each event"
            )
        else:
            yield made


class _Identities:
    """The ids given in one case: one id for two different events would be a conflict in every later step."""

    def __init__(self) -> None:
        self.given: dict[str, bytes] = {}

    def clash(self, made: Sequence[Made]) -> str | None:
        """An id that stands for another event already; remembers all of them if there is none."""
        fresh: dict[str, bytes] = {}
        for one in made:
            mark = blake2b(one.line, digest_size=8).digest()
            if self.given.get(one.id, fresh.get(one.id, mark)) != mark:
                return one.id
            fresh[one.id] = mark
        self.given.update(fresh)
        return None
