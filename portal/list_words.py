"""The sentence for each thing that can be wrong with a row of a list: what is wrong, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from portal.imports import COLUMNS
from portal.refusals import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel import LazyString

    from judging.rules.list_rows import RowFault

SENTENCES: Mapping[str, LazyString] = {
    "missing": _l("This cell is empty. Please fill it in."),
    "cell_error": _l("The cell shows the error %(found)s. Please put the value itself in its place."),
    "too_long": _l("The text has %(length)s signs. Please shorten it to %(most)s at most."),
    "invisible": _l("The text holds an invisible sign. Please type it again by hand."),
    "unknown_kind": _l(
        "“%(found)s” is no kind that the portal knows. Please choose one from the list in the template."
    ),
    "day_form": _l("“%(found)s” is not a day. Please write it as day/month/year, for example 01/7/2025."),
    "day_impossible": _l("The calendar has no day %(found)s. Please correct it."),
    "ends_before_start": _l("The last day comes before the first. Please correct one of them."),
    "phone_empty": _l("“%(found)s” is no telephone number. Please correct it or leave the cell empty."),
    "phone_letters": _l("“%(found)s” holds signs that no telephone number has. Please correct it or leave it empty."),
    "phone_short_code": _l("%(found)s is a service number, nobody's own. Please give a personal or office number."),
    "phone_length": _l("%(found)s has too few or too many digits. Please correct it or leave the cell empty."),
    "phone_prefix": _l("No network has numbers that begin as %(found)s does. Please correct it or leave it empty."),
    "phone_old_prefix": _l("The old 11-digit number %(found)s will be kept as %(read)s."),
    "phone_leading_zero": _l("%(found)s lost its first 0 and will be kept as %(read)s."),
    "email": _l("“%(found)s” is no e-mail address. Please correct it or leave the cell empty."),
    "email_taken": _l(
        "This address belongs to the person with the code %(other)s. Please correct it or leave it empty."
    ),
    "code_empty": _l("This code cannot be used for signing in. Please use letters a–z, digits, dot, hyphen."),
    "code_length": _l("This code is too long for signing in. Please shorten it."),
    "code_invisible": _l("The code holds an invisible sign. Please type it again by hand."),
    "code_letter": _l(
        "“%(found)s” holds a sign that cannot be used for signing in (a space, or a letter of another alphabet that "
        "only looks the same). Please type the code again with Vietnamese letters, digits, dot or hyphen."
    ),
    "code_is_address": _l(
        "A staff code may not look like a telephone number or an e-mail address. Please choose another."
    ),
    "repeated": _l("The same value stands in row %(row)s. Please keep only one of the two rows."),
    "twin": _l("This code looks like %(other)s and could be taken for it. Please use codes that differ clearly."),
    "unknown_unit": _l("No unit has the code %(found)s. Please correct it, or add the unit first."),
    "ended_unit": _l("The unit %(found)s ended on %(ended)s. Please give the unit that succeeded it."),
    "unknown_level": _l("No level has the code %(found)s. Please correct it, or add the level first."),
    "level_not_active": _l(
        "The level “%(found)s” does not exist during the unit's whole time. Please correct the days."
    ),
    "own_parent": _l("A unit cannot stand above itself. Please correct the code of the unit above."),
    "parent_circle": _l("The units above lead back to this one. Please correct the code of the unit above."),
    "no_letters": _l("“%(found)s” holds no letters. Please write the full name."),
    "title_in_name": _l("“%(found)s” seems to begin with a title. Please keep titles out of the name."),
}

say(
    {
        "not_a_list": _l("This file cannot be read as a list. Please upload an Excel file (.xlsx) or a CSV file."),
        "not_utf8": _l("The letters of this file cannot be read. In Excel please save it as “CSV UTF-8” or as .xlsx."),
        "packed_too_tight": _l("This file unpacks to far more than a list needs. Please save it again in Excel."),
        "no_headings": _l(
            "The row of headings is missing. Please use the template; these columns are needed: %(headings)s."
        ),
        "missing_column": _l("These columns are missing: %(headings)s. Please add them or use the template."),
        "repeated_column": _l("The column “%(heading)s” stands there twice. Please remove one of them."),
        "too_many_rows": _l("The list has more than %(most)s rows. Please upload it in parts."),
        "too_many_columns": _l("The list has more than %(most)s columns. Please remove those that are not needed."),
        "empty_list": _l("There is no row below the headings. Please fill the list in first."),
        "list_has_faults": _l("Nothing was changed: %(count)s cells still have to be corrected."),
        "cells_wrong": _l("Something is wrong in the column %(column)s (%(what)s)."),
        "code_taken": _l("Somebody has the staff code %(staff_code)s, or one that looks like it."),
        "unexpected_field": _l("The form was sent with a field that does not belong to it. Nothing was changed."),
    }
)


def fault_sentence(fault: RowFault) -> str:
    """What is wrong with the cell and what to do."""
    return str(SENTENCES[fault.code]) % dict(fault.facts)


def column_heading(kind: str, key: str) -> str:
    """The heading of a column, as the template has it."""
    return next((str(column.heading) for column in COLUMNS[kind] if column.key == key), key)
