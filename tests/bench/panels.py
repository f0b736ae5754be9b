"""`python -m tests.bench.panels [EVENTS]`: the time each panel takes over a large archive, over a month and over all.

The archive is that of the bench of the assessment, with open cases, tickets, leads and dead letters besides.
"""

# ruff: noqa: S608, E501 - the pieces of SQL are all written here
import sys
import tempfile
import time
from contextlib import closing
from math import ceil

from clickhouse_connect.driver.client import Client

from dashboards.catalogue import Panel, panels
from sinks.clickhouse import open_for_reading, open_for_writing
from sinks.dsn import parse_dsn
from tests.bench.assessment import BEGIN, fill

NOW = "2026-11-01T00:00:00+08:00"
SPANS = {"month": "2026-10-01T00:00:00+08:00", "all": "2026-01-01T00:00:00+08:00"}
ROUNDS = 5
BUDGET = 1.0
_AT = f"toDateTime64('{BEGIN}', 3, 'UTC') + toIntervalSecond(intDiv(number * 26265600, {{total}}))"
MORE = (
    """INSERT INTO case_states (case_no, revision, item_code, dept_code, region_code, status, start_date, deemed,
    promise_due_date, legal_due_date, last_event_at, stamp, data, accepted_by)
SELECT concat('open-', toString(number)), 3, concat('i', toString(number % 300)), concat('d', toString(number % 40)),
    '430100', 'open', toDate32('2026-10-20'), false, toDate32('2026-10-25') + number % 20, toDate32('2026-11-15'),
    now64(3), now64(3), '{{}}', 'u1' FROM numbers(intDiv({total}, 50))""",
    f"""INSERT INTO tickets (id, revision, subject, type, time, stamp, data, kind, state, dept_code, region_code, opened_at,
    rectify_due, overdue)
SELECT concat('B-', toString(number)), 5, concat('430100-', toString(number)), 'ticket.closed', {_AT}, {_AT}, '{{{{}}}}',
    'bad_rating', if(number % 20 = 0, 'rectifying', 'closed'), concat('d', toString(number % 40)), '430100', {_AT},
    {_AT} + toIntervalDay(15), [] FROM numbers({{total}})""",
    f"""INSERT INTO leads (id, revision, subject, type, time, stamp, data, kind, state, rule_id, dept_code, region_code,
    item_code, found_at)
SELECT concat('L-', toString(number)), 1, concat('430100-', toString(number)), 'lead.open', {_AT}, {_AT}, '{{{{}}}}',
    'authenticity', 'open', 'P-11', concat('d', toString(number % 40)), '430100', 'i1', {_AT} FROM numbers({{total}})""",
    f"""INSERT INTO dead_letters (event_id, reason, path, topic, partition, offset, subject, time, stamp, sealed, source)
SELECT toString(number), 'wrong_type', '/data', 'case-events', number % 12, number, 'x', {_AT}, {_AT}, true, 's'
FROM numbers({{total}})""",
)


def main(total: int) -> int:
    """Fill, then ask every panel; 1 where one is short of the budget."""
    with tempfile.TemporaryDirectory(prefix="liangpai-bench-") as folder:
        dsn = f"chdb://{folder}?database=bench"
        fill(dsn, total)
        with closing(open_for_writing(parse_dsn(dsn))) as client:
            for sql in MORE:
                client.command(sql.format(total=total // 100))
        with closing(open_for_reading(parse_dsn(dsn))) as client:
            slow = [name for name, since in SPANS.items() if not _measured(client, name, since)]
    return 1 if slow else 0


def _measured(client: Client, span: str, since: str) -> bool:
    """Whether every panel is within the budget; the slowest are told."""
    found = sorted(((_p95(client, panel, since), panel.name) for panel in panels().values()), reverse=True)
    every = [seconds for seconds, _ in found]
    print(f"{span}: {len(found)} panels, slowest {every[0]:.2f} s, median {every[len(every) // 2]:.2f} s")
    for seconds, name in found[:12]:
        print(f"  {name}: p95 {seconds:.2f} s {'ok' if seconds <= BUDGET else 'short'}")
    return every[0] <= BUDGET


def _p95(client: Client, panel: Panel, since: str) -> float:
    values = panel.query.bind(panel.given({"since": since, "until": NOW, "now": NOW}))
    taken = []
    for _ in range(ROUNDS):
        begin = time.monotonic()
        client.query(panel.query.sql, parameters=values)
        taken.append(time.monotonic() - begin)
    return sorted(taken)[ceil(0.95 * ROUNDS) - 1]


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000))
