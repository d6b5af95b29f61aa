"""The words around money: states, steps, what a refusal asks, notices, acts of the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from judging.enums import EstimateState, PaymentListState, PaymentState, PayMethod
from portal.notices import tell
from portal.refusals import say
from portal.words import say_actions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel import LazyString

ESTIMATE_STATES: Mapping[EstimateState, tuple[LazyString, str]] = {
    EstimateState.DRAFT: (_l("being drafted by the office"), "neutral"),
    EstimateState.PROPOSED: (_l("proposed, finance appraises it"), "info"),
    EstimateState.APPRAISED: (_l("appraised, the board decides"), "info"),
    EstimateState.APPROVED: (_l("estimate approved"), "success"),
}
LIST_STATES: Mapping[PaymentListState, tuple[LazyString, str]] = {
    PaymentListState.LISTED: (_l("listed, the board decides"), "info"),
    PaymentListState.APPROVED: (_l("approved for payment"), "success"),
    PaymentListState.REPLACED: (_l("replaced by a later list"), "neutral"),
}
PAYMENT_STATES: Mapping[PaymentState, tuple[LazyString, str]] = {
    PaymentState.LISTED: (_l("on the list"), "neutral"),
    PaymentState.APPROVED: (_l("to be paid"), "info"),
    PaymentState.PAID: (_l("paid, to be signed for"), "warning"),
    PaymentState.SIGNED: (_l("signed for"), "success"),
    PaymentState.RETURNED: (_l("the money came back"), "danger"),
    PaymentState.REISSUED: (_l("to be paid again"), "info"),
    PaymentState.SETTLED: (_l("payment is settled"), "success"),
    PaymentState.VOID: (_l("void"), "neutral"),
}
METHODS: Mapping[PayMethod, LazyString] = {
    PayMethod.BANK: _l("transfer to the account"),
    PayMethod.CASH: _l("cash"),
}
STEPS: Mapping[str, LazyString] = {
    "draft": _l("Draft begun"),
    "change": _l("Draft changed"),
    "propose": _l("Proposed to finance"),
    "appraise": _l("Appraised"),
    "return": _l("Sent back"),
    "signed_paper": _l("Decision signed on paper, scan sent"),
    "approve": _l("Approved"),
    "make": _l("List made"),
    "void": _l("Made void"),
    "pay": _l("Paid"),
    "sign": _l("Signed for"),
    "reissue": _l("To be paid again"),
    "settle": _l("Settled"),
}
PAYMENT_RETURNED = _l("The money came back")

say(
    {
        "scan_missing": _l("A decision on paper needs its number and the scan. Please give both."),
        "paper_number_differs": _l(
            "What you typed is not the number under which the scan was sent. Compare it with the scan; if the scan is "
            "of another paper, send it back."
        ),
        "amounts_open": _l(
            "There is nothing to estimate yet: the plan leaves open how many prizes there are or what they are worth, "
            "or no cost was typed."
        ),
        "estimate_plan_changed": _l(
            "The plan's prizes have changed since this estimate was drafted. It goes back to the office, which saves "
            "it again with the new amounts."
        ),
        "money_out": _l(
            "%(count)s payments are with people to whom the decision gives that prize no longer. First write down "
            "that the money came back, then make the list again."
        ),
        "no_budget": _l(
            "The prizes cost %(wanted_vnd)s đồng, and estimates are approved for %(approved_vnd)s đồng. First have an "
            "estimate approved that covers them."
        ),
        "decision_changed": _l(
            "The decision from which this list was made is not in force any more. Make the list again from the new one."
        ),
        "list_not_approved": _l("The board has not approved this list. Nothing is paid before."),
        "tax_law_changed": _l(
            "On this day of payment another tax law holds than the list was reckoned by. Make the list again; the "
            "board approves it anew."
        ),
        "paid_on": _l("The day of payment must lie between the approval of the list and today."),
        "no_account": _l("The winner has given no account, or its numbers were deleted. Ask for it, or pay in cash."),
        "account_changed": _l(
            "The winner has given another account since this page was shown. Nothing was done: look at it again."
        ),
        "account_waits": _l(
            "The account was changed. Money goes there only when the winner has confirmed it once more, two persons "
            "have asked him, and 24 hours have passed (%(until)s)."
        ),
        "paper_missing": _l("This step needs its paper: the number of the voucher, or the scan with the signature."),
        "payee_key_missing": _l(
            "Account numbers cannot be taken or read at present: their key is not on this machine. Please tell the "
            "system administrator."
        ),
        "payee_not_opened": _l(
            "The numbers that are kept do not open. Please tell the system administrator, and ask the winner to give "
            "them again."
        ),
    }
)
tell(
    {
        "payee.asked": _l(
            "You have a prize to be paid. Please give the account to which the money goes, on the page of your entry."
        ),
        "payee.changed": _l(
            "The account for your prize was changed. If that was you, please confirm it on the page of your entry; if "
            "not, tell the organisers at once."
        ),
        "payee.change_waits": _l("A winner has changed his account. Please ask him whether it is his."),
        "payment.list_returned": _l("The board sent the list of payments for “%(title)s” back. Please read why."),
    }
)
say_actions(
    {
        **{f"estimate.{act}": _l("estimate: a step") for act in ("draft", "change", "signed_paper")},
        "estimate.propose": _l("estimate proposed"),
        "estimate.appraise": _l("estimate appraised"),
        "estimate.return": _l("estimate sent back"),
        "estimate.approve": _l("estimate approved"),
        "payment_list.make": _l("list of payments made"),
        "payment_list.approve": _l("list of payments approved"),
        "payment_list.return": _l("list of payments sent back"),
        "payment_list.signed_paper": _l("scan of the signed list sent"),
        "payment_list.export": _l("list of payments exported with account numbers"),
        "payment.pay": _l("prize paid"),
        "payment.sign": _l("prize signed for"),
        "payment.return": _l("the money came back"),
        "payment.reissue": _l("payment issued again"),
        "payment.settle": _l("payment settled"),
        "payment.void": _l("payment made void"),
        "payee.give": _l("winner gave an account"),
        "payee.reconfirm": _l("winner confirmed a changed account"),
        "payee.confirm": _l("changed account asked about"),
        "payee.look": _l("account numbers looked at"),
        "payee.purge": _l("account numbers deleted"),
        "payee.reseal": _l("account numbers sealed under a new key"),
    }
)
