"""The life of a card as the contract tells it, replayed naively: what data and people do to its state."""

from collections.abc import Collection, Mapping

from streams.simulation.truth import Fact

GRAVITY = {"warning": 0, "yellow": 1, "red": 2}
MOVES: Mapping[str, Mapping[str, str]] = {
    "confirm": {"proposed": "issued"},
    "reject": {"proposed": "rejected"},
    "answer": {"issued": "answered"},
    "appeal": {"issued": "appealed", "answered": "appealed"},
    "grant": {"appealed": "revoked"},
    "deny": {"appealed": "stands"},
    "send_back": {"appealed": "issued"},
    "refer_up": {"appealed": "appealed"},
    "revoke": {"issued": "revoked", "answered": "revoked", "appealed": "revoked", "stands": "revoked"},
    "reinstate": {"issued": "revoked", "answered": "revoked"},
    "refer": {"issued": "issued", "answered": "answered", "stands": "stands"},
}
"""Move → state it is made in → state it leads to. `reinstate` revokes so that what was superseded stands again."""

_CLASSES = {"T-01": "acceptance", "T-02": "acceptance"} | dict.fromkeys(
    ("T-03", "T-04", "T-05", "T-06"), "limit"
)
_GONE = frozenset({"withdrawn", "revoked", "rejected", "muted", "proposed"})
_GRAVER = ("T-01", "T-02", "T-03", "T-04", "T-06", "T-05")  # of one class and colour, the later here


class Life:
    """One card: the rule and occasion it is about, its colour and since when, and what was done to it.

    `base` is the state people and mode gave it, `held` whether it is still so, `issued_at` when it took effect (-1:
    not yet), `handled` whether the department has answered or appealed since. `about` is the card that was not
    answered, where this one says so: it goes with it.
    """

    def __init__(self, fact: Fact, *, by_hand: bool = False, about: "Life | None" = None) -> None:
        self.fact, self.by_hand, self.about = fact, by_hand, about
        self.held, self.muted, self.handled, self.reinstated = True, False, False, False
        self.issued_at = -1
        self.base = "proposed" if fact.proposed else "issued"
        self.hands: set[str] = set()

    @property
    def final(self) -> bool:
        """Whether a person ended it."""
        return self.base in ("revoked", "rejected")

    def rise(self, fact: Fact) -> None:
        """A graver colour of the same occasion: its life starts again."""
        if GRAVITY[fact.colour] <= GRAVITY[self.fact.colour]:
            return
        self.fact = fact
        if not self.final:
            self.base, self.issued_at, self.handled = "proposed" if fact.proposed else "issued", -1, False

    def unmute(self) -> None:
        """The deviation that muted it has expired."""
        self.muted = False

    def move(self, name: str, actor: str) -> None:
        """Somebody at the desk does something to it."""
        self.base = MOVES[name][self.base]
        if name in ("confirm", "send_back"):
            self.issued_at, self.handled = -1, False
        if name in ("answer", "appeal"):
            self.handled = True
        if name in ("confirm", "refer_up"):
            self.hands.add(actor)
        self.reinstated = name == "reinstate"

    def state(self, others: Collection["Life"]) -> str:
        """The state it is in among all cards of its case."""
        if self.final:
            return self.base
        if not self.held or (self.about is not None and self.about.state(others) in _GONE):
            return "withdrawn"
        if self.muted:
            return "muted"
        return "superseded" if any(self._below(other) for other in others) else self.base

    def _below(self, other: "Life") -> bool:
        effective = other.held and not other.muted and other.base not in ("proposed", "rejected")
        if other is self or not effective or (other.base == "revoked" and other.reinstated):
            return False
        return self._family == other._family and other._rank > self._rank

    @property
    def _family(self) -> tuple[str, str]:
        rule = self.fact.rule_id
        return _CLASSES.get(rule, rule), self.fact.group or self.fact.occasion

    @property
    def _rank(self) -> tuple[int, int]:
        rule = self.fact.rule_id
        return GRAVITY[self.fact.colour], _GRAVER.index(rule) if rule in _GRAVER else 0
