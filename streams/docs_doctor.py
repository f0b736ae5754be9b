"""docs/doctor.md, written from the table of checks."""

from collections.abc import Sequence
from typing import Any

from streams.doctor.archive_checks import ARCHIVE_CHECKS
from streams.doctor.finding import Check
from streams.doctor.kafka_checks import KAFKA_CHECKS
from streams.doctor.office_checks import OFFICE_CHECKS
from streams.doctor.place_checks import PLACE_CHECKS
from streams.doctor.server_checks import SERVER_CHECKS

_HEAD = """\
# Is the deployment well?

This page is written by `make docs` from the table of checks in the program; a change here is lost.

```console
$ liangpai doctor --kafka-bootstrap kafka-1:9092 --clickhouse-dsn http://localhost:8123/liangpai --key-file my.key
```

It changes nothing and may run beside everything else, with the settings of the process that is to start: once before \
the first start, after each change, and daily by a timer.
Each line says what was found; where that is not good, also what was expected and what to do.

| level | means | exit code |
|---|---|---|
| `ok` | as it should be | 0 |
| `warn` | it works, and will not after the next accident or the next month | 0 |
| `fail` | it does not work, or loses something | 1; 3 where Kafka or ClickHouse is not there |
| `skip` | it could not be looked at; another line says why | 0 |

A setting that cannot be is told before anything is looked at, with exit code 2, as by every command.
`--json` gives the same as JSON: `findings` with `check`, `level`, `sentence` and `away`, and `counts`.
"""
_PARTS: Sequence[tuple[str, Sequence[Check[Any]]]] = (
    ("This machine", PLACE_CHECKS),
    ("Kafka", KAFKA_CHECKS),
    ("Rulebooks, calendar, key", OFFICE_CHECKS),
    ("ClickHouse", ARCHIVE_CHECKS),
    ("Servers over TLS", SERVER_CHECKS),
)
_TAIL = """
## What processes refuse by themselves

The same checks stand at the start of the processes, where going on would lose or double something:

| found | who | how it ends |
|---|---|---|
| a broker older than 2.5 | every command that speaks to Kafka | exit code 2, with the request it does not know |
| a topic missing, with another number of partitions, not compacted and must be, or stamped by the broker | \
every process and command that works on topics | exit code 2, a line for each topic |
| another deployment key | the same | exit code 2 |
| a certificate of ours that has ended | every command that would show it | exit code 2, with the day it ended |
| tables of another engine or order, or of a newer program | `sink` | exit code 2, a clause for each table |
| a rulebook on the topic that cannot be read | `worker` | exit code 2 where no other is in force, else an error in \
the log |
| an archive whose disk is full | `sink` | goes on trying, drops nothing; `/readyz` 503, `liangpai_sink_archive_up` 0 |

How old a broker is, it says itself: what it answers to the first question names the requests it knows.
Brokers from 2.5 on know what is needed; tests run on the one version that `up` starts.
"""


def doctor_page() -> str:
    """The whole page as Markdown."""
    return _HEAD + "".join(_part(title, checks) for title, checks in _PARTS) + _TAIL


def _part(title: str, checks: Sequence[Check[Any]]) -> str:
    rows = "".join(f"| {each.name} | {each.meaning.removesuffix('.')} |\n" for each in checks)
    return f"\n## {title}\n\n| check | what it looks at |\n|---|---|\n{rows}"
