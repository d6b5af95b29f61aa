"""The key that signs receipts: Ed25519, a file only the portal may read, its id inside every receipt (E18)."""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "receipts.key"


class MissingKeyError(Exception):
    """No signing key: without one no receipt, and without a receipt nothing is accepted (X34)."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature over the exact bytes of a payload, base64url without padding, and the key's id."""

    signature: str
    key_id: str


def make_key(folder: Path) -> str:
    """Create the signing key unless it is there; its id."""
    path = folder / FILE_NAME
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        raw = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
        )
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        except FileExistsError:
            pass  # another process of this installation made it a moment ago
        else:
            with os.fdopen(handle, "wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
    return key_id_of(public_key(folder))


def public_key(folder: Path) -> bytes:
    """The 32 raw bytes of the public half."""
    return _load(folder).public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def sign(folder: Path, payload: str) -> Signed:
    """Sign the UTF-8 bytes of `payload`.

    Raises:
        MissingKeyError: when the key file is gone.
    """
    key = _load(folder)
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return Signed(_encode(key.sign(payload.encode())), key_id_of(raw))


def verify(public: bytes, payload: str, signature: str) -> bool:
    """Whether `signature` was made over `payload` by the owner of `public`."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(_decode(signature), payload.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def key_id_of(public: bytes) -> str:
    """The short id of a public key: the first 16 signs of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def _load(folder: Path) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes((folder / FILE_NAME).read_bytes())
    except (FileNotFoundError, ValueError) as error:
        raise MissingKeyError(FILE_NAME) from error


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
