"""Identities of staff become pseudonyms where the round runs; a list that is wrong is refused without repeating it."""

from pathlib import Path

import pytest

from streams.exits import Misuse
from streams.privacy import Key
from streams.staff_identities import pseudonyms_of, read_identities

KEY = Key.of(b"k" * 32)


def test_staff_ids_and_the_identities_of_the_list_name_the_staff(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("\ufeffstaff_id,identity\nu17, 13800001111 \n\n", encoding="utf-8")

    found = pseudonyms_of(["u17", "u18"], read_identities(file), KEY)

    assert found == {
        KEY.pseudonym("u17"): "u17",
        KEY.pseudonym("u18"): "u18",
        KEY.pseudonym("13800001111"): "u17",
    }


def test_without_a_list_only_account_names_are_known() -> None:
    assert pseudonyms_of(["u17"], read_identities(None), KEY) == {KEY.pseudonym("u17"): "u17"}


@pytest.mark.parametrize(
    "text", ["", "identity,staff_id\n", "staff_id,identity\nu17\n", "staff_id,identity\n,13800001111\n"]
)
def test_a_list_that_is_wrong_is_refused_and_names_no_identity(tmp_path: Path, text: str) -> None:
    file = tmp_path / "list.csv"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(Misuse) as refused:
        read_identities(file)

    assert str(file) in str(refused.value)
    assert "13800001111" not in str(refused.value)
