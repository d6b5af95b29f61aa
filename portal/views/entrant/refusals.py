"""The words of refusals around entries and uploads."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.refusals import say
from portal.words import say_actions

say(
    {
        "not_eligible_duty": _l(
            "You have a duty in this contest (judging or organising), so you cannot enter it yourself."
        ),
        "not_eligible_personnel": _l("The plan lets only these enter: %(kinds)s."),
        "not_eligible_unit": _l("The plan takes entries only from: %(kinds)s."),
        "programme_not_taking": _l("This contest does not take anything in at present."),
        "too_many_entries": _l("The plan allows %(maximum)s entries for each author; you have as many."),
        "too_many_versions": _l(
            "You have handed in %(maximum)s times, as often as the plan allows. What you handed in last counts."
        ),
        "too_many_attachments": _l("The plan allows %(maximum)s files of the kind “%(name)s”."),
        "frozen": _l("This cannot be changed any more: it was handed in."),
        "entry_incomplete": _l("The entry cannot be handed in yet: something is missing. See the list."),
        "ai_help_forbidden": _l(
            "The plan allows no help by AI tools, and you declared such help, so the entry cannot be handed in. If the "
            "declaration is a mistake, please correct it; if you are in doubt, please ask the organisers."
        ),
        "parts_not_acceptable": _l("This file cannot be used: %(names)s. Please replace it."),
        "form_fails": _l("The plan does not take works outside its limits. Please correct yours and measure it again."),
        "entry_unchanged": _l("Nothing has changed since you handed in, so there is nothing to hand in again."),
        "unknown_choice": _l("The plan does not have this choice. Please reload the page."),
        "file_too_large": _l("The file is too large: at most %(limit)s are allowed."),
        "file_kind_refused": _l("Files of this kind are not allowed here. Allowed: %(kinds)s."),
        "quota_exceeded": _l(
            "Your files would take more room than one person may have (%(limit)s). Please ask the organisers."
        ),
        "entry_quota_exceeded": _l(
            "The files of this entry would take more room than one entry may have (%(limit)s). "
            "Please send a smaller file, or ask the organisers."
        ),
        "store_quota_exceeded": _l(
            "The room that the office gives to entries (%(limit)s) is used up. Please tell the organisers at once."
        ),
        "store_too_full": _l("The portal has no room for this file at present. Please tell the organisers at once."),
        "too_many_uploads": _l("You have %(maximum)s unfinished uploads. Please finish one, or try again tomorrow."),
        "address_expired": _l("This upload address is no longer valid. The page will ask for a new one."),
        "upload_lacks_parts": _l("Not all of the file has arrived yet."),
        "receipts_unavailable": _l(
            "The portal cannot issue receipts at present, so it accepts nothing. Please tell the organisers at once."
        ),
    }
)
say_actions(
    {
        "entry.start": _l("entry begun"),
        "entry.submit": _l("entry handed in"),
        "entry.submit_refused": _l("handing in refused"),
        "entry.withdraw": _l("entry withdrawn"),
        "entry.discard_changes": _l("changes dropped"),
        "part.attach": _l("file attached"),
        "part.remove": _l("file removed"),
        "part.measure": _l("file measured"),
        "receipt.complete": _l("receipt completed"),
    }
)
