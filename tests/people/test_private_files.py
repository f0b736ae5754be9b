"""A secret is read from a file that is for its owner only, or that root gave to this process's group alone."""

import os
from pathlib import Path

import pytest

from streams.exits import Misuse
from streams.people.files import refuse_if_open_to_others

USER = 10_001


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a file of root's")
@pytest.mark.parametrize(("mode", "taken"), [(0o440, True), (0o640, True), (0o660, False), (0o444, False)])
def test_what_systemd_or_a_cluster_hands_over_is_roots_and_readable_by_the_group(
    mode: int, taken: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file := tmp_path / "secret").touch(mode)
    file.chmod(mode)
    monkeypatch.setattr(os, "geteuid", lambda: USER)

    if taken:
        refuse_if_open_to_others(file)
    else:
        with pytest.raises(Misuse, match=f"found mode {mode:04o}"):
            refuse_if_open_to_others(file)


@pytest.mark.parametrize("mode", [0o640, 0o440, 0o604])
def test_a_file_of_ones_own_is_for_oneself_only(mode: int, tmp_path: Path) -> None:
    (file := tmp_path / "secret").touch()
    file.chmod(mode)

    with pytest.raises(Misuse, match=f"found mode {mode:04o}, expected 0600"):
        refuse_if_open_to_others(file)


def test_the_owners_alone_is_taken(tmp_path: Path) -> None:
    (file := tmp_path / "secret").touch()
    file.chmod(0o600)

    refuse_if_open_to_others(file)
