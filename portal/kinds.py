"""The words for kinds of people and of units; keys are those that plans and rows use.

A plan may name further kinds: those are shown by the plan's own words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import LazyString, force_locale
from flask_babel import lazy_gettext as _l

from vietnamese.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from judging.spec.entering import NamedKind

PERSONNEL_KINDS: Mapping[str, LazyString] = {
    "cadre": _l("cadre"),
    "civil_servant": _l("civil servant"),
    "public_employee": _l("public employee"),
    "worker": _l("worker"),
    "contract_staff": _l("contract staff"),
    "part_time": _l("part-time grassroots worker"),
    "armed_forces": _l("member of the armed forces"),
    "resident": _l("resident"),
}
UNIT_KINDS: Mapping[str, LazyString] = {
    "specialised_agency": _l("specialised agency"),
    "public_service_unit": _l("public service unit"),
    "commune": _l("People's Committee of a commune, ward or township"),
    "provincial_department": _l("provincial department"),
    "committee_office": _l("People's Committee of an upper level"),
    "mass_organisation": _l("Fatherland Front or mass organisation"),
    "police": _l("police"),
    "health_station": _l("health station"),
    "neighbourhood": _l("village or neighbourhood"),
    "enterprise": _l("enterprise"),
    "other": _l("other unit"),
}
SHORT_NAMES: Mapping[str, str] = {
    "cb": "cadre",
    "cc": "civil_servant",
    "vc": "public_employee",
    "nld": "worker",
    "ldhd": "contract_staff",
    "phong chuyen mon": "specialised_agency",
    "don vi su nghiep": "public_service_unit",
    "ubnd xa": "commune",
    "ubnd phuong": "commune",
    "ubnd thi tran": "commune",
    "so": "provincial_department",
    "cong an": "police",
}


def kind_name(key: str) -> str:
    """The words for a kind of person or unit; a kind that only a plan knows by its key."""
    words = PERSONNEL_KINDS.get(key) or UNIT_KINDS.get(key)
    return str(words) if words is not None else key.replace("_", " ")


def names_of_kinds(kinds: Mapping[str, LazyString], named: Iterable[NamedKind]) -> dict[str, str]:
    """Every folded name under which a list may write a kind → the kind's key. Both languages are understood."""
    found: dict[str, str] = {short: key for short, key in SHORT_NAMES.items() if key in kinds}
    for locale in ("en", "vi"):
        with force_locale(locale):
            found |= {fold(str(words)): key for key, words in kinds.items()}
    found |= {fold(kind.name): kind.key for kind in named}
    found |= {fold(key): key for key in (*kinds, *(kind.key for kind in named))}
    return found
