"""Who follows a judge that leaves, as it was typed on the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.queries.accounts import find_account_by_login

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from judging.models.people import Account
    from portal.forms.replacements import ReplacementForm


def find_successor(session: Session, form: ReplacementForm) -> tuple[Account | None, bool]:
    """The account that follows (None: nobody does), and whether what was typed names one."""
    if form.how.data != "successor":
        return None, True
    found = find_account_by_login(session, form.successor.data or "")
    return found, found is not None
