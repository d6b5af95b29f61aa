"""Forms of councils, their meetings and their votes."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from judging.rules.ballots import BallotMode, Base, Counts, VoteRule
from judging.rules.meetings import CouncilDuty
from portal.council_words import BASES, DUTY_WORDS, MODES, SUBJECT_KINDS
from portal.forms.strict import REQUIRED, StrictForm
from portal.forms.tidying import tidy_line, tidy_text
from vietnamese.dates import ZONE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from judging.models.councils import Council
    from judging.models.people import Account
    from judging.queries.councils import Campaign, MemberLine

LONGEST_LINE, LONGEST_TEXT, MOST_PAPERS = 300, 10_000, 500
FRACTIONS = ("1/2", "2/3", "70/100", "3/4", "80/100", "90/100", "1/1")
"""What councils ask for (practice 3.8); a fraction is exact where a percentage would be rounded."""


def _fraction_words(one: str) -> str:
    above, _slash, below = one.partition("/")
    return {"100": f"{above}%", "1": "100%"}.get(below, one)


class CouncilForm(StrictForm):
    """A new council."""

    name = StringField(
        _l("Name of the council"), [InputRequired(REQUIRED), Length(max=LONGEST_LINE)], filters=[tidy_line]
    )
    founded_by = StringField(
        _l("Decision that set it up (if there is one)"), [Length(max=LONGEST_LINE)], filters=[tidy_line]
    )
    programme = SelectField(_l("Campaign"), choices=[])
    quorum = SelectField(
        _l("Quorum: at least this part of all members"),
        choices=[SelectChoice(one, _fraction_words(one)) for one in FRACTIONS],
        default="2/3",
    )
    substitutes = BooleanField(_l("An absent member may send a substitute in writing"))

    def over(self, campaigns: Sequence[Campaign]) -> CouncilForm:
        """The form for these campaigns."""
        self.programme.choices = [
            *(SelectChoice(str(one.id), one.title) for one in campaigns),
            SelectChoice("", _l("all campaigns (a standing council)")),
        ]
        return self


class MemberForm(StrictForm):
    """A new member."""

    account = SelectField(_l("Person"), [InputRequired(REQUIRED)], choices=[])
    duty = SelectField(
        _l("Duty on the council"),
        choices=[SelectChoice(one.value, DUTY_WORDS[one]) for one in CouncilDuty],
        default=CouncilDuty.MEMBER.value,
    )
    votes = BooleanField(_l("Has a vote"), default=True)
    stands_in_for = SelectField(_l("Stands in for (a substitute only)"), choices=[], validate_choice=False)
    valid_from = DateField(_l("First day"), [InputRequired(REQUIRED)])
    valid_to = DateField(_l("Last day (if there is one)"), [Optional()])

    def over(self, candidates: Sequence[Account], members: Sequence[MemberLine]) -> MemberForm:
        """The form for these people."""
        self.account.choices = [
            SelectChoice(str(one.id), f"{one.person.full_name} – {one.person.unit.name}") for one in candidates
        ]
        self.stands_in_for.choices = [
            SelectChoice("", "–"),
            *(SelectChoice(str(one.id), one.name) for one in members if not one.has_ended and not one.stands_in_for),
        ]
        return self


class ReasonForm(StrictForm):
    """Why."""

    reason = StringField(_l("Reason"), [InputRequired(REQUIRED), Length(max=LONGEST_LINE)], filters=[tidy_line])


class WhenForm(StrictForm):
    """Time and place."""

    starts_at = DateTimeLocalField(_l("Begins at"), [InputRequired(REQUIRED)])
    place = StringField(_l("Venue"), [InputRequired(REQUIRED), Length(max=LONGEST_LINE)], filters=[tidy_line])

    def moment(self) -> datetime:
        """The beginning as a moment."""
        if self.starts_at.data is None:
            raise ValueError("asked before the form was found valid")
        return self.starts_at.data.replace(tzinfo=ZONE)


class MeetingForm(WhenForm):
    """A new meeting."""

    title = StringField(_l("Meeting"), [InputRequired(REQUIRED), Length(max=LONGEST_LINE)], filters=[tidy_line])
    programme = SelectField(_l("Campaign"), [InputRequired(REQUIRED)], choices=[])

    def over(self, council: Council, campaigns: Sequence[Campaign]) -> MeetingForm:
        """The form for the campaigns that this council meets for."""
        self.programme.choices = [
            SelectChoice(str(one.id), one.title) for one in campaigns if council.programme_id in {None, one.id}
        ]
        return self


class TellersForm(StrictForm):
    """Who counts printed papers."""

    first = SelectField(_l("First teller"), [InputRequired(REQUIRED)], choices=[])
    second = SelectField(_l("Second teller"), [InputRequired(REQUIRED)], choices=[])

    def over(self, people: Sequence[tuple[UUID, str]]) -> TellersForm:
        """The form over the members."""
        for field in (self.first, self.second):
            field.choices = [SelectChoice("", "–"), *(SelectChoice(str(key), name) for key, name in people)]
        return self


class SubjectsForm(StrictForm):
    """More subjects of a section."""

    subjects = TextAreaField(
        _l("Who or what is voted on, one on a line"),
        [InputRequired(REQUIRED), Length(max=LONGEST_TEXT)],
        filters=[tidy_text],
    )

    def lines(self) -> list[str]:
        """One subject for each line."""
        return (self.subjects.data or "").splitlines()


class SectionForm(SubjectsForm):
    """Something to vote on: what for, who, how, and what passes."""

    award_form = StringField(
        _l("Award or matter"), [InputRequired(REQUIRED), Length(max=LONGEST_LINE)], filters=[tidy_line]
    )
    subject_kind = SelectField(
        _l("These are"), choices=[SelectChoice(key, words) for key, words in SUBJECT_KINDS.items()]
    )
    places = IntegerField(_l("Places (empty: no limit)"), [Optional(), NumberRange(0, MOST_PAPERS)])
    mode = SelectField(_l("How the council votes"), choices=[SelectChoice(one.value, MODES[one]) for one in MODES])
    base = SelectField(_l("The rate is taken of"), choices=[SelectChoice(one.value, BASES[one]) for one in BASES])
    threshold = SelectField(
        _l("Rate that passes"),
        choices=[
            SelectChoice(">1/2", _l("more than half")),
            *(SelectChoice(one, _l("at least %(rate)s", rate=_fraction_words(one))) for one in FRACTIONS[1:]),
        ],
        default="90/100",
    )
    leaves_recused = BooleanField(
        _l("Who steps aside does not count in the base (only where the council's rules say so)")
    )

    def rule(self) -> VoteRule:
        """What the form says as a rule."""
        said = str(self.threshold.data)
        return VoteRule(
            Base(self.base.data),
            Fraction(said.lstrip(">")),
            is_exclusive=said.startswith(">"),
            keeps_recused=not self.leaves_recused.data,
        )

    def said_mode(self) -> BallotMode:
        """How it is voted."""
        return BallotMode(self.mode.data)


class NotesForm(StrictForm):
    """What the minutes tell beside the votes."""

    discussion = TextAreaField(_l("What was discussed"), [Length(max=LONGEST_TEXT)], filters=[tidy_text])
    conclusion = TextAreaField(_l("Conclusion"), [Length(max=LONGEST_TEXT)], filters=[tidy_text])


class SignedCountForm(StrictForm):
    """The scan of the tellers' minutes."""

    scan = FileField(_l("Scan of the tellers' signed minutes (PDF, JPEG or PNG)"), [FileRequired(REQUIRED)])


class CountForm(StrictForm):
    """What one teller counted."""

    issued = IntegerField(_l("Issued"), [InputRequired(REQUIRED), NumberRange(0, MOST_PAPERS)])
    collected = IntegerField(_l("Collected"), [InputRequired(REQUIRED), NumberRange(0, MOST_PAPERS)])
    valid = IntegerField(_l("Valid"), [InputRequired(REQUIRED), NumberRange(0, MOST_PAPERS)])
    invalid = IntegerField(_l("Invalid"), [InputRequired(REQUIRED), NumberRange(0, MOST_PAPERS)])
    votes_for = IntegerField(_l("Votes for"), [InputRequired(REQUIRED), NumberRange(0, MOST_PAPERS)])
    votes_against = IntegerField(_l("Votes against"), [InputRequired(REQUIRED), NumberRange(0, MOST_PAPERS)])

    def counts(self) -> Counts:
        """The figures."""
        return Counts(
            self.issued.data or 0,
            self.collected.data or 0,
            self.valid.data or 0,
            self.invalid.data or 0,
            self.votes_for.data or 0,
            self.votes_against.data or 0,
        )


class ChairForm(ReasonForm):
    """The chair's voice on equal votes."""

    passes = SelectField(
        _l("The chair's voice"),
        [InputRequired(REQUIRED)],
        choices=[SelectChoice("", "–"), SelectChoice("yes", _l("for it")), SelectChoice("no", _l("against it"))],
    )


class OpinionForm(StrictForm):
    """What an absent member writes."""

    choice = SelectField(
        _l("Your opinion"),
        [InputRequired(REQUIRED)],
        choices=[SelectChoice("", "–"), SelectChoice("for", _l("Agree")), SelectChoice("against", _l("Do not agree"))],
    )
    words = StringField(_l("In your words (if you like)"), [Length(max=LONGEST_LINE)], filters=[tidy_line])
