"""Every package that a user installs with the program: what pyproject.toml names, and what that needs in turn."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import Distribution, distribution
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.project import ROOT

_BY_CLASSIFIER = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "ISC License (ISCL)": "ISC",
    "GNU General Public License v3 (GPLv3)": "GPL-3.0-only",
    "GNU Affero General Public License v3": "AGPL-3.0-only",
}
_LOOKED_UP = {"venusian": "BSD-3-Clause-Modification"}
"""Of packages whose metadata name no licence that has an identifier: as their licence file says, read by a person."""


class Package(NamedTuple):
    """One that ships. `licence`: an SPDX expression, None where its metadata name none."""

    name: str
    version: str
    licence: str | None
    needs: tuple[str, ...]


def project() -> dict[str, object]:
    """The table of pyproject.toml about the project."""
    table: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def named() -> list[str]:
    """The requirements that the project names, its extras too."""
    table = project()
    extras = table["optional-dependencies"]
    assert isinstance(extras, dict)
    direct = table["dependencies"]
    assert isinstance(direct, list)
    return [*direct, *(each for extra in extras.values() for each in extra)]


@cache
def shipped() -> tuple[Package, ...]:
    """All of them by name, as they are installed here."""
    extras: dict[str, set[str]] = {}
    waiting = [Requirement(each) for each in named()]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name not in extras or not requirement.extras <= extras[name]:
            extras.setdefault(name, set()).update(requirement.extras)
            waiting.extend(_needed(distribution(name), sorted(extras[name])))
    return tuple(_package(name, sorted(asked)) for name, asked in sorted(extras.items()))


def _needed(found: Distribution, extras: Sequence[str]) -> Iterator[Requirement]:
    for text in found.requires or ():
        requirement = Requirement(text)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield requirement


def _package(name: str, extras: Sequence[str]) -> Package:
    found = distribution(name)
    needs = sorted({canonicalize_name(each.name) for each in _needed(found, extras)})
    return Package(name, found.version, licence_of(found), tuple(needs))


def licence_of(found: Distribution) -> str | None:
    """What the metadata say: an expression, else classifiers, else a field that holds an identifier."""
    metadata = found.metadata
    if expression := metadata.get_all("License-Expression"):
        return str(expression[0])
    if looked_up := _LOOKED_UP.get(canonicalize_name(metadata["Name"])):
        return looked_up
    said = [
        each.rpartition(" :: ")[2]
        for each in metadata.get_all("Classifier") or ()
        if each.startswith("License :: ")
    ]
    known = [_bsd(found) if each == "BSD License" else _BY_CLASSIFIER.get(each) for each in said]
    if known and None not in known:
        return " AND ".join(sorted({each for each in known if each}))
    field = str((metadata.get_all("License") or [""])[0])
    return field if not said and re.fullmatch(r"[A-Za-z0-9.+-]+", field) else None


def _bsd(found: Distribution) -> str | None:
    """Which of the BSD licences a package means is only said by its licence file."""
    texts = [
        each.read_text()
        for each in found.files or ()
        if re.search(r"LICEN[CS]E|COPYING", each.name, re.IGNORECASE)
    ]
    joined = " ".join(" ".join(texts).split())
    if "Redistribution and use in source and binary forms" not in joined:
        return None
    return (
        "BSD-3-Clause"
        if re.search("Neither the names? of|names? of .{0,80}contributors", joined)
        else "BSD-2-Clause"
    )
