"""The scheduled queries: for each rule its named query and how its rows are read.

The queries name people and places that may have something, one SQL file each with its meaning in a comment; what needs
the rulebook, the calendar or the others of a kind (working days, peers, intervals) is decided by who reads the rows.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from rules.office import Office
from sinks.findings.finding import Finding
from sinks.findings.lowest import lowest
from sinks.findings.missing import incomplete, quiet
from sinks.findings.peers import differing, favoured, spotless, upheld
from sinks.findings.plain import added_up, late_entries, repeated, silent
from sinks.findings.reading import Row, sign
from sinks.findings.shares import decided_outside, mostly_default, praised_at_once
from sinks.findings.spans import Parameters, since, span
from sinks.findings.times import closed_for_show, moved_across, too_fast
from sinks.named_queries import query_named

Read = Callable[[Iterable[Row], Office], list[Finding]]


class Scheduled(NamedTuple):
    """One scheduled query; `read` takes all its rows. `looks_back`: only so far, see `spans.since`."""

    rule_id: str
    query: str
    read: Read
    looks_back: bool = True

    def parameters(self, office: Office) -> Parameters:
        """What the query takes of the rule's parameters and of the time looked at."""
        takes = query_named(self.query).types
        ours = office.register.rules[self.rule_id].parameters
        told = {**{name: value for name, value in ours.items() if isinstance(value, int)}, **span(office)}
        return {name: value for name, value in told.items() if name in takes}

    def covers(self, office: Office) -> str:
        """The month from which on all findings are found; blank: all there are."""
        return since(office) if self.looks_back else ""


def _signs(rule_id: str, *named: str) -> Read:
    """Each row is a finding as it is; its sentence also names these parameters of the rule."""

    def read(rows: Iterable[Row], office: Office) -> list[Finding]:
        ours = office.register.rules[rule_id].parameters
        more = {name: value for name, value in ours.items() if name in named and isinstance(value, int)}
        return [sign(row, rule_id, office, **more) for row in rows]

    return read


SCHEDULED = (
    Scheduled("A-01", "finding_rating_bursts", _signs("A-01", "minutes")),
    Scheduled("A-02", "finding_borrowed_identities", _signs("A-02")),
    Scheduled("A-04", "finding_praise_at_once", praised_at_once),
    Scheduled("A-05", "finding_no_bad_ratings", spotless),
    Scheduled("A-06", "finding_default_ratings", mostly_default),
    Scheduled("A-07", "finding_same_texts", _signs("A-07")),
    Scheduled("A-08", "finding_done_in_seconds", too_fast),
    Scheduled("A-09", "finding_bulk_closings", _signs("A-09", "minutes")),
    Scheduled("A-10", "finding_closed_for_show", closed_for_show),
    Scheduled("A-11", "finding_clocks_set_back", _signs("A-11", "natural_days")),
    Scheduled("A-12", "finding_favoured_agents", favoured),
    Scheduled("A-13", "finding_upheld_appeals", upheld),
    Scheduled("A-14", "finding_moved_times", moved_across),
    Scheduled("A-15", "finding_incomplete_days", incomplete, looks_back=False),
    Scheduled("A-15", "finding_silent_sources", quiet, looks_back=False),
    Scheduled("A-16", "finding_differing_handlers", differing),
    Scheduled("A-17", "finding_decided_outside", decided_outside),
    Scheduled("E-02", "finding_yellow_cards", added_up),
    Scheduled("E-03", "finding_lowest_scores", lowest),
    Scheduled("P-13", "finding_late_entries", late_entries, looks_back=False),
    Scheduled("R-06", "finding_repeated_bad_ratings", repeated, looks_back=False),
    Scheduled("R-09", "finding_silent_channels", silent, looks_back=False),
)
"""All of them, in order of rule id; A-03 needs identities that no archive has (`sinks.findings.own`)."""
