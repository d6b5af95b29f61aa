"""Whether a word could be written Vietnamese: an onset, a rhyme, one tone. No list of words is needed.

Enough to tell text that reads from text in a wrong encoding; it knows shapes, not meanings.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TONE = re.compile(f"[{_TONES}]")
_SYLLABLE = re.compile(
    r"(?:ch|gh|gi|kh|ngh|ng|nh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
    r"(?:"
    r"(?:oa|oă|uâ|uê|uyê|iê|yê|uô|ươ|oe|uy|oo|[aăâeêioôơuưy])(?:ch|ng|nh|[cmnpt])"
    r"|oai|oay|oao|oeo|uây|uôi|ươi|ươu|iêu|yêu|uyu|uya"
    r"|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|oa|oe|oi|ôi|ơi|ua|uê|ui|uơ|uy|ưa|ưi|ưu"
    r"|[aeêioôơuưy]"
    r")"
)
_MAX_LETTERS = 7
_REMEMBERED = 1 << 12


@lru_cache(_REMEMBERED)
def is_syllable(word: str) -> bool:
    """Whether `word`, in any case and Unicode form, has the shape of one Vietnamese syllable.

    >>> [is_syllable(word) for word in ("nghiêng", "Quảng", "đắkrông", "ho¹ch", "müller")]
    [True, True, False, False, False]
    """
    if len(word) > 3 * _MAX_LETTERS:
        return False
    apart = unicodedata.normalize("NFD", word.lower())
    bare = unicodedata.normalize("NFC", _TONE.sub("", apart))
    tones = sum(sign in _TONES for sign in apart)
    return tones <= 1 and len(bare) <= _MAX_LETTERS and _SYLLABLE.fullmatch(bare) is not None
