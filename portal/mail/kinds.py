"""Which notices are somebody's duty, which go to many at once, and what the subject of their letter says.

A subject is one of a few fixed phrases: nothing that a person typed stands in a header (C13), and nothing of what a
letter tells shows on a locked telephone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

if TYPE_CHECKING:
    from flask_babel import LazyString

BULK = frozenset({"plan.issued", "plan.amended"})
"""Told to everyone concerned: somebody looks the letter through before hundreds of them leave."""

NOT_DUTY = frozenset({"award.won", "entry.accepted", "entry.draft_waits", "entry.forwarded", "entry.taken_back"})
"""Good to know, without anything to do: who wants no such letters says so."""

SUBJECTS: dict[str, LazyString] = {
    "account": _l("Your account"),
    "award": _l("Results were published"),
    "entry": _l("News of your entry"),
    "export": _l("Personal data"),
    "gap": _l("Your marking"),
    "handover": _l("A work at the counter"),
    "judge": _l("Your marking"),
    "judging": _l("The judging"),
    "payee": _l("Your prize"),
    "payment": _l("Payment of a prize"),
    "plan": _l("A plan to read"),
    "review": _l("Your marking"),
    "registration": _l("A registration on the portal"),
    "revocation": _l("A correction to be made"),
    "role": _l("Your duties"),
    "round": _l("Your marking"),
    "seat": _l("Your marking"),
    "unit": _l("Entries of your unit"),
}
OTHER = _l("A new notice")
DIGEST = _l("Your notices of the last day")


def is_duty(kind: str) -> bool:
    """Whether a letter of this kind comes even to people who want none but those of their duties.

    >>> is_duty("round.opened"), is_duty("award.won")
    (True, False)
    """
    return kind not in NOT_DUTY


def subject_of(kind: str) -> LazyString:
    """The fixed phrase of the group that `kind` belongs to."""
    return SUBJECTS.get(kind.partition(".")[0], OTHER)
