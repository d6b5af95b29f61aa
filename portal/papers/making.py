"""From a kind and the record to what the paper says now, and the line with its hash."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from flask import current_app
from flask_babel import force_locale

from judging.actions.papers import CHECK_SIGNS
from judging.queries.papers import find_paper_words, list_issued
from judging.rules.canonical import sha256_of
from portal.papers.content import to_text
from portal.papers.facts import Reference
from portal.papers.gathering import gather
from portal.receipts import CODE_LENGTH, CODE_SIGNS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from config import Settings
    from judging.ids import ProgrammeID
    from portal.papers.facts import Facts
    from portal.papers.registry import Kind

_GROUP = 4


def facts_of(session: Session, programme_id: ProgrammeID, *, now: datetime) -> Facts:
    """The facts of a programme, with the office's words and the papers that were issued. Always in Vietnamese."""
    settings: Settings = current_app.extensions["bangvang_settings"]
    with force_locale("vi"):
        facts = gather(session, programme_id, said=find_paper_words(session, programme_id), now=now)
    issued = {
        key: Reference(one.full_number, one.dated_on)
        for one in list_issued(session, programme_id)
        if one.dated_on is not None
        for key in {one.kind, f"{one.kind}/{one.subject}" if one.subject else one.kind}
    }
    return replace(facts, issued=issued, base_url=settings.base_url.rstrip("/"))


def text_of(kind: Kind, facts: Facts, *, subject: str = "", said: Mapping[str, str] | None = None) -> str:
    """What the paper says now, as canonical JSON; number and day are left open."""
    with force_locale("vi"):
        return to_text(kind.build(replace(facts, subject=subject, values=dict(said or {}))))


def frozen_text(kind: Kind, facts: Facts, *, subject: str = "", said: Mapping[str, str] | None = None) -> str:
    """As `text_of`, with a fresh unguessable code for the certificate of each award."""
    codes = {one.award_id: new_code() for one in facts.winners}
    return text_of(kind, replace(facts, codes=codes), subject=subject, said=said)


def new_code() -> str:
    """A code that nobody finds by trying: as long as a receipt's."""
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))


def shown_check(sha256: str | None) -> str:
    """The hash as it is printed: `12AB-34CD-56EF-7890`."""
    short = (sha256 or "")[:CHECK_SIGNS].upper()
    return "-".join(short[at : at + _GROUP] for at in range(0, len(short), _GROUP))


def check_line(sha256: str | None) -> str:
    """The line at the foot of a reviewed paper; empty on a draft."""
    return f"Mã kiểm nội dung: {shown_check(sha256)}" if sha256 else ""


def sha256_of_text(text: str) -> str:
    """The hash of a content's JSON."""
    return sha256_of(text)
