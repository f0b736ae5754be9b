"""`liangpai notice`: from a file of outputs to a PDF on disk."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from streams.cli import app
from streams.exits import Stop
from tests.documents.samples import CARD, INVESTIGATION, TICKET, everything, folder, outputs, text_of

CARD_ID = str(CARD["card_id"])


def notice(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["notice", *map(str, words)])


def stop_of(*words: str | Path) -> tuple[int, str]:
    stop = notice(*words).exception
    assert isinstance(stop, Stop), stop
    return stop.code, str(stop)


def test_a_card_in_a_file_of_outputs_becomes_a_pdf_with_the_largest_revision(tmp_path: Path) -> None:
    book, file, out = folder(tmp_path / "city"), everything(tmp_path / "out.jsonl"), tmp_path / "notice.pdf"

    done = notice(CARD_ID, "--outputs", file, "--rulebook", book, "--out", out)

    assert done.exit_code == 0, done.output
    assert "黄牌通知书 示审监黄〔2026〕602866157067号" in done.output
    text = text_of(out.read_bytes())
    assert "黄牌通知书" in text
    assert "第2次记录" in text


@pytest.mark.parametrize(
    ("kind", "record", "title"),
    [
        ("yellow", CARD_ID, "黄牌通知书"),
        ("supervision", CARD_ID, "督办单"),
        ("rectification", str(INVESTIGATION["ticket_id"]), "整改建议书"),
        ("rating", str(TICKET["ticket_id"]), "差评整改单"),
    ],
)
def test_every_kind_is_made_and_made_the_same_twice(
    kind: str, record: str, title: str, tmp_path: Path
) -> None:
    book, file = folder(tmp_path / "city"), everything(tmp_path / "out.jsonl")
    outs = [tmp_path / f"{run}.pdf" for run in (1, 2)]
    for out in outs:
        done = notice(record, "--kind", kind, "--outputs", file, "--rulebook", book, "--out", out)
        assert done.exit_code == 0, done.output

    assert title in text_of(outs[0].read_bytes())
    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_a_character_without_a_glyph_is_told_to_who_makes_the_notice(tmp_path: Path) -> None:
    book, out = folder(tmp_path / "city"), tmp_path / "n.pdf"
    file = outputs(tmp_path / "out.jsonl", {**CARD, "arithmetic": "𠮷先生 / x"})

    done = notice(CARD_ID, "--outputs", file, "--rulebook", book, "--out", out)

    assert done.exit_code == 0
    assert "careful: the font has no U+20BB7 CJK UNIFIED IDEOGRAPH-20BB7" in done.stderr


def test_a_name_that_nobody_has_ends_with_2_and_leaves_no_file(tmp_path: Path) -> None:
    book, file, out = folder(tmp_path / "city"), everything(tmp_path / "out.jsonl"), tmp_path / "n.pdf"

    code, said = stop_of("T-99-0", "--outputs", file, "--rulebook", book, "--out", out)

    assert (code, said) == (2, "T-99-0: found neither a card nor a ticket of this id in the files of outputs")
    assert not out.exists()


def test_the_outputs_are_never_written_over(tmp_path: Path) -> None:
    book, file = folder(tmp_path / "city"), everything(tmp_path / "out.jsonl")
    before = file.read_bytes()

    code, said = stop_of(CARD_ID, "--outputs", file, "--rulebook", book, "--out", file)

    assert code == 2
    assert "would write over" in said
    assert file.read_bytes() == before


def test_a_file_that_is_not_there_ends_with_2(tmp_path: Path) -> None:
    code, said = stop_of(CARD_ID, "--outputs", tmp_path / "none.jsonl", "--out", tmp_path / "n.pdf")

    assert (code, "none.jsonl: found No such file or directory" in said) == (2, True)


def test_lines_of_other_programs_in_the_file_do_no_harm(tmp_path: Path) -> None:
    book, out = folder(tmp_path / "city"), tmp_path / "n.pdf"
    file = everything(tmp_path / "out.jsonl")
    lines = [
        b"not json card.",
        b"[1]",
        b'{"type": "card.issued"}',
        b'{"type": "card.issued", "data": 3}',
        b"",
    ]
    file.write_bytes(b"\n".join([*lines, file.read_bytes()]))

    assert notice(CARD_ID, "--outputs", file, "--rulebook", book, "--out", out).exit_code == 0


def test_a_card_of_another_version_of_the_program_is_named_as_such(tmp_path: Path) -> None:
    book = folder(tmp_path / "city")
    file = outputs(tmp_path / "out.jsonl", {**CARD, "colour": 3})

    code, said = stop_of(CARD_ID, "--outputs", file, "--rulebook", book, "--out", tmp_path / "n.pdf")

    assert (code, "another version of this program" in said) == (2, True)
