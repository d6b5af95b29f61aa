"""Makes entries the way their authors do: through the actions and the store, with real bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions.entries import Draft, save_draft, start_entry, submit_entry
from judging.ids import EntryID, ProgrammeID
from judging.models.people import Account
from judging.queries.entries import get_own_entry, own_cover_values
from judging.queries.programmes import plan_in_force
from portal.db import transaction
from portal.demo.texts import essay_title, vietnamese_text
from portal.receipts import make_stamp
from portal.sessions import viewer_of
from portal.uploads import store_whole

if TYPE_CHECKING:
    from flask import Flask

    from judging.models.entries import Receipt
    from judging.models.programmes import Programme
    from judging.rules.viewers import Viewer


def viewer(app: Flask, account: Account) -> Viewer:
    """The viewer that `account` is now."""
    with app.app_context(), transaction() as session:
        now = app.extensions["bangvang_clock"]()
        return viewer_of(session, session.get_one(Account, account.id), now=now)


def make_draft(
    app: Flask,
    account: Account,
    programme: Programme,
    *,
    category: str = "essay",
    title: str | None = None,
    text: str | None = None,
    file: tuple[str, bytes] | None = None,
    seed: int = 1,
) -> EntryID:
    """A complete draft: cover, topic, declarations, and a work (a typed text, or a file by name and bytes)."""
    now = app.extensions["bangvang_clock"]()
    by = viewer(app, account)
    with app.app_context():
        with transaction() as session:
            plan = plan_in_force(session, ProgrammeID(programme.id))
            entry = start_entry(
                session,
                plan=plan,
                category_key=category,
                cover=own_cover_values(session, by.person_id),
                by=by,
                arrived_at=now,
            )
            entry_id = EntryID(entry.id)
            typed = text if text is not None else vietnamese_text(1200, seed) if file is None else ""
            topics = plan.plan.topics
            save_draft(
                session,
                entry_id=entry_id,
                version=entry.version,
                draft=Draft(
                    title=title if title is not None else essay_title(seed),
                    topic_key=topics[0].key if topics else None,
                    declarations={one.key: True for one in plan.plan.entering.declarations},
                    typed_text=typed if file is None else None,
                ),
                plan=plan,
                by=by,
                arrived_at=now,
            )
        name, content = file or ("bai-viet.txt", typed.encode())
        if content:
            store_whole(
                entry_id,
                None,
                content,
                name=name,
                size_bytes=len(content),
                by=by,
                arrived_at=now,
                is_typed=file is None,
            )
    return entry_id


def submit(app: Flask, account: Account, entry_id: EntryID) -> Receipt:
    """Hand an entry in as it stands; the receipt."""
    now = app.extensions["bangvang_clock"]()
    by = viewer(app, account)
    with app.app_context(), transaction() as session:
        entry = get_own_entry(session, entry_id, visible_to=by)
        return submit_entry(
            session,
            entry_id=entry_id,
            version=entry.version,
            plan=plan_in_force(session, entry.programme_id),
            stamp=make_stamp(),
            by=by,
            arrived_at=now,
        )


def make_submitted(app: Flask, account: Account, programme: Programme, **options: object) -> tuple[EntryID, Receipt]:
    """A draft, handed in at once."""
    entry_id = make_draft(app, account, programme, **options)  # type: ignore[arg-type]  # passed on as they are
    return entry_id, submit(app, account, entry_id)
