"""What a local Kafka runs on: Java 17 or newer, and the jars that deploy/kafka/pom.xml names, fetched by
Maven.
"""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from streams.exits import Unavailable

OLDEST_JAVA = 17
THREE_WAYS = (
    "no Kafka to use: {missing}. Any one of these will do: set KAFKA_BOOTSTRAP to a Kafka that runs; "
    "or start a container engine (and install the Python package testcontainers); "
    f"or install Java {OLDEST_JAVA} or newer and Maven, so that a local one can be run."
)
_JAVA_PACKAGES = ("openjdk-17-jre-headless", "openjdk-21-jre-headless", "default-jre-headless")
_VERSION = re.compile(r'version "(\d+)')


class Tools(NamedTuple):
    """The programs a local broker needs, by their full paths."""

    java: str
    maven: str


def tools(env: Mapping[str, str] = os.environ, say: Callable[[str], None] = lambda _: None) -> Tools:
    """Java and Maven of this machine; installed by apt where they are missing, we are root and apt is there.

    Raises Unavailable with the three ways to a Kafka otherwise.
    """
    missing = _missing(env)
    if missing and (apt := _apt(env)):
        say(f"Installing Java and Maven with apt ({' and '.join(missing)}).")
        _install(apt, env)
        missing = _missing(env)
    java, maven = find_java(env), _which("mvn", env)
    if java is None or maven is None:
        raise Unavailable(THREE_WAYS.format(missing=" and ".join(missing)))
    return Tools(java, maven)


def find_java(env: Mapping[str, str]) -> str | None:
    """Java from JAVA_HOME, else from PATH, if it is new enough."""
    home = env.get("JAVA_HOME")
    candidates = [str(Path(home, "bin", "java")) if home else None, _which("java", env)]
    return next((java for java in candidates if java and _java_version(java) >= OLDEST_JAVA), None)


def _which(name: str, env: Mapping[str, str]) -> str | None:
    return shutil.which(name, path=env.get("PATH", ""))


def _java_version(java: str) -> int:
    """The feature version: 17 for 17.0.15; 0 where it cannot be told (1.8 counts as 1)."""
    try:
        shown = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = _VERSION.search(shown.stderr + shown.stdout)
    return int(found.group(1)) if found else 0


def _missing(env: Mapping[str, str]) -> list[str]:
    absent = []
    if find_java(env) is None:
        absent.append(f"Java {OLDEST_JAVA} or newer is not there")
    if _which("mvn", env) is None:
        absent.append("Maven (mvn) is not there")
    return absent


def _apt(env: Mapping[str, str]) -> str | None:
    return _which("apt-get", env) if hasattr(os, "geteuid") and os.geteuid() == 0 else None


def _install(apt: str, env: Mapping[str, str]) -> None:
    """Try the Java packages one after the other: which of them exists depends on the distribution's age."""
    quiet = {**env, "DEBIAN_FRONTEND": "noninteractive"}
    _run([apt, "update", "-q"], quiet)
    wanted = () if find_java(env) else _JAVA_PACKAGES
    for package in wanted:
        if _run([apt, "install", "-y", "-q", "--no-install-recommends", package], quiet) and find_java(env):
            break
    if _which("mvn", env) is None:
        _run([apt, "install", "-y", "-q", "--no-install-recommends", "maven"], quiet)


def _run(command: list[str], env: Mapping[str, str]) -> bool:
    try:
        done = subprocess.run(command, env=dict(env), capture_output=True, timeout=600, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def kafka_files() -> Path:
    """The folder with pom.xml and log4j2.properties: in the package in a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    places = [package / "deploy" / "kafka", package.parent / "deploy" / "kafka"]
    for place in places:
        if (place / "pom.xml").is_file():
            return place
    raise Unavailable(
        f"the installation is not whole: no pom.xml in {' or '.join(map(str, places))}; install again."
    )


def cache_folder(env: Mapping[str, str], otherwise: Path) -> Path:
    """Where this user keeps what can be made again, so that Maven is asked once and not for each folder.

    `otherwise` where there is no home, or nothing may be written in it: a service account has none.
    """
    try:
        folder = Path(env.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "liangpai"
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return otherwise
    return folder if os.access(folder, os.W_OK) else otherwise


def classpath(maven: str, cache: Path, env: Mapping[str, str] = os.environ) -> str:
    """The jars of the pom as a Java class path; Maven is asked only where `cache` does not know them already.

    Raises Unavailable with Maven's own last words where the jars cannot be resolved.
    """
    pom = kafka_files() / "pom.xml"
    kept = cache / f"classpath-{hashlib.sha256(pom.read_bytes()).hexdigest()[:12]}.txt"
    if kept.is_file() and all(Path(jar).is_file() for jar in kept.read_text().split(os.pathsep)):
        return kept.read_text()
    cache.mkdir(parents=True, exist_ok=True)
    fresh = kept.with_suffix(f".{os.getpid()}")
    command = [
        maven,
        "-q",
        "-B",
        "-f",
        str(pom),
        "dependency:build-classpath",
        f"-Dmdep.outputFile={fresh.resolve()}",
    ]
    asked = subprocess.run(command, env=dict(env), capture_output=True, text=True, timeout=900, check=False)  # noqa: S603
    if asked.returncode != 0 or not fresh.is_file():
        words = [line for line in (asked.stdout + asked.stderr).splitlines() if line.strip()][-8:]
        raise Unavailable([f"Maven could not fetch the jars of {pom}; its last words:", *words])
    fresh.replace(kept)
    return kept.read_text()
