"""The five documents: what each says, to whom, until when, under which number."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pypdf
import pytest

from streams.documents.contents import Wish, notice_of, register_for
from streams.documents.notice import Kind, Notice
from streams.documents.records import InFiles, find
from streams.documents.typeset import pdf_of
from streams.exits import Misuse
from tests.documents.samples import CARD, INVESTIGATION, RATING, TICKET, everything, loaded, outputs, text_of

CARD_ID, TICKET_ID = str(CARD["card_id"]), str(TICKET["ticket_id"])


def made(
    folder: Path,
    name: str = CARD_ID,
    kind: Kind | None = None,
    *,
    advice: tuple[str, ...] = (),
    files: Mapping[str, str] | None = None,
) -> Notice:
    """The notice about a record of the samples; `files` replace those of the rulebook."""
    found = find(InFiles([everything(folder / "out.jsonl")]), name, "the file")
    return notice_of(found, loaded(**(files or {})).rulebook, Wish(kind, advice))


def of_card(folder: Path, kind: Kind | None = None, **changes: Any) -> Notice:
    """The notice about the sample card with other values."""
    found = find(InFiles([outputs(folder / "out.jsonl", {**CARD, **changes})]), CARD_ID, "the file")
    return notice_of(found, loaded().rulebook, Wish(kind))


def test_the_notice_of_a_yellow_card_names_office_number_addressee_person_dates_and_date(
    tmp_path: Path,
) -> None:
    text = text_of(pdf_of(made(tmp_path)).content)

    expected = (
        "示例市行政审批服务局",
        "示审监黄〔2026〕602866157067号",
        "黄牌通知书",
        "示例市住房和城乡建设局：",
        "办件430100-2026-000123触发监察规则T-04（超承诺期限），现予以黄牌警示",
        "建筑工程施工许可证核发（0001）",
        "张晓明（u17，窗口首席）",
        "2026-09-24受理（当日不计），承诺期限7个工作日，到期日2026-10-12",
        "《优化营商环境条例》第三十六条。",
        "请于2026年10月20日（含当日）前书面回复",
        "可以在2026年10月20日（含当日）前提出申诉",
        "2026年10月13日（印章）",
        "联系电话：0730-12345678",
        "T-04-1f0c9d2b7a6e5d43",
    )
    assert [each for each in expected if each not in text] == []
    assert "Accepted on" not in text


def test_the_notice_of_a_red_card_has_its_own_title_number_and_colour(tmp_path: Path) -> None:
    notice = of_card(tmp_path, colour="red")
    text = text_of(pdf_of(notice).content)

    assert notice.kind is Kind.RED
    assert "红牌通知书" in text
    assert "现予以红牌警示" in text
    assert notice.number.startswith("示审监红〔2026〕")


def test_a_supervision_form_says_what_is_to_be_done_by_when_and_leaves_room_to_write(tmp_path: Path) -> None:
    notice = made(tmp_path, kind=Kind.SUPERVISION, advice=("三日内补齐材料。",))
    text = text_of(pdf_of(notice).content)

    assert "督办单" in text
    assert "三日内补齐材料。请于2026年10月20日（含当日）前办结并反馈。" in text
    assert [box.name for box in notice.boxes] == ["承办情况", "承办单位意见", "督办机关意见"]
    assert text.count("年月日") == 3


def test_a_rectification_letter_states_the_problem_and_the_given_or_the_usual_advice(tmp_path: Path) -> None:
    usual = text_of(pdf_of(made(tmp_path, kind=Kind.RECTIFICATION)).content)
    own = text_of(pdf_of(made(tmp_path, kind=Kind.RECTIFICATION, advice=("修订办事指南。",))).content)

    assert "整改建议书" in usual
    assert "（一）立即纠正" in usual
    assert "（三）举一反三" in usual
    assert "（一）修订办事指南。" in own
    assert "立即纠正" not in own
    assert "请于2026年10月20日（含当日）前书面反馈整改情况" in own


def test_the_form_of_a_bad_rating_shows_rating_and_deadlines_but_nothing_of_who_rated(tmp_path: Path) -> None:
    text = text_of(pdf_of(made(tmp_path, TICKET_ID)).content)

    expected = (
        "差评整改单",
        "430100-2026-000123，第3次服务",
        "非常不满意",
        "110无理由超过法定办理时间；115服务态度差效率低；999",
        "跑了三趟，还是没有办好。",
        "2026年10月14日15时05分",
        "李建国（u9，局长）",
        "联系期限2026年10月15日（含当日）前",
        "整改期限2026年10月21日（含当日）前",
        "核实结论属实",
        "原因分类办事流程",
    )
    assert [each for each in expected if each not in text] == []
    assert "hash-of-the" not in text
    assert "contact-77" not in text


def test_a_ticket_about_a_card_becomes_a_supervision_form_with_the_facts_of_the_card(tmp_path: Path) -> None:
    notice = made(tmp_path, str(INVESTIGATION["ticket_id"]))

    rows = dict(notice.rows)
    assert notice.kind is Kind.SUPERVISION
    assert (rows["工单号"], rows["牌号"], rows["承办人"]) == (
        "I-77aa0ffee0123456",
        CARD_ID,
        "李建国（u9，局长）",
    )
    assert rows["督办要求"] == "请于2026年10月21日（含当日）前办结并反馈。"


def test_the_second_rating_of_a_service_is_the_one_the_form_shows(tmp_path: Path) -> None:
    second = {**RATING, "rating_id": "rating-2", "assess_number": 2, "level": 2, "text": "还是没有改"}
    better = {**RATING, "rating_id": "rating-3", "assess_number": 2, "level": 5, "bad": False}
    elsewhere = {**RATING, "rating_id": "rating-4", "service_number": "31", "text": "别的窗口"}
    form = {}
    for name, other in (("bad", second), ("good", better)):
        file = outputs(tmp_path / f"{name}.jsonl", TICKET, RATING, other, elsewhere)
        found = find(InFiles([file]), TICKET_ID, "the file")
        form[name] = dict(notice_of(found, loaded().rulebook, Wish()).rows)

    assert (form["bad"]["评价等级"], form["bad"]["评价内容"]) == ("不满意（追评）", "还是没有改")
    assert form["good"]["评价等级"] == "非常不满意"


def test_the_number_is_the_same_for_each_revision_and_another_for_each_kind_and_record(
    tmp_path: Path,
) -> None:
    first, later = of_card(tmp_path, revision=2), of_card(tmp_path, revision=9)
    other = of_card(tmp_path, Kind.SUPERVISION)

    assert first.number == later.number
    assert first.number.split("〕")[1] != other.number.split("〕")[1]
    assert made(tmp_path, TICKET_ID).number.split("〕")[1] != first.number.split("〕")[1]


@pytest.mark.parametrize(
    ("due", "last"),
    [
        ("2026-10-21T00:00:00.000+08:00", "2026年10月20日"),
        ("2026-10-21T00:00:00.001+08:00", "2026年10月21日"),
        ("2026-01-01T00:00:00.000+08:00", "2025年12月31日"),
    ],
)
def test_what_is_due_at_midnight_can_be_done_until_the_end_of_the_day_before(
    due: str, last: str, tmp_path: Path
) -> None:
    sections = of_card(tmp_path, answer_due=due).sections

    assert f"请于{last}（含当日）前书面回复" in sections[2].said[0]


@pytest.mark.parametrize("state", ["proposed", "rejected", "revoked", "withdrawn", "superseded", "muted"])
def test_no_notice_is_made_of_a_card_that_does_not_stand(state: str, tmp_path: Path) -> None:
    with pytest.raises(Misuse, match=f"{CARD_ID} is {state}: a notice is made of a card that stands"):
        of_card(tmp_path, state=state)


@pytest.mark.parametrize(
    ("kind", "changes", "expected"),
    [
        (Kind.RED, {}, "is yellow: found --kind red, expected yellow"),
        (Kind.RATING, {}, "is no bad rating"),
        (Kind.YELLOW, {"colour": "warning"}, "is warning: found --kind yellow, expected supervision"),
        (None, {"historical": True}, "before the system went live"),
    ],
)
def test_a_kind_that_is_another_records_is_refused(
    kind: Kind | None, changes: dict[str, Any], expected: str, tmp_path: Path
) -> None:
    with pytest.raises(Misuse, match=expected):
        of_card(tmp_path, kind, **changes)


@pytest.mark.parametrize(
    ("kind", "changes", "expected"),
    [
        (None, {"state": "void"}, "is void"),
        (Kind.YELLOW, {}, "found --kind yellow, which is made of a card"),
        (Kind.RATING, {"kind": "complaint"}, "is of kind complaint"),
        (None, {"historical": True}, "before the system went live"),
    ],
)
def test_a_ticket_that_asks_for_nothing_or_is_of_another_kind_is_refused(
    kind: Kind | None, changes: Mapping[str, Any], expected: str, tmp_path: Path
) -> None:
    found = find(InFiles([outputs(tmp_path / "o.jsonl", {**TICKET, **changes})]), TICKET_ID, "the file")

    with pytest.raises(Misuse, match=expected):
        notice_of(found, loaded().rulebook, Wish(kind))


def test_advice_is_refused_where_no_document_would_show_it(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="found --advice with a yellow notice"):
        made(tmp_path, advice=("x",))


@pytest.mark.parametrize(
    ("rulebook", "units", "name", "number"),
    [
        ('[office]\nname = "甲局"', None, "甲局", "政监黄"),
        ('[office]\nname = "甲局"\ndocument_prefix = "甲监"', None, "甲局", "甲监黄"),
        ("", None, "示例市政务服务监察室", "政监黄"),
        (
            "",
            "dept_code,name,region_code,parent,kind,leader_id\nZJ,住建局,,,部门,\n",
            "某规则库政务服务监督机构",
            "政监黄",
        ),
    ],
)
def test_the_heading_is_the_rulebooks_or_comes_from_the_registers(
    rulebook: str, units: str | None, name: str, number: str, tmp_path: Path
) -> None:
    head = f'name = "某规则库"\nversion = "1"\nvalid_from = "2020-01-01"\n{rulebook}\n'
    files = {"rulebook": head}
    if units is not None:
        nobody = "staff_id,name,dept_code,staff_type,post,roles,valid_from,valid_to\n"
        files |= {"units": units, "staff": nobody}
    notice = made(tmp_path, files=files)

    assert (notice.office, notice.heading) == (name, name)
    assert notice.number.startswith(f"{number}〔2026〕")


def test_a_setting_of_the_office_that_does_not_exist_is_a_mistake_with_its_place() -> None:
    head = 'name = "x"\nversion = "1"\nvalid_from = "2020-01-01"\n[office]\nlogo = "x"\nseal = 3\n'

    with pytest.raises(Misuse) as stop:
        loaded(rulebook=head)
    assert [line.split(": ", 1)[0] for line in stop.value.lines] == [
        "示例市/rulebook.toml:5:1",
        "示例市/rulebook.toml:6:1",
    ]


def test_of_several_versions_the_one_the_card_was_made_by_gives_the_names(tmp_path: Path) -> None:
    found = find(InFiles([everything(tmp_path / "out.jsonl")]), CARD_ID, "the file")
    older, newer = (
        loaded().rulebook,
        loaded(units="dept_code,name,region_code,parent,kind,leader_id\nZJ,新局,,,,\nJC,监察室,,,,\n"),
    )
    card = found._replace(card=None)
    books = [older, newer.rulebook]

    assert register_for(card, books) is newer.rulebook
    own = {**CARD, "rulebook_hash": older.rulebook_hash}
    same = find(InFiles([outputs(tmp_path / "own.jsonl", own)]), CARD_ID, "the file")
    assert register_for(same, books) is older


def test_the_document_carries_title_author_and_the_date_of_the_record(tmp_path: Path) -> None:
    meta = pypdf.PdfReader(io.BytesIO(pdf_of(made(tmp_path)).content)).metadata

    assert meta is not None
    assert meta.title == "黄牌通知书 示审监黄〔2026〕602866157067号"
    assert meta.author == "示例市行政审批服务局"
    assert meta.creation_date is not None
    assert meta.creation_date.date().isoformat() == "2026-10-13"
