"""The page behind a window's standing code: whoever has the receipt rates the case, all others rate unverified."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from starlette.responses import Response

from streams.citizen import ballot
from streams.citizen.ballot import NOTHING_SAID, Said
from streams.citizen.desk import Desk
from streams.citizen.links import Form, ServiceLink, WindowLink
from streams.citizen.pages import grades, page, redirect
from streams.citizen.requests import Turned, Visit, fields_of
from streams.citizen.service_pages import again, new_form, overdue, post, read_form
from streams.citizen.standing import FIRST
from streams.exits import Unavailable

LINK_DAYS = 180
"""How long the link is good that a person gets who rated with a receipt."""

_DAY_MS = 86_400_000


async def shown(desk: Desk, visit: Visit, link: WindowLink) -> Response:
    """The page as the code is scanned."""
    if visit.request.query_params.get("received"):
        return page("notice.html", visit.language, heading="thanks_heading", sentences=["thanks_unverified"])
    return _form(desk, visit, link, new_form(desk, visit.token, FIRST), NOTHING_SAID, [], 200)


async def sent(desk: Desk, visit: Visit, link: WindowLink) -> Response:
    """What follows when a form is sent: with matching numbers on to the service's own page."""
    fields = await fields_of(visit.request)
    form = read_form(desk, visit, fields)
    said = ballot.read(fields)
    found = ballot.mistakes(said) + overdue(desk, form)
    if not found and said.gave_numbers:
        found = await _compared(desk, visit, said)
    if found:
        return _form(desk, visit, link, again(desk, visit, form), said, found, 422)
    service = _service(desk, link, form, said)
    try:
        ours = await post(
            desk, service, form, said._replace(unverified=not said.gave_numbers), ballot.QR_CODE
        )
    except Unavailable:
        return _form(desk, visit, link, again(desk, visit, form), said, ["not_saved"], 503)
    if not said.gave_numbers:
        return redirect(f"?received=1&lang={visit.language}")
    where = f"/q/{desk.signer.token(service)}?lang={visit.language}"
    return redirect(where + ("&received=1" if ours else ""))


def _service(desk: Desk, link: WindowLink, form: Form, said: Said) -> ServiceLink:
    """What is rated: of a known case one service a window and day; else a service of its own, without a case."""
    day = datetime.fromtimestamp(form.shown_at / 1000, UTC).astimezone(desk.zone()).date()
    number = f"window-{link.window_no}-{day:%Y%m%d}"
    subject = said.case_no
    if not said.gave_numbers:
        number = f"{number}-{form.nonce}"
        subject = f"service:{number}"
    expires = form.shown_at + LINK_DAYS * _DAY_MS
    return ServiceLink(
        subject, number, expires, link.dept_code, window_no=link.window_no, region_code=link.region_code
    )


async def _compared(desk: Desk, visit: Visit, said: Said) -> list[str]:
    """Nothing where the receipt belongs to the case, else the mistake; the same one whichever number is wrong."""
    if not desk.comparisons.take(visit.sender, desk.clock()):
        raise Turned(429, "busy")
    if not (said.case_no and said.receipt_no):
        return ["numbers_differ"]
    events = await desk.archive.rows("events_of_case", subject=said.case_no)
    if events is None:
        return ["numbers_unchecked"]
    belongs = await asyncio.to_thread(_has_receipt, [event["value"] for event in events], said.receipt_no)
    return [] if belongs else ["numbers_differ"]


class _Receipt(msgspec.Struct):
    receipt_no: str | None = None
    voucher_no: str | None = None


class _Event(msgspec.Struct):
    type: str
    data: _Receipt


def _has_receipt(lines: Sequence[str], receipt_no: str) -> bool:
    """Whether a receipt of materials or a voucher of acceptance among the case's events has this number."""
    return any(receipt_no in numbers for line in lines if line and (numbers := _receipts(line)))


def _receipts(line: str) -> tuple[str | None, ...]:
    try:
        event = msgspec.json.decode(line, type=_Event)
    except msgspec.MsgspecError:
        return ()
    return (event.data.receipt_no, event.data.voucher_no) if event.type.startswith("case.") else ()


def _form(
    desk: Desk, visit: Visit, link: WindowLink, form: str, said: Said, found: Sequence[str], status: int
) -> Response:
    return page(
        "rate.html", visit.language, status,
        about=_about(desk, link), away=False, grades=grades(visit.language), said=said, mistakes=found,
        form=form, numbers=True,
    )  # fmt: skip


def _about(desk: Desk, link: WindowLink) -> list[tuple[str, str]]:
    register = desk.register()
    unit = register.units.get(link.dept_code) if register else None
    return [("unit_of_window", unit.name if unit else link.dept_code), ("window", link.window_no)]
