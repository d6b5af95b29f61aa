"""A sentence for every code that a finding can bear: what was seen and, where one can, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from judging.rules.stretches import Hiding, find_stretch
from media.codes import Code
from portal.display import byte_size, number
from portal.moments import show_moment
from portal.video_words import rate, span

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask_babel import LazyString

SENTENCES: dict[str, LazyString] = {
    Code.MISSING: _l("The file is missing."),
    Code.EMPTY_FILE: _l("The file is empty. Please choose it again."),
    Code.TOO_LARGE: _l("The file has %(size_bytes)s; at most %(max_bytes)s are allowed."),
    Code.KIND_NOT_ALLOWED: _l("By its content this is a file of the kind %(kind)s, which the plan does not allow."),
    Code.NAME_LIES: _l("The name ends in “%(extension)s”, but by its content the file is %(kind)s."),
    Code.NAME_ODD: _l("The file's name is unusual. It is kept as it is and used nowhere."),
    Code.POLYGLOT: _l("The file is two things at once (also %(second)s). Please save it anew from its program."),
    Code.UNREADABLE: _l("The file cannot be read: it may be damaged. Please save it anew and upload it again."),
    Code.CAPTIONS_BROKEN: _l(
        "The captions are not WebVTT as players read it: please look at block %(block)s. Each block needs a line of "
        "times such as 00:01.000 --> 00:04.500 and the words below it."
    ),
    Code.TOO_COMPLEX: _l("The file is too complex to be read safely. Please save a simpler copy."),
    Code.ENCRYPTED: _l("The file is protected by a password. Please remove the password and upload it again."),
    Code.MACROS: _l("The file holds macros. Please save it without them."),
    Code.ACTIVE_CONTENT: _l("The file holds active content. Please save it without."),
    Code.DOCTYPE: _l("The file's inside is not as its program writes it. Please save it anew."),
    Code.ZIP_LIMIT: _l("The file unpacks to more than is safe. Please save it anew."),
    Code.EXTERNAL_LINK: _l("The file loads something from outside. Please remove the link."),
    Code.EMBEDDED_FILE: _l("Another file is embedded in the file."),
    Code.NO_TEXT: _l("No text was found in the file."),
    Code.SCANNED: _l(
        "Pages that are pictures (scanned): %(pages)s. Their chữ cannot be counted. Please upload the text."
    ),
    Code.LEGACY_FONTS: _l(
        "%(chu)s chữ are in an old encoding (%(encoding)s). They are read and counted as Unicode; the file stays as it"
        " is. Please look whether they were read rightly."
    ),
    Code.REPAIRED: _l("Ð and other look-alikes stand for Đ (%(count)s); they are read as Đ."),
    Code.NOT_VIETNAMESE: _l(
        "Only %(percent)s %% of the words look like Vietnamese. The text may be damaged or in another language."
    ),
    Code.SCAN_READ: _l(
        "Letters recognised in the scanned pages come to about %(chu)s chữ. This is a hint for a person, not a count."
    ),
    Code.NO_CONVERTER: _l(
        "Files of the kind %(kind)s cannot be opened on this server. Please save the essay as DOCX or PDF and upload it"
        " again."
    ),
    Code.CONVERTED: _l(
        "The file (%(kind)s) was read in a copy made by LibreOffice: its text, tracked changes and properties as far as"
        " the copy has them. Pages and fonts may differ a little, and what LibreOffice leaves out nobody has read."
    ),
    Code.NOT_CONVERTED: _l(
        "LibreOffice on this server could not open the file (%(kind)s), so nothing of it was read. Comments may be the"
        " cause, or it is damaged. Please remove the comments, save it as DOCX or PDF and upload it again."
    ),
    Code.BROKEN_TEXT: _l("Some signs of the text are broken (%(count)s)."),
    Code.TRACKED_CHANGES: _l("The file holds tracked changes. Please accept or reject them before handing in."),
    Code.COMMENTS: _l("The file holds comments (%(count)s). Please remove them."),
    Code.HIDDEN_TEXT: _l("The file holds hidden text (%(chu)s chữ), which does not count: “%(excerpt)s”."),
    Code.ZERO_WIDTH: _l("The text holds many invisible signs (%(count)s), which do not count."),
    Code.DECOMPOSED: _l("Some letters are written with separate marks; they are counted rightly."),
    Code.BIDI_CONTROLS: _l("The text holds signs that turn the direction of writing (%(count)s)."),
    Code.COVER_LEFT_OUT: _l("The cover (%(chu)s chữ) was not counted."),
    Code.COVER_NOT_FOUND: _l("No cover page was found."),
    Code.COVER_FIELD_MISSING: _l("Not found on the cover: %(field)s."),
    Code.REFERENCES_LEFT_OUT: _l("The list of references (%(chu)s chữ) was not counted."),
    Code.CAPTIONS_LEFT_OUT: _l("Captions (%(chu)s chữ) were not counted."),
    Code.NOTES_LEFT_OUT: _l("Notes (%(chu)s chữ) were not counted."),
    Code.APPENDIX_LEFT_OUT: _l("The appendix (%(chu)s chữ) was not counted."),
    Code.TABLES_LEFT_OUT: _l("Tables (%(chu)s chữ) were not counted."),
    Code.HEADINGS_LEFT_OUT: _l("Headings (%(chu)s chữ) were not counted."),
    Code.PAPER_NOT_A4: _l("The pages measure %(width_mm)s × %(height_mm)s mm, not A4."),
    Code.PAGE_NUMBERS_MISSING: _l("The pages are not numbered."),
    Code.TOO_MANY_PAGES: _l("The file has %(pages)s pages; at most %(max_pages)s can be read."),
    Code.NO_VIDEO: _l("The file holds no moving picture."),
    Code.NO_SOUND: _l("The video has no sound."),
    Code.CUT_SHORT: _l(
        "The video file breaks off: what is left of it lasts %(measured_ms)s. Please export it again and upload the"
        " whole."
    ),
    Code.CORRUPT_PACKETS: _l("Parts of the video are damaged (%(count)s)."),
    Code.NO_HEADER_DURATION: _l("The file does not state its duration; it was measured instead."),
    Code.HEADER_DURATION_DIFFERS: _l("The file claims %(header_ms)s, but lasts %(measured_ms)s."),
    Code.TRACKS_DIFFER: _l("Picture (%(video_ms)s) and sound (%(audio_ms)s) differ in length; the longer one counts."),
    Code.FEW_FRAMES: _l(
        "The video shows only %(fps_milli)s pictures a second. Its time table may be stretched: a person will look at"
        " it."
    ),
    Code.SLOWED: _l(
        "The pictures were made for %(codec_fps_milli)s a second and are shown at %(fps_milli)s: what plays for"
        " %(measured_ms)s holds %(natural_ms)s of recording. A person will look at it."
    ),
    Code.REPEATED: _l(
        "The file's edit list (%(edits)s lines) shows %(distinct_ms)s of recording again and again until they last"
        " %(presented_ms)s. A person will look at it."
    ),
    Code.GLUED: _l(
        "%(count)s videos lie one after the other in this file, together %(whole_ms)s; many players show only the"
        " first."
        " Please join them in a program for videos and export one."
    ),
    Code.DECODED_DIFFERS: _l(
        "The time table tells %(measured_ms)s, but picture and sound, decoded to the end, hold %(decoded_ms)s."
    ),
    Code.NO_TIMES: _l("None of the %(count)s pictures has a time. The duration is that of the decoded content."),
    Code.VARIABLE_RATE: _l("The frame rate varies, as phones record it; on average %(fps_milli)s pictures a second."),
    Code.LONG_GAP: _l("At %(at_ms)s the picture stands still for %(gap_ms)s, without a single new one."),
    Code.LATE_START: _l("The picture begins late, at %(at_ms)s."),
    Code.METADATA: _l("The file holds data about its making; judges are shown a copy without them."),
    Code.LOCATION: _l("The file holds the place where it was made; judges are shown a copy without it."),
    Code.IDENTITY_FOUND: _l(
        "“%(excerpt)s” (%(place)s) may tell who made the work. It is judged without names: please take out what does."
    ),
    Code.IDENTITY_UNSURE: _l("The work could not be searched for names completely."),
    Code.NOT_COVERED: _l("“%(passage)s” was to be covered, but does not stand in the text any more."),
}
PLACES: dict[str, LazyString] = {
    "file_name": _l("in the file's name"),
    "block": _l("paragraph %(number)s"),
    "body": _l("in the text"),
    "header": _l("in the header"),
    "footer": _l("in the footer"),
    "footnote": _l("in note %(number)s"),
    "property": _l("in the file's property “%(name)s”"),
    "comment": _l("in a comment"),
    "comment_author": _l("as the author of a comment"),
    "tracked_author": _l("as the author of a tracked change"),
    "picture": _l("in a picture"),
    "link": _l("in the address of a link"),
    "deleted": _l("in deleted text"),
    "tag": _l("in the file's data “%(name)s”"),
    "subtitle": _l("in the video's subtitles"),
    "cue": _l("in the captions at second %(number)s"),
    "frame": _l("in the picture at second %(number)s"),
    "title": _l("in the title"),
    "page": _l("page %(number)s"),
    "text": _l("everywhere in the text"),
    "part": _l("the whole file"),
}
_HIDDEN = {
    Hiding.BOTH: _l("picture and sound"),
    Hiding.SOUND: _l("sound"),
    Hiding.PICTURE: _l("picture"),
}
SHOWN: dict[str, Callable[[Any], str]] = {
    **dict.fromkeys(("size_bytes", "max_bytes"), byte_size),
    **dict.fromkeys(
        (
            "header_ms",
            "measured_ms",
            "video_ms",
            "audio_ms",
            "gap_ms",
            "at_ms",
            "natural_ms",
            "presented_ms",
            "distinct_ms",
            "whole_ms",
            "first_ms",
            "decoded_ms",
        ),
        span,
    ),
    **dict.fromkeys(("fps_milli", "codec_fps_milli"), rate),
    **dict.fromkeys(("count", "chu", "pages", "max_pages", "edits"), number),
    "kind": lambda kind: str(kind).upper(),
    "second": lambda kind: str(kind).upper(),
}


def finding_sentence(row: Mapping[str, Any], labels: Mapping[str, str] | None = None) -> str:
    """The sentence for a finding as it is kept (code, facts); `labels` names cover fields as the plan does."""
    words = SENTENCES.get(row["code"])
    if words is None:
        return str(row["code"])
    facts = _Facts({name: _shown(name, value) for name, value in row["facts"].items()})
    if row.get("place"):
        facts["place"] = place_words(row["place"])
    if "field" in facts and labels:
        facts["field"] = labels.get(facts["field"], facts["field"])
    return str(words) % facts


PROPERTIES: dict[str, LazyString] = {
    "author": _l("Author"),
    "last_modified_by": _l("Last saved by"),
    "printed_by": _l("Printed by"),
    "company": _l("Company (property)"),
    "manager": _l("Manager (property)"),
    "title": _l("Title"),
    "subject": _l("Subject (property)"),
    "keywords": _l("Keywords"),
    "xmp": _l("Attached data (XMP)"),
}
"""Properties as office programs name them to their users; any other is shown by its own name."""


def place_words(place: str) -> str:
    """Where it was seen, in words; paragraphs by their number, tags by their name."""
    if (stretch := find_stretch(place)) is not None:
        words: str = _(
            "%(what)s from %(starts)s to %(ends)s",
            what=_HIDDEN[stretch.hides],
            starts=show_moment(stretch.starts_ms),
            ends=show_moment(stretch.ends_ms),
        )
        return words
    group, _sign, rest = place.partition(":")
    if group in PLACES:
        rest = str(PROPERTIES.get(rest, rest)) if group == "property" else rest
        return str(PLACES[group]) % {"number": rest, "name": rest}
    return place


class _Facts(dict[str, str]):
    """A fact that an older measurer did not note leaves a gap in the sentence, not an error page."""

    def __missing__(self, _name: str) -> str:
        return "…"


def _shown(name: str, value: object) -> str:
    show = SHOWN.get(name)
    return show(value) if show is not None and (name in {"kind", "second"} or isinstance(value, int)) else str(value)
