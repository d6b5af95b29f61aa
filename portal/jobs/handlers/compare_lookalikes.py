"""Jobs that find what looks alike: *compare_part* and *compare_article* take prints, *compare_print* looks them up.

Each may run twice: a print is kept once for each version, a pair once for both directions. All slow work lies
outside transactions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from judging.actions.lookalikes import keep_lookalike, keep_print
from judging.ids import ArticleID, PartID
from judging.models.entries import Entry, Part
from judging.models.lookalikes import Article, Band, Print
from judging.queries.lookalikes import find_print, list_candidates, list_unprinted
from judging.queries.programmes import plan_in_force
from portal.bridge.lookalikes import LEAST, VERSIONS, likeness_of, may_be_alike, take_of_part, take_of_text
from portal.clock import clock
from portal.db import database, transaction
from portal.failpoints import failpoint
from portal.jobs.claim import enqueue
from portal.jobs.registry import handles

if TYPE_CHECKING:
    from collections.abc import Mapping

PARTS_AT_ONCE = 500
WHOLE = (undefer(Print.text), undefer(Print.sounds))


class NotMeasuredYetError(Exception):
    """A part was not measured, so nobody knows what it is; the job comes back."""


@handles("compare_part")
def compare_part(arguments: Mapping[str, Any]) -> None:
    """Take the print of a work. Attachments are not compared: they are forms and pictures."""
    part_id = PartID(UUID(arguments["part_id"]))
    with Session(database().main, expire_on_commit=False) as session:
        part = session.get(Part, part_id)
        if part is None or part.attachment_key is not None or part.removed_at is not None:
            return
        if any(find_print(session, version, part_id=part_id) for version in VERSIONS.values()):
            return
        if not part.measurements:
            raise NotMeasuredYetError(str(part_id))
        entry = session.get_one(Entry, part.entry_id)
        category = plan_in_force(session, entry.programme_id).plan.find_category(entry.category_key)
    if category is None or not part.measurements[-1].is_acceptable:
        return
    scratch = current_app.extensions["bangvang_settings"].scratch_folder
    taken = take_of_part(part, category, {**entry.cover, "title": entry.title}, scratch)
    failpoint("print_taken")
    if taken is None:
        return
    with transaction() as session:
        keep_print(session, taken, part_id=part_id, now=clock())


@handles("compare_article")
def compare_article(arguments: Mapping[str, Any]) -> None:
    """Take the print of a text of the library."""
    article_id = ArticleID(UUID(arguments["article_id"]))
    with Session(database().main, expire_on_commit=False) as session:
        article = session.get(Article, article_id, options=[undefer(Article.text)])
        if article is None or article.removed_at is not None:
            return
    taken = take_of_text(article.text)
    with transaction() as session:
        if session.get(Article, article_id, with_for_update={"of": Article}) is not None:
            keep_print(session, taken, article_id=article_id, now=clock())


@handles("compare_print")
def compare_print(arguments: Mapping[str, Any]) -> None:
    """Look a print up among all others by its numbers, compare it exactly with each candidate, keep what is alike."""
    with Session(database().main, expire_on_commit=False) as session:
        taken = session.get(Print, int(arguments["print_id"]), options=WHOLE)
        if taken is None:
            return
        bands = session.scalars(select(Band.band).where(Band.print_id == taken.id).order_by(Band.band)).all()
        least = LEAST[taken.form]
        candidates = list_candidates(session, bands, least=least, other_than=taken.id)
        found = []
        for print_id in candidates:
            other = session.get_one(Print, print_id)
            likeness = likeness_of(taken, other) if may_be_alike(taken, other) else None
            session.expunge(other)  # a long list of texts must not gather in memory
            if likeness is not None:
                found.append((print_id, likeness))
    failpoint("print_compared")
    with transaction() as session:
        one = session.get(Print, taken.id)
        for print_id, likeness in found:
            other_now = session.get(Print, print_id)
            if one is not None and other_now is not None:
                keep_lookalike(session, one, other_now, likeness, now=clock())


@handles("compare_missing")
def compare_missing(_arguments: Mapping[str, Any]) -> None:
    """Ask for the prints that lack: works of former years, and all of them when the way of taking prints changed."""
    with transaction() as session:
        versions = ":".join(VERSIONS.values())
        for part_id in list_unprinted(session, list(VERSIONS.values()), limit=PARTS_AT_ONCE):
            key = f"compare_part:{part_id}:{versions}"
            enqueue(session, "compare_part", now=clock(), unique_key=key, priority=9, part_id=str(part_id))
