"""The words around one's own data: what is held for which purpose and how long, requests, refusals, history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from judging.actions.data_requests import OWN_PAGE
from judging.enums import DataRequestKind, DataRequestState, PersonField
from judging.rules.data_requests import Kept
from portal.notices import tell
from portal.refusals import say
from portal.words import say_actions

if TYPE_CHECKING:
    from flask_babel import LazyString

__all__ = ["CONSENTS", "FIELDS", "GROUPS", "KEPT", "KINDS", "LABELS", "LETTERS", "OWN_PAGE", "STATES"]

GROUPS: dict[str, tuple[LazyString, LazyString, LazyString]] = {
    "staff": (
        _l("List of people"),
        _l("To know who takes part, for which unit."),
        _l("As long as you belong to the office or a contest names you."),
    ),
    "account": (_l("Account"), _l("To let you sign in."), _l("Until it is closed and deletion is asked for.")),
    "duties": (
        _l("Duties"),
        _l("To know who may do what, and who did."),
        _l("With the record of the contest, under the office's retention schedule."),
    ),
    "registrations": (
        _l("Registration and invitations"),
        _l("To open your account."),
        _l("30 days after the decision."),
    ),
    "entries": (
        _l("My entries"),
        _l("To receive, verify and judge your works."),
        _l("Drafts until you delete them; works that were handed in with the record of the contest."),
    ),
    "consents": (
        _l("What you agreed to be public"),
        _l("To publish only what you agreed to."),
        _l("With the record of the contest; you may withdraw it at any time."),
    ),
    "awards": (
        _l("Prizes"),
        _l("To decide and announce the result."),
        _l("With the decision, under the office's retention schedule."),
    ),
    "payees": (
        _l("Account for the prize money"),
        _l("To pay your prize. Shown masked; the numbers are encrypted."),
        _l("Deleted on the day that the list of payments names."),
    ),
    "cases": (_l("Letters to the organisers"), _l("To answer you."), _l("With the record of the contest.")),
    "notices": (_l("Notices to you"), _l("To tell you what concerns you."), _l("Until the account is deleted.")),
    "channels": (
        _l("Browsers, letters and messages"),
        _l("To keep you signed in and to reach you as you wish."),
        _l("Until the account is deleted."),
    ),
    "looks": (
        _l("Who opened your numbers"),
        _l("To prove every look at what is encrypted."),
        _l("With the history, which cannot be changed."),
    ),
}
FIELDS: dict[PersonField, LazyString] = {
    PersonField.FULL_NAME: _l("Full name"),
    PersonField.POSITION: _l("Position"),
    PersonField.PHONE: _l("Telephone"),
    PersonField.EMAIL: _l("E-mail"),
}
LABELS: dict[str, LazyString] = {
    **{field.value: words for field, words in FIELDS.items()},
    "staff_code": _l("Staff code"),
    "personnel_kind": _l("Kind of personnel"),
    "unit": _l("Unit"),
    "created_at": _l("Created at"),
    "is_active": _l("Is open"),
    "login_names": _l("Names for signing in"),
    "locale": _l("Language"),
    "role": _l("Duty"),
    "programme": _l("Contest"),
    "granted_at": _l("Given at"),
    "ended_at": _l("Ended at"),
    "received_at": _l("Received at"),
    "decided_at": _l("Decided at"),
    "invited_at": _l("Invited at"),
    "title": _l("Title"),
    "is_handed_in": _l("Was handed in"),
    "is_withdrawn": _l("Withdrawn"),
    "submitted_at": _l("Handed in at"),
    "receipts": _l("Receipts"),
    "typed_text": _l("Text typed here"),
    "files": _l("Files"),
    "field": _l("What it is about"),
    "is_given": _l("Agreed"),
    "stated_at": _l("Said at"),
    "reason": _l("Reason"),
    "tier": _l("Prize"),
    "given_at": _l("Given at"),
    "deleted_at": _l("Deleted at"),
    "number": _l("Number"),
    "text": _l("Text"),
    "answer": _l("Answer"),
    "count": _l("How many"),
    "first_at": _l("First"),
    "last_at": _l("Last"),
    "looked_at": _l("Looked at"),
    "cover": _l("On the cover"),
    "declared": _l("Declared"),
    "ai": _l("Help by AI tools"),
    "payee": _l("Account (masked)"),
    "letters": _l("Letters to me"),
    "browser": _l("Browser"),
    "signed_in_at": _l("Signed in at"),
}
CONSENTS: dict[str, LazyString] = {
    "name": _l("Full name"),
    "unit": _l("Unit"),
    "photo": _l("Photograph"),
    "work": _l("The work"),
}
LETTERS: dict[str, LazyString] = {
    "each": _l("each at once"),
    "daily": _l("one a day"),
    "duty": _l("those of my duties alone"),
}
KINDS: dict[str, LazyString] = {
    DataRequestKind.CORRECT.value: _l("Correction"),
    DataRequestKind.EXPORT.value: _l("Copy of the data"),
    DataRequestKind.DELETE.value: _l("Deletion"),
}
STATES: dict[str, tuple[LazyString, str]] = {
    DataRequestState.WAITING.value: (_l("waits for a decision"), "warning"),
    DataRequestState.DONE.value: (_l("done"), "success"),
    DataRequestState.DECLINED.value: (_l("declined"), "danger"),
    DataRequestState.WITHDRAWN.value: (_l("taken back"), "neutral"),
}
KEPT: dict[Kept, LazyString] = {
    Kept.DUTY: _l(
        "Name, unit and what you did in your duties: they are part of the record of the contest (Law on Archives) and "
        "stay as long as the office's retention schedule says."
    ),
    Kept.ENTERED: _l(
        "Name, unit and the works that you handed in, with their receipts: they are the record of the contest (Law on "
        "Archives), and its result must stay verifiable. They are deleted on the retention day of the contest."
    ),
    Kept.AWARD: _l(
        "The decision that names you and its list: kept for good under the Law on Emulation and Commendation and the "
        "Law on Archives. Public pages show your name no more once your consent is withdrawn."
    ),
    Kept.PAYMENT: _l(
        "Papers of the payment: at least ten years under the Law on Accounting. Bank and identity numbers are deleted "
        "on the day that the list of payments names."
    ),
}

say(
    {
        "same_value": _l("The new value is the same as the present one."),
        "bad_value": _l("This value does not fit the field. Please look at it again."),
        "request_waits": _l("The same was asked for already and waits for its decision."),
        "duties_in_force": _l("The person holds a duty now. Please end the duty first; until then the account stays."),
    }
)
tell(
    {
        "data.done": _l("What you asked for about your personal data is done."),
        "data.declined": _l("What you asked for about your personal data was declined. Please read the reason."),
    }
)
say_actions(
    {
        "data_request.ask": _l("request about personal data"),
        "data_request.copy": _l("copy of personal data taken for somebody who asked by letter"),
        "data_request.done": _l("request about personal data done"),
        "data_request.declined": _l("request about personal data declined"),
        "data_request.withdrawn": _l("request about personal data taken back"),
        "person.erase": _l("personal data deleted at its person's request"),
    }
)
