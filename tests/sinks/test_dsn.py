from pathlib import Path

import pytest

from sinks.dsn import holder_of, parse_dsn


def test_a_folder_is_the_embedded_engine(tmp_path: Path) -> None:
    address = parse_dsn(f"chdb://{tmp_path}")

    assert (address.folder, address.database) == (tmp_path, "liangpai")


def test_a_server_is_shown_without_its_password() -> None:
    address = parse_dsn("https://office:secret@archive.example:8443/city")

    assert address.folder is None
    assert address.database == "city"
    assert address.shown == "https://archive.example:8443/city"
    assert address.dsn == "https://office:secret@archive.example:8443"


@pytest.mark.parametrize(
    "dsn", ["", "kafka://host", "chdb://", "chdb:///", "chdb://relative/folder", "http:///db"]
)
def test_what_is_no_dsn_is_refused_with_what_was_expected(dsn: str) -> None:
    with pytest.raises(ValueError, match=r"CLICKHOUSE_DSN .* expected"):
        parse_dsn(dsn)


def test_a_folder_that_does_not_exist_is_held_by_nobody(tmp_path: Path) -> None:
    assert holder_of(tmp_path / "absent") is None
