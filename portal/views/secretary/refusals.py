"""The words of refusals around panels, sealing and assignment, and of these acts in the history."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.refusals import say
from portal.words import say_actions

say(
    {
        "round_over": _l("The round is not open for this any more, or not yet."),
        "earlier_round": _l(
            "“%(round)s” has not decided yet who goes on. Please close it, compute its result and have every tie at"
            " the border decided first."
        ),
        "samples_missing": _l("The plan wants judges to score samples first. Please add at least one."),
        "no_calibration": _l("The plan wants no samples in this round."),
        "too_many_samples": _l("There are already %(most)s samples; no more can be added."),
        "round_opened": _l("The round is open: what was not sealed before takes no part in it."),
        "panel_full": _l("The plan allows at most %(maximum)s judges in this panel."),
        "subpanel_missing": _l(
            "The plan divides this panel. Please choose the part in which the judge sits; only the head may sit in the"
            " whole panel."
        ),
        "seat_holds_work": _l(
            "The judge holds %(count)s sheets that the other part may not mark (%(codes)s). Please replace him instead."
        ),
        "sheets_astray": _l(
            "%(count)s sheets were given to judges who, by the plan in force, mark other categories or topics. Please"
            " replace these judges, or move them to their part of the panel."
        ),
        "paper_begun": _l(
            "This sheet was begun or submitted at the judge's desk, or has a paper already. Please look at the list"
            " again; a paper that cannot count is withdrawn with its reason."
        ),
        "paper_over": _l("This paper has become its sheet or was withdrawn; nothing of it changes any more."),
        "samples_left": _l("This judge has not scored all samples yet. No sheet of his counts before."),
        "head_seat_taken": _l("The panel has its head already."),
        "nothing_sealed": _l("No entry is sealed yet."),
        "nothing_to_seal": _l("No valid entry waits for a code."),
        "unread_unconfirmed": _l(
            "Not sealed: in %(count)s entries (%(receipts)s) the search for names could not read everything, and no"
            " validator has confirmed that nobody is named there."
        ),
        "renditions_missing": _l(
            "%(count)s sealed entries cannot be shown to judges yet. Without a rendition there is no assignment."
        ),
        "judges_missing": _l("%(count)s sealed entries do not have all their judges yet. Please assign them first."),
        "nothing_to_assign": _l("Every entry has its judges. What was drawn is not drawn a second time."),
        "no_seats": _l("Nobody sits in the panel yet."),
        "assignment_impossible": _l("No assignment satisfies the plan."),
        "undecided": _l("The plan leaves open what this step needs (%(path)s). It must be decided by: %(decided_by)s."),
        "printed_already": _l(
            "The list of the last batch was printed already. To look again, please ask with a reason."
        ),
        "look_lapsed": _l("The half hour is over. Please ask again, both being present."),
        "holder_needed": _l("One of the two must be a key holder."),
    }
)
say_actions(
    {
        "calibration.add": _l("a sample was laid before the judges of a round"),
        "calibration.remove": _l("a sample was taken away"),
        "seat.fill": _l("judge seated in the panel"),
        "paper.lay": _l("scan of a filled score sheet laid in"),
        "paper.type": _l("score sheet typed from its paper"),
        "paper.withdraw": _l("paper of a score sheet withdrawn"),
        "seat.move": _l("judge moved to another part of the panel"),
        "seat.vacate": _l("judge left the panel"),
        "tie.declare": _l("tie between a judge and an author declared"),
        "list.ask": _l("change of the sealed list asked for by the head"),
        "list.add": _l("entry let into the sealed list"),
        "list.remove": _l("code taken out of the sealed list"),
        "list.refuse": _l("change of the sealed list refused"),
        "entry.seal": _l("entry sealed"),
        "round.seal": _l("batch of entries sealed"),
        "round.assign": _l("entries assigned to judges"),
        "round.open": _l("round opened for judging"),
        "round.remind": _l("judges reminded"),
        "mapping.ask": _l("look at the list of codes asked for"),
        "mapping.confirm": _l("look at the list of codes confirmed"),
        "mapping.look": _l("list of codes shown"),
    }
)
