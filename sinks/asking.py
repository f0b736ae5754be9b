"""Who may ask the archive of the process that writes it: whoever knows the token, in the header of each question.

What is asked there is about persons. Probes and metrics tell nothing of them and stay open.
"""

import hmac
import os
import re
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from secrets import token_hex

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from sinks.setting_kinds import split_address
from sinks.settings import Wrong, WrongSettings
from sinks.tls import secret

SETTING = "LIANGPAI_ARCHIVE_TOKEN_FILE"
OPEN = frozenset(("/metrics", "/livez", "/readyz"))
SCHEME = "Bearer"
_FIT = re.compile(r"[!-~]{16,}")
"""For a header of HTTP, and for guessing in vain."""


def token_of(file: Path | None) -> str | None:
    """The token in the file that the setting names, None where it names none. Raises WrongSettings."""
    if file is None:
        return None
    token = secret(file, SETTING)
    if _FIT.fullmatch(token) is None:
        expected = "a file with a secret of 16 or more of the visible characters of ASCII, without blanks"
        raise WrongSettings(Wrong(SETTING, str(file), expected))
    return token


def make_token(file: Path) -> None:
    """A file with a new random token, readable by its owner only; one that is there stays."""
    with suppress(FileExistsError):
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(token_hex(32) + "\n")


def header_of(token: str | None) -> dict[str, str]:
    """What goes with a question."""
    return {} if token is None else {"Authorization": f"{SCHEME} {token}"}


def refuse_open(http: str, token: str | None) -> None:
    """Raise WrongSettings where others than this machine could ask without a token."""
    if token is None and not _is_loopback(http):
        raise WrongSettings(
            Wrong(
                SETTING,
                None,
                f"a file with a secret of one line, as the archive is asked at {http} from other machines too; or "
                "listen on this one only, with LIANGPAI_HTTP=127.0.0.1:8090",
            )
        )


def _is_loopback(http: str) -> bool:
    """Whether only this machine reaches the address. One that is no address at all is refused by whoever listens."""
    try:
        host, _ = split_address(http)
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def asking_for(token: str | None) -> Middleware:
    """Lets questions through that carry the token, all of them where there is none."""
    due = None if token is None else f"{SCHEME} {token}".encode()

    @web.middleware
    async def let_through(request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
        if due is None or request.path in OPEN or hmac.compare_digest(given, due):
            return await handler(request)
        return web.json_response(
            {"error": f"the question does not carry the token of {SETTING}"},
            status=401,
            headers={"WWW-Authenticate": SCHEME},
        )

    return let_through
