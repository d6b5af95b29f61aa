"""Taking a prize away again after a ladder was laid, where nobody moves up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.rules.prize_outcomes import Vacancy, VacantBecause
from judging.rules.revocations import MovesUp, Revoked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from judging.rules.prize_outcomes import PrizeAward
    from judging.rules.revocations import Revocation
    from judging.spec.prizes import Ladder


def take_away(
    ladder: Ladder, awards: Sequence[PrizeAward], gone: Iterable[Revocation], effects: Mapping[str, MovesUp | None]
) -> tuple[list[PrizeAward], list[Revoked], list[Vacancy]]:
    """The awards that stay, what was taken, and the places that nobody holds any more.

    Of a shared prize the others keep their part; its place is vacant once the last of them lost it.
    """
    reasons = {one.code: one.reason for one in gone if effects[one.code] is MovesUp.NOBODY}
    taken = [one for one in awards if one.ladder == ladder.key and one.code in reasons]
    staying = [one for one in awards if one not in taken]
    held = {(one.ladder, one.tier, one.place) for one in staying}
    vacancies = []
    for one in taken:
        where = (one.ladder, one.tier, one.place)
        if where not in held:
            held.add(where)
            vacancies.append(Vacancy(*where, VacantBecause.REVOKED, reasons[one.code]))
    revoked = [
        Revoked(one.ladder, one.code, MovesUp.NOBODY, one.tier, one.place, one.share, one.amount_vnd) for one in taken
    ]
    return staying, revoked, vacancies
