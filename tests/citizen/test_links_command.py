"""`liangpai links`: addresses and QR codes, for one service, a list of them, or a window."""

import csv
import os
import re
import subprocess
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from streams.citizen.links import ServiceLink, WindowLink
from streams.up.children import liangpai
from tests.citizen.hall import NOW, SIGNER

BASE = "https://hp.example.gov.cn"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    file = tmp_path / "deployment.key"
    file.write_bytes(b"k" * 32)
    return file


def links(key_file: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        liangpai("links", *words),
        env={**os.environ, "LIANGPAI_KEY_FILE": str(key_file), "LIANGPAI_PUBLIC_URL": f"{BASE}/"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def opened(url: str) -> ServiceLink | WindowLink:
    """What the pages read in the address."""
    assert url.startswith(f"{BASE}/")
    return SIGNER.read(urlsplit(url).path.rpartition("/")[2], NOW)


def test_the_link_of_a_service_opens_its_page_for_half_a_year(key_file: Path) -> None:
    done = links(key_file, "make", "--case", "430100-2026-1", "--service", "s1", "--staff", "u17",
                 "--served", "2026-01-05T10:00:00+08:00")  # fmt: skip

    [[case_no, service, url]] = csv.reader(StringIO(done.stdout))
    link = opened(url)
    assert done.returncode == 0
    assert (case_no, service) == ("430100-2026-1", "s1")
    assert isinstance(link, ServiceLink)
    assert link[:2] == ("430100-2026-1", "s1")
    assert (link.staff_id, link.service_time) == ("u17", NOW)
    assert link.expires > NOW


def test_a_list_makes_a_link_and_a_code_of_each_service(key_file: Path, tmp_path: Path) -> None:
    cases = tmp_path / "cases.csv"
    cases.write_text("\ufeffcase_no,service_number,dept_code\n案/1,1,ZJ\n案/1,2,ZJ\n案_1,1,\n\n", "utf-8")

    done = links(
        key_file, "make", "--csv", str(cases), "--png", str(tmp_path / "png"), "--svg", str(tmp_path / "svg")
    )

    rows = list(csv.reader(StringIO(done.stdout)))
    assert [row[:2] for row in rows] == [["案/1", "1"], ["案/1", "2"], ["案_1", "1"]]
    assert [opened(row[2])[:2] for row in rows] == [("案/1", "1"), ("案/1", "2"), ("案_1", "1")]
    pngs = sorted((tmp_path / "png").iterdir())
    assert [file.name for file in pngs] == ["案_1-1-(2).png", "案_1-1.png", "案_1-2.png"]
    assert all(file.read_bytes().startswith(b"\x89PNG") for file in pngs)
    assert len({file.read_bytes() for file in pngs}) == 3
    assert len(list((tmp_path / "svg").glob("*.svg"))) == 3


def test_a_windows_code_stands_for_good_unless_told_otherwise(key_file: Path, tmp_path: Path) -> None:
    standing = links(key_file, "window", "--window", "12", "--dept", "ZJ", "--svg", str(tmp_path))
    limited = links(
        key_file, "window", "--window", "12", "--dept", "ZJ", "--expires", "2099-01-01T00:00:00+08:00"
    )

    assert opened(standing.stdout.strip().split(",")[2]) == WindowLink("12", "ZJ")
    assert opened(limited.stdout.strip().split(",")[2]) == WindowLink("12", "ZJ", 4_070_880_000_000)
    assert "<svg" in (tmp_path / "window-ZJ-12.svg").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("make",), "found no case_no"),
        (("make", "--case", "1"), "found no service_number"),
        (("make", "--case", "1", "--service", "1", "--expires", "2020-01-01T00:00:00+08:00"), "which is past"),
        (("make", "--case", "1", "--service", "1", "--expires", "soon"), "--expires"),
        (("make", "--case", "1", "--service", "1", "--url", "hp.example"), "--url"),
        (("make", "--case", "x" * 200, "--service", "1"), "expected up to 128"),
        (("make", "--csv", "nowhere.csv"), "nowhere.csv"),
        (("window", "--window", " ", "--dept", "ZJ"), "--window"),
        (("make", "--case", "1", "--service", "1", "--png", "/dev/null/x"), "QR codes"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_no_link_made(key_file: Path, words: tuple[str, ...], said: str) -> None:
    done = links(key_file, *words)

    assert done.returncode == 2
    assert said in re.sub(r"\s+", " ", done.stderr)
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("case_no\n1\n", "cases.csv:1"),
        ("case_no,service_number,phone\n1,1,2\n", "phone"),
        ("case_no,service_number\n1,1\n\n2\n", "cases.csv:4"),
        ("case_no,service_number\n1,1\n,2\n", "cases.csv:3"),
        ("case_no,service_number,service_time\n1,1,yesterday\n", "cases.csv:2: service_time"),
        ('case_no,service_number\n"1,1\n', "cases.csv"),
    ],
)
def test_one_wrong_row_of_a_list_is_named_and_nothing_made(
    key_file: Path, tmp_path: Path, text: str, said: str
) -> None:
    cases = tmp_path / "cases.csv"
    cases.write_text(text, "utf-8")

    done = links(key_file, "make", "--csv", str(cases), "--png", str(tmp_path / "png"))

    assert done.returncode == 2
    assert said in re.sub(r"\s+", "", done.stderr.replace(" ", "")) or said in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "png").exists()


def test_without_a_key_no_link_is_made(tmp_path: Path) -> None:
    done = links(tmp_path / "no.key", "make", "--case", "1", "--service", "1")

    assert done.returncode == 2
    assert "no.key" in done.stderr
