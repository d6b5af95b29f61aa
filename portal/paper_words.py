"""The words around papers: states, what is missing, what the office is asked, refusals, acts of the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from judging.enums import PaperState
from portal.refusals import say
from portal.words import say_actions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel import LazyString

STATES: Mapping[PaperState, tuple[LazyString, str]] = {
    PaperState.DRAFT: (_l("draft"), "neutral"),
    PaperState.REVIEWED: (_l("reviewed, to be signed"), "info"),
    PaperState.SCANNED: (_l("signed scan, to be confirmed"), "warning"),
    PaperState.SIGNED: (_l("signed"), "info"),
    PaperState.NUMBERED: (_l("numbered"), "info"),
    PaperState.ISSUED: (_l("issued"), "success"),
    PaperState.REVOKED: (_l("revoked"), "danger"),
}
WAITS: Mapping[str, LazyString] = {
    "no_board": _l("Nobody has the duty of the organising board yet; the administrator grants it."),
    "no_panel": _l("The panel has no judges yet; seat them on the round's page."),
    "no_secretary": _l("Nobody has the duty of the secretary yet; the administrator grants it."),
    "no_receipts": _l("No entry was handed in yet."),
    "no_rubric": _l("The plan does not say by which criteria the works are marked."),
    "not_sealed": _l("The entries of the round have no codes yet."),
    "not_closed": _l("The round is not closed yet, or its result is not computed."),
    "not_opened": _l("The codes were not matched with the entries yet."),
    "not_approved": _l("The board has not approved the result yet."),
    "no_council_minutes": _l("The council's minutes are not drafted yet."),
    "not_all_counted": _l("Not every vote of this section is counted yet."),
    "no_winners": _l("Nobody was given a prize."),
    "no_decision": _l("The decision on the results has no number yet: issue it first."),
    "no_amounts": _l("The plan leaves open how many prizes there are or what they are worth."),
    "estimate_draft": _l("The estimate is still being drafted: the office proposes it first."),
    "no_answer": _l("No petition was answered yet."),
    "no_revocation": _l("The board has revoked no prize and disqualified no entry."),
    "no_revocation_paper": _l("The decision on the revocation has no number yet: issue it first."),
    "all_certified": _l("Everybody who holds a prize has a certificate in force."),
    "nothing_said": _l("Fill in below what only you know of this paper."),
}
WORDS: Mapping[str, tuple[LazyString, LazyString]] = {
    "place": (_l("Place (before the date)"), _l("Such as: Đakrông")),
    "authority_name": (_l("Organ that decides"), _l("Its name in full, such as: Ủy ban nhân dân huyện Đakrông")),
    "authority_upper": (_l("Organ above it (line over its name)"), _l("Leave empty where there is none.")),
    "authority_symbol": (_l("Abbreviation of the organ in symbols"), _l("UBND gives 05/QĐ-UBND")),
    "authority_sign": (_l("Signed in whose name"), _l("Such as: TM. ỦY BAN NHÂN DÂN; empty when the chair signs.")),
    "authority_position": (_l("Position of who signs"), _l("Such as: CHỦ TỊCH")),
    "authority_signer": (_l("Name of who signs"), _l("Without titles and degrees, as the decree asks.")),
    "committee_name": (_l("Name of the organising committee"), _l("Such as: Ban Tổ chức cuộc thi")),
    "committee_symbol": (_l("Abbreviation of the committee"), _l("BTC gives 01/TB-BTC")),
    "committee_head": (_l("Head of the organising committee"), _l("One of those who have the duty of the board.")),
    "secretary_head": (_l("Head of the secretaries' group"), _l("One of those who have the duty of the secretary.")),
    "office_name": (_l("Office that prepares the contest"), _l("Such as: Phòng Nội vụ")),
    "office_upper": (_l("Organ above that office"), _l("Leave empty to take the organ that decides.")),
    "office_symbol": (_l("Abbreviation of that office"), _l("PNV gives 07/TTr-PNV")),
    "office_position": (_l("Position of its manager"), _l("Such as: TRƯỞNG PHÒNG")),
    "office_signer": (_l("Name of its manager"), _l("Without titles and degrees, as the decree asks.")),
    "finance_name": (_l("Office of finance"), _l("Such as: Phòng Tài chính - Kế hoạch")),
    "filed_by": (_l("Abbreviation of who files the paper"), _l("NV gives “Lưu: VT, NV.”")),
    "legal_bases": (
        _l("Legal grounds, one on each line"),
        _l("Each begins with “Căn cứ”; the plan follows by itself."),
    ),
    "recipients": (_l("Always sent to, one on each line"), _l("Such as: Thường trực Huyện ủy")),
}
"""What the office says once: (label, hint). The order is that of the page."""

say(
    {
        "paper_moved": _l("This paper does not stand where this step begins. Reload to see where it stands now."),
        "paper_changed": _l(
            "Nothing was done: the record has changed since this page was shown, and the paper would say something"
            " else. Please read it again."
        ),
        "check_differs": _l(
            "What you typed is not the code of this paper. Compare it with the foot of the scan, sign by sign; if the"
            " scan shows another code, it is of another paper or an older print: send it back."
        ),
        "day_out_of_order": _l(
            "The day must lie between that of the number before (%(first)s) and today (%(last)s): a register goes on in"
            " the order of days."
        ),
        "register_begun": _l("Numbers were given in this register already: where it begins cannot change."),
        "paper_waits": _l("This paper cannot be made yet: %(reason)s"),
        "words_missing": _l(
            "Some words of the office are missing: %(words)s. Fill them in on the page of the office's words."
        ),
        "scan_refused": _l("Please send the scan as PDF, JPEG or PNG of at most 20 MB."),
    }
)
say_actions(
    {
        "paper.words": _l("words of the office for papers changed"),
        "paper.draft": _l("paper drafted"),
        "paper.change": _l("draft of a paper changed"),
        "paper.review": _l("paper reviewed and frozen"),
        "paper.return": _l("paper sent back to draft"),
        "paper.sign": _l("paper signed in the portal"),
        "paper.scan": _l("scan of the signed paper sent"),
        "paper.confirm": _l("signed scan confirmed by a second person"),
        "paper.number": _l("paper numbered"),
        "paper.ask_issue": _l("paper to be issued"),
        "paper.issue": _l("paper issued"),
        "paper.revoke": _l("paper revoked"),
        "paper.revoke_one": _l("certificate revoked"),
        "register.begin": _l("beginning of a register set"),
    }
)
