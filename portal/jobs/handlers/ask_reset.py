"""Job *ask_reset*: somebody said that he forgot his password. Whether the name is known shows here alone (C03).

The request itself does the same for every name: it counts a try and asks for this job.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from judging.actions.accounts import issue_code
from judging.actions.people import COORDINATORS_MAY_HELP
from judging.events import Told, emit
from judging.ids import AccountID
from judging.queries.accounts import find_account_by_login, has_live_code
from judging.queries.people import duties_in_force
from portal.clock import clock
from portal.db import transaction
from portal.jobs.registry import handles
from portal.mail.links import code_of
from portal.sign_in import code_digest

if TYPE_CHECKING:
    from collections.abc import Mapping


@handles("ask_reset")
def ask_reset(arguments: Mapping[str, Any]) -> None:
    """A letter to the address of the list, if the name means somebody who has a password and an address.

    Whoever has duties in a contest gets his codes from the administrator alone. A code that somebody was handed and
    has not used yet stays as it is: a stranger's question must not end it.
    """
    now = clock()
    with transaction() as session:
        account = find_account_by_login(session, str(arguments["name"]))
        if account is None or account.password_hash is None or not account.person.email:
            return
        account_id = AccountID(account.id)
        if duties_in_force(session, [account_id], now=now).get(account_id, frozenset()) - COORDINATORS_MAY_HELP:
            emit(session, Told(account_id, "account.forgotten_duty"))
            return
        if has_live_code(session, account_id, now=now):
            return
        request_id = uuid4()
        digest = code_digest(code_of("forgot", request_id))
        issue_code(session, account=account, digest=digest, purpose="reset", by=None, now=now)
        emit(session, Told(account_id, "account.forgotten", (("forgot", str(request_id)),), "/ma-dang-nhap"))
