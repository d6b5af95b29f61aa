"""No essay that others read bears a trace of who wrote it: a word in every place that each format has.

What the body itself says is not sought here: that is for the identity scan and for validators, who may cover it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from media.essays.renditions import render_essay_safely
from media.reports import FileKind, Limits
from tests.factories.blind_essays import BODY

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.requirement("S001-R41")
def test_A11_a_typed_text_is_its_words_and_nothing_else(tmp_path: Path) -> None:
    """A text file has no place but its name, a mark at its beginning, and signs that nobody sees."""
    source = tmp_path / "kanary-bai-viet.txt"
    secret = "".join(chr(0xE0000 + ord(sign)) for sign in "kanary") + "\u200b\u200c\u200d\u2060\u00ad"
    source.write_text("\ufeff" + f"\n\n{secret}".join(BODY) + secret)
    done = render_essay_safely(source, FileKind.TEXT, limits=Limits(kinds=(FileKind.TEXT,), max_bytes=1 << 20))
    assert "kanary" not in done.html
    assert done.html == f'<article class="essay" lang="vi">\n<p>{BODY[0]}</p>\n<p>{BODY[1]}</p>\n</article>\n'
