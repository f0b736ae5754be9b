"""The Containerfile read as a list of instructions, and what must be so of it that linters do not know."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Step(NamedTuple):
    """One instruction, its lines joined."""

    word: str
    rest: str


def steps(text: str) -> list[Step]:
    """Every instruction in order, without comments."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ").splitlines()
    return [Step(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in joined)]


def last_stage(found: list[Step]) -> list[Step]:
    """What makes the image itself."""
    start = max(number for number, step in enumerate(found) if step.word == "FROM")
    return found[start:]


def faults(text: str, context: Path) -> list[str]:
    """What is wrong with it, a sentence each. `context` is the folder that is handed to the build."""
    found = steps(text)
    return [*_process_faults(last_stage(found)), *_source_faults(found, context), *_script_faults(found)]


def _process_faults(final: list[Step]) -> Iterator[str]:
    said = {step.word: step.rest for step in final}
    if not re.fullmatch(r"[1-9]\d*:[1-9]\d*", said.get("USER", "")):
        yield f"USER is {said.get('USER', 'root')!r}: expected two numbers that are not root's, or runAsNonRoot fails"
    for word in ("ENTRYPOINT", "HEALTHCHECK"):
        if not said.get(word, "").partition("[")[1]:
            yield f"{word} is {said.get(word)!r}: expected a list, because a shell does not pass signals on"
    if "VOLUME" in said:
        yield "VOLUME makes a volume without a name wherever nobody says one"
    if "--from=build" not in " ".join(step.rest for step in final if step.word == "COPY"):
        yield "nothing comes from the build stage"


def _source_faults(found: list[Step], context: Path) -> Iterator[str]:
    for step in found:
        if step.word == "ADD":
            yield f"ADD {step.rest}: expected COPY, which fetches and unpacks nothing"
        if step.word == "COPY" and "--from" not in step.rest:
            for source in step.rest.split()[:-1]:
                if not (context / source).exists():
                    yield f"COPY {source}: there is nothing of this name"


def _script_faults(found: list[Step]) -> Iterator[str]:
    """What is not committed has to come from a stage that brings it, before the wheel takes it in."""
    stages = [step.rest.split()[-1] for step in found if step.word == "FROM" and " AS " in step.rest]
    until = next(place for place, step in enumerate(found) if "build --wheel" in step.rest)
    for step in found[:until]:
        source = re.match(r"--from=(\S+) .*dashboards/console/static$", step.rest)
        if step.word == "COPY" and source and source[1] in stages:
            return
    yield "no stage gives the console its scripts before the wheel is built"
