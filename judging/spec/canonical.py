"""A programme as the one JSON text that its hash is taken of, and back."""

import hashlib
import json

from judging.spec.decoding import Misfit, from_plain
from judging.spec.encoding import to_json_scalar, to_plain
from judging.spec.programme import Programme

FORMAT = 1
"""The shape of the text; a reader refuses what it does not know."""


class NotCanonicalError(Exception):
    """A stored text is no programme of a format that this version reads."""

    def __init__(self, misfits: tuple[Misfit, ...] = ()) -> None:
        super().__init__(f"not a canonical programme: {len(misfits)} misfits")
        self.misfits = misfits


def to_canonical(programme: Programme) -> str:
    """Sorted keys, no spaces, UTF-8 as it is, defaults written out. Equal programmes give equal texts."""
    plain = {"format": FORMAT, "programme": to_plain(programme)}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=to_json_scalar)


def from_canonical(text: str) -> Programme:
    """The programme that `text` holds. Raises NotCanonicalError."""
    try:
        plain = json.loads(text)
    except json.JSONDecodeError as error:
        raise NotCanonicalError from error
    if not isinstance(plain, dict) or plain.get("format") != FORMAT:
        raise NotCanonicalError
    programme, misfits = from_plain(Programme, plain.get("programme"))
    if programme is None:
        raise NotCanonicalError(misfits)
    return programme


def digest(programme: Programme) -> str:
    """SHA-256 of the canonical text, lower-case hexadecimal."""
    return hashlib.sha256(to_canonical(programme).encode()).hexdigest()
