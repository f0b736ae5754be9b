"""An Apache Kafka (KRaft, broker and controller in one process) run on this machine's Java.

A folder belongs to one run at a time (a lock the system drops when its holder dies). A broker that outlived
its run, because that was killed, is recognised by its token, stopped, and started again on the same data.
"""

import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Self

from streams.broker import brokers
from streams.exits import Misuse, Unavailable
from streams.services.java import cache_folder, classpath, kafka_files, tools
from streams.services.process import Trace, free_address, new_token, stop_by_trace, stop_child
from streams.services.server_properties import Node, server_properties

HEAP = "-Xmx768m"
OPTIONS = "KAFKA_JVM_PERFORMANCE_OPTS"
"""Environment variable with options of the broker's JVM; Kafka's own start script has it by this name."""
_FIRST_COMPILER = "-XX:TieredStopAtLevel=1"
"""For a program of seconds: the JVM's second compiler costs more than it saves."""

READY_SECONDS = 90.0
GRACE_SECONDS = 20.0
_LOG_BYTES = 10_000_000


class LocalKafka:
    """A broker on data in `home`/kafka; the same address for as long as the object lives.

    As a context manager it starts and stops; tests of faults call `kill`, `stop` and `start` themselves. `node`: which
    of a cluster it is; None: it is alone. Lines put in `more` before the start come last in
    server.properties, and so hold.
    """

    def __init__(
        self,
        home: Path,
        *,
        env: Mapping[str, str] = os.environ,
        say: Callable[[str], None] = lambda _: None,
        node: Node | None = None,
    ) -> None:
        self.folder = home.resolve() / "kafka"
        self.bootstrap = free_address()
        self.log = self.folder / "broker.log"
        self._node = node
        self.more = ""
        self._env = env
        self._say = say
        self._trace_file = self.folder / "broker.json"
        self._lock: IO[bytes] | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._java: list[str] = []

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The broker's process id while it runs."""
        return self._child.pid if self._child and self._child.poll() is None else None

    def start(self) -> None:
        """Start the broker and wait until it answers; does nothing where it runs already.

        Raises Misuse where another run uses the folder, Unavailable (with the last log lines) where it fails.
        """
        if self.pid is not None:
            return
        self._claim()
        self._java = self._java or self._find_java()
        if not (self.folder / "data" / "meta.properties").is_file():
            self._format()
        self._say(f"Starting Apache Kafka at {self.bootstrap} (data and log in {self.folder}).")
        properties = self._write_properties(self.folder / "data")
        self._launch([HEAP, *self._env.get(OPTIONS, "").split(), "kafka.Kafka", str(properties)])
        self._await_answer()

    def stop(self) -> None:
        """End the broker in order, by its id; SIGKILL where it has not gone after 20 s. Its data stay."""
        if self._child is not None:
            stop_child(self._child, GRACE_SECONDS)
            self._forget()

    def kill(self) -> None:
        """End the broker as a crash would (SIGKILL); for tests of faults."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            self._forget()

    def close(self) -> None:
        """Stop, and let go of the folder."""
        try:
            self.stop()
        finally:
            if self._lock is not None:
                self._lock.close()
                self._lock = None

    def _forget(self) -> None:
        self._child = None
        self._trace_file.unlink(missing_ok=True)

    def _claim(self) -> None:
        """Take the folder, and stop the broker an earlier run left there."""
        if self._lock is not None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = (self.folder / "lock").open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise Misuse(
                f"the folder {self.folder} is in use by another run; stop that one, or give another folder."
            ) from None
        self._lock = lock
        trace = Trace.load(self._trace_file)
        if trace is not None and stop_by_trace(trace, GRACE_SECONDS):
            self._say(f"Stopped the broker an earlier run had left (process {trace.pid}).")
        self._trace_file.unlink(missing_ok=True)

    def _find_java(self) -> list[str]:
        found = tools(self._env, self._say)
        jars = classpath(found.maven, cache_folder(self._env, self.folder), self._env)
        return [found.java, "-cp", jars, f"-Dlog4j2.configurationFile={kafka_files() / 'log4j2.properties'}"]

    def _write_properties(self, data: Path) -> Path:
        file = self.folder / "server.properties"
        node = self._node or Node(1, {1: free_address()})
        file.write_text(server_properties(self.bootstrap, node, data) + self.more)
        return file

    def _format(self) -> None:
        """Format the storage elsewhere and move it here, so that a half-formatted one is never used."""
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        properties = self._write_properties(fresh)
        tool = ["kafka.tools.StorageTool", "format", "-t", "bGlhbmdwYWktbG9jYWwtMQ", "-c", str(properties)]
        command = [*self._java, _FIRST_COMPILER, *tool]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603
        if done.returncode != 0:
            words = (done.stdout + done.stderr).splitlines()[-10:]
            raise Unavailable(
                [f"Kafka could not format its storage in {self.folder}; its last words:", *words]
            )
        shutil.rmtree(self.folder / "data", ignore_errors=True)
        fresh.rename(self.folder / "data")

    def _launch(self, arguments: list[str]) -> None:
        """In a session of its own: a Ctrl-C at the terminal is for us, and we stop the broker in order."""
        if self.log.is_file() and self.log.stat().st_size > _LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        token = new_token()
        command = [*self._java, f"-Dliangpai.broker={token}", *arguments]
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(  # noqa: S603 - the Java we found, a class of the jars we resolved
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=self.folder,
            )
        Trace(self._child.pid, token).save(self._trace_file)

    def _await_answer(self) -> None:
        """Ask the broker itself until it names itself as a broker of the cluster."""
        deadline = time.monotonic() + READY_SECONDS
        while self.pid is not None and time.monotonic() < deadline:
            try:
                if brokers(self.bootstrap, seconds=2.0) > 0:
                    return
            except Unavailable:
                continue
        why = "did not answer in time" if self.pid is not None else "ended while starting"
        self.stop()
        raise Unavailable([f"Kafka at {self.bootstrap} {why}; the end of {self.log}:", *self._last_lines()])

    def _last_lines(self, count: int = 15) -> list[str]:
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - 20_000))
            lines = log.read().decode(errors="replace").splitlines()
        return [line for line in lines if not line.startswith("\tat ")][-count:]
