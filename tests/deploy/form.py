"""Run what the systemd units start, as a machine would let it: `make form` (root on Linux, Java 17, setpriv, unshare).

Every process has the environment of its unit and the files of deploy/systemd, is the user 10001 without a capability,
sees a root file system that is read-only and a network of nothing but loopback. Kafka runs on this machine's Java with
deploy/kafka-single.properties. Says what was tried, a line each; exit code 1 where something did not go.

python -m tests.deploy.form
"""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sinks.asking import make_token
from streams.services.java import classpath, kafka_files, tools
from streams.services.process import wait_for
from tests.deploy.units import FOLDER, PROGRAM, UNITS, said
from tests.house.project import BIN, ROOT

PLACE = Path("/mnt")
"""Where the folder of a run is seen inside; nothing else can be written there, but a new /tmp."""

USER = 10_001
WITHOUT_RIGHTS = (
    "setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--no-new-privs",
    "--bounding-set=-all", "--inh-caps=-all",
)  # fmt: skip
INSIDE = (
    "ip link set lo up && mount --make-rprivate / && mount --bind {folder} {place} "
    "&& { mount -o remount,ro / 2>/dev/null || mount -o remount,ro,bind /; } "
    "&& mount -t tmpfs -o mode=1777 tmpfs /tmp && exec {python} -m tests.deploy.form inside"
)
MOVED = {
    PROGRAM: str(BIN / "liangpai"),
    "/etc/liangpai/": f"{PLACE}/etc/",
    "/var/lib/liangpai-backup": f"{PLACE}/backup",
    "/var/lib/liangpai": f"{PLACE}/var",
    "/var/lib/kafka/data": f"{PLACE}/kafka/data",
    "%i": "1",
}
STAYING = ("worker@", "sink", "serve", "notify")
SECONDS = 180.0
CASE = "430100-2026-000123"


class Started(NamedTuple):
    """A process that stays: the name of its unit, its environment, itself."""

    name: str
    env: Mapping[str, str]
    process: subprocess.Popen[bytes]


def moved(text: str) -> str:
    """Paths of a machine as they are here."""
    for there, here in MOVED.items():
        text = text.replace(there, here)
    return text


def environment(unit: str) -> dict[str, str]:
    """What the unit tells its process, and where programs are."""
    pairs = (each for line in said(unit, "Environment") for each in shlex.split(line))
    return {"PATH": os.environ["PATH"], **dict(pair.split("=", 1) for pair in pairs)}


def outside() -> int:
    """Lay the files as an administrator would, and go inside."""
    folder = Path(tempfile.mkdtemp(prefix="liangpai-form-"))
    try:
        lay(folder)
        script = (
            INSIDE.replace("{folder}", str(folder))
            .replace("{place}", str(PLACE))
            .replace("{python}", sys.executable)
        )
        return subprocess.run(
            ["unshare", "--net", "--mount", "sh", "-c", script], cwd=ROOT, check=False
        ).returncode
    finally:
        shutil.rmtree(folder)


def lay(folder: Path) -> None:
    """Settings and secrets are root's, and the group may read them; data are the user's."""
    for name in ("etc/receivers", "var", "backup", "kafka", "logs"):
        (folder / name).mkdir(parents=True)
    (folder / "etc" / "liangpai.env").write_text(moved((FOLDER / "liangpai.env").read_text(encoding="utf-8")))
    (folder / "etc" / "deployment.key").write_bytes(os.urandom(32))
    make_token(folder / "etc" / "archive.token")
    shutil.copy(ROOT / "deploy/compose/receivers/receivers.toml", folder / "etc/receivers")
    properties = moved((ROOT / "deploy/kafka-single.properties").read_text(encoding="utf-8"))
    (folder / "kafka" / "server.properties").write_text(properties)
    found = tools(os.environ, print)
    (folder / "kafka" / "jars").write_text(classpath(found.maven, folder / "kafka", os.environ))
    (folder / "var" / "sources.toml").touch(0o600)
    folder.chmod(0o755)
    for path in (folder / "etc", *(folder / "etc").rglob("*")):
        os.chown(path, 0, USER)
        path.chmod(0o750 if path.is_dir() else 0o640)
    for path in (folder / "var", folder / "var" / "sources.toml", folder / "backup"):
        os.chown(path, USER, USER)


def inside() -> int:
    """Start, try and stop everything; 1 where something did not go."""
    tried: list[tuple[str, bool]] = [("the root file system is read-only", not os.access("/usr", os.W_OK))]
    with ExitStack() as stack:
        stack.enter_context(kafka())
        tried.append(("topics", run_unit("liangpai-topics.service") == 0))
        started = [start(name) for name in STAYING]
        for each in started:
            stack.callback(each.process.kill)
        tried += [(f"{each.name} is ready", wait_for(partial(ready, each), SECONDS)) for each in started]
        tried += commands()
        tried += [(name, run_unit(f"liangpai-{name}.service") == 0) for name in ("findings", "backup")]
        for each in started:
            each.process.send_signal(signal.SIGTERM)
        tried += [(f"{each.name} ends in order", each.process.wait(SECONDS) == 0) for each in started]
    for what, went in tried:
        print(f"{'ok   ' if went else 'short'}  {what}")
    return 0 if all(went for _, went in tried) else 1


@contextmanager
def kafka() -> Iterator[None]:
    """The broker of deploy/kafka-single.properties."""
    folder, java = PLACE / "kafka", shutil.which("java") or "java"
    command = [
        java,
        "-cp",
        (folder / "jars").read_text(),
        f"-Dlog4j2.configurationFile={kafka_files() / 'log4j2.properties'}",
    ]
    form = ("kafka.tools.StorageTool", "format", "--cluster-id", "bGlhbmdwYWktc2luZ2xlMQ", "--config")
    properties = str(folder / "server.properties")
    with (PLACE / "logs" / "kafka").open("wb") as log:
        subprocess.run([*command, *form, properties], stdout=log, stderr=log, check=True)
        broker = subprocess.Popen([*command, "-Xmx768m", "kafka.Kafka", properties], stdout=log, stderr=log)
    try:
        yield
    finally:
        broker.terminate()
        broker.wait(60)


def start(name: str) -> Started:
    """The process of a unit that stays."""
    (unit,) = [moved(text) for file, text in UNITS.items() if file == f"liangpai-{name}.service"]
    env, (line,) = environment(unit), said(unit, "ExecStart")
    with (PLACE / "logs" / name).open("wb") as log:
        process = subprocess.Popen(
            [*WITHOUT_RIGHTS, *shlex.split(line)], env=env, stdout=log, stderr=log, cwd=PLACE / "var"
        )
    return Started(name, env, process)


def ready(started: Started) -> bool:
    """Whether it says so itself; one that has ended never will."""
    if started.process.poll() is not None:
        return False
    probe = [*WITHOUT_RIGHTS, sys.executable, "-m", "streams.probe"]
    return (
        subprocess.run(probe, env=started.env, capture_output=True, cwd=PLACE / "var", check=False).returncode
        == 0
    )


def run_unit(name: str) -> int:
    """The exit code of a unit that ends; where Kafka is not there yet it is tried again."""
    unit = moved(UNITS[name])
    (line,) = said(unit, "ExecStart")
    codes: list[int] = []

    def once() -> bool:
        codes.append(run(shlex.split(line), environment(unit)).returncode)
        return codes[-1] != 3

    wait_for(once, SECONDS)
    return codes[-1]


def run(command: list[str], env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """A command of the user's."""
    line = [*WITHOUT_RIGHTS, *command]
    return subprocess.run(line, env=env, capture_output=True, text=True, cwd=PLACE / "var", check=False)


def commands() -> Iterator[tuple[str, bool]]:
    """What people do first: send a case, look at it, let somebody in."""
    env = environment(moved(UNITS["liangpai-findings.service"]))
    program = str(BIN / "liangpai")
    for words in (
        ["send", str(ROOT / "docs/examples/first-case.jsonl")],
        ["users", "add", "u90"],
        ["sources", "add", "approval", "--source", "approval/430100"],
    ):
        yield " ".join(words[:2]), run([program, *words], env).returncode == 0
    shown = wait_for(lambda: CASE in run([program, "explain", CASE], env).stdout, SECONDS)
    yield f"explain {CASE}", shown


if __name__ == "__main__":
    raise SystemExit(inside() if sys.argv[1:] == ["inside"] else outside())
