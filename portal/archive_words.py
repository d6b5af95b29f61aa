"""The words of archives: kinds of data, states, refusals, acts of the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from judging.enums import RetentionKind
from portal.refusals import say
from portal.words import say_actions

if TYPE_CHECKING:
    from flask_babel import LazyString

RETENTION_KINDS: dict[str, tuple[LazyString, LazyString]] = {
    RetentionKind.DRAFTS.value: (
        _l("Drafts that were never handed in"),
        _l("Text, details and files; the row stays without them."),
    ),
    RetentionKind.CONTACTS.value: (
        _l("Telephone numbers and senders of letters"),
        _l("On covers, in the counter's book, of letters that are closed."),
    ),
    RetentionKind.WORKS.value: (
        _l("Works without a prize"),
        _l("Files and what the judges were shown; receipts, marks and the result stay."),
    ),
    RetentionKind.PAYEES.value: (
        _l("Winners' bank and identity numbers"),
        _l("On the day that the list of payments names; the payment itself stays."),
    ),
}
ALL_KINDS = _l("all data")

say(
    {
        "programme_archived": _l("This contest is archived: it can be read, and nothing of it changes any more."),
        "not_yet_to_archive": _l(
            "Not archived: %(payments)s payments and %(cases)s letters of the contest are not finished yet."
        ),
        "data_held": _l("A hold keeps this data. Please release it first, with a reason."),
        "nothing_to_delete": _l("Nothing of this kind is left."),
    }
)
say_actions(
    {
        "programme.archive": _l("contest archived"),
        "retention.hold": _l("deletion held"),
        "retention.release": _l("hold on deletion released"),
        "retention.propose": _l("deletion before its day proposed"),
        "retention.confirm": _l("deletion before its day confirmed by a second person"),
        "retention.drop": _l("deletion before its day given up"),
        "retention.purge": _l("data deleted on its day"),
    }
)
