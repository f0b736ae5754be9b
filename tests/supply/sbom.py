"""A bill of materials of what ships, in CycloneDX 1.6 (JSON): build/liangpai.cdx.json, or the file that is named.

python -m tests.supply.sbom [FILE]
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.project import ROOT
from tests.supply.shipped import Package, named, project, shipped

FILE = ROOT / "build" / "liangpai.cdx.json"
FONT = "Noto Serif SC"


def bill() -> Bom:
    """The program, the packages it installs with their dependencies on each other, and the font it ships."""
    bom, table = Bom(), project()
    program = Component(
        name="liangpai",
        version=str(table["version"]),
        type=ComponentType.APPLICATION,
        bom_ref="liangpai",
        licenses=[LicenseFactory().make_from_string(str(table["license"]))],
    )
    bom.metadata.component = program
    components = {each.name: _component(each) for each in shipped()}
    for component in components.values():
        bom.components.add(component)
    bom.components.add(_font())
    for each in shipped():
        bom.register_dependency(components[each.name], [components[name] for name in each.needs])
    direct = {canonicalize_name(Requirement(each).name) for each in named()}
    bom.register_dependency(program, [components[name] for name in sorted(direct)])
    return bom


def _component(package: Package) -> Component:
    return Component(
        name=package.name,
        version=package.version,
        type=ComponentType.LIBRARY,
        bom_ref=f"{package.name}=={package.version}",
        purl=PackageURL("pypi", name=package.name, version=package.version),
        licenses=[LicenseFactory().make_from_string(package.licence)] if package.licence else [],
    )


def _font() -> Component:
    licence = LicenseFactory().make_from_string("OFL-1.1")
    return Component(name=FONT, type=ComponentType.FILE, bom_ref="font", licenses=[licence])


def text() -> str:
    """The bill as JSON."""
    return JsonV1Dot6(bill()).output_as_string(indent=1)


def main(arguments: Sequence[str]) -> int:
    """Write it."""
    file = Path(arguments[0]) if arguments else FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{text()}\n", encoding="utf-8")
    print(f"{file}: the program, {len(shipped())} packages, one font")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
