"""The words of refusals at the judge's desk, and of its acts in the history."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.refusals import say
from portal.words import say_actions

say(
    {
        "round_closed": _l("The round is closed. What you submitted counts; nothing can be changed any more."),
        "sheet_locked": _l("This sheet is submitted and locked. The head of the panel can ask for it to be opened."),
        "sheet_incomplete": _l("Not every criterion has a mark yet: %(names)s."),
        "message_empty": _l("Please write the message first."),
        "too_many_messages": _l(
            "There are as many messages about this entry as can be kept. Please call the secretary."
        ),
        "note_empty": _l("Please write the note first."),
        "note_place": _l("This passage or moment is not in the work. Reload the page and mark it again."),
        "too_many_notes": _l("There are already %(most)s notes on this work. No more can be kept."),
        "mark_refused": _l("A mark is not one of the rubric. Please look at the maximum and the step."),
    }
)
say_actions(
    {
        "review.lock": _l("score sheet submitted and locked"),
        "message.ask": _l("a judge asked the secretary about an entry"),
        "message.answer": _l("the secretary answered a judge's question"),
        "review.late": _l("marks that came after the lock were kept aside"),
        "review.recuse": _l("a judge stepped back from an entry"),
        "review.unlock": _l("locked score sheet opened again"),
        "unlocking.ask": _l("opening of a locked sheet asked for"),
        "unlocking.refuse": _l("opening of a locked sheet refused"),
    }
)
