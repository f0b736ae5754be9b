"""`liangpai notify` as a process, on topics of its own, with receivers that run in the test."""

import asyncio
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from rules.alerts import Addressee
from sinks.delivery.message import written_at
from streams.sending import Address, Letter, post
from streams.services.process import free_address
from streams.topics import create
from tests.delivery.samples import TIME, alert, alert_event
from tests.delivery.servers import Hook

PARTITIONS = 3
PATIENCE = 90.0
SECRET = "whsec_" + "c2VjcmV0" * 5


class Notifying:
    """Topics, a receivers file, and the process that is started, killed and stopped."""

    def __init__(self, bootstrap: str, prefix: str, folder: Path) -> None:
        self.bootstrap, self.prefix, self.folder = bootstrap, prefix, folder
        create(bootstrap, prefix, PARTITIONS, 1)
        self.address = Address(bootstrap, prefix, PARTITIONS)
        self.http = free_address()
        self.process: subprocess.Popen[bytes] | None = None
        secret = folder / "secret"
        secret.write_text(SECRET)
        secret.chmod(0o600)

    def receivers(self, hooks: Mapping[str, Hook], more: str = "", **settings: float) -> None:
        """Write the receivers file: a webhook for each."""
        lines = [more]
        for name, hook in hooks.items():
            lines += [f'[receivers."{name}"]', 'channel = "webhook"', f'url = "{hook.url}"']
            lines += ['secret_files = ["secret"]', "private_addresses = true", "timeout_seconds = 2"]
            lines += [f"{key} = {value}" for key, value in settings.items()]
        (self.folder / "receivers.toml").write_text("\n".join(lines))

    def start(self) -> None:
        """Start the process."""
        words = ["notify", "--kafka-bootstrap", self.bootstrap, "--prefix", self.prefix, "--http", self.http]
        words += ["--receivers", str(self.folder / "receivers.toml")]
        with (self.folder / "notify.log").open("ab") as out:
            program = "from streams.cli import main; main()"
            self.process = subprocess.Popen([sys.executable, "-c", program, *words], stdout=out, stderr=out)

    @property
    def log(self) -> str:
        """What the process has said."""
        return (self.folder / "notify.log").read_text()

    async def ready(self) -> None:
        """Until it has its partitions."""
        await self.until(lambda: self._status("/readyz") == 200)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Ask from a thread, again and again, until it holds."""
        ends = time.monotonic() + PATIENCE
        while not await asyncio.to_thread(holds):
            assert self.process is not None
            assert self.process.poll() is None, self.log[-3_000:]
            assert time.monotonic() < ends, self.log[-3_000:]
            await asyncio.sleep(0.05)

    def _status(self, path: str) -> int:
        try:
            return httpx.get(f"http://{self.http}{path}", timeout=5).status_code
        except httpx.TransportError:
            return 0

    def shown(self) -> dict[str, dict[str, Any]]:
        """What /receivers says, by receiver."""
        try:
            answer = httpx.get(f"http://{self.http}/receivers", timeout=5)
        except httpx.TransportError:
            return {}
        return {each["receiver"]: each for each in answer.json()}

    def says(self, receiver: str, **expected: object) -> bool:
        """Whether /receivers says this of the receiver."""
        found = self.shown().get(receiver, {})
        return all(found.get(name) == value for name, value in expected.items())

    def kill(self) -> None:
        """SIGKILL, if it runs."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(30)

    async def alerts(self, cases: Sequence[str], first: int, receivers: Sequence[Addressee]) -> None:
        """One more alert for each case, numbered from `first` on as its revisions."""
        stamp = written_at(TIME)
        letters = [
            Letter("alerts", case, alert_event(alert(case, first + number, receivers)), stamp)
            for number, case in enumerate(cases)
        ]
        await post(self.address, letters)


@asynccontextmanager
async def hooks(*names: str) -> AsyncIterator[dict[str, Hook]]:
    """A listening receiver for each name."""
    made = {name: Hook() for name in names}
    opened = [hook.listening() for hook in made.values()]
    for each in opened:
        await each.__aenter__()
    try:
        yield made
    finally:
        for each in opened:
            await each.__aexit__(None, None, None)


def arrived(hook: Hook) -> dict[str, list[int]]:
    """The numbers that came of each case, each once, in order of their first coming."""
    found: dict[str, list[int]] = defaultdict(list)
    seen: dict[str, bytes] = {}
    for request in hook.requests:
        event = request.json
        if event["id"] not in seen:
            found[event["subject"]].append(event["data"]["revision"])
        assert seen.setdefault(event["id"], request.body) == request.body, "one id came with two contents"
    return found
