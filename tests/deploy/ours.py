"""What every form of deployment is checked against: the program's own commands and its own settings."""

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from unittest.mock import patch

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from sinks.settings import NAMES, Settings, WrongSettings
from streams.cli import app
from streams.exits import Stop
from streams.settings_file import FILE

OURS = ("LIANGPAI_", "KAFKA_", "CLICKHOUSE_")
"""How the names of our settings begin."""

PROCESSES = ("worker", "sink", "serve", "notify")


def command_faults(arguments: Sequence[str]) -> list[str]:
    """What the program's own parser says against `liangpai ARGUMENTS…`; nothing is run."""
    shown = " ".join(("liangpai", *arguments))
    command, rest = _found(_program(), list(arguments))
    if isinstance(command, TyperGroup):
        return [f"{shown}: found {rest[:1]}, expected one of {', '.join(command.commands)}"]
    try:
        with patch.dict(os.environ, clear=True):
            command.make_context(shown, rest)
    except TyperException as wrong:
        return [f"{shown}: {wrong.format_message()}"]
    except Stop as wrong:
        return [f"{shown}: {wrong}"]
    return []


@cache
def _program() -> Any:
    return typer.main.get_command(app)


def _found(command: Any, rest: list[str]) -> tuple[Any, list[str]]:
    """The command that is named, as far as there is one, and its arguments."""
    while isinstance(command, TyperGroup) and rest and rest[0] in command.commands:
        command, rest = command.commands[rest[0]], rest[1:]
    return command, rest


def setting_faults(env: Mapping[str, str]) -> Iterator[str]:
    """Names that are no settings, and values that cannot be."""
    for name in env:
        if name.startswith(OURS) and name not in NAMES and name != FILE:
            yield f"{name} is no setting of docs/settings.md"
    try:
        Settings.read({name: value for name, value in env.items() if name in NAMES})
    except WrongSettings as wrong:
        yield from str(wrong).splitlines()
