"""Another system that knows who people are: the TOML file that LIANGPAI_OIDC names."""

import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from streams.exits import Misuse
from streams.people.files import refuse_if_open_to_others

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class OidcSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to reach the provider. `claim` of the ID token holds the staff id.

    `redirect_uri` ends in /login/oidc/callback. `client_secret_file` (mode 0600): the secret; without one this is a
    public client, which PKCE protects.
    """

    issuer: str
    client_id: str
    redirect_uri: str
    claim: str = "sub"
    scopes: tuple[str, ...] = ("openid",)
    client_secret_file: Path | None = None

    def secret(self) -> str | None:
        """The client's secret. Raises Misuse where the file is not there, or open to others."""
        file = self.client_secret_file
        if file is None:
            return None
        try:
            refuse_if_open_to_others(file)
            return file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise Misuse(
                f"{file}: {error.strerror}; expected the secret of OpenID client {self.client_id}."
            ) from error


def read_settings(file: Path) -> OidcSettings:
    """The settings in a file; a secret's file is looked for beside it. Raises Misuse."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        settings = msgspec.convert(table, OidcSettings, dec_hook=_path)
    except OSError as error:
        raise Misuse(f"{file}: {error.strerror}; expected the settings of OpenID Connect.") from error
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise Misuse(f"{file}: {error}; expected issuer, client_id, redirect_uri, and if need be claim, scopes, "
                     "client_secret_file.") from error  # fmt: skip
    for name in ("issuer", "redirect_uri"):
        if not is_safe(getattr(settings, name)):
            raise Misuse(f"{file}: found {name} {getattr(settings, name)!r}, expected an https:// address.")
    if settings.client_secret_file is not None:
        beside = file.parent / settings.client_secret_file
        settings = msgspec.structs.replace(settings, client_secret_file=beside)
    return settings


def is_safe(address: str) -> bool:
    """Whether what goes there can be read on the way by nobody: https, or this very machine."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )


def _path(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise NotImplementedError(kind)
