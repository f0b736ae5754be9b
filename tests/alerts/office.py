"""An office with receivers and routes, one late case, and a way to read who was told of what."""

from dataclasses import replace
from datetime import date
from typing import Any

from rules.alerts import AlertKind, alert_id_of
from rules.cards import card_id_of
from rules.routes import Outage, Receiver, Route, Silence
from rules.rule_table import RULES
from rules.rulebook import FOREVER, Rulebook, StaffMember, Unit
from tests.desk.office import CASE, T04, T05, T06, Bench, office
from tests.rules.engine import milliseconds
from tests.rules.writing import at

RECEIVERS = {
    each.receiver: each
    for each in (
        Receiver("supervision", "监督办", "supervision", "C", True, "inspection"),
        Receiver("inspection", "督查室", "inspection", "E", True),
        Receiver("discipline", "纪委监委", "discipline", "J", True),
        Receiver("heads", "部门负责人", "department", None, True, "supervision"),
        Receiver("hr", "人事科", "hr", "C", True),
    )
}
ROUTES = (
    Route("referrals", kinds=frozenset({"referral"}), receivers=("discipline",), ack_hours=14),
    Route(
        "cards",
        kinds=frozenset({"card"}),
        receivers=("supervision",),
        children=(
            Route(
                "red",
                stages=frozenset({"issued"}),
                colours=frozenset({"red"}),
                receivers=("supervision", "heads"),
                ack_hours=7,
                repeat_hours=7,
                urgent=True,
            ),
            Route(
                "yellow",
                stages=frozenset({"issued"}),
                colours=frozenset({"yellow"}),
                receivers=("heads",),
                ack_hours=7,
                repeat_hours=14,
                group=("dept",),
            ),
            Route(
                "warnings", stages=frozenset({"issued"}), colours=frozenset({"warning"}), receivers=("heads",)
            ),
        ),
    ),
    Route("leads", kinds=frozenset({"lead"}), receivers=("supervision",)),
)

T03 = card_id_of(CASE, "T-03", "case")
A03, A04, A05, A06 = (alert_id_of(AlertKind.CARD, card_id) for card_id in (T03, T04, T05, T06))
REFERRED05 = alert_id_of(AlertKind.REFERRAL, T05)


def alerts_office(**changes: Any) -> Rulebook:
    """The office of the desk with routes; `j` is of discipline inspection. E-01 is off, so that time tells no more."""
    plain = office(**changes)
    since = date(2018, 1, 1).toordinal()
    j = StaffMember("j", "j", "J", "regular", "", ("leader",), since, FOREVER)
    routed = replace(
        plain,
        staff={**plain.staff, "j": (j,)},
        units={**plain.units, "J": Unit("J", "J", "", None, "", "j")},
        rules={
            **plain.rules,
            "E-01": replace(RULES["E-01"].defaults(), enabled=False),
            "E-04": RULES["E-04"].defaults(),
        },
    )
    given = {name: value for name, value in changes.items() if name in ("routes", "receivers")}
    return replace(routed, **{"receivers": RECEIVERS, "routes": ROUTES, **given})


def silence(expires: str, **said: Any) -> Silence:
    """A silence of everything, or of what is said."""
    day = date.fromisoformat(expires).toordinal()
    return Silence("s1", said.pop("scope", ""), "搬迁", "u1", day, **said)


def outage(since: str, until: str, scope: str = "dept:D") -> Outage:
    """A declared outage."""
    return Outage("o1", scope, (), "系统故障", "u1", milliseconds(at(since)), milliseconds(at(until)))


class Feed(Bench):
    """A lane with one case; promise ends 10-24, legal limit 10-29 (both 2018)."""

    def __init__(self, rulebook: Rulebook | None = None, **more: Any) -> None:
        super().__init__(rulebook or alerts_office(), **more)

    def alerts(self) -> dict[str, dict[str, Any]]:
        """The last revision of each alert."""
        return {each["alert_id"]: each for each in self.revisions()}

    def revisions(self, alert_id: str = "") -> list[dict[str, Any]]:
        """All revisions of an alert, or of all."""
        found = [each["data"] for each in self.outputs if each["type"].startswith("alert.")]
        return [data for data in found if alert_id in ("", data["alert_id"])]

    def alert(self, alert_id: str) -> dict[str, Any]:
        """The last revision of an alert."""
        return self.revisions(alert_id)[-1]

    def receiver(self, alert_id: str, name: str) -> dict[str, Any]:
        """One receiver of the last revision."""
        return next(each for each in self.alert(alert_id)["receivers"] if each["receiver"] == name)

    def told(self, alert_id: str = "") -> list[tuple[str, str, str]]:
        """All notices in order: when (as the wall clock shows), who, what."""
        return [
            (output["time"][5:16].replace("T", " "), each["receiver"], each["notice"])
            for output in self.outputs
            if output["type"].startswith("alert.") and alert_id in ("", output["data"]["alert_id"])
            for each in output["data"]["receivers"]
            if each["notice"]
        ]

    def acknowledge(self, when: str, actor: str, alert_id: str, **said: Any) -> str:
        """Acknowledge and give the outcome."""
        self.event("desk.alert_ack", when, actor_id=actor, alert_id=alert_id, **said)
        return self.outcome(f"e{self._number}")


__all__ = ["CASE", "T03", "T04", "T05", "T06"]
