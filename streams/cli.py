"""The `liangpai` command: every command registered in one place, errors turned into sentences and exit codes."""

import logging
import os
import sys

import structlog
import typer

from sinks.settings import WrongSettings
from streams.commands import (
    calendar,
    dead_letters,
    deliveries,
    evidence,
    links,
    routes,
    rulebook,
    sample,
    snapshots,
    sources,
    topics,
    users,
)
from streams.commands.act import act
from streams.commands.assess import assess
from streams.commands.audit import audit
from streams.commands.check import check
from streams.commands.doctor import doctor
from streams.commands.explain import explain
from streams.commands.export import export
from streams.commands.findings import findings
from streams.commands.grafana import grafana
from streams.commands.import_ import import_
from streams.commands.notice import notice
from streams.commands.notify import notify
from streams.commands.rebuild import rebuild
from streams.commands.report import report
from streams.commands.retention import retention
from streams.commands.send import send
from streams.commands.serve import serve
from streams.commands.simulate import simulate
from streams.commands.sink import sink
from streams.commands.up import up
from streams.commands.worker import worker
from streams.exits import Misuse, Stop
from streams.settings_file import take_settings

app = typer.Typer(
    name="liangpai",
    help="亮牌 liangpai: electronic supervision of government services — time limits, procedure, cards.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(act)
app.command()(assess)
app.command()(audit)
app.command()(check)
app.command()(doctor)
app.command()(explain)
app.command()(export)
app.command()(findings)
app.command()(report)
app.command()(grafana)
app.command("import")(import_)
app.add_typer(topics.topics, name="topics")
app.command()(notice)
app.command()(send)
app.command()(worker)
app.command()(sink)
app.command()(serve)
app.command()(notify)
app.command()(up)
app.command()(simulate)
app.command()(rebuild)
app.command()(retention)
app.add_typer(rulebook.app, name="rulebook")
app.add_typer(routes.app, name="routes")
app.add_typer(calendar.app, name="calendar")
app.add_typer(links.app, name="links")
app.add_typer(users.app, name="users")
app.add_typer(sample.app, name="sample")
app.add_typer(sources.app, name="sources")
app.add_typer(snapshots.app, name="snapshots")
app.add_typer(deliveries.app, name="deliveries")
app.add_typer(evidence.app, name="evidence")
app.add_typer(dead_letters.app, name="dead-letters")


def _log_in_lines() -> None:
    """Logs are JSON lines on standard error, from info on; what ClickHouse's client fails at we say ourselves."""
    logging.getLogger("clickhouse_connect").setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def main() -> None:
    """Run a command; a Stop prints its lines to standard error and gives its exit code."""
    _log_in_lines()
    try:
        if "--help" not in sys.argv:
            take_settings(os.environ)
        app()
    except WrongSettings as wrong:
        sys.stderr.write(f"{wrong}\n")
        raise SystemExit(Misuse.code) from None
    except Stop as stop:
        for line in stop.lines:
            sys.stderr.write(line + "\n")
        raise SystemExit(stop.code) from None
