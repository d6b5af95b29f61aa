"""Forms of money: organising costs row by row, steps with their paper, paying, a winner's account."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length, Optional

from judging.enums import PayMethod
from judging.rules.estimates import ORGANISING, EstimateLine
from portal.forms.strict import REQUIRED, StrictForm, UnexpectedFieldError, refuse_unexpected
from portal.forms.tidying import tidy_line, tidy_text
from vietnamese.errors import MoneyError, NumberError
from vietnamese.identity_numbers import read_bank_account, read_citizen_id, read_tax_code
from vietnamese.money import parse_vnd

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from wtforms import Field

LONGEST_NAME, LONGEST_REASON, LONGEST_NUMBER = 200, 2000, 60
MOST_ROWS, MOST_PIECES, MOST_VND = 40, 100_000, 10**12
_ROW = re.compile(r"cost-(\d{1,2})-(name|count|amount)\Z")


@dataclass(frozen=True, slots=True)
class CostRow:
    """One row of organising costs as it was typed, with what is wrong with it."""

    name: str
    count: str
    amount: str
    problem: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.name or self.amount)


def read_costs(posted: Mapping[str, str]) -> tuple[list[EstimateLine], list[CostRow]]:
    """The lines that the rows say, and the rows as they were typed; lines count only when no row has a problem.

    Raises UnexpectedFieldError for a field that is no row's.
    """
    refuse_unexpected(*(name for name in posted if _ROW.match(name)))
    numbers = sorted({int(found[1]) for name in posted if (found := _ROW.match(name))})
    if len(numbers) > MOST_ROWS:
        raise UnexpectedFieldError(field="cost")
    lines, rows = [], []
    for number in numbers:
        name, count, amount = (
            tidy_line(posted.get(f"cost-{number}-{part}", "")) for part in ("name", "count", "amount")
        )
        row = CostRow(name[:LONGEST_NAME], count, amount)
        if row.is_empty:
            continue
        line, problem = _line_of(row)
        rows.append(CostRow(row.name, row.count, row.amount, problem))
        if line is not None:
            lines.append(line)
    return lines, rows


def _line_of(row: CostRow) -> tuple[EstimateLine | None, str]:
    if not row.name:
        return None, _("Please say what the money is for.")
    count = int(row.count) if row.count.isascii() and row.count.isdigit() else 0
    if not 1 <= count <= MOST_PIECES:
        return None, _("The quantity must be a whole number from 1.")
    try:
        amount = parse_vnd(row.amount)
    except MoneyError:
        amount = 0
    if not 1 <= amount <= MOST_VND:
        return None, _("Please write the amount in whole đồng, such as 500.000.")
    return EstimateLine(ORGANISING, row.name, count, amount), ""


class MoneyStepForm(StrictForm):
    """A step: a reason or opinion where it asks for one, and the paper that it rests on."""

    reason = TextAreaField(_l("Reason"), [Length(max=LONGEST_REASON)], filters=[tidy_text])
    number = StringField(_l("Number of the paper"), [Length(max=LONGEST_NUMBER)], filters=[tidy_line])
    paper_on = DateField(_l("Day of the paper"), [Optional()])
    scan = FileField(_l("Scan of the paper"))


class TypedNumberForm(StrictForm):
    """The number as it is read on the scan."""

    typed = StringField(
        _l("Number of the paper, as it stands on the scan"), [InputRequired(REQUIRED), Length(max=LONGEST_NUMBER)]
    )


class PayForm(StrictForm):
    """How the money went out, when, by which paper, to which of the accounts that were shown."""

    method = RadioField(
        _l("How it is paid"),
        [InputRequired(REQUIRED)],
        choices=[
            SelectChoice(PayMethod.BANK.value, _l("transfer to the account")),
            SelectChoice(PayMethod.CASH.value, _l("cash")),
        ],
    )
    paid_on = DateField(_l("Day of payment"), [InputRequired(REQUIRED)])
    number = StringField(
        _l("Number of the payment order or cash voucher"),
        [InputRequired(REQUIRED), Length(max=LONGEST_NUMBER)],
        filters=[tidy_line],
    )
    scan = FileField(_l("Scan of the paper"))
    details = HiddenField(validators=[Length(max=36)])


class SignForm(StrictForm):
    """Who signed for the money; the scan shows it."""

    receiver = StringField(
        _l("Who received it, if not the winner"), [Length(max=LONGEST_NAME)], filters=[tidy_line]
    )  # fmt: skip
    number = StringField(_l("Number of the authorisation"), [Length(max=LONGEST_NUMBER)], filters=[tidy_line])
    scan = FileField(_l("Scan of the signed list or of the authorisation"), [InputRequired(REQUIRED)])


class ChangeForm(StrictForm):
    """How the winner was asked about a changed account."""

    how = TextAreaField(
        _l("How you asked the winner"), [InputRequired(REQUIRED), Length(max=LONGEST_REASON)], filters=[tidy_text]
    )
    details = HiddenField(validators=[InputRequired(), Length(max=36)])


class ReasonForm(StrictForm):
    """Why something is done."""

    reason = TextAreaField(_l("Reason"), [InputRequired(REQUIRED), Length(max=LONGEST_REASON)], filters=[tidy_text])


class PlainStepForm(StrictForm):
    """A step that needs no words."""

    details = HiddenField(validators=[Length(max=36)])


class PayeeForm(StrictForm):
    """What a winner gives to be paid. Nothing of it is ever shown again in full."""

    bank = StringField(_l("Bank and branch"), [InputRequired(REQUIRED), Length(max=LONGEST_NAME)], filters=[tidy_line])
    holder = StringField(
        _l("Name on the account"), [InputRequired(REQUIRED), Length(max=LONGEST_NAME)], filters=[tidy_line]
    )
    account = StringField(_l("Account number"), [InputRequired(REQUIRED), Length(max=LONGEST_NUMBER)])
    account_again = StringField(
        _l("Account number once more"), [InputRequired(REQUIRED), Length(max=LONGEST_NUMBER)]
    )  # fmt: skip
    citizen_id = StringField(_l("Citizen id (CCCD)"), [InputRequired(REQUIRED), Length(max=LONGEST_NUMBER)])
    tax_code = StringField(_l("Tax code (if it is not the citizen id)"), [Length(max=LONGEST_NUMBER)])

    def check(self, *, today: date) -> bool:
        """Whether shapes and numbers are right; what is wrong stands beside its field. Numbers are tidied."""
        fine = self.validate()
        for field, read in (
            (self.account, read_bank_account),
            (self.citizen_id, lambda text: read_citizen_id(text, today=today)),
            (self.tax_code, lambda text: read_tax_code(text, citizen_id=self.citizen_id.data or "")),
        ):
            if not (field.data or "").strip():
                continue
            try:
                field.data = read(field.data or "")
            except NumberError as error:
                fine = False
                _refuse(field, error.reason)
        if fine and "".join((self.account_again.data or "").split()).replace(".", "").replace("-", "") != (
            self.account.data
        ):
            fine = False
            _append(self.account_again, _("The two account numbers differ."))
        return bool(fine)


def _refuse(field: Field, reason: str) -> None:
    words = {
        "account": _("An account number has 6 to 19 digits and nothing else."),
        "citizen_id": _("A citizen id has 12 digits, as printed on the card."),
        "tax_code": _("A tax code has 10 digits, or is the citizen id. Leave it empty if you have none of your own."),
    }
    told = {
        "province": _("The first three digits of a citizen id name a province (001 to 096)."),
        "year": _("The citizen id tells a year of birth that has not come yet. Please compare it with the card."),
        "check": _("This tax code does not check: its last digit does not fit the others. Please compare it."),
    }
    _append(field, told.get(reason, words[field.name]))


def _append(field: Field, words: str) -> None:
    field.errors = [*field.errors, words]
