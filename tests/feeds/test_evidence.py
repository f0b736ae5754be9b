"""A package of evidence: what was changed shows, whoever changed it; and holds."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from streams.cli import app
from streams.evidence.holds import hold, read_holds, refuse_if_held, release
from streams.evidence.package import About, digest, public_key_of, seal, verify
from streams.exits import Misuse
from streams.privacy import Key
from streams.rulebook_folder import shipped_rulebook
from streams.topics import create

KEY, OTHER = (
    Key.of(b"a deployment's key of 32 bytes or more"),
    Key.of(b"another deployment's key of 32 bytes"),
)
FILES = {"events.jsonl": "受理\n".encode(), "cards.jsonl": b"{}\n", "rulebook/items.csv": b"a,b\n"}
ABOUT = About("430100-2026-1", "2026-01-06T00:00:00Z", "u90", "f" * 64, "SHA-256")


def changed(package: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    change(files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        for name, content in files.items():
            written.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("algorithm", ["SHA-256", "SM3"])
def test_a_package_that_nobody_touched_is_right_and_always_the_same_bytes(algorithm: str) -> None:
    package = seal(KEY, FILES, ABOUT._replace(algorithm=algorithm))  # type: ignore[arg-type]

    found = verify(package, public_key_of(KEY))
    assert found.wrong == []
    assert found.manifest is not None
    assert found.manifest.case == "430100-2026-1"
    assert package == seal(KEY, dict(reversed(FILES.items())), ABOUT._replace(algorithm=algorithm))  # type: ignore[arg-type]


def test_the_hashes_are_those_of_the_standards() -> None:
    assert digest("SHA-256", b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digest("SM3", b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def _rewrite_manifest(files: dict[str, bytes]) -> None:
    """What a forger without the key would do: change a file and the manifest with it."""
    manifest = json.loads(files["manifest.json"])
    files["cards.jsonl"] = b"{}\n{}\n"
    manifest["files"]["cards.jsonl"] = {"bytes": 6, "hash": digest("SHA-256", b"{}\n{}\n")}
    files["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda files: files.update({"cards.jsonl": b"{} \n"}), "cards.jsonl: its SHA-256"),
        (lambda files: files.pop("events.jsonl"), "events.jsonl: listed, and not there"),
        (lambda files: files.update({"more.txt": b""}), "more.txt: there, and not listed"),
        (_rewrite_manifest, "the signature does not fit"),
        (lambda files: files.update({"manifest.sig": b"00" * 64}), "the signature does not fit"),
        (lambda files: files.update({"manifest.sig": "签".encode()}), "the signature does not fit"),
        (lambda files: files.pop("manifest.json"), "no manifest.json"),
        (lambda files: files.update({"manifest.json": b"[]"}), "none of the form"),
        (lambda files: files.update({"manifest.json": b"{"}), "none of the form"),
    ],
)
def test_whatever_is_changed_is_named(change: Callable[[dict[str, bytes]], None], said: str) -> None:
    found = verify(changed(seal(KEY, FILES, ABOUT), change), public_key_of(KEY))

    assert len(found.wrong) == 1
    assert said in found.wrong[0]


def test_a_package_of_another_deployment_is_not_taken_for_ours() -> None:
    (wrong,) = verify(seal(OTHER, FILES, ABOUT), public_key_of(KEY)).wrong

    assert wrong.startswith("sealed with the key")


@pytest.mark.parametrize("content", [b"", b"PK", b"x" * 1000, seal(KEY, FILES, ABOUT)[:200]])
def test_what_is_no_package_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(Misuse, match="expected a package"):
        verify(content, None)


def test_the_evidence_of_a_case_in_files_holds_its_events_its_cards_and_the_rulebook_that_judged_it(
    tmp_path: Path,
) -> None:
    events, key, out = tmp_path / "events.jsonl", tmp_path / "key", tmp_path / "case.zip"
    Key.make(key)
    lines = [accepted("案-1"), accepted("案-2")]
    events.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    words = ["evidence", "seal", "案-1", "--out", str(out), "--by", "u90", "--events", str(events)]
    words += ["--key-file", str(key), "--hash", "SM3"]

    made = CliRunner().invoke(app, words)
    assert made.exit_code == 0, made.output
    with zipfile.ZipFile(out) as package:
        assert [json.loads(line)["subject"] for line in package.read("events.jsonl").splitlines()] == ["案-1"]
        assert package.read("rulebook/items.csv") == (shipped_rulebook() / "items.csv").read_bytes()
        assert json.loads(package.read("explanation.json"))["case_no"] == "案-1"
        assert json.loads(package.read("manifest.json"))["algorithm"] == "SM3"
    assert CliRunner().invoke(app, ["evidence", "verify", str(out)]).exit_code == 0
    out.write_bytes(changed(out.read_bytes(), lambda files: files.update({"cards.jsonl": b"x"})))
    refused = CliRunner().invoke(app, ["evidence", "verify", str(out)])
    assert refused.exit_code == 1
    assert "WRONG cards.jsonl" in refused.output


def accepted(case: str) -> dict[str, object]:
    return {
        "specversion": "1.0", "id": f"e-{case}", "source": "s", "type": "case.accepted", "subject": case,
        "time": "2026-01-05T10:00:00+08:00", "recordedtime": "2026-01-05T10:00:02+08:00",
        "data": {"item_code": "0001", "dept_code": "ZJ", "staff_id": "u17", "voucher_no": "SL-1"},
    }  # fmt: skip


def test_a_hold_keeps_a_case_until_another_person_releases_it(
    kafka_bootstrap: str, topic_prefix: str
) -> None:
    create(kafka_bootstrap, topic_prefix, 2, 1)
    hold(kafka_bootstrap, topic_prefix, "案-1", "u90", "纪委立案")

    with pytest.raises(Misuse, match="纪委立案"):
        refuse_if_held(kafka_bootstrap, topic_prefix, "案-1")
    with pytest.raises(Misuse, match="on hold already"):
        hold(kafka_bootstrap, topic_prefix, "案-1", "u91", "again")
    with pytest.raises(Misuse, match="another person"):
        release(kafka_bootstrap, topic_prefix, "案-1", "u90", "over")
    refuse_if_held(kafka_bootstrap, topic_prefix, "案-2")

    release(kafka_bootstrap, topic_prefix, "案-1", "u91", "已结案")
    refuse_if_held(kafka_bootstrap, topic_prefix, "案-1")
    assert read_holds(kafka_bootstrap, topic_prefix)["案-1"].released_by == "u91"
