"""Winners' numbers under a key that is not in the database: AES-256-GCM, one file for each key, its id beside each row.

What is sealed names whose it is (programme and person go into the seal), so that a row that was moved to somebody else
does not open. The account's mark (HMAC) tells whether two rows name one account and tells nobody which.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

from judging.actions.payees import SealedDetails
from judging.errors import RefusedError
from vietnamese.identity_numbers import masked

if TYPE_CHECKING:
    from pathlib import Path

    from judging.ids import PersonID, ProgrammeID
    from judging.models.payments import PayeeDetails

PATTERN = "payees-*.key"
KEY_BYTES, NONCE_BYTES, ID_SIGNS = 32, 12, 16


class PayeeKeyMissingError(RefusedError):
    """The key that winners' numbers are sealed with is not on this machine: nothing is taken or opened."""

    code = "payee_key_missing"


class NotOpenedError(RefusedError):
    """What is kept does not open under its key: it was changed, or moved to somebody else."""

    code = "payee_not_opened"


@dataclass(frozen=True, slots=True)
class PayeeNumbers:
    """What a winner gives, in clear. It is never kept so."""

    bank: str
    holder: str
    account: str
    citizen_id: str
    tax_code: str


def make_payee_key(folder: Path, *, again: bool = False) -> str:
    """Create the first key, or with `again` a further one that seals from now on; the id of the newest."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    present = _files(folder)
    if present and not again:
        return _id_of(present[-1].read_bytes())
    raw = secrets.token_bytes(KEY_BYTES)
    number = int(present[-1].name.split("-")[1]) + 1 if present else 1
    path = folder / f"payees-{number:04d}-{_id_of(raw)}.key"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(handle, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    return _id_of(raw)


def drop_payee_keys(folder: Path, *, but: str) -> int:
    """Remove every key but the one with this id, once nothing is sealed under them; how many."""
    old = [path for path in _files(folder) if _id_of(path.read_bytes()) != but]
    for path in old:
        path.unlink()
    return len(old)


def key_ids(folder: Path) -> list[str]:
    """The ids of all keys on this machine, oldest first."""
    return [_id_of(path.read_bytes()) for path in _files(folder)]


def seal_numbers(programme_id: ProgrammeID, person_id: PersonID, numbers: PayeeNumbers) -> SealedDetails:
    """Seal what a winner gave, under the newest key. Raises PayeeKeyMissingError."""
    key = _newest(_folder())
    nonce = secrets.token_bytes(NONCE_BYTES)
    clear = json.dumps(asdict(numbers), ensure_ascii=False, sort_keys=True).encode()
    sealed = nonce + AESGCM(key).encrypt(nonce, clear, _whose(programme_id, person_id))
    return SealedDetails(
        key_id=_id_of(key),
        sealed=base64.b64encode(sealed).decode(),
        shown={
            "bank": numbers.bank,
            "account": masked(numbers.account),
            "citizen_id": masked(numbers.citizen_id),
            "tax_code": masked(numbers.tax_code) if numbers.tax_code else "",
        },
        account_mark=_mark(key, numbers),
    )


def open_numbers(row: PayeeDetails) -> PayeeNumbers:
    """What is sealed in a row. Only after its look was written into the history.

    Raises PayeeKeyMissingError, NotOpenedError.
    """
    raw = base64.b64decode(row.sealed)
    try:
        clear = AESGCM(_key(_folder(), row.key_id)).decrypt(
            raw[:NONCE_BYTES], raw[NONCE_BYTES:], _whose(row.programme_id, row.person_id)
        )
    except InvalidTag as error:
        raise NotOpenedError from error
    return PayeeNumbers(**json.loads(clear))


def reseal(row: PayeeDetails) -> tuple[str, str, str]:
    """(key id, sealed, mark) of a row under the newest key."""
    again = seal_numbers(row.programme_id, row.person_id, open_numbers(row))
    return again.key_id, again.sealed, again.account_mark


def _folder() -> Path:
    folder: Path = current_app.extensions["bangvang_settings"].keys_folder
    return folder


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob(PATTERN))


def _newest(folder: Path) -> bytes:
    present = _files(folder)
    if not present:
        raise PayeeKeyMissingError
    return present[-1].read_bytes()


def _key(folder: Path, key_id: str) -> bytes:
    for path in _files(folder):
        raw = path.read_bytes()
        if _id_of(raw) == key_id:
            return raw
    raise PayeeKeyMissingError


def _id_of(raw: bytes) -> str:
    return hashlib.sha256(b"payee-key\0" + raw).hexdigest()[:ID_SIGNS]


def _whose(programme_id: ProgrammeID, person_id: PersonID) -> bytes:
    return f"payee\0{programme_id}\0{person_id}".encode()


def _mark(key: bytes, numbers: PayeeNumbers) -> str:
    told = f"account\0{numbers.bank.casefold()}\0{numbers.account}".encode()
    return hmac.digest(key, told, "sha256").hex()
