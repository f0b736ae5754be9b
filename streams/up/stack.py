"""The whole of it on one machine: Kafka, topics, key, workers, sink and HTTP door, up and down together."""

import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sinks.asking import SETTING, make_token
from streams.exits import Unavailable
from streams.intake.sources import Sources
from streams.intake.sources_file import save_sources
from streams.services import KafkaService, kafka
from streams.services.process import Trace, new_token
from streams.topics import create
from streams.up.children import Child, stop_all, tethered
from streams.up.health import wait_until_ready
from streams.up.home import logs_of
from streams.up.interrupts import Interrupts
from streams.up.leftovers import MARK, remove_topics
from streams.up.ports import addresses
from streams.up.tether import forget, stop_left, trace_file

READY_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What to start. `home` keeps Kafka's data and the logs; `dsn` is where the sink writes.

    `users` says who may sign in; by default a file in `home`, which outlives a demo.
    """

    home: Path
    rulebook: Path
    dsn: str
    key_file: Path
    prefix: str = ""
    workers: int = 2
    users: Path | None = None

    @property
    def token_file(self) -> Path:
        """What the sink asks for of those who ask it."""
        return self.home.absolute() / "archive.token"

    @property
    def passing(self) -> bool:
        """Whether its topics go when it goes."""
        return self.prefix.startswith(MARK)


@dataclass(frozen=True, slots=True)
class Stack:
    """What is up."""

    plan: Plan
    kafka: KafkaService
    workers: tuple[Child, ...]
    sink: Child
    door: Child

    @property
    def children(self) -> tuple[Child, ...]:
        """All processes but Kafka."""
        return (*self.workers, self.sink, self.door)

    @property
    def console(self) -> str:
        """Where people look at it."""
        return f"http://{self.door.http}/console/"

    def check(self) -> None:
        """Raise Unavailable if one of them has ended by itself."""
        local = self.kafka.local
        if local is not None and local.pid is None:
            raise Unavailable(f"Kafka at {local.bootstrap} ended by itself; its log is {local.log}")
        for child in self.children:
            child.check()

    def addresses(self) -> list[tuple[str, str]]:
        """What is up and where, for a person."""
        parts = [("console", self.console), (f"Kafka ({self.kafka.origin})", self.kafka.bootstrap)]
        for worker in self.workers:
            parts += [(worker.name, f"http://{worker.http}/metrics")]
        return [
            *parts,
            (self.sink.name, f"http://{self.sink.http}/metrics"),
            (self.door.name, f"http://{self.door.http}/metrics"),
            ("door, events over HTTP", f"http://{self.door.http}/events"),
        ]

    def commands(self) -> list[str]:
        """Commands ready to be copied, for what a person does next; STAFF, FILE and CASE are theirs to fill in."""
        plan = self.plan
        prefix = ("--prefix", plan.prefix) if plan.prefix else ()
        send = ("--kafka-bootstrap", self.kafka.bootstrap, *prefix, "--key-file", str(plan.key_file))
        archive = ("--clickhouse-dsn", plan.dsn, "--http", self.sink.http)
        explain = ("liangpai", "explain", "CASE", *archive, "--rulebook", str(plan.rulebook.absolute()))
        asking = (
            f"{SETTING}={shlex.quote(str(plan.token_file))}"  # the shell takes it as a setting, not in quotes
        )
        source = ("--source", "approval/430100", "--sources", str(_sources_file(plan)))
        return [
            shlex.join(("liangpai", "sources", "add", "approval", *source)),
            shlex.join(("liangpai", "users", "add", "STAFF", "--users", str(_users_file(plan)))),
            shlex.join(("liangpai", "send", "FILE", *send)),
            f"{asking} {shlex.join(explain)}",
        ]


@contextmanager
def running(plan: Plan, interrupts: Interrupts, say: Callable[[str], None]) -> Iterator[Stack]:
    """Start everything and wait until it is ready; afterwards stop what was started, and nothing else.

    Raises Unavailable where Kafka cannot be had, or a process ends or is not ready in time.
    """
    with ExitStack() as stack:
        stop_left(plan.home, say)
        service = stack.enter_context(kafka(plan.home, say=say))
        if service.local is not None:
            remove_topics(service.bootstrap, MARK)
        if plan.passing:
            stack.callback(remove_topics, service.bootstrap, plan.prefix)
        made = create(service.bootstrap, plan.prefix)
        say(f"Topics: {len(made.created)} created, {len(made.present)} were there.")
        started: list[Child] = []
        stack.callback(forget, plan.home)
        stack.callback(stop_all, started)
        stack.callback(interrupts.stopping)
        free = stack.enter_context(closing(addresses()))
        _start(plan, service.bootstrap, started, interrupts, free)
        say(f"Started {plan.workers} workers, the sink and the door; waiting until they are ready.")
        wait_until_ready(started, READY_SECONDS, lambda name: say(f"Ready: {name}."))
        *workers, sink, door = started
        yield Stack(plan, service, tuple(workers), sink, door)


def _start(
    plan: Plan, bootstrap: str, started: list[Child], interrupts: Interrupts, free: Iterator[str]
) -> None:
    logs = logs_of(plan.home)
    make_token(plan.token_file)
    if not _sources_file(plan).exists():
        save_sources(_sources_file(plan), Sources())
    for name in (*(f"worker-{number}" for number in range(1, plan.workers + 1)), "sink", "serve"):
        with interrupts.held():
            settings, token = _settings(plan, bootstrap, name, next(free)), new_token()
            if name == "serve":
                settings = {**settings, "LIANGPAI_ARCHIVE_HTTP": started[-1].http}
            command = tethered(token, name.partition("-")[0])
            started.append(Child(name, command, settings, logs / f"{name}.log"))
            Trace(started[-1].pid, token).save(trace_file(plan.home, name))


def _settings(plan: Plan, bootstrap: str, name: str, http: str) -> Mapping[str, str]:
    return {
        "KAFKA_BOOTSTRAP": bootstrap,
        "CLICKHOUSE_DSN": plan.dsn,
        "LIANGPAI_RULEBOOK": str(plan.rulebook),
        "LIANGPAI_ID": name,
        "LIANGPAI_HTTP": http,
        "LIANGPAI_KEY_FILE": str(plan.key_file),
        "LIANGPAI_PREFIX": plan.prefix,
        SETTING: str(plan.token_file),
        "LIANGPAI_SOURCES": str(_sources_file(plan)),
        "LIANGPAI_USERS": str(_users_file(plan)),
        "LIANGPAI_COOKIES_OVER_HTTP": "1",  # one machine, no proxy that does TLS
    }


def _users_file(plan: Plan) -> Path:
    """Who may sign in: of a demo its people, else nobody until `liangpai users add` names one of the staff register."""
    return (plan.users or plan.home / "users.json").absolute()


def _sources_file(plan: Plan) -> Path:
    """Who may send over HTTP: nobody, until `liangpai sources add` names somebody."""
    return plan.home.absolute() / "sources.toml"
