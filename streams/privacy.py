"""The deployment's key and what is done with it: pseudonyms, sealing, its fingerprint (contracts 1).

Personal data of citizens is hashed or dropped at the first border it meets, before we write anything. Pseudonyms are
keyed, so that equal stays equal inside one deployment and nobody without the key can try numbers; what is one already
passes, so that several borders in a row change nothing. Which fields are identifiers and which are texts is in
`rules.privacy`; what is dropped is listed here.
"""

import json
import os
import re
import shlex
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Self

import msgspec
from cryptography.exceptions import InvalidTag

from rules.privacy import PSEUDONYM_FIELDS, TEXT_FIELDS, TEXT_LISTS, Border, mask
from sinks.settings import Settings
from streams.exits import Misuse
from streams.suites import AES, SUITES, Box, Suite

CLEAR_FIELDS = frozenset(
    {
        "name", "applicant_name", "agent_name", "evaluator_name", "contact_name", "legal_person",
        "certificate_no", "cert_no", "id_card", "id_no", "id_number", "passport_no",
        "phone", "mobile", "telephone", "tel", "email", "wechat", "contact",
        "address", "home_address", "account", "bank_account", "device", "device_id", "ip", "ip_address",
    }
)  # fmt: skip
"""Personal data as sources write it in clear: dropped, at any depth. `contact_ref` is none of them: it names nobody."""

MIN_KEY_BYTES = 32
_MAKE_ONE = "`head -c 32 /dev/urandom | base64 > {file}` makes one; every part of a deployment uses the same."
_PSEUDONYM = re.compile(r"p[12]:[0-9a-f]{4}:[0-9a-f]{32}")
_SEALED = re.compile(r"s([12]):([0-9a-f]{4}):([A-Za-z0-9+/=]+)")
_NONCE_BYTES = 12


class _Derived(NamedTuple):
    """What one suite makes of the secret."""

    suite: Suite
    root: bytes
    fingerprint: str
    pseudonyms: bytes
    nonces: bytes
    box: Box

    @classmethod
    def by(cls, suite: Suite, secret: bytes) -> Self:
        root = suite.mac(b"liangpai deployment key", secret)
        return cls(
            suite,
            root,
            suite.digest(_derive(suite, root, b"fingerprint")).hex()[:16],
            _derive(suite, root, b"pseudonym"),
            _derive(suite, root, b"nonce"),
            suite.box(_derive(suite, root, b"seal")),
        )


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """A deployment's key. Never printed; `fingerprint` is what may be shown, written and compared.

    It makes pseudonyms and seals by the suite of the deployment, and opens those of every suite.
    """

    suite: Suite
    _by_mark: Mapping[str, _Derived]

    @classmethod
    def of(cls, secret: bytes, suite: Suite = AES) -> "Key":
        """The key made from these secret bytes (32 or more)."""
        return cls(suite, {each.mark: _Derived.by(each, secret) for each in SUITES.values()})

    @property
    def _ours(self) -> _Derived:
        return self._by_mark[self.suite.mark]

    @property
    def fingerprint(self) -> str:
        """That of the key in the suite of the deployment, so that processes with different suites notice."""
        return self._ours.fingerprint

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """Those that may stand on what this key opens."""
        return tuple(each.fingerprint for each in self._by_mark.values())

    @classmethod
    def load(cls, file: Path | None) -> "Key":
        """The key in a file, of the suite that the settings say; Misuse where there is none, or it is too short."""
        if file is None:
            raise Misuse(
                "found no key file, expected one as --key-file or LIANGPAI_KEY_FILE: 32 secret bytes or more; "
                + _MAKE_ONE.format(file="deployment.key")
            )
        try:
            secret = file.read_bytes()
        except OSError as error:
            raise Misuse(
                f"{file}: {error.strerror}; expected the deployment's key (32 secret bytes or more); "
                + _MAKE_ONE.format(file=shlex.quote(str(file)))
            ) from error
        if len(secret) < MIN_KEY_BYTES:
            raise Misuse(
                f"{file}: found {len(secret)} bytes, expected a deployment key of {MIN_KEY_BYTES} or more."
            )
        return cls.of(secret, SUITES[Settings.read(os.environ).suite])

    @classmethod
    def make(cls, file: Path) -> "Key":
        """The key in the file; where there is none yet, a new random one, readable by its owner only."""
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return cls.load(file)
        with os.fdopen(handle, "wb") as out:
            out.write(b64encode(os.urandom(MIN_KEY_BYTES)) + b"\n")
        return cls.load(file)

    def pseudonym(self, value: str) -> str:
        """The keyed hash of an identifier; one that is a pseudonym already stays as it is."""
        if _PSEUDONYM.fullmatch(value):
            return value
        ours = self._ours
        hashed = self.suite.mac(ours.pseudonyms, value.encode()).hex()[:32]
        return f"p{self.suite.mark}:{ours.fingerprint[:4]}:{hashed}"

    def seal(self, data: bytes) -> str:
        """Encrypt (GCM). The same bytes give the same text, so that an output made twice stays one output."""
        ours = self._ours
        nonce = self.suite.mac(ours.nonces, data)[:_NONCE_BYTES]
        text = b64encode(nonce + ours.box.encrypt(nonce, data, None)).decode()
        return f"s{self.suite.mark}:{ours.fingerprint[:4]}:{text}"

    def unseal(self, text: str) -> bytes:
        """The bytes sealed with this key, by any suite; Misuse where it was another key, or the text is damaged."""
        found = _SEALED.fullmatch(text)
        if found is None:
            raise Misuse("found a text that is not sealed, expected s1:… or s2:…")
        mark, fingerprint, sealed = found.groups()
        by = self._by_mark[mark]
        if fingerprint != by.fingerprint[:4]:
            raise Misuse(
                f"sealed with the key {fingerprint}…, this one is {by.fingerprint[:4]}…; give that key's file."
            )
        try:
            box = b64decode(sealed, validate=True)
            return by.box.decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], None)
        except (InvalidTag, Base64Error, ValueError) as error:
            raise Misuse("the sealed text is damaged, or was sealed with another key") from error

    def secret_for(self, purpose: str) -> bytes:
        """32 secret bytes for one purpose (signing links, evidence), the same in every suite; nothing else is alike."""
        return _derive(AES, self._by_mark[AES.mark].root, b"for " + purpose.encode())

    def box_for(self, purpose: str, suite: Suite) -> Box:
        """What seals for one purpose by a suite."""
        return suite.box(_derive(suite, self._by_mark[suite.mark].root, b"for " + purpose.encode()))

    def border(self) -> Border:
        """What `rules` needs of the key."""
        return Border(self.pseudonym, self.seal, self._unseal)

    def _unseal(self, text: str) -> bytes:
        try:
            return self.unseal(text)
        except Misuse as wrong:
            raise ValueError(str(wrong)) from None


def pseudonym_only(value: str) -> str:
    """What is a pseudonym already; of anything else nothing, where there is no key to make one."""
    return value if _PSEUDONYM.fullmatch(value) else ""


WITHOUT_KEY = Border(pseudonym_only)
"""The border of commands that judge files and write outputs but have no key: identifiers in clear go no further."""


def _derive(suite: Suite, root: bytes, purpose: bytes) -> bytes:
    """HKDF (RFC 5869) by the suite's HMAC: one block, from what was extracted of the secret."""
    return suite.mac(root, purpose + b"\x01")


# --- cleansing JSON ---------------------------------------------------------------------------------------------------

_FIELD = b"|".join(sorted(name.encode() for name in CLEAR_FIELDS | PSEUDONYM_FIELDS))
_SUSPECT = re.compile(rb'"(?:' + _FIELD + rb')"\s*:|\\u00')
_TEXT = re.compile(
    rb'"(?:' + b"|".join(sorted(name.encode() for name in TEXT_FIELDS | TEXT_LISTS)) + rb')"\s*:'
)


class Uncleansed(ValueError):
    """The bytes may hold personal data that nobody can find."""


class _Pairs(list[tuple[str, Any]]):
    """An object as it stands, its order and its doubled keys kept: whether those are faults is judged elsewhere."""


class _Number(str):
    """A number as it was written."""

    __slots__ = ()


def cleanse_json(key: Key, raw: bytes, contact: str | None = None) -> bytes:
    """The event without personal data; the very same bytes where there is none.

    Identifiers become pseudonyms, clear personal fields are dropped, numbers in texts are masked, at any depth.
    Raises Uncleansed where that cannot be told, because the bytes are no JSON or nest without end: they must be
    sealed, never kept in clear. `contact` is a sealed one to put in place of the rating's own; without it that is
    dropped like every personal field in clear.
    """
    if not _SUSPECT.search(raw) and not _TEXT.search(raw):
        return raw
    try:
        value = json.loads(raw, object_pairs_hook=_Pairs, parse_float=_Number, parse_int=_Number)
        clean = _clean(key, value)
        if contact is not None:
            clean = _with_contact(clean, contact)
        return raw if clean == value else _written(clean)
    except (ValueError, RecursionError):
        raise Uncleansed from None


def cleanse_or_seal(key: Key, raw: bytes, contact: str | None = None) -> bytes:
    """What file intake may write of a line: the event without personal data, or all of it sealed.

    Sealed is what has no subject to be told by, or cannot be cleansed. The worker opens it, finds the reason why it is
    no event, and its dead letter holds the sealed text.
    """
    if subject_of(raw) is None:
        return key.seal(raw).encode()
    try:
        return cleanse_json(key, raw, contact)
    except Uncleansed:
        return key.seal(raw).encode()


def subject_of(raw: bytes) -> str | None:
    """The subject of an event, None where there is none that can be a key."""
    try:
        subject = _decode_head(raw).subject
        subject.encode()
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return subject or None


class _Head(msgspec.Struct, gc=False):
    subject: str


_decode_head = msgspec.json.Decoder(_Head).decode


def _clean(key: Key, value: Any) -> Any:
    if isinstance(value, _Pairs):
        return _Pairs(
            (name, _clean_field(key, name, inner)) for name, inner in value if name not in CLEAR_FIELDS
        )
    if isinstance(value, list):
        return [_clean(key, each) for each in value]
    return value


def _with_contact(event: Any, contact: str) -> Any:
    """The event, its data with this contact."""
    return _Pairs(
        (name, _Pairs([*inner, ("contact", contact)]) if name == "data" else inner) for name, inner in event
    )


def _clean_field(key: Key, name: str, value: Any) -> Any:
    if name in PSEUDONYM_FIELDS:
        return _pseudonyms(key, value)
    if name in TEXT_FIELDS and type(value) is str:
        return mask(value)
    if name in TEXT_LISTS and isinstance(value, list) and not isinstance(value, _Pairs):
        return [mask(each) if type(each) is str else _clean(key, each) for each in value]
    return _clean(key, value)


def _pseudonyms(key: Key, value: Any) -> Any:
    """Pseudonyms in place of texts and numbers; what else may hide there is not kept."""
    if isinstance(value, str):
        return key.pseudonym(str(value)) if value else value
    if isinstance(value, list) and not isinstance(value, _Pairs):
        return [_pseudonyms(key, each) for each in value]
    return value if value is None or isinstance(value, bool) else None


def _written(value: Any) -> bytes:
    text = "".join(_pieces(value))
    try:
        return text.encode()
    except UnicodeEncodeError:
        return "".join(_pieces(value, ascii_only=True)).encode()


def _pieces(value: Any, *, ascii_only: bool = False) -> Iterator[str]:
    if isinstance(value, _Number):
        yield str(value)
    elif isinstance(value, _Pairs):
        for place, (name, inner) in enumerate(value):
            yield "{" if place == 0 else ","
            yield json.dumps(name, ensure_ascii=ascii_only) + ":"
            yield from _pieces(inner, ascii_only=ascii_only)
        yield "}" if value else "{}"
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield "[" if place == 0 else ","
            yield from _pieces(inner, ascii_only=ascii_only)
        yield "]" if value else "[]"
    else:
        yield json.dumps(value, ensure_ascii=ascii_only)
