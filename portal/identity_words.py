"""What the scan for names found, in words: for the author what to do about it, for the validator how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from judging.rules.redactions import UNREAD, RedactionReason
from portal.finding_words import place_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flask_babel import LazyString

KINDS: Mapping[str, LazyString] = {
    "name": _l("The author's name"),
    "unit": _l("The unit's name"),
    "phone": _l("The telephone number"),
    "email": _l("The e-mail address"),
    "staff_code": _l("The staff code"),
}
MATCHES: Mapping[str, LazyString] = {
    "exact": _l("word for word"),
    "folded": _l("without accents or in other capitals"),
    "joined": _l("without spaces"),
    "spaced": _l("letter by letter"),
    "turned": _l("given name first"),
    "near": _l("with other accents"),
    "part": _l("in part"),
    "initials": _l("as initials beside the unit"),
    "half_initials": _l("as initials with the given name"),
    "account": _l("as in a user name"),
    "other": _l("not among the author's data"),
}
REASONS: Mapping[RedactionReason, LazyString] = {
    RedactionReason.NAME: _l("Names the author"),
    RedactionReason.UNIT: _l("Names the unit"),
    RedactionReason.PHONE: _l("Telephone number"),
    RedactionReason.EMAIL: _l("E-mail address"),
    RedactionReason.STAFF_CODE: _l("Staff code"),
    RedactionReason.OTHER: _l("Another reason (please write it)"),
}
_IN_THE_FILE = _l(
    "In Word: File – Info – Check for Issues – Inspect Document, then remove it and upload the file again."
)
_IN_THE_TEXT = _l("Write “the author”, “my unit” or leave it out, then send the text again.")
TO_DO: Mapping[str, LazyString] = {
    "file_name": _l("Rename the file, for example “bai-du-thi”, and upload it again. Judges never see file names."),
    "block": _IN_THE_TEXT,
    "footnote": _IN_THE_TEXT,
    "body": _IN_THE_TEXT,
    "header": _l("Empty the header in your program and upload the file again."),
    "footer": _l("Empty the footer in your program and upload the file again."),
    "property": _IN_THE_FILE,
    "comment": _IN_THE_FILE,
    "comment_author": _IN_THE_FILE,
    "tracked_author": _l("Accept or reject all tracked changes, then upload the file again."),
    "deleted": _l("Accept or reject all tracked changes, then upload the file again."),
    "picture": _l("Replace the picture, or cover the words in it."),
    "link": _l("Take out the link and upload the file again."),
    "tag": _l("Judges get a copy without these data. You need not do anything."),
    "subtitle": _l("Change the subtitles and export the video again."),
    "cue": _l("Change these words in the .vtt file and upload it again."),
    "frame": _l("Cut or cover the scene that shows it, and export the video again."),
}
UNREAD_WORDS: Mapping[str, LazyString] = {
    "film": _l("Speech and pictures of the video: watch and listen to it from beginning to end."),
    "subtitles": _l("The video's subtitles are pictures, or too long: read them while it plays."),
    "picture": _l("The words in this picture: look at it."),
    "pictures": _l("The words in %(detail)s pictures of the file: open it and look at them."),
    "no_text": _l("The whole text: the pages are pictures. Open the file and read it."),
    "unreadable": _l("The whole file: it could not be opened for the search. Open it and read it."),
    "too_long": _l("The end of a very long text: read it."),
    "kind": _l("A file of this kind (%(detail)s) is not searched: open it and look."),
}
UNREAD_SHORT: Mapping[str, LazyString] = {
    "film": _l("speech and pictures of a video"),
    "subtitles": _l("subtitles"),
    "picture": _l("words in a picture"),
    "pictures": _l("words in pictures"),
    "no_text": _l("scanned pages"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One finding for the author: where, which words, and what to do."""

    place: str
    excerpt: str
    what: str
    to_do: str


def told_to_author(rows: Iterable[Mapping[str, Any]]) -> list[Told]:
    """What in a part may tell who made it; the same words at the same place are told once."""
    found: dict[Told, None] = {}
    for row in rows:
        facts = row["facts"]
        if row["code"] == UNREAD:
            continue
        place = row.get("place") or ""
        words = TO_DO.get(place.partition(":")[0], _IN_THE_TEXT)
        what = str(KINDS.get(facts.get("kind", ""), ""))
        found[Told(place_words(place), str(facts.get("excerpt", "")), what, str(words))] = None
    return list(found)


def unread_words(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """What could not be searched, in words."""
    unread = [row["facts"] for row in rows if row["code"] == UNREAD]
    return list(
        dict.fromkeys(unread_sentence(str(facts.get("reason", "")), facts.get("detail", "")) for facts in unread)
    )


def unread_sentence(reason: str, detail: object = "") -> str:
    """What a person has to read in place of the machine."""
    return str(UNREAD_WORDS.get(reason, UNREAD_WORDS["unreadable"])) % {"detail": detail}


def unread_short(reason: str) -> str:
    """What was unread, in a word or two."""
    return str(UNREAD_SHORT.get(reason, _l("the whole file")))


def identity_line(row: Mapping[str, Any]) -> str:
    """A finding for a validator: what, how it is written, where, and the words around it."""
    facts = row["facts"]
    if row["code"] == UNREAD:
        return unread_sentence(str(facts.get("reason", "")), facts.get("detail", ""))
    line: str = _(
        "%(what)s (%(how)s) %(place)s: “%(excerpt)s”",
        what=KINDS.get(facts.get("kind", ""), facts.get("kind", "")),
        how=MATCHES.get(facts.get("match", ""), facts.get("match", "")),
        place=place_words(row.get("place") or ""),
        excerpt=facts.get("excerpt", ""),
    )
    return line
