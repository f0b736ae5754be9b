"""The page behind the link of one service: the first rating, then what became of it, and the second rating."""

import secrets
from collections.abc import Sequence

from starlette.responses import Response

from streams.citizen import ballot
from streams.citizen.ballot import NOTHING_SAID, Said
from streams.citizen.desk import Desk
from streams.citizen.links import Form, Refused, ServiceLink, digest_of
from streams.citizen.pages import grades, page, redirect
from streams.citizen.requests import Turned, Visit, fields_of
from streams.citizen.standing import AGAIN, FIRST, Standing, Teller, standing_of
from streams.exits import Unavailable

FORM_MINUTES = 120
"""How long a form may stay open: its rating has the time at which it was shown."""


_RECEIVED = {str(FIRST): ["thanks_heading"], str(AGAIN): ["thanks_again"]}
"""By the assess number of a rating just sent: names of the sentences that say so beside where it stands."""


async def shown(desk: Desk, visit: Visit, link: ServiceLink) -> Response:
    """The page as the link is opened."""
    known = await standing_of(desk.archive, link)
    received = visit.request.query_params.get("received")
    if known is None or FIRST not in known.ratings:
        if received or _sent(desk, link, FIRST):
            return _thanks(visit, FIRST)
        return _first_form(desk, visit, link, NOTHING_SAID, [], away=known is None)
    return _standing(desk, visit, link, known, _RECEIVED.get(received or "", []))


async def sent(desk: Desk, visit: Visit, link: ServiceLink, channel: int) -> Response:
    """What follows when a form is sent."""
    fields = await fields_of(visit.request)
    form = read_form(desk, visit, fields)
    said = ballot.read(fields)
    known = await standing_of(desk.archive, link)
    if known and form.assess_number in known.ratings:
        return _standing(desk, visit, link, known, ["once"], 409)
    found = ballot.mistakes(said) + overdue(desk, form)
    if found:
        return _form_again(desk, visit, link, form, said, found, known, 422)
    try:
        ours = await post(desk, link, form, said, channel)
    except Unavailable:
        return _form_again(desk, visit, link, form, said, ["not_saved"], known, 503)
    if not ours:
        return _once(desk, visit, link, known)
    return redirect(f"?received={form.assess_number}&lang={visit.language}")


async def post(desk: Desk, link: ServiceLink, form: Form, said: Said, channel: int) -> bool:
    """Send the rating; False where another form's rating of the same service went before. Raises Unavailable."""

    async def send() -> None:
        await desk.send([ballot.letter(desk.key, link, form, said, channel, desk.clock())])

    own_id = ballot.rating_id(link.case_no, link.service_number, form.assess_number)
    return await desk.receipts.once(own_id, form.nonce, send)


def new_form(desk: Desk, token: str, assess_number: int) -> str:
    """The hidden field of a form shown now."""
    return desk.signer.form(Form(digest_of(token), assess_number, desk.clock(), secrets.token_hex(8)))


def read_form(desk: Desk, visit: Visit, fields: ballot.Fields) -> Form:
    """The form that was sent. Raises Turned where it is none of this link's."""
    try:
        form = desk.signer.read_form(next(iter(fields.get("form", ())), ""))
    except Refused:
        raise Turned(400, "strange") from None
    if form.link_digest != digest_of(visit.token):
        raise Turned(400, "strange")
    return form


def overdue(desk: Desk, form: Form) -> list[str]:
    """Whether the form was open for too long, as a list of mistakes."""
    return ["form_expired"] if desk.clock() - form.shown_at > FORM_MINUTES * 60_000 else []


def again(desk: Desk, visit: Visit, form: Form) -> str:
    """The hidden field when a form is shown once more: the same, so that it stays one rating, unless it is overdue."""
    return new_form(desk, visit.token, form.assess_number) if overdue(desk, form) else desk.signer.form(form)


def _sent(desk: Desk, link: ServiceLink, assess_number: int) -> bool:
    return desk.receipts.has(ballot.rating_id(link.case_no, link.service_number, assess_number))


def _once(desk: Desk, visit: Visit, link: ServiceLink, known: Standing | None) -> Response:
    if known and known.ratings:
        return _standing(desk, visit, link, known, ["once"], 409)
    return page("notice.html", visit.language, 409, heading="thanks_heading", sentences=["once"])


def _thanks(visit: Visit, assess_number: int) -> Response:
    sentence = "thanks" if assess_number == FIRST else "thanks_again"
    return page("notice.html", visit.language, heading="thanks_heading", sentences=[sentence])


def _form_again(
    desk: Desk, visit: Visit, link: ServiceLink, form: Form, said: Said, found: Sequence[str],
    known: Standing | None, status: int,
) -> Response:  # fmt: skip
    field = again(desk, visit, form)
    if form.assess_number == AGAIN and known:
        return _standing(desk, visit, link, known, [], status, form=field, said=said, mistakes=found)
    return _first_form(desk, visit, link, said, found, status=status, form=field)


def _first_form(
    desk: Desk, visit: Visit, link: ServiceLink, said: Said, found: Sequence[str],
    *, away: bool = False, status: int = 200, form: str | None = None,
) -> Response:  # fmt: skip
    return page(
        "rate.html", visit.language, status,
        about=_about(link), away=away, grades=grades(visit.language), said=said, mistakes=found,
        form=form or new_form(desk, visit.token, FIRST), numbers=False,
    )  # fmt: skip


def _standing(
    desk: Desk, visit: Visit, link: ServiceLink, known: Standing, notes: Sequence[str], status: int = 200,
    *, form: str | None = None, said: Said = NOTHING_SAID, mistakes: Sequence[str] = (),
) -> Response:  # fmt: skip
    teller = Teller(visit.language, desk.zone(), desk.register())
    if form is None and AGAIN not in known.ratings and not _sent(desk, link, AGAIN):
        form = new_form(desk, visit.token, AGAIN)
    return page(
        "standing.html", visit.language, status,
        about=_about(link), notes=notes, ratings=teller.ratings(known), progress=teller.progress(known),
        form=form, grades=grades(visit.language), said=said, mistakes=mistakes, numbers=False,
    )  # fmt: skip


def _about(link: ServiceLink) -> list[tuple[str, str]]:
    return [("case", link.case_no), ("service", link.service_number)]
