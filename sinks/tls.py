"""Files of the settings that prove who somebody is: passwords, certificates and keys, read when they are needed."""

import ssl
from datetime import UTC, datetime
from pathlib import Path

from sinks.settings import Wrong, WrongSettings


def secret(file: Path, name: str) -> str:
    """The one line of a file of a secret. Raises WrongSettings, which names the setting and shows nothing of it."""
    try:
        text = file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(name, file, getattr(error, "strerror", None) or "not UTF-8") from error
    if not text or "\n" in text:
        raise _unusable(name, file, "not one line with a password")
    return text


def ends_of(file: Path) -> datetime:
    """When the first of the certificates in a file to end does. Raises ValueError where there is none, OSError."""
    from cryptography.x509 import load_pem_x509_certificates

    return min(each.not_valid_after_utc for each in load_pem_x509_certificates(file.read_bytes()))


def client_context(names: str, ca: Path | None, cert: Path | None, key: Path | None) -> ssl.SSLContext:
    """How a server is checked, and how we show who we are. `names` is how the three settings begin."""
    context = ssl.create_default_context()
    if ca is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        _load(context, f"{names}_CA_FILE", ca)
    if cert is not None and key is not None:
        present(context, names, cert, key)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def server_context(names: str, cert: Path, key: Path) -> ssl.SSLContext:
    """How we show who we are to those who come."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    present(context, names, cert, key)
    return context


def present(context: ssl.SSLContext, names: str, cert: Path, key: Path) -> None:
    """Show this certificate from now on. Raises WrongSettings where a file is none, or the certificate has ended."""
    refuse_ended(f"{names}_CERT_FILE", cert)
    try:
        context.load_cert_chain(cert, key)
    except OSError as error:
        tls = isinstance(error, ssl.SSLError)
        why = "not the key of the certificate" if tls else error.strerror or "unreadable"
        raise _unusable(f"{names}_KEY_FILE", key, why) from error


def refuse_ended(name: str, cert: Path) -> None:
    """Raise WrongSettings where the certificate is none or has ended: a server would only say that it is bad."""
    try:
        end = ends_of(cert)
    except OSError as error:
        raise _unusable(name, cert, error.strerror or "unreadable") from error
    except ValueError as error:
        raise _unusable(name, cert, "no certificates in PEM form") from error
    if end <= datetime.now(UTC):
        raise _unusable(name, cert, f"a certificate that ended on {end:%Y-%m-%d %H:%M} UTC")


def _load(context: ssl.SSLContext, name: str, ca: Path) -> None:
    try:
        context.load_verify_locations(ca)
    except OSError as error:
        tls = isinstance(error, ssl.SSLError)
        why = "no certificates in PEM form" if tls else error.strerror or "unreadable"
        raise _unusable(name, ca, why) from error


def _unusable(name: str, file: Path, why: str) -> WrongSettings:
    return WrongSettings(Wrong(name, str(file), f"a file that can be used (it is: {why})"))
