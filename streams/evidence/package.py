"""A package: files in a zip, a manifest of their hashes, a signature over the manifest.

The same files at the same moment make the same bytes. Whoever has the package can check the hashes; whoever knows the
deployment's public key can tell that this deployment sealed it, with no secret at hand.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SM3, Hash, HashAlgorithm

from streams.exits import Misuse
from streams.privacy import Key

Algorithm = Literal["SHA-256", "SM3"]
FORM = "liangpai evidence 1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
PURPOSE = "evidence"
MOST_BYTES = 2 << 30
"""Of all files of a package, unpacked: what claims to be larger is not read."""

_DATE = (1980, 1, 1, 0, 0, 0)
_HASHES: Mapping[str, type[HashAlgorithm]] = {"SHA-256": SHA256, "SM3": SM3}


class Manifest(NamedTuple):
    """What a package says of itself. `public_key` in hex."""

    case: str
    made_at: str
    made_by: str
    algorithm: Algorithm
    rulebook_hash: str
    public_key: str
    files: Mapping[str, Mapping[str, Any]]


class About(NamedTuple):
    """What is said of a package: its case, sealed when (RFC 3339) and by whom, by which rulebook it was judged."""

    case: str
    made_at: str
    made_by: str
    rulebook_hash: str
    algorithm: Algorithm


class Verified(NamedTuple):
    """What was found: the manifest, and what is wrong, a sentence each."""

    manifest: Manifest | None
    wrong: list[str]


def signing_key(key: Key) -> Ed25519PrivateKey:
    """The deployment's key for evidence, always the same for the same deployment key."""
    return Ed25519PrivateKey.from_private_bytes(key.secret_for(PURPOSE))


def public_key_of(key: Key) -> str:
    """What verifiers need, in hex."""
    return signing_key(key).public_key().public_bytes_raw().hex()


def seal(key: Key, files: Mapping[str, bytes], about: About) -> bytes:
    """The package's bytes."""
    manifest = {
        "form": FORM,
        **about._asdict(),
        "public_key": public_key_of(key),
        "files": {
            name: {"bytes": len(content), "hash": digest(about.algorithm, content)}
            for name, content in sorted(files.items())
        },
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
    signature = signing_key(key).sign(text).hex().encode()
    return _zipped({**dict(sorted(files.items())), MANIFEST: text, SIGNATURE: signature})


def digest(algorithm: str, content: bytes) -> str:
    """The hash of a file, in hex."""
    hashing = Hash(_HASHES[algorithm]())
    hashing.update(content)
    return hashing.finalize().hex()


def verify(package: bytes, public_key: str | None) -> Verified:
    """Whether every file is what it was when the package was sealed, and sealed by the deployment of this key.

    Without a public key only that package and manifest fit together is shown; `wrong` then says so. Raises Misuse where
    it is no package.
    """
    files = _unzipped(package)
    text, signature = files.pop(MANIFEST, None), files.pop(SIGNATURE, None)
    if text is None or signature is None:
        return Verified(None, [f"no {MANIFEST} or no {SIGNATURE} in it"])
    manifest = _read(text)
    if manifest is None:
        return Verified(None, [f"{MANIFEST} is none of the form {FORM!r}"])
    return Verified(
        manifest, [*_wrong_seal(manifest, text, signature, public_key), *_wrong_files(manifest, files)]
    )


def _wrong_seal(manifest: Manifest, text: bytes, signature: bytes, public_key: str | None) -> list[str]:
    if public_key is not None and public_key.strip().lower() != manifest.public_key:
        return [f"sealed with the key {manifest.public_key}, expected {public_key.strip().lower()}"]
    try:
        known = Ed25519PublicKey.from_public_bytes(bytes.fromhex(manifest.public_key))
        known.verify(bytes.fromhex(signature.decode("ascii")), text)
    except (InvalidSignature, ValueError):
        return [f"the signature does not fit {MANIFEST}: it was changed"]
    return []


def _wrong_files(manifest: Manifest, files: Mapping[str, bytes]) -> list[str]:
    listed = manifest.files
    missing = [f"{name}: listed, and not there" for name in sorted(listed.keys() - files.keys())]
    strange = [f"{name}: there, and not listed" for name in sorted(files.keys() - listed.keys())]
    changed = [
        f"{name}: its {manifest.algorithm} is not the one listed, it was changed"
        for name in sorted(listed.keys() & files.keys())
        if digest(manifest.algorithm, files[name]) != listed[name].get("hash")
    ]
    return [*missing, *strange, *changed]


def _read(text: bytes) -> Manifest | None:
    try:
        found = json.loads(text)
        if found.pop("form") != FORM or found["algorithm"] not in _HASHES:
            return None
        manifest = Manifest(**found)
        return manifest if all("hash" in each for each in manifest.files.values()) else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            package.writestr(info, content)
    return out.getvalue()


def _unzipped(package: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as opened:
            names = [info.filename for info in opened.infolist()]
            if len(names) != len(set(names)):
                raise Misuse(
                    "found a zip with one name twice, expected a package of `liangpai evidence seal`."
                )
            if sum(info.file_size for info in opened.infolist()) > MOST_BYTES:
                raise Misuse(f"found a zip of more than {MOST_BYTES:,} bytes unpacked, expected less.")
            return {name: opened.read(name) for name in names}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise Misuse(
            f"found no zip that can be read ({error}), expected a package of `liangpai evidence seal`."
        ) from error


def sha256_of(content: bytes) -> str:
    """For telling which package it was."""
    return hashlib.sha256(content).hexdigest()
