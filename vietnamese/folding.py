"""One folding for search and identity: what a person types without marks still finds the marked text.

SQLite's FTS5 and PostgreSQL's own dictionaries leave đ as it is (it has no decomposition), so the folded text is
a column of our own on both databases. Source: domain/vietnamese 4.2.
"""

from __future__ import annotations

import re
import unicodedata

_MARKS = re.compile("[\u0300-\u036f]+")
_LOOKALIKES = str.maketrans(
    {
        "ð": "d",  # Ð (U+00D0), found in documents in place of Đ
        "ɖ": "d",  # Ɖ (U+0189), likewise
        "\u2019": "'",
        "\u2018": "'",
        "\u02bc": "'",  # the apostrophe of H'Hen, as phones and Word write it
        "\u00ad": None,
        "\u200b": None,
        "\u200c": None,
        "\u200d": None,
        "\u2060": None,
        "\ufeff": None,
    }
)


def fold(text: str) -> str:
    """Lower case, without marks, đ as d, single spaces; NFC and NFD give the same.

    >>> fold("  Uỷ ban  nhân dân huyện ĐAKRÔNG ")
    'uy ban nhan dan huyen dakrong'
    """
    lowered = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).lower())
    bare = _MARKS.sub("", lowered).replace("đ", "d")
    if not bare.isascii():  # few lines are not: what follows costs more than all before
        bare = "".join(sign for sign in bare if not unicodedata.combining(sign)).translate(_LOOKALIKES)
    return " ".join(unicodedata.normalize("NFC", bare).split())
