"""Published works and the store that holds them: whole before they are published, streamed afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

from judging.actions.publications import WorkChangedError
from judging.queries.publications import list_award_lines
from media.store.contract import ObjectDamagedError, ObjectMissingError, parse_key
from portal.streaming import ranged

if TYPE_CHECKING:
    from flask import Response
    from sqlalchemy.orm import Session

    from judging.queries.standings import RoundAtHand
    from media.store.contract import Store


def refuse_changed_works(session: Session, at_hand: RoundAtHand) -> None:
    """Read every winning object, outside any transaction: it must hold the bytes that were judged (design 5, X04).

    Raises:
        WorkChangedError: with the code of the work that does not.
    """
    for line in list_award_lines(session, at_hand):
        for one in (line.work, *line.pages):
            if one is None or one.store_key is None:
                continue
            try:
                _store().verify(parse_key(one.store_key), sha256=one.sha256)
            except (ObjectDamagedError, ObjectMissingError) as error:
                raise WorkChangedError(code=line.code) from error


def helping(key: str, media_type: str) -> Response:
    """The bytes of what belongs to a work (still, lighter copy, captions): their size is the store's to tell."""
    return ranged(key, size=_store().head(parse_key(key)).size, media_type=media_type)


def _store() -> Store:
    store: Store = current_app.extensions["bangvang_store"]
    return store
