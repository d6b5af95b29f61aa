"""The words of refusals around the verification of form and of forwarding."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.refusals import say
from portal.words import say_actions

say(
    {
        "not_measured": _l("The work is still being measured. Please wait a moment, then accept it."),
        "held_by_another": _l("%(name)s has this entry open until %(until)s. Please take another one."),
        "decided_meanwhile": _l("This entry has just been decided by %(name)s. Your decision was not saved."),
        "handed_in_again": _l("The author handed in again since you opened this page. Please read what stands now."),
        "return_day": _l("Please choose a day in the future until which the author may complete the entry."),
        "nothing_to_change": _l("Please tick what the author may change: nothing else can be changed after a return."),
        "author_at_work": _l("The author has already begun to complete the entry, so the return cannot be undone."),
        "list_changed": _l("The list has changed since it was shown. Please look at it again."),
        "sample_not_read": _l("Please read every entry of the sample and tick it, then accept them all."),
        "not_through_unit": _l("In this contest authors hand in to the organisers directly."),
        "too_many_forwards": _l("The plan takes at most %(maximum)s entries from each unit."),
        "empty_redaction": _l("There is nothing to cover: please give words with at least one letter or figure."),
        "passage_missing": _l(
            "“%(passage)s” does not stand in this text. Please copy the words exactly, within one paragraph."
        ),
        "page_missing": _l("Page %(page)s of this file is no picture. Please choose one of the scanned pages."),
        "bad_stretch": _l(
            "The stretch must end after it begins, be at least a tenth of a second long and lie within the film."
        ),
        "too_many_stretches": _l(
            "At most %(most)s stretches of a film can be covered. Return the entry to its author."
        ),
        "covered_already": _l("These words are covered already."),
        "work_cannot_be_withheld": _l(
            "The work itself cannot be kept from its judges. Return it to its author instead."
        ),
        "sealed_already": _l("The entry is sealed, or not with the validators: its covers do not change any more."),
        "deadline_not_over": _l("The units may still forward by themselves: the board decides after the deadline."),
    }
)
say_actions(
    {
        "entry.accept": _l("form accepted"),
        "entry.return": _l("entry returned"),
        "entry.propose_reject": _l("rejection proposed"),
        "entry.reject": _l("rejection confirmed"),
        "entry.decline_reject": _l("rejection declined"),
        "entry.undo": _l("decision on form undone"),
        "entry.cover": _l("passage covered for judges"),
        "entry.uncover": _l("cover taken off"),
        "entry.confirm_unread": _l("unread places looked through"),
        "entry.doubt_unread": _l("word on unread places taken back"),
        "entry.select": _l("selected by the unit"),
        "entry.not_select": _l("not selected by the unit"),
        "entry.forward": _l("forwarded by the unit"),
        "entry.forward_refused": _l("forwarding refused"),
        "entry.take_back": _l("taken back by the unit"),
        "entry.order": _l("order of the unit changed"),
        "entry.admit": _l("late entry admitted"),
        "entry.leave_out": _l("late entry left out"),
    }
)
