"""A campaign with units that propose, an appraiser and a board's secretary; made-up people, the Giếng Đáy plan."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from judging.actions.appraisals import find_on
from judging.actions.dossiers import confirm_paper, lay_in
from judging.actions.nominations import Proposed, choose, propose
from judging.actions.papers import StoredFile
from judging.actions.proposals import hand_in
from judging.enums import Role, StandardOutcome
from judging.ids import NominationID, PersonID, ProgrammeID, ProposalID, UnitID
from judging.plans.shipped import shipped_plan
from judging.queries.nominations import campaign_of, get_nomination, get_proposal
from judging.spec.campaign_words import Subject
from portal.db import transaction
from portal.sessions import viewer_of
from tests.factories.office import make_account, make_person, make_unit
from tests.factories.programmes import make_programme

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flask import Flask
    from sqlalchemy.orm import Session

    from judging.models.nominations import Nomination, Proposal
    from judging.models.people import Account, Person
    from judging.rules.viewers import Viewer

FORM = "ward_certificate"
_files = itertools.count(1)


@dataclass
class CampaignHouse:
    """Two units with a coordinator each, and the office."""

    app: Flask
    clock: Callable[[], datetime]
    programme_id: ProgrammeID
    first: Account
    second: Account
    appraiser: Account
    secretary: Account
    nominee: Person

    @property
    def unit_id(self) -> UnitID:
        return UnitID(self.nominee.unit_id)

    def viewer(self, session: Session, account: Account) -> Viewer:
        return viewer_of(session, session.merge(account, load=True), now=self.clock())

    def act(self, by: Account, act: Callable[..., Any], *args: Any, **values: Any) -> Any:
        """An action in a transaction of its own."""
        with self.app.app_context(), transaction() as session:
            return act(session, *args, by=self.viewer(session, by), now=self.clock(), **values)

    def propose(self, form: str = FORM, *, person: bool = True, name: str = "") -> NominationID:
        """Somebody of the first unit, or the unit itself."""
        wanted = (
            Proposed(form, Subject.INDIVIDUAL, person_id=PersonID(self.nominee.id), position="Chuyên viên")
            if person
            else Proposed(form, Subject.COLLECTIVE, name=name)
        )
        row = self.act(self.first, propose, wanted, programme_id=self.programme_id, unit_id=self.unit_id)
        return NominationID(row.id)

    def choose(self, nomination_id: NominationID) -> None:
        self.act(self.first, choose, nomination_id, chosen=True, reason="")

    def lay_in(self, item: str, *, nomination: NominationID | None = None, number: str = "", by: Any = None) -> Any:
        """A paper into the nomination's dossier, or into the unit's open proposal."""
        account = by or self.first

        def act(session: Session, *, by: Viewer, now: datetime) -> Any:
            owner: Nomination | Proposal = (
                get_nomination(session, nomination, visible_to=by)
                if nomination
                else get_proposal(session, self.proposal(session), visible_to=by)
            )
            return lay_in(
                session, owner, item, stored(), file_name=f"{item}.pdf", number=number, issued_on=now.date(),
                by=by, now=now,
            )  # fmt: skip

        return self.act(account, act)

    def confirm(self, part: Any) -> None:
        def act(session: Session, *, by: Viewer, now: datetime) -> None:
            confirm_paper(session, session.merge(part), by=by, now=now)

        self.act(self.first, act)

    def proposal(self, session: Session) -> ProposalID:
        from judging.queries.nominations import find_open_proposal

        found = find_open_proposal(session, self.programme_id, self.unit_id)
        assert found is not None
        return ProposalID(found.id)

    def complete(self, *nominations: NominationID) -> None:
        """Everything that the plan asks for lies there."""
        for one in nominations:
            self.choose(one)
            self.confirm(self.lay_in("report", nomination=one))
        self.lay_in("letter", number="12/TTr-VP")
        self.lay_in("minutes", number="03/BB-HĐ")

    def hand_in(self, stated_count: int) -> Any:
        def act(session: Session, *, by: Viewer, now: datetime) -> Proposal:
            proposal = get_proposal(session, self.proposal(session), visible_to=by)
            return hand_in(
                session, ProposalID(proposal.id), stated_count=stated_count, version=proposal.version, by=by, now=now
            )

        return self.act(self.first, act)

    def handed_in(self, form: str = FORM, *, person: bool = True) -> NominationID:
        """One nomination that lies with the office, complete."""
        made = self.propose(form, person=person)
        self.complete(made)
        self.hand_in(1)
        return made

    def find_all(self, nomination_id: NominationID, outcome: StandardOutcome = StandardOutcome.MET) -> None:
        """The appraiser finds the same on every standard."""

        def act(session: Session, *, by: Viewer, now: datetime) -> None:
            row = get_nomination(session, nomination_id, visible_to=by)
            for one in campaign_of(session, row).standards_for(row.form, Subject(row.subject)):
                find_on(session, nomination_id, one.key, outcome, reason="Đã đối chiếu", by=by, now=now)

        self.act(self.appraiser, act)

    def row(self, nomination_id: NominationID, by: Account | None = None) -> Nomination:
        """As somebody (the unit) sees it."""
        with self.app.app_context(), transaction() as session:
            return get_nomination(session, nomination_id, visible_to=self.viewer(session, by or self.first))


def stored() -> StoredFile:
    """A file that lies in the store."""
    number = next(_files)
    return StoredFile(f"dossiers/{number:08d}", f"{number:064x}", 1000, "application/pdf")


def make_campaign_house(app: Flask, clock: Callable[[], datetime]) -> CampaignHouse:
    """An issued campaign with its people."""
    with app.app_context(), transaction() as session:
        now = clock()
        programme = make_programme(session, now=now, plan=shipped_plan("gieng-day-2024"))
        units = [make_unit(session, f"Bộ phận Thử nghiệm {name}") for name in ("A", "B")]
        first, second = (
            make_account(session, now=now, roles=(Role.COORDINATOR,), programme=programme, unit=unit) for unit in units
        )
        appraiser = make_account(session, now=now, roles=(Role.VALIDATOR,), programme=programme)
        secretary = make_account(session, now=now, roles=(Role.SECRETARY,), programme=programme)
        nominee = make_person(session, "Người thử được đề nghị", unit=units[0])
        return CampaignHouse(app, clock, ProgrammeID(programme.id), first, second, appraiser, secretary, nominee)
