"""The figures of a month computed a second time: pandas over raw events and what the lane wrote, and plain fractions.

Nothing of `rules.assessment`, of the queries or of the archive is used. Dates of limits and days used are taken from
the case-state records, which other oracles check; who did what, when it ended, and all that follows is worked out here.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pandas as pd

from rules.rulebook import Rulebook

ZONE = "Asia/Shanghai"
STANDING = ("issued", "answered", "appealed", "stands")
WEIGHTS = {"timeliness": 35, "procedure": 25, "rating": 25, "rectification": 10, "data_quality": 5}
FULL = {
    "publication": 10,
    "procedure": 14,
    "time": 14,
    "fees": 8,
    "satisfaction": 10,
    "attitude": 10,
    "supervision": 14,
    "liability": 10,
    "integrity": 10,
}
MARKS = {5: 100, 4: 80, 3: 60, 2: 30, 1: 0}
SAME = {"P-05": 5, "P-09": 5, "P-12": 10}
Place = tuple[str, str, str, str]


class Recomputed:
    """A month of `book`, from the lines of the event file and the records of the lane."""

    def __init__(
        self, lines: list[bytes], outputs: list[dict[str, Any]], book: Rulebook, first: date
    ) -> None:
        self.book, self.first = book, first
        self.next = (first + timedelta(days=32)).replace(day=1)
        self.day = (self.next - timedelta(days=1)).toordinal()
        self.events = [json.loads(line) for line in lines]
        self.outputs = outputs
        self.ends = self._persons()
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        self.units: dict[str, Counter[str]] = defaultdict(Counter)
        self.regions: dict[str, Counter[str]] = defaultdict(Counter)
        self.departments: dict[str, set[str]] = defaultdict(set)
        self.cards: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._cases()
        self._records()
        self._ratings()
        self._tickets()
        self._leads()
        self._cards()

    def latest(self, family: str, name: str) -> pd.DataFrame:
        """The largest revision of each record of a family."""
        rows = [each["data"] for each in self.outputs if each["type"].startswith(family)]
        if not rows:
            return pd.DataFrame(columns=[name, "revision"])
        return pd.DataFrame(rows, dtype=object).sort_values("revision").groupby(name, as_index=False).tail(1)

    def day_of(self, instants: pd.Series) -> pd.Series:
        """The dates of instants in the zone; none stays none."""
        return pd.to_datetime(instants, utc=True, format="ISO8601").dt.tz_convert(ZONE).dt.date

    def within(self, days: pd.Series) -> pd.Series:
        """Which dates lie in the month."""
        return days.map(lambda day: isinstance(day, date) and pd.notna(day) and self.first <= day < self.next)

    def _cases(self) -> None:
        states, facts = self.latest("case.state", "case_no"), self.ends
        aside = self._set_aside()
        for row in states.to_dict("records"):
            if not isinstance(row["start_date"], str):
                continue
            accepted_by, ended_by, ended = facts.get(row["case_no"], ("", "", None))
            taken, finished = accepted_by or ended_by, ended_by or accepted_by
            place = (row["dept_code"] or "", row["item_code"] or "", row["region_code"] or "")
            self._case(row, ended, (taken, *place), (finished, *place), row["case_no"] in aside)

    def _case(
        self, row: dict[str, Any], ended: date | None, taken: Place, finished: Place, aside: bool
    ) -> None:
        start = date.fromisoformat(row["start_date"])
        promise, legal = (_date(row[name]) for name in ("promise_due_date", "legal_due_date"))
        mine: Counter[str] = Counter(accepted=int(self._in(start)))
        for due, name in ((promise, "late"), (legal, "late_legal")):
            passed = due is not None and self._in(due + timedelta(days=1)) and (ended is None or ended > due)
            if passed and not aside:
                mine[name] += 1
            if passed and aside:
                mine["exempt"] = 1
        mine["settled"] = mine["late"]
        self._add(taken, mine)
        if ended is None or not self._in(ended):
            return
        theirs: Counter[str] = Counter(ended=1)
        instant = row["project_type"] == "instant"
        theirs["instant"] = int(instant)
        on_time = promise is not None and ended <= promise
        theirs["on_time"] = theirs["settled"] = int(on_time)
        theirs["early"] = int(on_time and not instant and ended < (promise or ended))
        limits = [row[name] for name in ("promise_limit", "legal_limit", "used_days")]
        if not instant and all(pd.notna(each) for each in limits):
            promised, lawful, used = map(int, limits)
            theirs.update(timed=1, limit_promise=promised, limit_legal=lawful, used_days=used)
            if promise is not None and ended > promise:
                theirs["overdue_days"] = max(0, used - promised)
        self._add(finished, theirs)

    def _in(self, day: date) -> bool:
        return self.first <= day < self.next

    def _persons(self) -> dict[str, tuple[str, str, date | None]]:
        """By case: who accepted, who ended it, and the date; corrections applied."""
        events = pd.DataFrame(
            [
                {
                    "case": each["subject"],
                    "type": each["type"],
                    "at": each["time"],
                    "source": each["source"],
                    "id": each["id"],
                    "staff": each["data"].get("staff_id") or "",
                }
                for each in corrected(self.events)
                if each["type"] in ("case.accepted", "case.decided", "case.closed")
            ]
        )
        events["instant"] = pd.to_datetime(events["at"], utc=True, format="ISO8601")
        events = events.sort_values(["instant", "source", "id"])
        events["day"] = events["instant"].dt.tz_convert(ZONE).dt.date
        accepted = (
            events[events["type"] == "case.accepted"].groupby("case").head(1).set_index("case")["staff"]
        )
        ended = events[events["type"] != "case.accepted"].groupby("case").head(1).set_index("case")
        cases = set(accepted.index) | set(ended.index)
        return {
            case: (
                accepted.get(case, ""),
                ended["staff"].get(case, ""),
                ended["day"].get(case),
            )
            for case in cases
        }

    def _set_aside(self) -> set[str]:
        cards = self.latest("card.", "card_id")
        if cards.empty:
            return set()
        chosen = cards[
            cards["rule_id"].isin(["T-04", "T-05", "C-01"]) & cards["state"].isin(["revoked", "muted"])
        ]
        return (
            set(chosen[self.within(self.day_of(chosen["violated_at"]))]["subject"]) if len(chosen) else set()
        )

    def _records(self) -> None:
        rows = pd.DataFrame(
            [
                {
                    "identity": (each["subject"], each["source"], each["id"]),
                    "correction": each["type"] == "case.corrected",
                    "at": each["time"],
                    **{
                        name: each["data"].get(name) or ""
                        for name in ("staff_id", "dept_code", "region_code")
                    },
                }
                for each in self.events
                if each["type"].startswith("case.")
            ]
        ).drop_duplicates("identity")
        for row in rows[self.within(self.day_of(rows["at"]))].to_dict("records"):
            place = (row["staff_id"], row["dept_code"], "", row["region_code"])
            self._add(place, Counter(records=1, corrections=int(row["correction"])))

    def _ratings(self) -> None:
        ratings = self.latest("rating.", "rating_id")
        for row in ratings[self.within(self.day_of(ratings["rated_at"]))].to_dict("records"):
            if row["status"] == "withdrawn":
                continue
            counts = row["status"] == "valid" and not row["historical"]
            name = (
                f"level_{int(row['level'])}"
                if counts
                else "defaulted"
                if row["status"] == "default"
                else "left_out"
            )
            self._add(tuple(row[each] or "" for each in _PLACE), Counter({name: 1}))  # type: ignore[arg-type]

    def _tickets(self) -> None:
        tickets = self.latest("ticket.", "ticket_id")
        tickets = tickets[
            tickets["kind"].isin(["bad_rating", "complaint", "systemic"])
            & (tickets["state"] != "void")
            & ~tickets["historical"].astype(bool)
            & tickets["rectify_due"].notna()
        ]
        for row in tickets[self.within(self.day_of(tickets["rectify_due"]))].to_dict("records"):
            done = row["state"] in ("follow_up", "closed") and "rectify" not in row["overdue"]
            dept = row["dept_code"] or row["responsible"]["dept_code"] or ""
            place = (row["responsible"]["staff_id"] or "", dept, "", row["region_code"] or "")
            self._add(place, Counter(tickets_due=1, tickets_on_time=int(done)))

    def _leads(self) -> None:
        leads = self.latest("lead.", "lead_id")
        leads = leads[(leads["kind"] == "authenticity") & (leads["state"] == "confirmed")]
        for row in leads[self.within(self.day_of(leads["found_at"]))].to_dict("records"):
            self._add(
                ("", row["dept_code"] or "", row["item_code"] or "", row["region_code"] or ""),
                Counter(leads=1),
            )

    def _cards(self) -> None:
        cards = self.latest("card.", "card_id")
        cards = cards[cards["state"].isin(STANDING) & ~cards["historical"].astype(bool)]
        for row in cards[self.within(self.day_of(cards["violated_at"]))].to_dict("records"):
            dept = row["dept_code"] or row["responsible"]["dept_code"] or ""
            place = (
                row["responsible"]["staff_id"] or "",
                dept,
                row["item_code"] or "",
                row["region_code"] or "",
            )
            for scope in self._scopes(place):
                self.cards[scope].append(row)
                self.departments[scope] |= {dept} - {""}

    def _add(self, place: Place, counts: Counter[str]) -> None:
        if not any(counts.values()):
            return
        self.units[place[1]].update(counts)
        self.regions[self._region(place)].update(counts)
        for scope in self._scopes(place):
            self.counts[scope].update({name: count for name, count in counts.items() if count})
            self.departments[scope] |= {place[1]} - {""}

    def _scopes(self, place: Place) -> list[str]:
        staff, dept, item, _ = place
        found = [f"person:{staff}"] if staff else []
        if post := self.post(staff):
            found.append(f"post:{post}")
        found += [f"unit:{dept}"] if dept else []
        found += [f"item:{item}"] if item else []
        if own := self._region(place):
            found += [f"region:{each}" for each in (own, *self.above(own))]
        return found

    def _region(self, place: Place) -> str:
        """Its own, else that of the unit."""
        unit = self.book.units.get(place[1])
        return place[3] or (unit.region_code if unit else "") or ""

    def above(self, region: str) -> list[str]:
        """The regions it lies in, up to the province."""
        known = self.book.regions.get(region)
        return [known.parent, *self.above(known.parent)] if known and known.parent else []

    def post(self, staff: str) -> str:
        """Post and kind of unit of a person on the last day of the month."""
        for member in self.book.staff.get(staff, ()):
            if member.valid_from <= self.day <= member.valid_to and member.post:
                unit = self.book.units.get(member.dept_code)
                return f"{member.post}/{unit.kind if unit else ''}"
        return ""

    def group(self, scope: str) -> str:
        kind, _, name = scope.partition(":")
        if kind == "person":
            return self.post(name)
        unit = self.book.units.get(name) if kind == "unit" else None
        return unit.kind if unit else ""

    def daily(self) -> dict[str, dict[str, int]]:
        """The parts of units by D-2."""
        scopes = sorted(set(self.counts) | set(self.cards))
        priors = self.priors(scopes)
        made = {}
        for scope in scopes:
            if scope.startswith("unit:"):
                prior = priors.get(("unit", self.group(scope) or "unit")) or priors.get(("unit", "*"))
                parts = by_day(self.counts[scope], self.cards[scope], prior)
                made[scope] = {name: cents(value) for name, value in parts.items()}
        return made

    def scores(self) -> dict[str, dict[str, Any]]:
        """By scope: the parts as shown, the total, and the place in the ranking."""
        scopes = sorted(set(self.counts) | set(self.cards))
        priors = self.priors(scopes)
        made: dict[str, dict[str, Any]] = {}
        for scope in scopes:
            kind = scope.partition(":")[0]
            prior = priors.get((kind, self.group(scope) or kind)) or priors.get((kind, "*"))
            parts = (deducted if kind == "unit" else weighed)(self.counts[scope], self.cards[scope], prior)
            cut = {name: cents(value) for name, value in parts.items()}
            made[scope] = {"parts": cut, "total": sum(cut.values()), "n": rated(self.counts[scope])}
        for scope, score in made.items():
            group = self.group(scope)
            like = [
                other["total"]
                for name, other in made.items()
                if name.partition(":")[0] == scope.partition(":")[0]
                and self.group(name) == group
                and other["n"] >= 10
            ]
            ranked = bool(group) and score["n"] >= 10
            score["rank"] = 1 + sum(total > score["total"] for total in like) if ranked else None
        return made

    def priors(self, scopes: list[str]) -> dict[tuple[str, str], Fraction | None]:
        """The mean of each group, and of all of a kind."""
        sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for scope in scopes:
            kind = scope.partition(":")[0]
            for group in {self.group(scope) or kind, "*"}:
                for level in MARKS:
                    sums[kind, group][f"level_{level}"] += self.counts[scope][f"level_{level}"]
        return {key: average(counts) for key, counts in sums.items()}


_PLACE = ("staff_id", "dept_code", "item_code", "region_code")


def corrected(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The case events with corrections applied: the latest of each target; voided ones are left out."""
    last: dict[tuple[str, str, str], dict[str, Any]] = {}
    for each in events:
        if each["type"] == "case.corrected":
            key = (each["subject"], each["source"], each["data"]["corrects"])
            if key not in last or last[key]["time"] < each["time"]:
                last[key] = each
    found = []
    for each in events:
        correction = last.get((each["subject"], each["source"], each["id"]))
        if correction is None:
            found.append(each)
        elif not correction["data"].get("void"):
            said = correction["data"]
            found.append(
                {
                    **each,
                    "data": said.get("replacement") or each["data"],
                    "time": said.get("new_time") or each["time"],
                }
            )
    return found


def _date(said: Any) -> date | None:
    return date.fromisoformat(said) if isinstance(said, str) else None


def rated(counts: Counter[str]) -> int:
    return sum(counts[f"level_{level}"] for level in MARKS)


def average(counts: Counter[str]) -> Fraction | None:
    n = rated(counts)
    return Fraction(sum(counts[f"level_{level}"] * mark for level, mark in MARKS.items()), n) if n else None


def shrunken(counts: Counter[str], prior: Fraction | None) -> Fraction | None:
    n, own = rated(counts), average(counts) or Fraction(0)
    return average(counts) if prior is None else (n * own + 20 * prior) / (n + 20)


def cents(value: Fraction | None) -> int:
    """Hundredths, cut."""
    return int((value or 0) * 100)


def gravest(cards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    ladder = {"warning": 0, "yellow": 1, "red": 2}
    frame = pd.DataFrame(cards)
    if frame.empty:
        return []
    frame["at"] = pd.to_datetime(frame["violated_at"], utc=True, format="ISO8601")
    frame["grave"] = -frame["colour"].map(ladder)
    chosen = frame.sort_values(["grave", "at", "card_id"]).groupby(["subject", "rule_class"]).head(1)
    return [{str(name): value for name, value in row.items()} for row in chosen.to_dict("records")]


def cost(cards: list[dict[str, Any]]) -> int:
    return sum(
        SAME.get(card["rule_id"], {"yellow": 5, "red": 10}.get(card["colour"], 0))
        for card in cards
        if card["colour"] != "warning"
    )


def correction_points(counts: Counter[str]) -> int:
    return min(5, 100 * counts["corrections"] // counts["records"]) if counts["records"] else 0


def weighed(counts: Counter[str], cards: list[dict[str, Any]], prior: Fraction | None) -> dict[str, Fraction]:
    """D-3."""
    value = shares(counts, cards, prior)
    weights = weights_of(value, 100, "timeliness")
    return {name: weights[name] * (value[name] or 0) / 100 for name in weights}


def by_day(counts: Counter[str], cards: list[dict[str, Any]], prior: Fraction | None) -> dict[str, Fraction]:
    """D-2."""
    value = shares(counts, cards, prior)
    del value["timeliness"]
    weights = weights_of(value, 70, "procedure")
    efficiency = max(Fraction(0), Fraction(30 - 2 * counts["overdue_days"]))
    return {"efficiency": efficiency} | {name: weights[name] * (value[name] or 0) / 100 for name in weights}


def weights_of(value: Mapping[str, Fraction | None], whole: int, first: str) -> dict[str, Fraction]:
    """The weights of the parts that have a basis, cut to two decimals; what is left over goes to the first."""
    there = {name: WEIGHTS[name] for name, each in value.items() if each is not None}
    weights = {
        name: Fraction(100 * whole * weight // sum(there.values()), 100) for name, weight in there.items()
    }
    weights[first] += whole - sum(weights.values())
    return weights


def shares(
    counts: Counter[str], cards: list[dict[str, Any]], prior: Fraction | None
) -> dict[str, Fraction | None]:
    """The parts of a hundred each; None where there is no basis."""
    by: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for card in gravest(cards):
        rule = card["rule_id"]
        by["data_quality" if rule == "P-13" else "timeliness" if rule[0] in "TC" else "procedure"].append(
            card
        )
    share = Fraction(100 * counts["on_time"], counts["settled"]) if counts["settled"] else Fraction(100)
    return {
        "timeliness": max(Fraction(0), share - cost(by["timeliness"])),
        "procedure": max(Fraction(0), Fraction(100) - cost(by["procedure"])),
        "rating": shrunken(counts, prior),
        "rectification": Fraction(100 * counts["tickets_on_time"], counts["tickets_due"])
        if counts["tickets_due"]
        else None,
        "data_quality": max(
            Fraction(0), Fraction(100) - cost(by["data_quality"]) - 5 * correction_points(counts)
        ),
    }


def deducted(
    counts: Counter[str], cards: list[dict[str, Any]], prior: Fraction | None
) -> dict[str, Fraction]:
    """D-1."""
    letter = {"T": "time", "C": "time", "P": "procedure", "B": "publication", "R": "attitude"}
    own = {"P-10": "fees", "P-13": "liability", "P-03": "liability", "R-06": "satisfaction"}
    by: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for card in gravest(cards):
        by[own.get(card["rule_id"]) or letter.get(card["rule_id"][0], "supervision")].append(card)
    left = {}
    for name, full in FULL.items():
        warnings = sum(card["colour"] == "warning" for card in by[name])
        lost = Fraction(cost(by[name]) + 3 * (warnings // 3))
        mean = shrunken(counts, prior)
        if name == "satisfaction" and mean is not None:
            lost += full * (100 - mean) / 100
        lost += {"liability": correction_points(counts), "supervision": 2 * counts["leads"]}.get(name, 0)
        left[name] = max(Fraction(0), full - lost)
    return left


def wilson(share: float, n: int) -> tuple[float, float]:
    """The interval, by the textbook, in floating point."""
    z = 1.96
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5 / (1 + z * z / n)
    return middle - half, middle + half


__all__ = ["Recomputed", "wilson"]
