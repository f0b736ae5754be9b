"""The receivers file: every mistake is told at once, with its place; nothing is half loaded."""

from pathlib import Path

import pytest

from sinks.delivery.receivers import Receivers
from streams.exits import Misuse
from streams.notifying.receivers_file import load_receivers, served_by

GOOD = """
alarm_to = "supervision"
[receivers.supervision]
channel = "mail"
host = "mail.city.example"
from = "lp@city.example"
to = ["a@city.example"]
digest_at = [08:30:00]
[receivers.discipline]
channel = "webhook"
url = "https://jw.example/hook"
secret_files = ["key"]
"""


def written(folder: Path, text: str) -> Path:
    """The file, and a secret beside it."""
    for name, content in {"key": "whsec_" + "a" * 40, "short": "whsec_abcd", "empty": ""}.items():
        (folder / name).write_text(content)
        (folder / name).chmod(0o600)
    (folder / "open").write_text("whsec_" + "a" * 40)
    (folder / "open").chmod(0o644)
    file = folder / "receivers.toml"
    file.write_text(text)
    return file


def mistakes(folder: Path, text: str) -> list[str]:
    """What is said of the file, without its path."""
    with pytest.raises(Misuse) as wrong:
        load_receivers(written(folder, text))
    return [line.replace(str(folder) + "/", "") for line in wrong.value.lines]


def test_a_good_file_gives_a_round_for_each_receiver(tmp_path: Path) -> None:
    loaded = load_receivers(written(tmp_path, GOOD))

    served = served_by(loaded, tmp_path, lambda: 0)
    assert [(each.name, each.kind, each.watches) for each in served] == [
        ("supervision", "mail", True),
        ("discipline", "webhook", False),
    ]
    assert served[0].terms.next_digest is not None
    assert served[0].terms.next_digest(0) == 30 * 60_000, "08:30 in Shanghai is half past midnight UTC"
    with pytest.raises(Misuse, match="expected one of: supervision, discipline"):
        served_by(loaded, tmp_path, lambda: 0, ["nobody"])


def test_every_mistake_is_named_with_its_place_and_all_at_once(tmp_path: Path) -> None:
    text = """
[receivers.a]
channel = "webhook"
url = "http://jw.example/hook"
secret_files = ["key"]
[receivers.b]
channel = "pigeon"
[receivers.c]
channel = "kafka"
bootstrap = "k:9092"
topic = "t"
colour = "red"
"""
    found = mistakes(tmp_path, text)

    assert [line.split(":")[1] for line in found] == ["2", "6", "12"]
    assert "private_addresses = true" in found[0]
    assert "pigeon" in found[1]
    assert "webhook" in found[1]
    assert "unknown key colour" in found[2]


@pytest.mark.parametrize(
    ("secret", "said"),
    [
        ("gone", "No such file"),
        ("short", "24 bytes or more in base64"),
        ("empty", "nothing in"),
        ("open", "expected 0600"),
    ],
)
def test_a_secret_that_is_none_is_named(tmp_path: Path, secret: str, said: str) -> None:
    (line,) = mistakes(tmp_path, GOOD.replace('["key"]', f'["{secret}"]'))

    assert line.startswith("receivers.toml:12:")
    assert said in line


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('alarm_to = "supervision"', 'alarm_to = "nobody"', "a receiver of this file"),
        ('url = "https://jw.example/hook"', "", "one of url and url_file"),
        ("https://jw.example/hook", "https://me:pw@jw.example/", "without a name, a password"),
        ("https://jw.example/hook", "ftp://jw.example/", "begins with https://"),
        ('secret_files = ["key"]', 'secret_files = ["key", "key", "key"]', "at most 2"),
        ('secret_files = ["key"]', "secret_files = []", "at least 1"),
        ('host = "mail.city.example"', 'host = "m"\nuser = "u"', "user and password_file together"),
        ('"a@city.example"', '"nobody"', "match pattern"),
        ('alarm_to = "supervision"', 'zone = "Mars"', "a time zone"),
    ],
)
def test_what_contradicts_itself_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    assert said in "\n".join(mistakes(tmp_path, GOOD.replace(old, new)))


def test_a_receiver_that_stands_for_departments_gets_those_that_have_no_entry_of_their_own() -> None:
    kafka = {"channel": "kafka", "bootstrap": "k:9092", "topic": "t"}
    receivers = Receivers.model_validate({"receivers": {"heads": kafka, "heads/ZJ-1": kafka, "hr": kafka}})

    assert receivers.named("heads/ZJ-1") == "heads/ZJ-1"
    assert receivers.named("heads/ZJ-2") == "heads"
    assert receivers.named("hr") == "hr"
    assert receivers.named("hr2") is None
    assert receivers.named("inspection") is None
