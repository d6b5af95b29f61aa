"""What of a winner is public: the plan's rule for all, and what the person said otherwise, field by field.

Names, units and winning works are published because the plan that everybody entered under says so (S001-R32, R46); a
face needs a yes of its own. Who refuses stays in the result by prize, category and code, so that it still verifies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from judging.enums import ConsentField

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PUBLIC_BY_THE_PLAN = frozenset({ConsentField.NAME, ConsentField.UNIT, ConsentField.WORK})
"""What is public of a winner who said nothing."""


def withheld_fields(stated: Mapping[ConsentField, bool]) -> frozenset[ConsentField]:
    """The fields of a person that the public does not see; `stated` is the last word on each field.

    >>> sorted(withheld_fields({}))
    [<ConsentField.PHOTO: 'photo'>]
    >>> sorted(withheld_fields({ConsentField.NAME: False, ConsentField.PHOTO: True}))
    [<ConsentField.NAME: 'name'>]
    """
    return frozenset(one for one in ConsentField if not stated.get(one, one in PUBLIC_BY_THE_PLAN))


def covered_page(page: Mapping[str, Any], withheld: Mapping[str, Iterable[ConsentField]]) -> dict[str, Any]:
    """A publication's value without what winners withhold; `withheld` names the fields by the winner's code.

    A name or unit that is withheld is empty. A work that is withheld has neither title nor page.

    >>> page = {"winners": [{"code": "A-23", "name": "A", "unit": "U"}]}
    >>> covered_page(page, {"A-23": [ConsentField.NAME]})["winners"]
    [{'code': 'A-23', 'name': '', 'unit': 'U'}]
    """
    return {
        **page,
        "winners": [_covered(one, frozenset(withheld.get(one.get("code", ""), ()))) for one in page["winners"]],
    }


def _covered(winner: Mapping[str, Any], withheld: frozenset[ConsentField]) -> dict[str, Any]:
    shown = dict(winner)
    if ConsentField.NAME in withheld:
        shown["name"] = ""
    if ConsentField.UNIT in withheld:
        shown["unit"] = ""
    if ConsentField.WORK in withheld:
        shown["title"] = shown["work"] = ""
    return shown
