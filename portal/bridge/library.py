"""Published articles as the office brings them: read by the same readers as essays, behind the same fences."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import gettext as _

from judging.actions.articles import NewArticle
from media.essays.renditions import RenditionError, render_essay_safely
from media.reports import ESSAY_KINDS, Limits, finding_to_plain
from media.scratch import held_folder
from media.shingles import syllables_of
from media.sniffing import sniff
from portal.finding_words import finding_sentence

if TYPE_CHECKING:
    from werkzeug.datastructures import FileStorage

MOST_FILES = 10
MOST_BYTES = 20 * 2**20
LONGEST_TITLE = 300
LONGEST_TEXT = 400_000


def read_article(text: str, *, title: str, source: str) -> NewArticle:
    """A pasted text, with its length in syllables as comparing counts them."""
    return NewArticle(title=title, source=source, text=text, syllables=len(syllables_of(text)))


def read_file(file: FileStorage, *, source: str) -> tuple[NewArticle | None, str]:
    """A file as an article named by its first line; None and a sentence when it cannot be read as a text."""
    scratch = current_app.extensions["bangvang_settings"].scratch_folder
    with held_folder(scratch) as folder:
        path = folder / "article"
        with path.open("wb") as target:
            shutil.copyfileobj(file.stream, target)
        sniffed = sniff(path, file.filename)
        if sniffed.kind not in ESSAY_KINDS:
            return None, _("this is no text that can be read: please send DOCX, PDF, ODT, TXT or HTML.")
        if path.stat().st_size > MOST_BYTES:
            return None, _("the file is larger than 20 MB.")
        limits = Limits(max_bytes=MOST_BYTES, kinds=ESSAY_KINDS)
        try:
            text = render_essay_safely(path, sniffed.kind, limits=limits).text[:LONGEST_TEXT]
        except RenditionError as error:
            return None, finding_sentence(finding_to_plain(error.finding))
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return read_article(text, title=(first or file.filename or "")[:LONGEST_TITLE], source=source), ""
