"""Outputs never destroy what is read, and are in place whole or not at all."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from shutil import copytree

import pytest

from streams.exits import Misuse, Unavailable
from streams.output_files import Outputs, refuse_overwriting
from streams.rulebook_folder import shipped_rulebook
from tests.files.lines import event
from tests.importing.importing import csv_log
from tests.importing.test_rejects import BAD_LOG, MAPPING

LIANGPAI = [sys.executable, "-c", "from streams.cli import main; main()"]
FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")


def run(folder: Path, *words: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*LIANGPAI, *map(str, words)], cwd=folder, input=stdin, capture_output=True, timeout=60, check=False
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "e.jsonl").write_bytes(event(1_767_578_400_000) + b"\nnonsense\n")
    (tmp_path / "log.csv").write_text("case,time\n1,2026-01-05 10:00\n")
    copytree(shipped_rulebook(), tmp_path / "book")
    (tmp_path / "link").symlink_to(tmp_path / "e.jsonl")
    os.link(tmp_path / "e.jsonl", tmp_path / "hard")
    return tmp_path


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("check e.jsonl --out e.jsonl", ["--out e.jsonl", "the input e.jsonl"]),
        ("check e.jsonl --dead ./link", ["--dead link", "the input e.jsonl"]),
        ("check e.jsonl --out hard", ["--out hard", "the input e.jsonl"]),
        ("check e.jsonl --out new --dead ./book/../new", ["--dead book/../new", "--out new"]),
        ("check e.jsonl --out new --dead new.part", ["--dead new.part", "--out new"]),
        ("check e.jsonl --rulebook book --out book/items.csv", ["--out book/items.csv", "the rulebook file"]),
        ("import --mapping xes-generic log.csv --out log.csv", ["--out log.csv", "the log log.csv"]),
        ("import --mapping xes-generic log.csv --rejects log.csv", ["--rejects log.csv", "the log log.csv"]),
        ("import --mapping xes-generic log.csv --out x --rejects x", ["--rejects x", "--out x"]),
        ("import --mapping MAP log.csv --out MAP", ["--out", "the mapping"]),
        ("simulate --cases 1 --out x --truth x", ["--truth x", "--out x"]),
        ("simulate --cases 1 --rulebook-out city --out city/items.csv", ["--out city/items.csv", "rulebook"]),
    ],
)
def test_an_output_that_is_also_read_or_written_otherwise_is_refused(
    words: str, named: list[str], folder: Path
) -> None:
    shipped = shipped_rulebook().parent.parent / "mappings" / "wabo-receipt.toml"
    (folder / "map.toml").write_bytes(shipped.read_bytes())
    before = contents(folder)

    done = run(folder, *words.replace("MAP", "map.toml").split())

    assert done.returncode == 2
    for name in named:
        assert name in done.stderr.decode()
    assert contents(folder) == before


def test_a_file_named_like_the_unfinished_output_is_not_destroyed_when_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="the input"):
        refuse_overwriting({"--out": tmp_path / "a"}, {"input": [tmp_path / "a.part"]})


def test_no_output_is_in_place_before_all_are_whole_and_a_failure_leaves_the_old_ones(
    tmp_path: Path,
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"old")
    with suppress(RuntimeError), Outputs() as outputs:
        outputs.open(one).write(b"new")
        outputs.open(two).write(b"new")
        raise RuntimeError
    assert contents(tmp_path) == {one: b"old"}

    with Outputs() as outputs:
        outputs.open(one).write(b"new")
        assert one.read_bytes() == b"old"
    assert contents(tmp_path) == {one: b"new"}


def test_a_link_stays_a_link_and_a_private_file_stays_private(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"old")
    real.chmod(0o600)
    link.symlink_to(real)
    with Outputs() as outputs:
        outputs.open(link).write(b"new")
    assert link.is_symlink()
    assert (real.read_bytes(), real.stat().st_mode & 0o777) == (b"new", 0o600)


@needs_full
def test_a_full_disk_for_one_output_puts_none_in_place(tmp_path: Path) -> None:
    outputs = Outputs()
    outputs.open(tmp_path / "one").write(b"x")
    outputs.open(FULL).write(b"x")
    with pytest.raises(Unavailable, match=r"/dev/full: .*No space left"):
        outputs.__exit__(None)
    assert contents(tmp_path) == {}
    assert FULL.is_char_device()


@needs_full
@pytest.mark.parametrize(
    "words",
    [
        "check e.jsonl --dead /dev/full",
        "check e.jsonl --dead /dev/full --jobs 2",
        "import --mapping xes-generic log.xes --rejects /dev/full --out out",
        "simulate --cases 1 --out /dev/full",
        "simulate --cases 1 --truth /dev/full",
    ],
)
def test_a_full_disk_is_one_sentence_and_exit_3(words: str, folder: Path) -> None:
    (folder / "log.xes").write_text('<log xmlns="http://www.xes-standard.org/"/>')
    done = run(folder, *words.split())

    assert done.returncode == 3, done.stderr
    (sentence,) = done.stderr.decode().splitlines()
    assert sentence.startswith("/dev/full: ")
    assert "No space left on device" in sentence
    assert not list(folder.rglob("*.part"))
    assert not (folder / "out").exists()
    assert FULL.is_char_device()


@needs_full
def test_a_full_standard_output_of_an_import_is_exit_3(folder: Path) -> None:
    log = csv_log(folder, *BAD_LOG)
    mapping = folder / "map.toml"
    mapping.write_text(MAPPING)
    with FULL.open("wb") as full:
        done = subprocess.run(
            [*LIANGPAI, "import", "--mapping", mapping, log],
            stdout=full, stderr=subprocess.PIPE, timeout=60, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr.decode().count("\n")) == (3, 1), done.stderr
    assert b"standard output: " in done.stderr


def test_events_may_come_and_go_through_pipes(folder: Path) -> None:
    events = (folder / "e.jsonl").read_bytes()
    done = run(folder, "check", "/dev/stdin", "--dead", "/dev/stdout", stdin=events)

    assert done.returncode == 0, done.stderr
    assert b"dead-letter.recorded" in done.stdout
    assert b"2 records: 1 applied" in done.stdout


def test_what_is_sent_to_a_file_as_standard_output_stands_before_the_table(folder: Path) -> None:
    with (folder / "all").open("wb") as file:
        command = [*LIANGPAI, "check", str(folder / "e.jsonl"), "--dead", "/dev/stdout"]
        subprocess.run(command, stdout=file, timeout=60, check=True)
    written = (folder / "all").read_bytes()
    assert 0 < written.index(b"dead-letter.recorded") < written.index(b"2 records: 1 applied")
