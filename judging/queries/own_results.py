"""The published result of one entry for its author: never before publication, never of anybody else's entry.

Numbers come from the newest published version and not from the sheets, so that a correction is seen here only when it
is seen by everybody. Judges have numbers, no names (B24).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import aliased

from judging.enums import ReviewState
from judging.errors import NotFoundError
from judging.ids import ProgrammeID
from judging.models.remarkings import RemarkRound
from judging.models.results import Publication
from judging.models.reviews import Review, ReviewVersion
from judging.models.rounds import Assignment, Code, Round, Seat
from judging.models.seals import CodeLink
from judging.queries.publications import list_publications
from judging.queries.shares import shares_of
from judging.queries.standings import COUNTED
from judging.rules.own_results import RoundResult, list_own_rounds
from judging.spec.words import LetterContent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.models.entries import Entry
    from judging.queries.programmes import PlanInForce


@dataclass(frozen=True, slots=True)
class Said:
    """What one judge wrote of an entry: by criterion, and of the whole."""

    by_criterion: Mapping[str, str]
    whole: str


@dataclass(frozen=True, slots=True)
class OwnResult:
    """What the newest published version says of one entry.

    `code` is that of its last round; `rounds` is empty where the version holds no marks of it (it was taken out);
    `said` is keyed by (key of the round, number of the seat) and empty unless the plan shows comments.
    `number`, `published_at` and `reason` are of the version; the reason is empty for the first.
    """

    code: str
    prize: str
    rounds: tuple[RoundResult, ...]
    said: Mapping[tuple[str, int], Said]
    content: LetterContent
    number: int
    published_at: datetime
    reason: str
    revocation: Mapping[str, str] | None = None
    """What the published version says of a revocation of this entry: kind, reason, prize, moves_up."""

    @property
    def shows_marks(self) -> bool:
        """Whether the plan tells the marks of each judge."""
        return self.content is not LetterContent.TOTALS


_JUDGED = (
    select(Round.key, Code.word)
    .join(Code, Code.round_id == Round.id)
    .join(CodeLink, CodeLink.code_id == Code.id)
    .where(CodeLink.entry_id == bindparam("entry"), ~Code.is_void, Round.id.not_in(select(RemarkRound.round_id)))
    .order_by(Round.position, Round.key)
)
"""(key of the round, code) of every round that an entry was judged in; re-marking is no round of its own."""
_HAS_RESULT = select(_JUDGED.exists() & exists().where(Publication.programme_id == bindparam("programme")))
# Built once: every page of an entry asks it.


def has_own_result(session: Session, entry: Entry) -> bool:
    """Whether the author of an entry (found through him) has a published result to read: it was judged."""
    return bool(session.scalar(_HAS_RESULT, {"entry": entry.id, "programme": entry.programme_id}))


def get_own_result(session: Session, entry: Entry, plan: PlanInForce) -> OwnResult:
    """The published result of an entry that was found through its author, or NotFoundError while there is none."""
    published = list_publications(session, ProgrammeID(entry.programme_id))
    codes = {key: word for key, word in session.execute(_JUDGED, {"entry": entry.id})}  # noqa: C416  rows are no pairs to mypy
    if not published or not codes:
        raise NotFoundError("result")
    newest = published[0]
    shares = shares_of(session, newest.page)
    rounds = tuple(list_own_rounds(shares, codes))
    awarded = codes.get(shares.rounds[-1])
    content = plan.plan.letters or LetterContent.TOTALS
    is_told = content is LetterContent.MARKS_AND_COMMENTS
    return OwnResult(
        code=rounds[-1].code if rounds else list(codes.values())[-1],
        prize=next((one["prize"] for one in newest.page["winners"] if one["code"] == awarded), ""),
        rounds=rounds,
        said=_said(session, entry, rounds, until=newest.published_at) if is_told else {},
        content=content,
        number=newest.number,
        published_at=newest.published_at,
        reason=newest.reason,
        revocation=next((one for one in newest.page.get("revocations", ()) if one["code"] == awarded), None),
    )


def _said(
    session: Session, entry: Entry, rounds: Iterable[RoundResult], *, until: datetime
) -> dict[tuple[str, int], Said]:
    """The words on the sheets that were published: the same seat and the same marks, locked by then."""
    published = {(one.round, sheet.seat): sheet.steps for one in rounds for sheet in one.sheets}
    found = {}
    for key, seat, version in _locked_words(session, entry, until=until):
        if published.get((key, seat)) == version.marks and (version.comment or any(version.comments.values())):
            told = {criterion: text for criterion, text in version.comments.items() if text}
            found[key, seat] = Said(told, version.comment)
    return found


def _locked_words(session: Session, entry: Entry, *, until: datetime) -> list[tuple[str, int, ReviewVersion]]:
    """(key of the round, number of the seat, sheet); re-marking counts its seats after those of the first panel."""
    first, own = aliased(Round), aliased(Seat)
    shift = select(func.max(Seat.number)).where(Seat.round_id == RemarkRound.of_round_id).scalar_subquery()
    rows = session.execute(
        select(func.coalesce(first.key, Round.key), own.number + func.coalesce(shift, 0), ReviewVersion)
        .select_from(CodeLink)
        .join(Round, Round.id == CodeLink.round_id)
        .outerjoin(RemarkRound, RemarkRound.round_id == Round.id)
        .outerjoin(first, first.id == RemarkRound.of_round_id)
        .join(Assignment, Assignment.code_id == CodeLink.code_id)
        .join(own, own.id == Assignment.seat_id)
        .join(Review, Review.assignment_id == Assignment.id)
        .join(ReviewVersion, (ReviewVersion.review_id == Review.id) & (ReviewVersion.number == Review.locked_version))
        .where(
            CodeLink.entry_id == entry.id,
            Assignment.state.in_(COUNTED),
            Review.state == ReviewState.LOCKED.value,
            Review.locked_at <= until,
        )
    ).all()
    return [(key, seat, version) for key, seat, version in rows]
