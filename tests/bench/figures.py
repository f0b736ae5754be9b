"""The figures of a run: each printed as it is measured, with its budget as ok or short; the verdict at the end."""

from collections.abc import Callable
from dataclasses import dataclass, field

MOST_WORDS = 200
"""Letters of a reason that are shown."""


@dataclass
class Figures:
    """What was measured so far. `say` prints a line."""

    say: Callable[[str], None]
    short: list[str] = field(default_factory=list)
    budgets: int = 0

    def at_least(self, name: str, value: float, budget: float, unit: str) -> None:
        """A figure that must not be smaller than its budget."""
        self._judge(name, value, value >= budget, f"at least {_number(budget)} {unit}", unit)

    def at_most(self, name: str, value: float, budget: float, unit: str) -> None:
        """A figure that must not be greater than its budget."""
        self._judge(name, value, value <= budget, f"at most {_number(budget)} {unit}", unit)

    def seen(self, name: str, value: float, unit: str) -> None:
        """A figure without a budget."""
        self.say(f"    {name}: {_number(value)} {unit}")

    def failed(self, name: str, why: str) -> None:
        """What could not be measured is short, and says why."""
        why = why.splitlines()[0][:MOST_WORDS] if why else "no reason given"
        self.budgets += 1
        self.short.append(f"{name}: {why}")
        self.say(f"  short  {name}: {why}")

    def verdict(self) -> str:
        """One line for all budgets."""
        if not self.budgets:
            return "nothing was held against a budget"
        if not self.short:
            return f"ok: all {self.budgets} budgets hold"
        return f"short: {len(self.short)} of {self.budgets} budgets: {'; '.join(self.short)}"

    def _judge(self, name: str, value: float, holds: bool, budget: str, unit: str) -> None:
        self.budgets += 1
        said = f"{name}: {_number(value)} {unit}"
        if not holds:
            self.short.append(said)
        self.say(f"  {'ok   ' if holds else 'short'}  {said}, {budget}")


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
