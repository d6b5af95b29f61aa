"""What the public's pages show of programmes: where each stands, until when, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from judging.actions.publications import public_page
from judging.enums import ProgrammeState
from judging.errors import DeadlineNotFixedError, UndecidedError
from judging.queries.consents import withheld_by_code
from judging.queries.public_results import list_latest_results
from judging.rules.deadlines import author_window
from judging.rules.publicity import covered_page
from portal.campaign_words import PHASES
from portal.words import PROGRAMME_STATES
from vietnamese.dates import local_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from judging.queries.programmes import PlanInForce
    from judging.queries.public_results import PublicResult
    from judging.queries.standings import RoundAtHand
    from judging.rules.deadlines import Window
    from judging.rules.standings import Standings

RUNNING = frozenset(
    {
        ProgrammeState.ISSUED,
        ProgrammeState.OPEN,
        ProgrammeState.CLOSED,
        ProgrammeState.EVALUATING,
        ProgrammeState.DECIDED,
        ProgrammeState.SUSPENDED,
    }
)


@dataclass(frozen=True, slots=True)
class ShownProgramme:
    """One programme in a list or at the head of its page. `closes_at` is set only while entries are taken."""

    slug: str
    title: str
    organiser: str
    phase: str
    phase_kind: str
    is_running: bool
    is_open: bool
    opens_at: datetime | None
    closes_at: datetime | None
    winners: Sequence[dict[str, Any]]
    published_at: datetime | None
    year: int


def shown_programme(plan: PlanInForce, publication: PublicResult | None, *, now: datetime) -> ShownProgramme:
    """Where a programme stands at `now`, in words."""
    state = ProgrammeState(plan.programme.state)
    window = find_window(plan)
    taking = state is ProgrammeState.OPEN and window is not None
    is_open = taking and window is not None and window.opens_at <= now < window.closes_at
    is_campaign = plan.plan.campaign is not None
    word, kind = PHASES.get(state, PROGRAMME_STATES[state]) if is_campaign else PROGRAMME_STATES[state]
    phase = str(word)
    if taking and window is not None and now < window.opens_at:
        phase, kind = _("not open for entries yet"), "info"
    elif taking and window is not None and now >= window.closes_at:
        phase, kind = (str(PROGRAMME_STATES[ProgrammeState.CLOSED][0]), PROGRAMME_STATES[ProgrammeState.CLOSED][1])
    return ShownProgramme(
        slug=plan.programme.slug,
        title=plan.plan.title,
        organiser=plan.plan.organiser,
        phase=phase,
        phase_kind=kind,
        is_running=state in RUNNING,
        is_open=is_open,
        opens_at=window.opens_at if taking and window is not None and now < window.opens_at else None,
        closes_at=window.closes_at if is_open and window is not None else None,
        winners=publication.page["winners"] if publication else (),
        published_at=publication.published_at if publication else None,
        year=local_day(publication.published_at if publication else plan.programme.created_at).year,
    )


def find_window(plan: PlanInForce) -> Window | None:
    """When authors may hand in; None while the plan leaves it open."""
    try:
        return author_window(plan.plan)
    except (UndecidedError, DeadlineNotFixedError):
        return None


def shown_programmes(session: Session, plans: list[PlanInForce], *, now: datetime) -> list[ShownProgramme]:
    """Every programme with its newest published result."""
    published = list_latest_results(session, [plan.programme_id for plan in plans])
    return [shown_programme(plan, published.get(plan.programme_id), now=now) for plan in plans]


def page_to_publish(session: Session, at_hand: RoundAtHand, standings: Standings) -> dict[str, Any]:
    """What the public will read of a result that is not published yet, without what winners withhold."""
    withheld = withheld_by_code(session, [at_hand.programme_id]).get(at_hand.programme_id, {})
    return covered_page(public_page(session, at_hand, standings), withheld)
