"""What authors stated with their entries, for the rules of a tie chain that look at them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.models.entries import EntryVersion
from judging.models.rounds import Code
from judging.models.seals import CodeLink
from judging.rules.author_rules import AuthorFact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from judging.ids import RoundID


def list_stated_facts(session: Session, round_id: RoundID, codes: Iterable[str]) -> dict[str, dict[str, str]]:
    """What the authors of `codes` stated with the sealed version of their entry, for rules that look at them."""
    rows = session.execute(
        select(Code.word, EntryVersion.canonical)
        .join(CodeLink, CodeLink.code_id == Code.id)
        .join(EntryVersion, EntryVersion.id == CodeLink.entry_version_id)
        .where(Code.round_id == round_id, Code.word.in_(list(codes)))
    )
    kept = {one.value for one in AuthorFact}
    return {
        word: {key: str(value) for key, value in json.loads(text).get("cover", {}).items() if key in kept}
        for word, text in rows
    }
