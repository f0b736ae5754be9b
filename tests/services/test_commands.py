"""`topics create` and `send` say in numbers what they did."""

from pathlib import Path

import pytest

from streams.commands.send import send
from streams.commands.topics import create
from streams.exits import Misuse
from streams.privacy import Key
from streams.topics import TOPICS
from tests.files.lines import event, write
from tests.services.test_sending import records


def test_creating_topics_twice_says_what_was_made_and_what_was_there(
    kafka_bootstrap: str, topic_prefix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    create(kafka_bootstrap, topic_prefix, 2)
    first = capsys.readouterr().out.splitlines()
    create(kafka_bootstrap, topic_prefix, 2)
    second = capsys.readouterr().out.splitlines()

    assert first[-1] == f"{len(TOPICS)} topics created, 0 were there, on {kafka_bootstrap}."
    assert f"created  {topic_prefix}cards" in first
    assert second[-1] == f"0 topics created, {len(TOPICS)} were there, on {kafka_bootstrap}."
    assert f"present  {topic_prefix}cards" in second


def test_sending_hashes_personal_data_and_tells_the_numbers(
    kafka_bootstrap: str, topic_prefix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    create(kafka_bootstrap, topic_prefix, 3)
    key_file = tmp_path / "key"
    Key.make(key_file)
    submitted = event(1, "case.submitted", data={"item_code": "i", "applicant_hash": "430100199001011234"})
    path = write(tmp_path / "a.jsonl", [submitted, b"oops"])
    capsys.readouterr()

    send([path], kafka_bootstrap, topic_prefix, key_file)

    told = capsys.readouterr()
    assert told.out.splitlines() == ["case-events: 2", f"2 events sent to {kafka_bootstrap}."]
    assert told.err.strip() == f"1 of them have no readable subject and will be dead letters: {path}:2"
    found = records(kafka_bootstrap, f"{topic_prefix}case-events")
    assert len(found) == 2
    assert not any(b"430100199001011234" in record.value for record in found)


def test_another_key_than_the_deployments_sends_nothing(
    kafka_bootstrap: str, topic_prefix: str, tmp_path: Path
) -> None:
    create(kafka_bootstrap, topic_prefix, 1)
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"")
    for name in ("ours", "theirs"):
        Key.make(tmp_path / name)
    send([path], kafka_bootstrap, topic_prefix, tmp_path / "ours")

    with pytest.raises(Misuse, match="key"):
        send([path], kafka_bootstrap, topic_prefix, tmp_path / "theirs")


def test_without_a_key_nothing_is_sent(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="LIANGPAI_KEY_FILE"):
        send([write(tmp_path / "a.jsonl", [event(1)])], "127.0.0.1:1")
