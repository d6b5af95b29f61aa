"""The words of the verification of form: reasons, shelves of the queue, outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from judging.enums import ValidationOutcome
from judging.rules.validating import FormReason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel import LazyString

    from judging.models.validations import Validation

FORM_REASONS: Mapping[FormReason, LazyString] = {
    FormReason.TOO_SHORT: _l("Shorter than the plan asks for"),
    FormReason.TOO_LONG: _l("Longer than the plan allows"),
    FormReason.NOT_A4: _l("Not on A4 pages"),
    FormReason.PAGE_NUMBERS: _l("Pages are not numbered"),
    FormReason.COVER: _l("The cover lacks data or differs from those entered"),
    FormReason.TOPIC: _l("Does not fit the topics of the contest"),
    FormReason.IDENTITY: _l("The work itself tells who made it"),
    FormReason.UNREADABLE: _l("The file cannot be read or played completely"),
    FormReason.ATTACHMENTS: _l("Attachments are missing or not allowed"),
    FormReason.DECLARATIONS: _l("A declaration is missing or not true"),
    FormReason.AI_HELP: _l("The declaration of help by AI tools is missing or not true"),
    FormReason.NOT_ELIGIBLE: _l("The author or unit may not enter"),
    FormReason.LATE: _l("Handed in too late"),
    FormReason.OTHER: _l("Another reason (please write it)"),
}
SHELF_WORDS: Mapping[str, LazyString] = {
    "waiting": _l("waiting"),
    "proposed": _l("rejection to confirm"),
    "returned": _l("returned"),
    "valid": _l("valid"),
    "rejected": _l("not valid"),
    "sealed": _l("sealed"),
}
AI_HELP_FILTER: Mapping[str, LazyString] = {
    "yes": _l("declared: AI tools helped"),
    "no": _l("declared: no AI tools"),
    "none": _l("AI tools: not declared"),
}
OUTCOMES: Mapping[ValidationOutcome, LazyString] = {
    ValidationOutcome.ACCEPT: _l("Accepted"),
    ValidationOutcome.RETURN: _l("Returned for completion"),
    ValidationOutcome.REJECT: _l("Rejected"),
}


def reasons_in_words(validation: Validation) -> list[str]:
    """The listed reasons of a decision, then its own words."""
    known = set(FormReason)
    listed = [str(FORM_REASONS[FormReason(one)]) for one in validation.reasons if one in known and one != "other"]
    return [*listed, *([validation.words] if validation.words else [])]
