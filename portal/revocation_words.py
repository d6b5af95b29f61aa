"""What is said of disqualified entries and revoked prizes: on pages, in refusals, notices and the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from judging.rules.revocations import MovesUp, RevocationKind, rule_of
from judging.spec.unknown import Unknown
from portal.notices import tell
from portal.refusals import say
from portal.words import say_actions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask_babel import LazyString

    from judging.spec.prizes import Ladder

KINDS: Mapping[RevocationKind, LazyString] = {
    RevocationKind.REVOKED: _l("Revoke the prize"),
    RevocationKind.DISQUALIFIED: _l("Disqualify the entry"),
}
HINTS: Mapping[RevocationKind, LazyString] = {
    RevocationKind.REVOKED: _l("The entry keeps its marks and its rank; it holds no prize any more."),
    RevocationKind.DISQUALIFIED: _l(
        "The entry leaves the contest and loses its prize, if it has one (copied work, untrue statements). Its author "
        "is told with the publication."
    ),
}
DONE: Mapping[RevocationKind, LazyString] = {
    RevocationKind.REVOKED: _l("prize revoked"),
    RevocationKind.DISQUALIFIED: _l("entry disqualified"),
}
MOVES: Mapping[MovesUp, LazyString] = {
    MovesUp.NEXT: _l("The next of the ranking moves up"),
    MovesUp.NOBODY: _l("The place stays vacant"),
}


def revocation_remark(ladder: Ladder) -> str:
    """What the plan says of a revoked prize of a ladder."""
    if isinstance(ladder.revocation, Unknown):
        return str(
            _("What becomes of a revoked prize is not decided yet; %(office)s decides.",
              office=ladder.revocation.decided_by)
        )  # fmt: skip
    rule = rule_of(ladder)
    if rule is None:
        return str(_("When a prize is revoked, the board decides what becomes of it, with a reason."))
    if rule is MovesUp.NEXT:
        return str(_("When a prize is revoked, the next of the ranking moves up."))
    return str(_("When a prize is revoked, its place stays vacant."))


def revocation_sentences(told: dict[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    """What a kept result says of disqualified and revoked codes: what, why, and what became of the prize.

    `told` is the bundle as values, `names` are those of the tiers by their stable keys.
    """
    lost = {one["code"]: one for one in told["result"]["prizes"].get("revoked", ())}
    for one in told["decisions"].get("revocations", ()):
        what = DONE[RevocationKind(one["kind"])]
        said = str(_("%(code)s: %(what)s. Reason: %(reason)s", code=one["code"], what=what, reason=one["reason"]))
        if found := lost.get(one["code"]):
            tier = names.get(f"{found['ladder']}/{found['tier']}", "")
            moved = str(MOVES[MovesUp(found["moves_up"])])
            said += f" {moved} ({tier} {found['place']})." if tier else f" {moved}."
        yield said


say(
    {
        "after_decision": _l(
            "The result was decided before. Please disqualify the entry on the page of the result, where the plan says "
            "what becomes of its prize."
        ),
        "no_prize_held": _l("This code holds no prize. To take the entry out of the contest, disqualify it."),
        "move_up_undecided": _l(
            "The plan does not say what becomes of a revoked prize (%(ladder)s). Please say whether the next moves up "
            "or the place stays vacant; the reason covers this as well."
        ),
        "paper_in_force": _l(
            "The decision no. %(number)s rests on this and is in force. Please revoke that paper first."
        ),
    }
)
say_actions(
    {
        "revocation.decide": _l("disqualification or revocation decided"),
        "revocation.undo": _l("disqualification or revocation taken back"),
    }
)
tell(
    {
        "revocation.decided": _l(
            "The board took a prize back or disqualified an entry in “%(title)s”. Please make the paper, and the "
            "correction of what was published."
        ),
        "award.lost": _l(
            "The published result was corrected: your entry “%(title)s” does not hold the prize %(prize)s any more. "
            "Please read the reason, and how to object."
        ),
        "entry.restored": _l("Your entry “%(title)s” takes part in the contest again. Please look at it."),
    }
)
