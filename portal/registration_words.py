"""The words of registering oneself, of the letters to people without an account, and of a forgotten password."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.notices import tell
from portal.refusals import say
from portal.words import say_actions

STATES = {
    "waiting": (_l("waits for a confirmation"), "warning"),
    "confirmed": (_l("confirmed"), "success"),
    "refused": (_l("refused"), "danger"),
}

say(
    {
        "registration_closed": _l("People do not register themselves here now. Please ask your unit's coordinator."),
        "registration_queue_full": _l(
            "Too many registrations wait to be looked at. Please ask your unit's coordinator for a sign-in slip."
        ),
        "alike_not_there": _l(
            "This person is no longer among those alike. Please look at the registration again and choose anew."
        ),
    }
)

tell(
    {
        "registration.waiting": _l("People registered for “%(title)s”. Please say whether they belong to your unit."),
        "registration.confirm": _l(
            "This address was given when somebody registered on the portal. If that was you, please confirm it by the "
            "link below; it works once, for 48 hours. If it was not, please do nothing."
        ),
        "registration.refused": _l(
            "Your registration was not confirmed. The reason that was given: %(reason)s Please speak with your unit's "
            "coordinator."
        ),
        "account.forgotten": _l(
            "Somebody asked for a new password of your account. If that was you, please choose it by the link in the "
            "letter; it works once, for 30 minutes. If it was not, please do nothing: your password stays as it is."
        ),
        "account.forgotten_duty": _l(
            "Somebody asked for a new password of your account. Because of your duties a code is not sent by letter: "
            "please ask the system administrator."
        ),
    }
)

say_actions(
    {
        "registration.open": _l("registering oneself allowed"),
        "registration.close": _l("registering oneself ended"),
        "registration.receive": _l("somebody registered himself"),
        "registration.confirm_address": _l("registrant confirmed his address"),
        "registration.confirm": _l("registration confirmed"),
        "registration.refuse": _l("registration refused"),
        "registration.forget": _l("details of a registration deleted"),
    }
)
