"""The two suites of algorithms a deployment can use: AES (SHA-256 and AES-256-GCM), and SM (国密: SM3 and SM4-GCM).

Which one makes new pseudonyms and seals is said by LIANGPAI_SUITE; each of them carries the mark of its suite, so that
what was written with the other is still opened.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple, Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC

_TAG_BYTES = 16
_SM4_KEY_BYTES = 16


class Box(Protocol):
    """Encrypts so that a change is noticed, and opens again; raises InvalidTag where it was changed."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """What was encrypted, with its tag at the end."""
        ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """What `encrypt` was given."""
        ...


class Sm4Gcm:
    """SM4 in Galois counter mode (GB/T 32907-2016, RFC 8998), with the interface of AESGCM."""

    def __init__(self, key: bytes) -> None:
        self._cipher = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """What was encrypted, with its tag at the end."""
        context = Cipher(self._cipher, modes.GCM(nonce)).encryptor()
        context.authenticate_additional_data(associated_data or b"")
        return context.update(data) + context.finalize() + context.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """What `encrypt` was given. Raises InvalidTag, ValueError where it is too short to have a tag."""
        context = Cipher(self._cipher, modes.GCM(nonce, data[-_TAG_BYTES:])).decryptor()
        context.authenticate_additional_data(associated_data or b"")
        return context.update(data[:-_TAG_BYTES]) + context.finalize()


class Suite(NamedTuple):
    """Algorithms that go together. `mark` stands on what they made; `hash_name` is that of files in manifests."""

    mark: str
    hash_name: Literal["SHA-256", "SM3"]
    digest: Callable[[bytes], bytes]
    mac: Callable[[bytes, bytes], bytes]
    box: Callable[[bytes], Box]


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _sm3(data: bytes) -> bytes:
    made = hashes.Hash(hashes.SM3())
    made.update(data)
    return made.finalize()


def _hmac_sha256(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, "sha256")


def _hmac_sm3(key: bytes, data: bytes) -> bytes:
    made = HMAC(key, hashes.SM3())
    made.update(data)
    return made.finalize()


AES = Suite("1", "SHA-256", _sha256, _hmac_sha256, AESGCM)
SM = Suite("2", "SM3", _sm3, _hmac_sm3, lambda key: Sm4Gcm(key[:_SM4_KEY_BYTES]))
SUITES: Mapping[str, Suite] = {"AES": AES, "SM": SM}
"""By the value of the setting."""
