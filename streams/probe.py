"""`python -m streams.probe`: ask the process on this machine whether it is ready; for health checks of containers.

Not a command of `liangpai`, because loading those takes half a second of a core, and this is asked every few seconds.
"""

import http.client
import os
import ssl
import sys
from collections.abc import Mapping, Sequence

from sinks.setting_kinds import split_address
from sinks.settings import Settings
from streams.exits import Misuse, Stop, Unavailable
from streams.settings_file import take_settings

SECONDS = 4.0
PATHS = ("/readyz", "/livez")
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - told apart, not listened on


def ask(settings: Settings, path: str) -> str:
    """What the process says of itself at LIANGPAI_HTTP. Raises Misuse without one, Unavailable where it is not well."""
    if settings.http is None:
        raise Misuse("found no LIANGPAI_HTTP, expected HOST:PORT where the process to be asked answers.")
    line = _line(settings, settings.http)
    try:
        line.request("GET", path)
        answer = line.getresponse()
        said = answer.read(2_000).decode(errors="replace").strip()
    except (OSError, http.client.HTTPException) as error:
        raise Unavailable(
            f"{settings.http}{path} does not answer ({error or type(error).__name__})."
        ) from error
    finally:
        line.close()
    if answer.status != http.HTTPStatus.OK:
        raise Unavailable(f"{settings.http}{path} answers {answer.status}: {said}")
    return said


def _line(settings: Settings, address: str) -> http.client.HTTPConnection:
    """To the process itself, so that its certificate, made out to another name, need not be checked."""
    host, port = split_address(address)
    host = _EVERYWHERE.get(host, host)
    if settings.http_cert_file is None:
        return http.client.HTTPConnection(host, port, timeout=SECONDS)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return http.client.HTTPSConnection(host, port, timeout=SECONDS, context=context)


def main(arguments: Sequence[str], env: Mapping[str, str]) -> int:
    """Print what it says; 0 where it is well, else the exit code of what is wrong, and the sentence."""
    try:
        path = arguments[0] if arguments else PATHS[0]
        if path not in PATHS:
            raise Misuse(f"found {path!r}, expected one of {', '.join(PATHS)}.")
        print(ask(take_settings(dict(env)), path))
    except Stop as stop:
        print(*stop.lines, sep="\n", file=sys.stderr)
        return stop.code
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:], os.environ))
