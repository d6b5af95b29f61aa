"""From awards to what the public reads: who holds which prize, with which work; what was published, in versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from judging.enums import PlanState
from judging.errors import NotFoundError
from judging.ids import AccountID, PersonID, PlanVersionID, ProgrammeID
from judging.models.entries import Entry, EntryVersion
from judging.models.people import Account
from judging.models.programmes import PlanReceipt, PlanVersion, Programme
from judging.models.results import Award, Publication, PublishedWork, Result
from judging.models.rounds import Code, Rendition
from judging.models.seals import CodeLink
from judging.queries.programmes import PUBLIC_STATES, find_plan_in_force
from judging.rules.chain import Head
from judging.rules.ladder_slots import is_for_units
from judging.rules.public_bundles import public_bundle

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlalchemy.orm import Session

    from judging.queries.programmes import PlanInForce
    from judging.queries.standings import RoundAtHand

PAGE = "page"
WORK_KINDS = ("video", "essay")
HELPING_KINDS = ("poster", "video_small", "captions", "strip")


@dataclass(frozen=True, slots=True)
class AwardLine:
    """One award with its holder and work: what the board approves and the public reads."""

    tier_key: str
    prize: str
    place: int
    share: int
    amount_vnd: int
    code: str
    category_key: str
    entry_id: UUID
    version_sha256: str
    person_id: PersonID
    name: str
    unit: str
    title: str
    work: Rendition | None
    poster: Rendition | None
    small: Rendition | None
    captions: Rendition | None
    strip: Rendition | None
    pages: tuple[Rendition, ...]
    """The pages of the work that are pictures."""
    is_demonstration: bool

    @property
    def address(self) -> str:
        """The stable word for the prize in addresses: `individual-first-1`, or `individual-first-1-2` where shared."""
        return place_word(self.tier_key, self.place, self.share)


def place_word(tier_key: str, place: int, share: int) -> str:
    """See `AwardLine.address`."""
    word = f"{tier_key.replace('/', '-')}-{place}"
    return word if share == 1 else f"{word}-{share}"


def tier_names(plan: PlanInForce) -> dict[str, str]:
    """The name of every tier by its stable key, in the order of the ladders."""
    return {f"{ladder.key}/{tier.key}": tier.name for ladder in plan.plan.ladders for tier in ladder.tiers}


def list_award_lines(session: Session, at_hand: RoundAtHand) -> list[AwardLine]:
    """The awards in force with names, in the order of the ladders. Only after the mapping was opened."""
    names = tier_names(at_hand.plan)
    rows = session.execute(
        select(Award, Code, Entry, EntryVersion.sha256, func.coalesce(Account.is_demonstration, False))
        .join(Code, Code.id == Award.code_id)
        .join(Entry, Entry.id == Award.entry_id)
        .join(CodeLink, CodeLink.code_id == Code.id)
        .join(EntryVersion, EntryVersion.id == CodeLink.entry_version_id)
        .outerjoin(Account, Account.person_id == Entry.author_id)
        .where(Award.programme_id == at_hand.programme_id, Award.revoked_at.is_(None))
        .options(joinedload(Entry.author), joinedload(Entry.unit))
        .execution_options(populate_existing=True)
    ).all()
    for_units = {ladder.key for ladder in at_hand.plan.plan.ladders if is_for_units(ladder)}
    works, pages = _works(session, [code.id for _, code, _, _, _ in rows])
    lines = [
        AwardLine(
            tier_key=award.tier_key,
            prize=names.get(award.tier_key, award.tier_key),
            place=award.place,
            share=award.share,
            amount_vnd=award.amount_vnd,
            code=code.word,
            category_key=entry.category_key,
            entry_id=entry.id,
            version_sha256=sha256,
            person_id=PersonID(entry.author_id),
            # A collective prize is the unit's, whoever wrote the entry by which it was won.
            name=entry.unit.name if award.tier_key.partition("/")[0] in for_units else entry.author.full_name,
            unit=entry.unit.name,
            title=entry.title,
            work=works.get((code.id, "work")),
            poster=works.get((code.id, "poster")),
            small=works.get((code.id, "video_small")),
            captions=works.get((code.id, "captions")),
            strip=works.get((code.id, "strip")),
            pages=tuple(pages.get(code.id, ())),
            is_demonstration=bool(demonstration),
        )
        for award, code, entry, sha256, demonstration in rows
    ]
    order = {key: number for number, key in enumerate(names)}
    return sorted(lines, key=lambda one: (order.get(one.tier_key, len(order)), one.place, one.share))


def _works(
    session: Session, codes: list[UUID]
) -> tuple[dict[tuple[UUID, str], Rendition], dict[UUID, list[Rendition]]]:
    """The renditions that become public: of each code the work, first, and what belongs to it; its pages."""
    found: dict[tuple[UUID, str], Rendition] = {}
    pages: dict[UUID, list[Rendition]] = {}
    for row in session.scalars(
        select(Rendition)
        .where(Rendition.code_id.in_(codes))
        .order_by(Rendition.part_number, Rendition.position, Rendition.id)
    ):
        if row.kind in WORK_KINDS:
            found.setdefault((row.code_id, "work"), row)
        elif row.kind in HELPING_KINDS:
            found.setdefault((row.code_id, row.kind), row)
        elif row.kind == PAGE and row.part_number == found[row.code_id, "work"].part_number:
            pages.setdefault(row.code_id, []).append(row)  # the text that marks them came before
    return found, pages


def find_public_programme(session: Session, slug: str) -> PlanInForce | None:
    """A programme that the public may read of, with the plan in force."""
    row = session.scalars(
        select(Programme).where(Programme.slug == slug, Programme.state.in_(PUBLIC_STATES))
    ).one_or_none()
    return None if row is None else find_plan_in_force(session, ProgrammeID(row.id))


def get_public_programme(session: Session, slug: str) -> PlanInForce:
    """A programme that the public may read of, or NotFoundError."""
    found = find_public_programme(session, slug)
    if found is None:
        raise NotFoundError("programme")
    return found


def list_issued_versions(session: Session, programme_id: ProgrammeID) -> list[PlanVersion]:
    """Every version of the plan that was ever in force, newest first, with its reason."""
    states = (PlanState.ISSUED.value, PlanState.REPLACED.value)
    return list(
        session.scalars(
            select(PlanVersion)
            .where(PlanVersion.programme_id == programme_id, PlanVersion.state.in_(states))
            .order_by(PlanVersion.number.desc())
        )
    )


def list_publications(session: Session, programme_id: ProgrammeID) -> list[Publication]:
    """Every version of the published result, newest first: none ever goes away (B22)."""
    return list(
        session.scalars(
            select(Publication).where(Publication.programme_id == programme_id).order_by(Publication.number.desc())
        )
    )


def list_publications_of(session: Session, programmes: Iterable[ProgrammeID]) -> list[Publication]:
    """Every version of the results of `programmes`, newest first."""
    return list(
        session.scalars(
            select(Publication)
            .where(Publication.programme_id.in_(list(programmes)))
            .order_by(Publication.published_at.desc(), Publication.number.desc())
        )
    )


def list_latest_publications(session: Session, programmes: Iterable[ProgrammeID]) -> dict[ProgrammeID, Publication]:
    """The newest publication of each of `programmes` that has one."""
    rows = session.scalars(
        select(Publication).where(Publication.programme_id.in_(list(programmes))).order_by(Publication.number)
    )
    return {ProgrammeID(row.programme_id): row for row in rows}


def list_published_works(session: Session, programme_id: ProgrammeID) -> dict[str, PublishedWork]:
    """The published works by the address of their prize."""
    rows = session.scalars(
        select(PublishedWork).where(PublishedWork.programme_id == programme_id, PublishedWork.removed_at.is_(None))
    )
    return {row.award_place: row for row in rows}


def get_published_work(session: Session, programme_id: ProgrammeID, address: str) -> PublishedWork:
    """A published work by the address of its prize, or NotFoundError."""
    row = session.scalars(
        select(PublishedWork).where(
            PublishedWork.programme_id == programme_id,
            PublishedWork.award_place == address,
            PublishedWork.removed_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError("work")
    return row


def get_published_result(session: Session, page: dict[str, Any]) -> str:
    """The canonical result that a publication rests on, by codes and seats, or NotFoundError."""
    text = session.scalars(select(Result.canonical).where(Result.sha256 == page["result"]).limit(1)).one_or_none()
    if text is None:
        raise NotFoundError("result")
    return text


def get_public_file(session: Session, slug: str, page: dict[str, Any]) -> str:
    """The public file of a publication: its result, and the heads of the history as they stood then.

    The same bytes each time: everything in it was fixed when it was published. It holds codes and no names, so that
    nobody's consent changes it.
    """
    return file_of_page(slug, get_published_result(session, page), page)


def file_of_page(slug: str, result: str, page: dict[str, Any]) -> str:
    """See `get_public_file`; `page` is the value that was published."""
    return public_bundle(
        result,
        result_sha256=page["result"],
        programme=slug,
        head=Head(page["chain"]["seq"], page["chain"]["hash"]),
        anchors=[(Head(one["seq"], one["hash"]), one["milestone"]) for one in page.get("anchors", ())],
        is_demonstration=page["is_demonstration"],
    )


def find_plan_receipt(session: Session, version_id: PlanVersionID, account_id: AccountID) -> PlanReceipt | None:
    """Whether and when an account was told of a version of a plan, and read it (S001-R03)."""
    return session.get(PlanReceipt, (version_id, account_id))
