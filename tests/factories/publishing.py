"""What is published around a result, for the access table and for the tests of public pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions.consents import state_consents

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from judging.enums import ConsentField
    from judging.models.entries import Entry
    from tests.factories.house import House
    from tests.factories.marking import Day


def withhold(day: Day, entry: Entry, *fields: ConsentField) -> None:
    """The author of `entry` says that these fields are not to be public; all others may be."""
    with day.acting() as session:
        author = next(one for one in day.authors if one.person_id == entry.author_id)
        state_consents(
            session,
            programme_id=day.programme_id,
            person_id=entry.author_id,
            public=_others(fields),
            by=day.viewer(session, author),
            now=day.now,
        )


def add_publishing(house: House, _session: Session, published: Day, foreign: Day) -> None:
    """The parameters of the publisher's and the public's further pages, own and another office's."""
    for target, day in ((house.own, published), (house.other, foreign)):
        target["publisher"] |= {"person_id": day.entries[0].author_id}


def _others(fields: Iterable[ConsentField]) -> list[ConsentField]:
    from judging.enums import ConsentField

    return [one for one in ConsentField if one not in set(fields)]
