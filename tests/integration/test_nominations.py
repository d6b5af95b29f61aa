"""From a unit's proposal to the council's door: who sees what, what is complete, what blocks."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from judging.actions.appraisals import AwardedOtherwiseError, BlockedError, StandardsOpenError, appraise, find_on
from judging.actions.dossiers import UnknownPaperError
from judging.actions.flags import EndsBeforeItBeginsError, lift_flag, raise_flag
from judging.actions.nomination_steps import NotEditableError
from judging.actions.nominations import (
    NotProposableError,
    Proposed,
    ProposedAlreadyError,
    UnknownStandardError,
    choose,
    propose,
    save_answers,
    withdraw,
)
from judging.actions.proposals import (
    CountsDifferError,
    DossierIncompleteError,
    NobodyProposedError,
    supplement,
)
from judging.enums import FlagKind, NominationState, StandardOutcome
from judging.errors import AlreadyDoneError, MissingReasonError, MoveRefusedError, NotFoundError, StaleVersionError
from judging.ids import BlockingFlagID, PersonID
from judging.models.history import HistoryLine
from judging.models.nominations import DossierPart, Nomination, Proposal
from judging.queries.flags import list_flags
from judging.queries.nominations import count_places, list_queue, list_unit_nominations
from judging.rules.standards import Answer
from judging.spec.campaign_words import Subject
from portal.db import transaction
from tests.factories.nominations import FORM, CampaignHouse, make_campaign_house
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from flask import Flask

    from judging.ids import NominationID
    from judging.models.people import Account
    from tests.conftest import TestClock

N = NominationState


@pytest.fixture
def house(app: Flask, clock: TestClock) -> CampaignHouse:
    return make_campaign_house(app, clock)


def take(house: CampaignHouse, one: NominationID, to: NominationState, reason: str = "") -> Any:
    """The appraiser's step."""
    return house.act(house.appraiser, appraise, one, to, reason=reason, version=house.row(one, house.appraiser).version)


@pytest.mark.requirement("S003-R18", "S003-R19", "S003-R20", "S003-R25")
def test_a_complete_dossier_goes_from_the_unit_to_the_councils_door(house: CampaignHouse) -> None:
    one = house.handed_in()
    assert house.row(one).state == N.SUBMITTED.value
    house.find_all(one)
    take(house, one, N.ELIGIBLE)
    row = house.row(one)
    assert [(step.from_state, step.to_state) for step in row.steps] == [
        (None, "proposed"), ("proposed", "preparing"), ("preparing", "submitted"), ("submitted", "eligible"),
    ]  # fmt: skip
    with house.app.app_context(), transaction() as session:
        acts = list(session.scalars(select(HistoryLine.action).order_by(HistoryLine.seq)))
    for act in ("nomination.propose", "dossier.lay_in", "nomination.confirm_paper", "proposal.hand_in",
                "nomination.find", "nomination.eligible"):  # fmt: skip
        assert act in acts


@pytest.mark.requirement("S003-R19", "S003-R20", "S003-R22")
def test_a_proposal_that_lacks_something_says_all_of_it_at_once(house: CampaignHouse) -> None:
    one = house.propose()
    house.choose(one)
    part = house.lay_in("report", nomination=one)
    house.lay_in("letter")
    with pytest.raises(DossierIncompleteError) as refused:
        house.hand_in(1)
    missing = refused.value.facts["missing"]
    assert isinstance(missing, tuple)
    assert {(name, lack) for name, _paper, lack in missing} == {
        ("", "numberless"), ("", "absent"), ("Người thử được đề nghị", "unconfirmed"),
    }  # fmt: skip
    house.confirm(part)
    house.lay_in("letter", number="12/TTr")
    house.lay_in("minutes", number="3/BB")
    assert house.hand_in(1).number == 1


@pytest.mark.requirement("S004-R16")
def test_the_letters_number_is_the_number_of_subjects(house: CampaignHouse) -> None:
    one, two = house.propose(), house.propose(person=False)
    house.complete(one, two)
    for wrong in (1, 3):
        with pytest.raises(CountsDifferError) as refused:
            house.hand_in(wrong)
        assert refused.value.facts == {"letter": wrong, "lines": 2, "reports": 2}
    proposal = house.hand_in(2)
    assert (proposal.number, proposal.stated_count) == (1, 2)
    with pytest.raises(AssertionError):
        house.hand_in(2)  # it is no draft any more


def test_whoever_the_units_meeting_did_not_choose_stays_behind(house: CampaignHouse) -> None:
    chosen, refused, undecided = house.propose(), house.propose(person=False), house.propose(person=False, name="Tổ 1")
    house.act(house.first, choose, refused, chosen=False, reason="Chưa đủ thời gian")
    house.complete(chosen)
    first = house.hand_in(1)
    assert [row.id for row in _nominations_of(house, first.id)] == [chosen]
    assert house.row(undecided).proposal_id not in {None, first.id}
    house.act(house.first, choose, refused, chosen=True, reason="")
    assert house.row(refused).state == N.PREPARING.value
    with pytest.raises(MissingReasonError):
        house.act(house.first, choose, undecided, chosen=False, reason="  ")


def test_an_empty_proposal_is_not_handed_in(house: CampaignHouse) -> None:
    house.propose()
    with pytest.raises(NobodyProposedError):
        house.hand_in(1)


def test_the_same_subject_stands_once_for_a_form_and_again_after_it_was_taken_back(house: CampaignHouse) -> None:
    one = house.propose()
    with pytest.raises(ProposedAlreadyError):
        house.propose()
    house.propose("city_certificate")
    house.act(house.first, withdraw, one, reason="Chuyển công tác")
    assert house.propose() != one


@pytest.mark.parametrize(
    "wanted",
    [
        Proposed("no_such_form", Subject.COLLECTIVE),
        Proposed(FORM, Subject.HOUSEHOLD, name="Hộ thử nghiệm"),
        Proposed(FORM, Subject.COLLECTIVE, track="no_such_track"),
    ],
)
def test_what_the_plan_does_not_award_cannot_be_proposed(house: CampaignHouse, wanted: Proposed) -> None:
    with pytest.raises(NotProposableError):
        house.act(house.first, propose, wanted, programme_id=house.programme_id, unit_id=house.unit_id)


def test_A04_another_unit_learns_nothing_and_changes_nothing(house: CampaignHouse) -> None:
    one = house.propose()
    house.choose(one)
    for act, values in (
        (choose, {"chosen": False, "reason": "x"}),
        (withdraw, {"reason": "x"}),
        (supplement, {"version": 1}),
        (save_answers, {"answers": {}, "achievements": "", "version": 1}),
    ):
        with pytest.raises(NotFoundError):
            house.act(house.second, act, one, **values)
    with pytest.raises(NotFoundError):
        house.lay_in("report", nomination=one, by=house.second)
    theirs = Proposed(FORM, Subject.INDIVIDUAL, person_id=PersonID(house.nominee.id))
    for unit_id in (house.unit_id, house.second.person.unit_id):
        with pytest.raises(NotFoundError):
            house.act(house.second, propose, theirs, programme_id=house.programme_id, unit_id=unit_id)
    assert _seen_by(house, house.second) == []


def test_A01_the_office_sees_a_nomination_only_when_it_was_handed_in(house: CampaignHouse) -> None:
    one = house.propose()
    for account in (house.appraiser, house.secretary):
        with pytest.raises(NotFoundError):
            house.row(one, account)
        assert _queue(house, account) == []
    house.complete(one)
    house.hand_in(1)
    for account in (house.appraiser, house.secretary):
        assert [(line.id, line.proposal_number) for line in _queue(house, account)] == [(one, 1)]
    with pytest.raises(NotFoundError):
        _take_as(house, house.first, one)


def test_answers_are_kept_and_a_stale_page_loses_nothing(house: CampaignHouse) -> None:
    one = house.propose()
    house.choose(one)
    version = house.row(one).version
    said = {"ward": Answer(text="Hoàn thành vượt mức")}
    house.act(house.first, save_answers, one, said, achievements="Sáng kiến số hóa", version=version)
    with pytest.raises(StaleVersionError):
        house.act(house.first, save_answers, one, {}, achievements="", version=version)
    row = house.row(one)
    assert (row.achievements, row.answers[0].words) == ("Sáng kiến số hóa", "Hoàn thành vượt mức")
    for wrong in ({"city_person": Answer()}, {"ward": Answer({"x": Decimal(1)})}, {"ward": Answer(alternative="x")}):
        with pytest.raises(UnknownStandardError):
            house.act(house.first, save_answers, one, wrong, achievements="", version=row.version)


def test_a_dossier_at_the_office_does_not_change_unless_it_is_asked_for(house: CampaignHouse) -> None:
    one = house.handed_in()
    with pytest.raises(NotEditableError):
        house.lay_in("report", nomination=one)
    with pytest.raises(MissingReasonError):
        take(house, one, N.SUPPLEMENT)
    take(house, one, N.SUPPLEMENT, "Báo cáo thiếu trang 3")
    part = house.lay_in("report", nomination=one)
    with pytest.raises(DossierIncompleteError):
        house.act(house.first, supplement, one, version=house.row(one).version)
    house.confirm(part)
    house.act(house.first, supplement, one, version=house.row(one).version)
    assert house.row(one).state == N.SUBMITTED.value
    with house.app.app_context(), transaction() as session:
        parts = session.scalars(select(DossierPart).where(DossierPart.nomination_id == one)).all()
    assert sorted(part.replaced_at is None for part in parts) == [False, True]


def test_a_paper_that_the_plan_does_not_ask_for_has_no_place(house: CampaignHouse) -> None:
    one = house.propose()
    house.choose(one)
    for item, nomination in (("letter", one), ("report", None), ("song", None)):
        with pytest.raises(UnknownPaperError):
            house.lay_in(item, nomination=nomination)


@pytest.mark.requirement("S003-R12", "S003-R13", "S003-R15", "S003-R16")
def test_nobody_comes_to_the_council_whose_standards_are_not_found(house: CampaignHouse) -> None:
    one = house.handed_in()
    with pytest.raises(StandardsOpenError) as refused:
        take(house, one, N.ELIGIBLE)
    assert refused.value.facts["standards"] == ("ward",)
    with pytest.raises(MissingReasonError):
        house.act(house.appraiser, find_on, one, "ward", StandardOutcome.UNMET, reason="")
    house.find_all(one, StandardOutcome.UNMET)
    with pytest.raises(StandardsOpenError):
        take(house, one, N.ELIGIBLE)
    house.find_all(one, StandardOutcome.NOT_APPLICABLE)
    take(house, one, N.ELIGIBLE)
    with pytest.raises(NotFoundError):
        house.act(house.appraiser, find_on, one, "city_person", StandardOutcome.MET, reason="")


def test_an_answer_that_changes_has_to_be_found_on_again(house: CampaignHouse) -> None:
    one = house.handed_in()
    house.find_all(one)
    take(house, one, N.SUPPLEMENT, "Bổ sung số liệu")
    row = house.row(one)
    house.act(house.first, save_answers, one, {"ward": Answer(text="mới")}, achievements="", version=row.version)
    assert house.row(one).answers[0].found is None


@pytest.mark.requirement("S003-R30")
def test_an_open_flag_keeps_its_subject_from_the_council_until_it_is_lifted(house: CampaignHouse) -> None:
    one = house.handed_in()
    house.find_all(one)
    today = local_day(house.clock())
    flag = house.act(
        house.secretary, raise_flag, FlagKind.DISCIPLINE, unit_id=None, person_id=PersonID(house.nominee.id),
        since=today, until=None, source="Quyết định thử nghiệm số 05",
    )  # fmt: skip
    with pytest.raises(BlockedError) as refused:
        take(house, one, N.ELIGIBLE)
    assert refused.value.facts["kinds"] == ("discipline",)
    with pytest.raises(MissingReasonError):
        house.act(house.secretary, lift_flag, BlockingFlagID(flag.id), on=today, because=" ")
    house.act(house.secretary, lift_flag, BlockingFlagID(flag.id), on=today, because="Hết thời hạn kỷ luật")
    take(house, one, N.ELIGIBLE)
    with pytest.raises(AlreadyDoneError):
        house.act(house.secretary, lift_flag, BlockingFlagID(flag.id), on=today, because="lại")


def test_flags_are_nobodys_business_but_the_offices(house: CampaignHouse) -> None:
    today = local_day(house.clock())
    values = {"unit_id": house.unit_id, "person_id": None, "since": today, "source": "x"}
    with pytest.raises(NotFoundError):
        house.act(house.first, raise_flag, FlagKind.OTHER, until=None, **values)
    with pytest.raises(EndsBeforeItBeginsError):
        house.act(house.secretary, raise_flag, FlagKind.OTHER, until=today - timedelta(days=1), **values)
    house.act(house.secretary, raise_flag, FlagKind.OTHER, until=today, **values)
    with house.app.app_context(), transaction() as session:
        assert [line.about for line in list_flags(session, visible_to=house.viewer(session, house.secretary))] == [
            "Bộ phận Thử nghiệm A"
        ]
        with pytest.raises(NotFoundError):
            list_flags(session, visible_to=house.viewer(session, house.first))


@pytest.mark.requirement("S003-R33")
def test_one_form_for_one_achievement(house: CampaignHouse) -> None:
    held = house.handed_in("city_certificate")
    with house.app.app_context(), transaction() as session:
        row = session.get_one(Nomination, held)
        row.state = N.COUNCIL_PASSED.value
    with house.app.app_context(), transaction() as session:
        assert count_places(session, programme_id=house.programme_id) == {("city_certificate", Subject.INDIVIDUAL): 1}
    other = house.handed_in()
    house.find_all(other)
    with pytest.raises(AwardedOtherwiseError) as refused:
        take(house, other, N.ELIGIBLE)
    assert refused.value.facts["form"] == "city_certificate"


def test_steps_that_are_not_the_offices_are_not_there(house: CampaignHouse) -> None:
    one = house.handed_in()
    for to in (N.DECIDED, N.COUNCIL_PASSED, N.WITHDRAWN):
        with pytest.raises(NotFoundError):
            take(house, one, to, "x")
    with pytest.raises(MoveRefusedError):
        take(house, one, N.SUBMITTED, "x")


def _nominations_of(house: CampaignHouse, proposal_id: Any) -> list[Nomination]:
    with house.app.app_context(), transaction() as session:
        return list(session.get_one(Proposal, proposal_id).nominations)


def _seen_by(house: CampaignHouse, account: Account) -> list[Nomination]:
    with house.app.app_context(), transaction() as session:
        return list_unit_nominations(
            session, programme_id=house.programme_id, visible_to=house.viewer(session, account)
        )


def _queue(house: CampaignHouse, account: Account) -> list[Any]:
    with house.app.app_context(), transaction() as session:
        return list_queue(session, programme_id=house.programme_id, visible_to=house.viewer(session, account))


def _take_as(house: CampaignHouse, account: Account, one: NominationID) -> None:
    house.act(account, appraise, one, N.ELIGIBLE, reason="", version=house.row(one).version)
