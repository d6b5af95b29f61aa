"""The words of the counter: how something came, what a copy is and where, what stands on its label; refusals too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from portal.notices import tell
from portal.refusals import say
from portal.words import say_actions

if TYPE_CHECKING:
    from flask_babel import LazyString

WAYS: dict[str, LazyString] = {
    "paper": _l("On paper, bound as a booklet"),
    "disc": _l("On a disc (CD, USB stick) in its sleeve"),
    "behalf": _l("As files, handed in on behalf of the author with his consent"),
}
COPY_KINDS: dict[str, LazyString] = {
    "booklet": _l("Booklet"),
    "disc": _l("Disc in its sleeve"),
    "other": _l("Something else"),
}
COPY_STATES: dict[str, tuple[LazyString, str]] = {
    "here": (_l("is kept at the counter"), "info"),
    "handed_on": (_l("was handed on"), "warning"),
    "returned": (_l("was given back to the author"), "neutral"),
    "kept": (_l("was laid into the files"), "success"),
}
LABELS: dict[str, LazyString] = {
    "author": _l("Name of the author on it"),
    "title": _l("Title on it"),
    "unit": _l("Place of work on it"),
    "phone": _l("Telephone on it"),
}
LABEL_STATES: dict[str, LazyString] = {
    "right": _l("stands there rightly"),
    "missing": _l("is missing"),
    "differs": _l("differs from what is known"),
}
CONSENT_FORMS: dict[str, LazyString] = {
    "signed_form": _l("Signed form"),
    "letter": _l("Letter of the author"),
    "minutes": _l("Minutes signed at the counter"),
}

say(
    {
        "counter_own_conflict": _l(
            "This is your own work, or that of somebody with whom you declared a tie. Please let a colleague write it"
            " down."
        ),
        "consent_missing": _l(
            "Files are handed in for somebody only with his consent: please choose its form, name who signed it on"
            " which day, and add the scan."
        ),
        "unconfirmed_arrival": _l(
            "This line was written after the deadline as having come before it. A second person of the office has to"
            " confirm it first."
        ),
        "handover_voided": _l("This line of the book was taken back."),
        "too_late_to_object": _l(
            "The entry is with the judges already, or decided. Please write to the organisers: they answer you."
        ),
        "arrival_ahead": _l(
            "Please look at the times again: nothing arrives later than now, and nobody waits after he was served."
        ),
        "receiver_missing": _l("Please say who received it."),
        "account_in_use": _l(
            "This person has chosen a password already. For a new one please turn to the unit's coordinator or the"
            " administrator."
        ),
        "no_address": _l("The list of people has no e-mail address of this person. Please print a slip."),
        "person_known": _l(
            "Somebody with this e-mail address is in the list of people already. Please search for him instead."
        ),
    }
)
say_actions(
    {
        "handover.record": _l("work written into the counter's book"),
        "handover.confirm": _l("arrival at the counter confirmed by a second person"),
        "handover.void": _l("line of the counter's book taken back"),
        "handover.object": _l("author objected to what was handed in for him"),
        "copy.add": _l("physical copy written down"),
        "copy.move": _l("physical copy moved"),
        "invitation.make": _l("invitation to open an account given out"),
        "invitation.revoke": _l("invitation revoked"),
        "person.add": _l("person added at the counter"),
    }
)
tell(
    {
        "account.invited": _l(
            "You are invited to open an account for “%(title)s”. The link in the letter works once, for thirty days."
        ),
        "handover.recorded": _l(
            "The counter wrote down your work for “%(title)s” under number %(number)s. It is copied and handed in for"
            " you."
        ),
        "handover.behalf": _l(
            "Files were handed in for you for “%(title)s”, with your consent as the office recorded it (number"
            " %(number)s). If you did not agree, please open this page and object."
        ),
        "handover.waits": _l(
            "Line %(number)s of the counter's book was written after the deadline as having come before it. Please"
            " confirm it as a second person, or do not."
        ),
        "handover.objected": _l(
            "The author of line %(number)s of the counter's book says that he did not agree. His entry was taken out."
        ),
    }
)
