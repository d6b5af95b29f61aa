"""What the pages of prize money asked back show: one recovery with its parts and its way, and the sums of all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from judging.actions.lost_prizes import key_of
from judging.enums import RecoveryState, Role
from judging.ids import PaymentID, ProgrammeID
from judging.queries.estimates import list_steps
from judging.queries.programmes import plan_in_force
from judging.queries.recoveries import list_recovery_lines, recovery_line
from judging.queries.standings import find_approval, names_of
from judging.rules.payments import dues_of
from portal.recovery_words import RECOVERY_STATES

if TYPE_CHECKING:
    from datetime import date

    from flask_babel import LazyString
    from sqlalchemy.orm import Session

    from judging.ids import AccountID
    from judging.models.estimates import MoneyStep
    from judging.models.recoveries import Recovery
    from judging.queries.programmes import PlanInForce
    from judging.queries.recoveries import RecoveryLine
    from judging.rules.viewers import Viewer


@dataclass(frozen=True, slots=True)
class RecoverySums:
    """Every recovery of a programme, and what they come to in đồng."""

    lines: tuple[RecoveryLine, ...]

    @property
    def standing(self) -> tuple[RecoveryLine, ...]:
        """Those that were not cancelled."""
        return tuple(one for one in self.lines if one.state is not RecoveryState.CANCELLED)

    @property
    def asked_vnd(self) -> int:
        """What was paid for prizes that were taken away."""
        return sum(one.row.amount_vnd for one in self.standing)

    @property
    def returned_vnd(self) -> int:
        """What came back."""
        return sum(one.row.returned_vnd for one in self.standing)

    @property
    def written_off_vnd(self) -> int:
        """What the board let go."""
        return sum(one.row.written_off_vnd for one in self.standing)

    @property
    def rest_vnd(self) -> int:
        """What is still to come back."""
        return sum(one.rest_vnd for one in self.standing)

    @property
    def tax_vnd(self) -> int:
        """Withheld tax that nobody has put right yet."""
        return sum(one.row.tax_vnd for one in self.standing if one.tax_waits)

    @staticmethod
    def state_of(line: RecoveryLine) -> tuple[LazyString, str]:
        """The word of a state and its kind."""
        return RECOVERY_STATES[line.state]


@dataclass(frozen=True, slots=True)
class RecoveryPage:
    """One recovery, what happened, and what this viewer can do about it; the actions ask again."""

    plan: PlanInForce
    line: RecoveryLine
    steps: tuple[MoneyStep, ...]
    names: dict[AccountID, str]
    may: frozenset[str]
    is_given_back: bool
    is_overdue: bool

    @property
    def state(self) -> tuple[LazyString, str]:
        """The word of the state and its kind."""
        return RECOVERY_STATES[self.line.state]


def sums_of(session: Session, plan: PlanInForce) -> RecoverySums:
    """Every recovery of a programme."""
    return RecoverySums(tuple(list_recovery_lines(session, plan)))


def look_at_recovery(session: Session, row: Recovery, viewer: Viewer, *, today: date) -> RecoveryPage:
    """One recovery of a programme whose money is the viewer's business."""
    here = ProgrammeID(row.programme_id)
    plan = plan_in_force(session, here)
    line = recovery_line(session, plan, row)
    steps = list_steps(session, payment_id=PaymentID(row.payment_id))
    approval = find_approval(session, here)
    given = {due.key for due in dues_of(json.loads(approval.bundle)["awards"])} if approval is not None else set()
    is_given_back = key_of(line.payment) in given and line.state in {RecoveryState.OPEN, RecoveryState.WRITTEN_OFF}
    return RecoveryPage(
        plan=plan,
        line=line,
        steps=tuple(steps),
        names=names_of(session, [name for one in steps for name in (one.done_by, one.confirmed_by)]),
        may=_may(line, viewer, here, is_given_back=is_given_back),
        is_given_back=is_given_back,
        is_overdue=line.is_overdue(today),
    )


def _may(line: RecoveryLine, viewer: Viewer, here: ProgrammeID, *, is_given_back: bool) -> frozenset[str]:
    finance, board = (viewer.has(role, programme_id=here) for role in (Role.FINANCE, Role.BOARD))
    is_open = line.state is RecoveryState.OPEN
    steps = {
        "ask": finance and is_open and not is_given_back,
        "take": finance and is_open and not is_given_back,
        "write_off": board and is_open and not is_given_back and line.row.asked_by != viewer.account_id,
        "hand_back": finance and is_given_back and line.row.returned_vnd > 0,
        "tax": finance and line.tax_waits,
    }
    return frozenset(step for step, may in steps.items() if may)
