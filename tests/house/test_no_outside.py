"""Nothing that ships knows an address outside: a process speaks to what its settings and files name only."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.project import ROOT

SHIPPED = ("rules", "sinks", "streams", "dashboards")
TEXTS = {".py", ".sql", ".toml", ".html", ".js", ".css", ".typ", ".csv", ".json"}
HARMLESS = re.compile(
    r"localhost|127\.0\.0\.1|\[::1\]"  # this machine
    r"|(?:[a-z0-9-]+\.)*example(?:\.(?:com|org|net|gov\.cn))?"  # examples in helps and messages
    r"|json-schema\.org"  # the name of a form of schemas, never fetched
    r"|host|address|"  # a place to fill in
)

SAID_BY_OTHERS = {"www.w3.org", "www.apache.org", "github.com"}
"""What scripts of others (*.min.js, brought by npm) name and never fetch: namespaces, their licence, where to report a
fault. The pages' content security policy lets a browser connect to their own server only."""


def outside(text: str) -> Iterator[str]:
    """The hosts of all addresses in a text that are neither this machine nor examples."""
    for found in re.findall(r"(?:https?|wss?|ftp)://([^/\s\"'`<>(){}\\,;]*)", text):
        host = re.sub(r"^[^@]*@", "", found)
        if not HARMLESS.fullmatch(re.sub(r":\w*$", "", host).rstrip(".")):
            yield found


def _harmless_in(file: Path) -> set[str]:
    return SAID_BY_OTHERS if file.name.endswith(".min.js") else set()


def test_no_file_that_ships_names_an_address_outside() -> None:
    files = [file for part in SHIPPED for file in (ROOT / part).rglob("*") if file.suffix in TEXTS]

    assert len(files) > 500
    found = {file: set(outside(file.read_text(encoding="utf-8"))) for file in files}
    named = {str(file): hosts - _harmless_in(file) for file, hosts in found.items()}
    assert {file: hosts for file, hosts in named.items() if hosts} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "https://stats.liangpai.cn/ping",
        "http://10.0.0.8:8123/",
        "https://example.evil.com/x",
        "wss://u:p@live.cn/",
    ],
)
def test_a_planted_address_is_found(planted: str) -> None:
    assert list(outside(f'urlopen("{planted}")'))
