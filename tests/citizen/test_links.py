"""Links open what they were made for, until they expire, and nobody else can make one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.citizen.codes import address_of
from streams.citizen.links import Expired, Link, Refused, ServiceLink, Signer, WindowLink
from streams.exits import Misuse
from streams.privacy import Key
from tests.citizen.hall import CASE, LINK, NOW, SIGNER, WINDOW, Hall, address, plain

TOKEN = SIGNER.token(LINK)


@given(
    st.builds(ServiceLink, st.text(max_size=30), st.text(max_size=9), st.integers(NOW + 1, NOW + 10**10))
    | st.builds(WindowLink, st.text(max_size=9), st.text(max_size=9), st.none() | st.just(NOW + 1))
)
def test_what_a_link_says_is_read_back(link: Link) -> None:
    assert SIGNER.read(SIGNER.token(link), NOW) == link


@given(st.integers(0, len(TOKEN) - 1), st.sampled_from("AZaz09-_."))
def test_a_link_with_another_letter_opens_nothing(place: int, letter: str) -> None:
    changed = TOKEN[:place] + letter + TOKEN[place + 1 :]

    if changed == TOKEN:
        assert SIGNER.read(changed, NOW) == LINK
    else:
        with pytest.raises(Refused):
            SIGNER.read(changed, NOW)


def test_a_link_of_another_deployment_opens_nothing() -> None:
    with pytest.raises(Refused):
        Signer(Key.of(b"x" * 32)).read(TOKEN, NOW)


def test_a_link_is_good_until_the_instant_it_expires() -> None:
    assert SIGNER.read(TOKEN, LINK.expires - 1) == LINK
    with pytest.raises(Expired):
        SIGNER.read(TOKEN, LINK.expires)


def test_a_form_is_no_link_and_a_link_no_form() -> None:
    with pytest.raises(Refused):
        SIGNER.read_form(TOKEN)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_bad_links_get_a_page_that_says_what_to_do(language: str) -> None:
    hall = Hall()
    expired = address(LINK._replace(expires=NOW))
    words = {"zh": ("链接无法使用", "链接已过期"), "en": ("This link does not work", "This link has expired")}

    with hall.visitor() as visitor:
        forged = visitor.get(f"/r/{TOKEN}x?lang={language}")
        late = visitor.get(f"{expired}?lang={language}")

    assert (forged.status_code, late.status_code) == (404, 410)
    assert words[language][0] in plain(forged.text)
    assert words[language][1] in plain(late.text)
    assert CASE not in late.text


def test_a_window_code_opens_no_service_page_nor_the_other_way_round() -> None:
    hall = Hall()

    with hall.visitor() as visitor:
        assert visitor.get(f"/r/{SIGNER.token(WINDOW)}").status_code == 404
        assert visitor.get(f"/w/{TOKEN}").status_code == 404


def test_a_link_that_no_page_would_take_is_not_made() -> None:
    with pytest.raises(Misuse, match="expected at most 1024"):
        address_of(
            SIGNER, "https://hp.example", LINK._replace(staff_id="".join(map(chr, range(0x4E00, 0x5200))))
        )


def test_links_lead_to_the_pages_and_codes_say_that_they_were_scanned() -> None:
    made = address_of(SIGNER, "https://hp.example", LINK)

    assert made.url == f"https://hp.example/r/{TOKEN}"
    assert made.code_url == f"https://hp.example/q/{TOKEN}"
    assert address_of(SIGNER, "https://hp.example", WINDOW).code_url.startswith("https://hp.example/w/")
