"""The words for where a contest stands: its steps and the states of its milestones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from judging.rules.milestones import MilestoneState, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel import LazyString

STAGES: Mapping[Stage, LazyString] = {
    Stage.FORWARDING: _l("units send on their entries"),
    Stage.MEASURING: _l("works are measured"),
    Stage.VALIDATING: _l("entries are verified"),
    Stage.SEALING: _l("entries are sealed for the next round"),
    Stage.MARKING: _l("sheets are marked"),
    Stage.CLOSING: _l("the round is closed"),
    Stage.MATCHING: _l("codes are matched with entries"),
    Stage.DECIDING: _l("the board decides and approves"),
    Stage.PUBLISHING: _l("the result is published"),
    Stage.AWARDING: _l("certificates are issued"),
    Stage.ANSWERING: _l("letters are answered"),
}
MILESTONE_STATES: Mapping[MilestoneState, tuple[LazyString, str]] = {
    MilestoneState.REACHED: (_l("reached"), "success"),
    MilestoneState.COMING: (_l("to come"), "info"),
    MilestoneState.LATE: (_l("late"), "danger"),
    MilestoneState.AFTER_EVENT: (_l("follows an event"), "neutral"),
    MilestoneState.UNDECIDED: (_l("not decided yet"), "warning"),
}
