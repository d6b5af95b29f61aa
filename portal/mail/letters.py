"""A letter as its reader gets it: in his language, as plain text and as HTML that says the same.

It tells what the notice on the portal tells, and where to read more; the portal decides there what the reader may see.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from portal.mail.kinds import DIGEST, subject_of
from portal.notices import notice_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from config import Settings

JOINER = "\N{WORD JOINER}"
_LINKING = re.compile(r"(?<=\S)([.:/@])(?=[^\W\d])")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Told:
    """One notice of a letter: its kind, its facts, and the path on the portal that it leads to."""

    kind: str
    facts: Mapping[str, str]
    path: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a letter is for. `stop_url` leads to where he ends letters that are no duty; empty where all of it is.

    Without an account there is no page of notices to send him to.
    """

    address: str
    name: str
    locale: str
    stop_url: str = ""
    has_account: bool = True


def unlinked(words: str) -> str:
    """`words` on one line, without anything that a mail program would turn into a link (C13).

    >>> unlinked("xem http://x.vn ngay") == "xem http:\u2060/\u2060/x.\u2060vn ngay"
    False
    >>> "x.vn" in unlinked("xem http://x.vn ngay")
    False
    >>> unlinked("1.463 chữ")
    '1.463 chữ'
    """
    return _LINKING.sub(rf"\1{JOINER}", _CONTROLS.sub(" ", words))


def write_letter(  # noqa: D417  what is left out says itself
    reader: Reader, notices: Sequence[Told], *, message_id: str, settings: Settings, now: datetime
) -> EmailMessage:
    """One letter with everything that `notices` tell; several make a digest.

    Args:
        message_id: the same for every try of the same letter, so that no mailbox shows it twice (X29).
    """
    base = settings.base_url.rstrip("/")
    with force_locale(reader.locale):
        lines = [(_sentence(one), base + (one.path or "/thong-bao")) for one in notices]
        words = {
            "language": reader.locale,
            "greeting": str(_("Dear %(name)s,", name=unlinked(reader.name))),
            "lines": lines,
            "read_more": str(_("Read more on the portal")),
            "closing": str(_("This letter was written by the portal; please do not answer it.")),
            "why": str(_("All notices stand on the portal, too: %(url)s", url=f"{base}/thong-bao"))
            if reader.has_account
            else str(_("You get this letter because your address was given in a registration on the portal.")),
            "stop": str(_("To stop letters that are no duty of yours: %(url)s", url=reader.stop_url))
            if reader.stop_url
            else "",
            "office": settings.office_name,
        }
        subject = str(subject_of(notices[0].kind) if len(notices) == 1 else DIGEST)
    letter = EmailMessage()
    letter["Subject"] = f"[Bảng Vàng] {subject}"
    letter["From"] = Address(display_name="Bảng Vàng", addr_spec=settings.mail_from)
    letter["To"] = Address(addr_spec=reader.address)
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = message_id
    letter["Auto-Submitted"] = "auto-generated"
    if reader.stop_url:
        letter["List-Unsubscribe"] = f"<{reader.stop_url}>"
    letter.set_content(_render("letter.txt", words))
    letter.add_alternative(_render("letter.html", words), subtype="html")
    return letter


def _render(name: str, words: Mapping[str, object]) -> str:
    """A template of letters: its words are all given, so that it needs neither a request nor a page's language."""
    return current_app.jinja_env.get_template(f"mail/{name}").render(words)


def _sentence(told: Told) -> str:
    return notice_sentence(told.kind, {name: unlinked(str(value)) for name, value in told.facts.items()})
