"""The words for what becomes of letters."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

MAIL_STATES = (
    ("held", _l("To be looked through")),
    ("waiting", _l("Waiting to leave")),
    ("digest", _l("Kept for the letter of the day")),
    ("sent", _l("Sent")),
    ("dropped", _l("Not sent: no address, or not wanted")),
    ("failed", _l("Could not be sent")),
    ("uncertain", _l("Perhaps sent: the work was interrupted at that moment")),
)
REASONS = {
    "refused": _l("The mail server refuses this address."),
    "server_away": _l("The mail server was away for two days."),
    "": _l("The work was interrupted while the letter was given to the mail server. It may have left."),
}
