"""Sign-in names that cannot be confused (C15): one stored form, and a skeleton under which twins meet.

A name is a staff code, a telephone number or an e-mail address. Only ASCII and the letters of Vietnamese are
allowed: a Cyrillic а in `nguyena` is refused with the letter named, not mapped.
"""

from __future__ import annotations

import re
import unicodedata

from vietnamese.errors import LoginError
from vietnamese.folding import fold

MAX_LENGTH = 120
_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._-@+'/")
_LETTERS = frozenset("aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz")
_INVISIBLE = frozenset({"Cf", "Cc", "Co", "Cn", "Cs"})
_TWINS = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "8": "b", "2": "z"})


def login_key(text: str) -> str:
    """The form that is stored and looked up: NFKC, case-folded, NFC, without outer spaces.

    `Nguyễn.An` typed on a Mac (NFD), in capitals or in full-width letters is one name. Raises LoginError:
    empty, length, invisible (zero-width and control signs), letter (any sign outside ASCII and Vietnamese, and
    spaces inside).
    """
    if any(unicodedata.category(sign) in _INVISIBLE for sign in text.strip()):
        raise LoginError("invisible", text)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()
    if not folded:
        raise LoginError("empty", text)
    if len(folded) > MAX_LENGTH:
        raise LoginError("length", text)
    if any(sign not in _SIGNS and sign not in _LETTERS for sign in folded):
        raise LoginError("letter", text)
    return folded


def login_skeleton(text: str) -> str:
    """What a hurried eye sees: marks gone, every divider a dot, 0 as o, 1 and i as l, rn as m, vv as w.

    Two accounts whose skeletons are equal look alike: a new one is refused (or asks a person) when its skeleton
    is taken. Raises as `login_key`.
    """
    bare = re.sub(r"[._\-+'/]", ".", fold(login_key(text)))
    return bare.translate(_TWINS).replace("rn", "m").replace("vv", "w")
