"""Cards on pages: who sees which, what they may do, what becomes of it, and what happens in between."""

import re

import pytest

from tests.console.hall import Browser, Hall, forms, plain


def page_of(browser: Browser, hall: Hall, rule_id: str = "T-05") -> tuple[str, str]:
    """The address of the card of case c-1, and its page."""
    address = f"/console/cards/{hall.card('c-1', rule_id)}"
    return address, browser.get(address).text


def state_of(hall: Hall, rule_id: str = "T-05") -> str:
    return str(hall.archived("card", card_id=hall.card("c-1", rule_id))[-1]["state"])


def by_hand(hall: Hall, subject: str = "c-1", rule_id: str = "P-08") -> str:
    """A card that waits for a second supervisor's confirmation."""
    hall.event(
        "desk.card_issue_manual", subject, actor_id="u90", rule_id=rule_id, colour="yellow", reason="巡查发现",
        dept_code="430100-ZJ", staff_id="u04", evidence=["photo.jpg#sha256:" + "0" * 64], found_by="patrol",
    )  # fmt: skip
    return hall.card(subject, rule_id)


def test_a_card_page_tells_the_reasons_in_words_and_draws_the_days(hall: Hall) -> None:
    hall.late_case("c-1")

    _, page = page_of(hall.browser("u06"), hall)

    said = plain(page)
    assert "红牌" in said
    assert "法定期限10个工作日" in said
    assert "《中华人民共和国行政许可法》第四十二条" in said
    assert "期限逐日计算" in said
    drawn = re.findall(r'<g class="(start|counted|off)( due)?">', page)
    assert [kind for kind, _ in drawn].count("counted") == 10 + 1, "each day, and once in the legend"
    assert sum(1 for _, due in drawn if due) == 1


def test_the_people_of_a_department_see_its_cards_and_nobody_elses(hall: Hall) -> None:
    hall.late_case("c-1")
    card_id = hall.card("c-1")
    ticket = hall.archived("tickets_of_subject", subject="c-1")[0]["id"]
    others = hall.browser("u09")
    unknown = others.get("/console/cards/T-05-0000000000000000")

    for address in (f"/console/cards/{card_id}", f"/console/tickets/{ticket}", "/console/cases/c-1"):
        answer = others.get(address)
        assert answer.status_code == 404
        assert plain(answer.text) == plain(unknown.text), "nobody learns whether it is there"
    token = others.get("/console/cards").text.split('name="csrf" value="')[1].split('"')[0]
    act = others.send(f"/console/cards/{card_id}/answer", csrf=token, revision="1", reason="r")
    assert act.status_code == 404
    for name in ("cards", "tickets", "ratings", "due", "due?late=1"):
        for trick in ("", "dept_code=430100-ZJ", "depts=*", "staff_id=u04", "subject=c-1"):
            text = others.get(f"/console/{name}{'&' if '?' in name else '?'}{trick}").text
            assert card_id not in text
            assert str(ticket) not in text
            assert "/console/cases/c-1" not in text
    assert state_of(hall) == "issued"
    assert hall.looked == [], "what was not shown was not looked at"


def test_supervisors_see_all_and_each_look_is_written_down(hall: Hall) -> None:
    hall.late_case("c-1")
    card_id = hall.card("c-1")

    answer = hall.browser("u90").get(f"/console/cards/{card_id}")

    assert answer.status_code == 200
    looked = [(each["staff_id"], each["what"], each["alert_id"], each["subject"]) for each in hall.looked]
    assert looked == [("u90", "card", card_id, "c-1")]


@pytest.mark.parametrize(
    ("staff_id", "expected"),
    [
        ("u06", {"answer", "appeal"}),
        ("u04", {"answer", "appeal"}),
        ("u90", {"revoke", "refer"}),
        ("u93", set()),
    ],
)
def test_a_page_offers_what_the_worker_would_take_from_its_person_and_nothing_else(
    hall: Hall, staff_id: str, expected: set[str]
) -> None:
    hall.late_case("c-1")

    _, page = page_of(hall.browser(staff_id), hall)

    assert forms(page) == expected


def test_what_is_not_offered_is_refused_when_it_is_sent_all_the_same(hall: Hall) -> None:
    hall.late_case("c-1")
    browser = hall.browser("u06")
    address, page = page_of(browser, hall)
    token = page.split('name="csrf" value="')[1].split('"')[0]

    answer = browser.send(f"{address}/revoke", csrf=token, revision="1", reason="自己撤销")

    assert answer.status_code == 409
    assert "操作人没有该操作所需的角色" in plain(answer.text)
    assert state_of(hall) == "issued"


def test_an_answer_and_an_appeal_go_their_way_to_the_end(hall: Hall) -> None:
    hall.late_case("c-1")
    head, adjudicator = hall.browser("u06"), hall.browser("u93")
    address, page = page_of(head, hall)

    answered = head.follow(head.fill(page, f"{address}/answer", reason="已经办结，原因是材料遗失"))
    appealed = head.follow(head.fill(answered.text, f"{address}/appeal", reason="特别程序没有计入"))
    decided = adjudicator.follow(
        adjudicator.fill(adjudicator.get(address).text, f"{address}/deny", reason="没有告知书")
    )

    assert "“回复”已办理" in plain(answered.text)
    assert "已回复" in plain(answered.text)
    assert "已经办结，原因是材料遗失" in plain(answered.text)
    assert "申诉中" in plain(appealed.text)
    assert "申诉后维持" in plain(decided.text)
    assert state_of(hall) == "stands"


def test_sending_a_form_twice_does_it_once(hall: Hall) -> None:
    hall.late_case("c-1")
    head = hall.browser("u06")
    address, page = page_of(head, hall)

    first = head.fill(page, f"{address}/answer", reason="只此一次")
    second = head.fill(page, f"{address}/answer", reason="只此一次")

    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    assert len(hall.archived("card", card_id=hall.card("c-1"))) == 2


def test_a_card_that_changed_meanwhile_is_shown_anew_with_what_was_written(hall: Hall) -> None:
    hall.late_case("c-1")
    head, deputy = hall.browser("u06"), hall.browser("u05")
    address, page = page_of(head, hall)
    deputy.fill(deputy.get(address).text, f"{address}/answer", reason="先回复了")

    late = head.fill(page, f"{address}/appeal", reason="写了很久的申诉理由")
    again = head.fill(late.text, f"{address}/appeal", reason="写了很久的申诉理由")

    assert late.status_code == 409
    assert "情况已经变化" in plain(late.text)
    assert re.search(r"<textarea[^>]*>写了很久的申诉理由</textarea>", late.text)
    assert again.status_code == 303
    assert state_of(hall) == "appealed"


def test_a_bookmarked_card_that_was_withdrawn_says_so_and_keeps_a_late_draft(hall: Hall) -> None:
    hall.late_case("c-1")
    head = hall.browser("u06")
    address, page = page_of(head, hall)
    hall.event(
        "case.decided", "c-1", 39, result="approved", staff_id="u06", dept_code="430100-ZJ", doc_no="1"
    )

    shown = head.get(address)
    late = head.fill(page, f"{address}/answer", reason="写好的回复")

    assert shown.status_code == 200
    assert "已撤回" in plain(shown.text)
    assert forms(shown.text) == set()
    assert late.status_code == 409
    assert "写好的回复" in late.text


def test_a_refusal_is_told_in_words_and_loses_nothing(hall: Hall) -> None:
    hall.late_case("c-1")
    head = hall.browser("u06")
    address, page = page_of(head, hall)

    answer = head.fill(page, f"{address}/answer", reason="  ")

    assert answer.status_code == 409
    assert "未填写理由" in plain(answer.text)
    assert head.fill(answer.text, f"{address}/answer", reason="现在有了").status_code == 303


def test_while_kafka_is_away_the_draft_stays_and_is_sent_once_when_it_is_back(hall: Hall) -> None:
    hall.late_case("c-1")
    head = hall.browser("u06")
    address, page = page_of(head, hall)
    hall.away = {"kafka"}
    kept = head.fill(page, f"{address}/answer", reason="材料已经补齐")
    hall.away = set()

    sent = head.fill(kept.text, f"{address}/answer")
    again = head.fill(page, f"{address}/answer", reason="材料已经补齐")

    assert kept.status_code == 503
    assert "材料已经补齐" in plain(kept.text)
    assert sent.status_code == again.status_code == 303
    assert sent.headers["location"] == again.headers["location"], "the same action, whichever form sends it"
    assert state_of(hall) == "answered"
    assert len(hall.archived("outcomes_of_case", subject="c-1")) == 1


def test_what_the_worker_has_not_decided_yet_is_said_to_be_on_its_way(hall: Hall) -> None:
    hall.late_case("c-1")
    head = hall.browser("u06")
    address, page = page_of(head, hall)
    hall.hold_actions()
    answer = head.fill(page, f"{address}/answer", reason="材料已经补齐")

    waiting = plain(head.follow(answer).text)
    hall.let_through()
    done = plain(head.follow(answer).text)

    assert "正在处理" in waiting
    assert "“回复”已办理" in done


def test_several_proposed_cards_are_confirmed_at_once_each_with_its_own_outcome(hall: Hall) -> None:
    hall.late_case("c-1")
    hall.late_case("c-2")
    first, second = by_hand(hall, "c-1"), by_hand(hall, "c-2")
    supervisor, author = hall.browser("u91"), hall.browser("u90")
    page = supervisor.get("/console/cards?state=proposed").text

    own = author.fill(
        author.get("/console/cards?state=proposed").text, "/console/confirm", card=[f"{first} 1"]
    )
    both = supervisor.fill(page, "/console/confirm", card=[f"{first} 1", f"{second} 7"])

    assert "须由另一人复核" in plain(own.text)
    assert "“确认发牌”已办理" in plain(both.text)
    assert "情况已经变化" in plain(both.text), "the second was chosen at another revision"
    assert state_of(hall, "P-08") == "issued"
    assert hall.archived("card", card_id=second)[-1]["state"] == "proposed"


def test_only_supervisors_are_offered_to_confirm(hall: Hall) -> None:
    hall.late_case("c-1")
    by_hand(hall)

    page = hall.browser("u06").get("/console/cards?state=proposed").text

    assert "/console/confirm" not in page
    assert "P-08" in page


def test_a_list_is_read_page_by_page_without_a_gap_or_a_double(hall: Hall) -> None:
    for number in range(40):
        hall.late_case(f"c-{number:02}")
    browser, address, seen = hall.browser("u06"), "/console/cards", list[str]()

    while address:
        page = browser.get(address).text
        seen += re.findall(r'href="/console/cards/([^"?]+)"', page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = found[1].replace("&amp;", "&") if found else ""

    assert len(seen) == len(set(seen)) == 3 * 40


def test_a_list_is_filtered_by_what_is_chosen(hall: Hall) -> None:
    hall.late_case("c-1")
    hall.late_case("d-1", staff_id="u05")
    browser = hall.browser("u90")

    def found(query: str) -> list[str]:
        page = browser.get(f"/console/cards?{query}").text
        return sorted(
            {card.rpartition("-")[0] for card in re.findall(r'href="/console/cards/([^"?]+)"', page)}
        )

    assert found("subject=d-") == ["T-03", "T-04", "T-05"]
    assert found("colour=yellow") == ["T-04"]
    assert found("rule_id=T-05&state=standing") == ["T-05"]
    assert found("dept_code=430100-SJ") == []
    assert found("until_day=1999-12-31") == []


def test_lists_are_narrowed_to_an_item_and_to_a_region_with_those_below_it(hall: Hall) -> None:
    hall.late_case("c-1")
    hall.late_case(
        "c-2", item_code="430100-0003", dept_code="430100-SJ", region_code="430102", staff_id="u07"
    )
    browser = hall.browser("u90")
    one, other = hall.card("c-1"), hall.card("c-2")

    item = browser.get("/console/cards?item_code=430100-0001").text
    city = browser.get("/console/cards?region_code=430100").text
    nowhere = browser.get("/console/cards?region_code=999999").text

    assert one in item
    assert other not in item
    assert one in city
    assert other in city, "a district of the city"
    assert one not in nowhere
    for place in ("tickets", "due?late=1", "ratings", "leads", "alerts?all=1"):
        address = f"/console/{place}{'&' if '?' in place else '?'}region_code=999999"
        page = browser.get(address)
        assert page.status_code == 200, place
        assert "c-1" not in page.text, place
