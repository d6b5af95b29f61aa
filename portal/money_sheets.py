"""The list of payments as the rows of a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from judging.ids import PersonID
from portal.money_words import PAYMENT_STATES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.money_pages import ListPage
    from portal.payee_vault import PayeeNumbers


def payment_rows(page: ListPage, numbers: Mapping[PersonID, PayeeNumbers]) -> tuple[list[str], list[list[str | int]]]:
    """Headings and rows; sums of money are numbers, all else are texts. The last row holds the sums."""
    headings = [_("No."), _("Full name"), _("Unit"), _("Prize"), _("Amount"), _("Income tax"), _("To be received"),
                _("Bank and branch"), _("Account number"), _("Name on the account"), _("Citizen id (CCCD)"),
                _("Tax code"), _("State")]  # fmt: skip
    rows: list[list[str | int]] = []
    for at, line in enumerate(page.lines, start=1):
        row, known = line.payment, numbers.get(PersonID(line.payment.person_id))
        rows.append([
            str(at), line.name, line.unit, line.prize, row.gross_vnd, row.tax_vnd,
            row.net_vnd, known.bank if known else "", known.account if known else "",
            known.holder if known else "", known.citizen_id if known else "",
            (known.tax_code or known.citizen_id) if known else "", str(PAYMENT_STATES[line.state][0]),
        ])  # fmt: skip
    rows.append(["", _("Sum"), page.in_words, "", page.gross_vnd, page.tax_vnd, page.net_vnd, "", "", "", "", "", ""])
    return headings, rows
