"""Verify a receipt without the portal: Python alone, nothing to install (Ed25519 as in RFC 8032).

    python3 verify_receipt.py phieu-tiep-nhan.json [--key HEX]

The file is the one that the receipt's page saves. The keys inside it prove only that the receipt fits itself:
give the office's public key, from its notice board or /xac-minh/khoa.json, with --key to prove who issued it.
Exit status: 0 everything fits, 1 it does not, 2 the file is no receipt.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
KEY_BYTES, SIGNATURE_BYTES = 32, 64
Point = tuple[int, int, int, int]


def recover_x(y: int, sign: int) -> int | None:
    """The x of a point with this y and sign; None when there is none."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def add(one: Point, other: Point) -> Point:
    """The sum of two points in extended coordinates."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(factor: int, point: Point) -> Point:
    """A point added to itself `factor` times."""
    total = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            total = add(total, point)
        point, factor = add(point, point), factor >> 1
    return total


def decompress(raw: bytes) -> Point | None:
    """The point that 32 bytes stand for; None for bytes that are none."""
    y = int.from_bytes(raw, "little")
    x, y = recover_x(y & (2**255 - 1), y >> 255), y & (2**255 - 1)
    return None if x is None else (x, y, 1, x * y % P)


BASE_X, BASE_Y = recover_x(4 * pow(5, P - 2, P) % P, 0) or 0, 4 * pow(5, P - 2, P) % P
BASE: Point = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the owner of `public` signed exactly `message`."""
    key, commitment = decompress(public[:32]), decompress(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or s >= Q or len(public + signature) != KEY_BYTES + SIGNATURE_BYTES:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % Q
    left, right = times(s, BASE), add(commitment, times(challenge, key))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


def check(receipt: dict[str, Any], trusted: str | None = None) -> list[str]:
    """Everything that does not fit; empty when the receipt is genuine."""
    wrong = []
    offered = [trusted] if trusted else receipt["keys"].values()
    keys = {hashlib.sha256(bytes.fromhex(raw)).hexdigest()[:16]: raw for raw in offered}
    for name, half in (("payload", "signature"), ("second_payload", "second_signature")):
        text = receipt[name]
        if text is None and name == "second_payload":
            continue
        raw = keys.get(json.loads(text)["key_id"])
        signature = base64.urlsafe_b64decode(receipt[half] + "=" * (-len(receipt[half]) % 4))
        if raw is None:
            wrong.append(f"{name}: signed with a key that is not the office's")
        elif not is_signed(bytes.fromhex(raw), text.encode(), signature):
            wrong.append(f"{name}: the signature does not fit")
    first, second = hashlib.sha256(receipt["payload"].encode()).hexdigest(), receipt["second_payload"]
    if second is not None and json.loads(second)["first_sha256"] != first:
        wrong.append("second_payload: belongs to another receipt")
    return wrong


def main(path: str, trusted: str | None = None) -> int:
    """Read the file, say what fits and what the receipt states."""
    try:
        receipt = json.loads(Path(path).read_text(encoding="utf-8"))
        wrong = check(receipt, trusted)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        sys.stdout.write(f"This is no receipt: {error!r}\n")
        return 2
    good = "GENUINE" if trusted else "FITS ITSELF (give --key)"
    print("\n".join(f"WRONG  {line}" for line in wrong) or good)
    if not wrong:
        for half in ("payload", "second_payload"):
            for key, value in json.loads(receipt[half] or "{}").items():
                print(f"  {key}: {value}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *sys.argv[3:4]))
