"""`liangpai links …`: rating links and QR codes for citizens."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.settings import KeyFile, option

if TYPE_CHECKING:
    from streams.citizen.links import Link

DAYS = 180

app = typer.Typer(
    name="links", help="Rating links and QR codes: for a service, or for a window.", no_args_is_help=True
)

BaseUrl = Annotated[str, option("--url", "LIANGPAI_PUBLIC_URL")]
Png = Annotated[Path | None, typer.Option(metavar="DIR", help="Write QR codes as PNG files there.")]
Svg = Annotated[Path | None, typer.Option(metavar="DIR", help="Write QR codes as SVG files there.")]
Expires = Annotated[
    str | None, typer.Option(help=f"The first instant the link is no longer good; default: in {DAYS} days.")
]


@app.callback()
def main() -> None:
    """Rating links and QR codes: for a service, or for a window."""


@app.command()
def make(
    case: Annotated[str, typer.Option(help="The case number.")] = "",
    service: Annotated[str, typer.Option(help="Which service of the case: its number.")] = "",
    csv: Annotated[
        Path | None,
        typer.Option(
            "--csv",
            help="Instead of one: a list with the columns case_no, service_number and, if wanted, dept_code, "
            "item_code, window_no, staff_id, region_code, service_time.",
        ),
    ] = None,
    dept: Annotated[str, typer.Option(help="Department that served.")] = "",
    item: Annotated[str, typer.Option(help="Item code.")] = "",
    window: Annotated[str, typer.Option(help="Window number.")] = "",
    staff: Annotated[
        str, typer.Option(help="Staff id of who served; stands in the link, not on the page.")
    ] = "",
    region: Annotated[str, typer.Option(help="Region code.")] = "",
    served: Annotated[str, typer.Option(help="When, e.g. 2026-01-05T10:00:00+08:00.")] = "",
    expires: Expires = None,
    png: Png = None,
    svg: Svg = None,
    url: BaseUrl = "http://127.0.0.1:8080",
    key_file: KeyFile = None,
) -> None:
    """Make the rating link of a service, or of every service in a list: `case_no,service_number,url` as CSV.

    Who has the link can rate the service once, see what became of it, and rate once more. Exit 2: the usage or a row
    of the list is wrong; nothing is written then.

    Example: liangpai links make --case 430100-2026-000123 --service 1 --svg codes/
    """
    from streams.citizen.link_list import links_in, service_link
    from streams.exits import Misuse

    one = {
        "case_no": case, "service_number": service, "dept_code": dept, "item_code": item, "window_no": window,
        "staff_id": staff, "region_code": region, "service_time": served,
    }  # fmt: skip
    until = _until(expires) or _in_days(DAYS)
    if csv is None:
        _hand_out([service_link(one, until, "--case, --service")], url, key_file, png, svg)
    elif any(one.values()):
        raise Misuse("found --csv together with options for one link, expected one or the other.")
    else:
        _hand_out(list(links_in(csv, until)), url, key_file, png, svg)


@app.command()
def window(
    window: Annotated[str, typer.Option(help="The window's number.")],
    dept: Annotated[str, typer.Option(help="Its department.")],
    region: Annotated[str, typer.Option(help="Region code.")] = "",
    expires: Annotated[
        str | None, typer.Option(help="The first instant the code is no longer good; default: never.")
    ] = None,
    png: Png = None,
    svg: Svg = None,
    url: BaseUrl = "http://127.0.0.1:8080",
    key_file: KeyFile = None,
) -> None:
    """Make the standing QR code of a window: it asks for case and receipt number; without them a rating never counts.

    Example: liangpai links window --window 12 --dept 430100-ZJ --png codes/
    """
    from streams.citizen.link_list import MAX_CELL
    from streams.citizen.links import WindowLink
    from streams.exits import Misuse

    for flag, text in (("--window", window), ("--dept", dept)):
        if not text.strip() or len(text) > MAX_CELL or not text.isprintable():
            raise Misuse(f"{flag}: found {text[:20]!r}, expected 1 to {MAX_CELL} printable characters.")
    link = WindowLink(window.strip(), dept.strip(), _until(expires), region.strip() or None)
    _hand_out([link], url, key_file, png, svg)


def _hand_out(
    links: "list[Link]", url: str, key_file: Path | None, png: Path | None, svg: Path | None
) -> None:
    """Print the links, write their codes, say how many."""
    import csv
    import sys

    from streams.citizen.codes import address_of, write_codes
    from streams.citizen.links import Signer
    from streams.privacy import Key

    signer = Signer(Key.load(key_file))
    addresses = [address_of(signer, _base(url), link) for link in links]
    for folder, ending in ((png, "png"), (svg, "svg")):
        if folder is not None:
            files = write_codes(addresses, folder, ending)
            typer.echo(f"{len(files):,} QR codes in {folder}", err=True)
    out = csv.writer(sys.stdout, lineterminator="\n")
    for address in addresses:
        out.writerow([*address.link[:2], address.url])


def _base(url: str) -> str:
    """The address without a slash at its end. Raises Misuse."""
    from urllib.parse import urlsplit

    from streams.exits import Misuse

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise Misuse(f"--url (LIANGPAI_PUBLIC_URL): found {url!r}, expected e.g. https://hp.example.gov.cn")
    return url.rstrip("/")


def _until(text: str | None) -> int | None:
    """An instant in ms UTC that is still to come. Raises Misuse."""
    from streams.exits import Misuse
    from streams.instants import parse_instant

    if text is None:
        return None
    moment = parse_instant(text, "--expires")
    if moment <= _in_days(0):
        raise Misuse(f"--expires: found {text}, which is past; expected an instant still to come.")
    return moment


def _in_days(days: int) -> int:
    import time

    return time.time_ns() // 1_000_000 + days * 86_400_000
