"""What the administrator's templates know beside their own data."""

from __future__ import annotations

from typing import Any

from portal.kinds import kind_name
from portal.views.admin import bp
from portal.words import ROLES
from vietnamese.phones import find_phone


@bp.context_processor
def words() -> dict[str, Any]:
    """Words for stable keys, and telephone numbers as people read them."""
    return {"kind_name": kind_name, "role_words": ROLES, "phone_words": phone_words}


def phone_words(phone: str | None) -> str:
    """`0912 043 179`, or a dash."""
    found = find_phone(phone or "")
    return found.display if found else phone or "–"
