"""All addresses of the console. They are for people, so they are not in the OpenAPI document."""

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from dashboards.console.render import HEADERS, STATIC, packed_file, static_file
from streams.console.alerts_pages import add_alerts
from streams.console.assessment_pages import add_assessment
from streams.console.boards_page import add_boards
from streams.console.card_page import CARDS
from streams.console.cards_pages import add_cards
from streams.console.case_page import add_case
from streams.console.cases_page import add_days
from streams.console.console import Console
from streams.console.due_page import add_due
from streams.console.leads_pages import add_leads
from streams.console.letters_pages import add_letters
from streams.console.overview import add_overview
from streams.console.people_page import add_people
from streams.console.ratings_page import add_ratings
from streams.console.reviews_page import add_reviews
from streams.console.route import PageRoute, not_found
from streams.console.rulebook_pages import add_rulebook
from streams.console.signing_pages import add_signing
from streams.console.system_page import add_system
from streams.console.thing import add_thing
from streams.console.ticket_page import TICKETS
from streams.console.tickets_pages import add_tickets
from streams.console.visit import HOME

_DAY_SECONDS = 86_400


def console_router(console: Console) -> APIRouter:
    """The pages; the last route answers for every address of the console that is none."""
    router = APIRouter(include_in_schema=False, route_class=PageRoute)
    _add_files(router)
    add_signing(router, console)
    add_cards(router, console)
    add_thing(router, console, CARDS)
    add_tickets(router, console)
    add_thing(router, console, TICKETS)
    add_days(router, console)
    add_case(router, console)
    add_leads(router, console)
    add_alerts(router, console)
    add_assessment(router, console)
    add_reviews(router, console)
    add_letters(router, console)
    add_system(router, console)
    add_people(router, console)
    add_rulebook(router, console)
    add_ratings(router, console)
    add_due(router, console)
    add_overview(router, console)
    add_boards(router, console)
    _add_doors(router)
    return router


def _add_files(router: APIRouter) -> None:
    @router.get("/console/static/{name}")
    async def file(request: Request, name: str) -> Response:
        if name not in STATIC:
            return not_found(request)
        kept = {**HEADERS, "Cache-Control": f"public, max-age={_DAY_SECONDS}", "Vary": "Accept-Encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            packed = {**kept, "Content-Encoding": "gzip"}
            return Response(packed_file(name), media_type=STATIC[name], headers=packed)
        return Response(static_file(name), media_type=STATIC[name], headers=kept)


def _add_doors(router: APIRouter) -> None:
    @router.get("/")
    @router.get("/console")
    async def home() -> Response:
        return RedirectResponse(HOME, 303)

    @router.get("/console/{rest:path}")
    async def nowhere(request: Request) -> Response:
        return not_found(request)
