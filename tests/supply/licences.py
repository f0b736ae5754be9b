"""docs/licences.md: what ships under which licence, and what of it must not. `--check` only says whether it is current.

python -m tests.supply.licences [--check]
"""

import sys
from collections.abc import Iterable, Sequence

from license_expression import ExpressionError, ExpressionParseError, Licensing

from tests.house.project import ROOT
from tests.supply.shipped import Package, shipped

PAGE = ROOT / "docs" / "licences.md"
ALLOWED = frozenset(
    {
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSD-3-Clause-Modification", "CC0-1.0", "ISC", "MIT",
        "MIT-0", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Zlib",
    }
)  # fmt: skip
"""Licences under which something may ship: they ask for notices, and MPL-2.0 that changes to its own files be open."""
_LICENSING = Licensing(sorted(ALLOWED))

_HEAD = """\
# Licences of what ships

This page is written by `make docs` from the metadata of the packages that are pinned in `constraints.txt`; a change \
here is lost.
It lists what a user installs with the program on Python 3.11, its extras `chdb` and `parquet` too; what only tests \
and builds need does not ship.
`make test` fails where a licence is none of these, or is not named: {allowed}.
`make sbom` writes the same as a bill of materials (CycloneDX).

Libraries that authors of a package have compiled into its wheel are told in that package's own licence files, not here.

| package | version | licence |
|---|---|---|
"""
_BESIDE = """
## Beside the packages

| what | licence |
|---|---|
| the font Noto Serif SC in `deploy/fonts`, for documents | OFL-1.1 |
| htmx in the console, as `deploy/console/package-lock.json` pins it | 0BSD |
| ECharts in the console, with zrender (BSD-3-Clause) and tslib (0BSD) within, pinned in the same place | Apache-2.0 |

## What runs beside the program and does not ship with it

`deploy/compose.yaml` and `deploy/kubernetes` name images of others, which their publishers distribute: \
Apache Kafka, ClickHouse, Prometheus and Alertmanager (Apache-2.0), Grafana (AGPL-3.0-only).
Grafana is asked and shown over HTTP, unchanged; nothing of it is part of the program, and the console shows the same \
figures without it.
"""


def refusal(package: Package) -> str | None:
    """Why it may not ship, None where it may."""
    if package.licence is None:
        return f"{package.name} {package.version}: found no licence in its metadata, expected one of docs/licences.md"
    try:
        parsed = _LICENSING.parse(package.licence)
    except (ExpressionError, ExpressionParseError) as error:
        return f"{package.name} {package.version}: {error}, expected an SPDX expression"
    if _allowed(parsed):
        return None
    return f"{package.name} {package.version}: found {package.licence}, expected one of {', '.join(sorted(ALLOWED))}"


def _allowed(expression: object) -> bool:
    """One of several to choose from is enough; of several that hold together each must be allowed."""
    parts = getattr(expression, "args", ())
    if not parts:
        return getattr(expression, "key", "") in ALLOWED
    kind = type(expression).__name__
    return (any if kind == "OR" else all)(_allowed(part) for part in parts)


def refused(packages: Iterable[Package]) -> list[str]:
    """What must not ship, a sentence each."""
    return [why for package in packages if (why := refusal(package))]


def page() -> str:
    """The whole page as Markdown."""
    rows = "".join(f"| {each.name} | {each.version} | {each.licence or 'unknown'} |\n" for each in shipped())
    return _HEAD.format(allowed=", ".join(sorted(ALLOWED))) + rows + _BESIDE


def main(arguments: Sequence[str]) -> int:
    """Write the page, or check it; 1 where it is not current or something must not ship."""
    text, wrong = page(), refused(shipped())
    if "--check" not in arguments:
        PAGE.write_text(text, encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != text:
        wrong.append(f"{PAGE} is not what the metadata say; run make docs")
    print(*wrong, sep="\n", end="\n" if wrong else "", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
