"""The words of refusals around results, openings, approvals and publications, and of these acts in the history."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.refusals import say
from portal.words import say_actions

say(
    {
        "round_not_covered": _l(
            "The round cannot be closed yet: %(count)s points are open. Please have them settled, or write why the "
            "round is closed all the same; your name and the reason are printed with the result."
        ),
        "round_not_closed": _l("The round is still being marked. Please close it first."),
        "results_differ": _l(
            "The two programs that compute the result disagree in %(count)s places. Nothing was kept. Please tell the "
            "administrator and the board."
        ),
        "rubric_changed": _l("The plan's rubric is not the one that the judges marked by. Please restore it."),
        "result_approved": _l("The result is approved. To change it, the board first withdraws the approval."),
        "result_not_final": _l("%(count)s decisions of the board are still missing."),
        "stale_result": _l(
            "Marks or decisions have changed since this result was computed. Please compute it again and look at it "
            "before you go on."
        ),
        "round_followed": _l("“%(round)s” was sealed from this result: nothing of it changes any more."),
        "no_common_round": _l(
            "The prizes “%(ladder)s” are given to categories that “%(round)s” does not judge together (%(categories)s)."
            " One panel must judge them all in one round, or a common final. Please amend the plan."
        ),
        "last_round": _l("A contest needs one round at least. Please add another before taking this one out."),
        "too_many_rounds": _l("There are %(most)s rounds already; no more can be added."),
        "later_round_open": _l("“%(round)s” is not closed yet. No names are opened before its last sheet is locked."),
        "decision_not_asked": _l("Nothing like this waits for a decision any more. Please look at the present result."),
        "sharing_forbidden": _l("The plan lets nobody share this prize. Please give each code its own place."),
        "vacancy_forbidden": _l("The plan lets no prize of this ladder stay empty."),
        "count_forbidden": _l("The plan does not allow this number for “%(tier)s” (from %(least)s to %(most)s)."),
        "over_budget": _l(
            "So many prizes would cost %(over)s đồng more than the plan has money for. Please choose a smaller number,"
            " or leave another prize empty first."
        ),
        "choice_void": _l(
            "%(code)s cannot receive this prize: it is no code with marks in these categories, holds a prize that"
            " excludes this one, or does not reach the least mark."
        ),
        "rule_before_opening": _l("This rule looks at the authors: it can be applied once the codes are opened."),
        "opening_not_asked": _l("Nobody has asked for the opening yet."),
        "opening_lapsed": _l("The half hour is over. Please ask again, both of you being present."),
        "not_published_yet": _l("Photographs can be added once the result is published."),
        "not_opened": _l("The codes have not been matched with the entries yet."),
        "bundle_changed": _l(
            "What stands now is not what you read: something was changed in between. Please read it again."
        ),
        "not_approved": _l("The board has not approved this result, or has approved another."),
        "demonstration": _l("Demonstration data is never published by a portal that serves real people."),
        "not_anchored": _l(
            "The record of this approval has not been copied to its safe place outside the system yet (%(lines)s lines"
            " wait), so that nobody could prove later what was approved. Please wait about a minute and press “Publish”"
            " again. If this message comes back after 15 minutes, call the system's administrator and read it to him:"
            " he looks at the anchors. Nothing is lost meanwhile."
        ),
        "not_green": _l(
            "%(count)s points are not in order; they are listed on this page with what to do. Please have them settled,"
            " or write why the result is published all the same; your name and the reason are printed with it."
        ),
        "work_changed": _l("The work with the code %(code)s does not hold the bytes that were judged. Please stop."),
        "ladder_unclear": _l("The plan does not say how many prizes there are (%(tier)s). Please amend it."),
        "sheet_refused": _l("A score sheet (%(code)s, seat %(seat)s) cannot be counted: %(reason)s."),
        "standings_refused": _l("The score sheets do not belong together. Please tell the administrator."),
    }
)
say_actions(
    {
        "round.close": _l("round closed"),
        "result.keep": _l("result computed"),
        "decision.tie": _l("tie decided by the board"),
        "decision.pass": _l("who goes on decided by the board"),
        "decision.vacancy": _l("prize left empty by the board"),
        "decision.count": _l("number of prizes decided by the board"),
        "decision.choice": _l("prize given by the board's choice"),
        "decision.vote": _l("count of votes confirmed by the board"),
        "decision.vote_order": _l("order of works with equally many votes decided by the board"),
        "decision.undo": _l("decision of the board taken back"),
        "opening.ask": _l("opening of the codes asked for"),
        "opening.confirm": _l("codes matched with entries"),
        "result.approve": _l("result approved"),
        "result.withdraw": _l("approval withdrawn"),
        "result.publish": _l("result published"),
        "plan.read": _l("plan read"),
        "news.write": _l("news drafted"),
        "news.publish": _l("news published or scheduled"),
        "news.unschedule": _l("scheduled news made a draft again"),
        "news.correct": _l("published news corrected"),
        "news.take_down": _l("published news taken down"),
        "news.restore": _l("news that was taken down restored"),
        "photograph.add": _l("photograph added"),
        "photograph.remove": _l("photograph removed"),
        "photograph.restore": _l("photograph put back"),
        "consent.state": _l("consent to publication stated"),
    }
)
