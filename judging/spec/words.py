"""The closed lists of words that a plan may use. The values are written in plan files: they never change."""

from enum import StrEnum


class ProgrammeKind(StrEnum):
    """Cuộc thi, phong trào thi đua."""

    CONTEST = "contest"
    CAMPAIGN = "campaign"


class Legibility(StrEnum):
    """What a reader of the signed document finds where its number or its day of issue should stand."""

    KNOWN = "known"
    BLANK = "blank"
    ILLEGIBLE = "illegible"


class Precision(StrEnum):
    """How exactly a plan tells a time."""

    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Bound(StrEnum):
    """Inclusive: chậm nhất, đến hết ngày. Exclusive: trước ngày."""

    INCLUSIVE = "inclusive"
    EXCLUSIVE = "exclusive"


class Every(StrEnum):
    """How often a deadline returns."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


class MilestoneKind(StrEnum):
    """The moments of a programme. A round's own days stand with the round."""

    PROGRAMME_START = "programme_start"
    PROGRAMME_END = "programme_end"
    ENTRIES_OPEN = "entries_open"
    AUTHORS_CLOSE = "authors_close"
    ENTRIES_CLOSE = "entries_close"
    RESULTS_BY = "results_by"
    AWARDS_BY = "awards_by"
    QUESTIONS_CLOSE = "questions_close"


class QuotaKind(StrEnum):
    """How a plan limits a number of things."""

    EXACT = "exact"
    MAXIMUM = "maximum"
    RANGE = "range"
    PERCENT = "percent"
    PER_UNIT = "per_unit"
    DISCRETIONARY = "discretionary"
    OTHER_DOCUMENT = "other_document"
    NOT_STATED = "not_stated"


class WorkForm(StrEnum):
    """What the content part of an entry is, and so which reader measures it."""

    ESSAY = "essay"
    VIDEO = "video"


class CountScope(StrEnum):
    """Which text counts: the body without cover, headers, captions and references; everything; or what is chosen."""

    BODY = "body"
    WHOLE = "whole"
    CHOSEN = "chosen"


class CountedPart(StrEnum):
    """A part of an essay that may count beside its running text, where the plan chooses them one by one."""

    COVER = "cover"
    HEADINGS = "headings"
    TABLES = "tables"
    CAPTIONS = "captions"
    NOTES = "notes"
    REFERENCES = "references"
    APPENDIX = "appendix"
    HEADERS = "headers"
    FOOTERS = "footers"


class Intake(StrEnum):
    """Who hands an entry to the organiser: its author, or the author's unit after selecting it."""

    DIRECT = "direct"
    THROUGH_UNIT = "through_unit"


class OnFail(StrEnum):
    """What a failed measurement does when an author submits: tells him, or stops him."""

    WARN = "warn"
    BLOCK = "block"


class LateRule(StrEnum):
    """What becomes of an entry after the deadline."""

    REFUSE = "refuse"
    BOARD_DECIDES = "board_decides"


class AiHelpRule(StrEnum):
    """What the plan says of help by tools of artificial intelligence; a plan without it does not ask."""

    OPTIONAL = "optional"
    REQUIRED = "required"
    FORBIDDEN = "forbidden"


class GapAction(StrEnum):
    """What follows when the marks of one entry lie too far apart."""

    DIALOGUE = "dialogue"
    THIRD_MARK = "third_mark"
    HEAD_DECIDES = "head_decides"


class Aggregation(StrEnum):
    """How the totals of several judges become the mark of an entry."""

    MEAN = "mean"
    MEDIAN = "median"
    TRIMMED_MEAN = "trimmed_mean"
    SUM = "sum"


class PassKind(StrEnum):
    """Which entries of a round go on."""

    ALL = "all"
    TOP = "top"
    PERCENT = "percent"
    MINIMUM_MARK = "minimum_mark"


class BorderRule(StrEnum):
    """What becomes of equal entries of which only some would still go on."""

    ALL_PASS = "all_pass"  # noqa: S105  a rule
    NONE_PASS = "none_pass"  # noqa: S105
    HEAD_DECIDES = "head_decides"
    BOARD_DECIDES = "board_decides"


class RelatedUnits(StrEnum):
    """Which units above and below his own a judge does not mark: none, the next ones, the whole line."""

    NONE = "none"
    DIRECT = "direct"
    LINE = "line"


class Calibration(StrEnum):
    """What judges score before their own work opens: sealed samples, the same for all."""

    SAMPLES = "samples"


class FinishedSheets(StrEnum):
    """What becomes of the locked sheets of a judge who is replaced: they count, or the successor marks anew."""

    KEEP = "keep"
    REMARK = "remark"


class TieKind(StrEnum):
    """One step of a tie chain; the chain ends with a person or with a shared place.

    Women first (NĐ 152/2025 Đ.4.6) and older first look at the authors: they are applied once the codes are opened.
    """

    HIGHEST_CRITERION = "highest_criterion"
    LOWEST_GAP = "lowest_gap"
    HIGHEST_SINGLE_MARK = "highest_single_mark"
    EARLIER_ENTRY = "earlier_entry"
    WOMEN_FIRST = "women_first"
    OLDER_FIRST = "older_first"
    HEAD_DECIDES = "head_decides"
    BOARD_DECIDES = "board_decides"
    SHARED_PLACE = "shared_place"


class Blindness(StrEnum):
    """What judges are not told: nothing is hidden, the author, or the author and who else judges."""

    NONE = "none"
    AUTHOR = "author"
    AUTHOR_AND_PANEL = "author_and_panel"


class PrizeScope(StrEnum):
    """Giải cá nhân, giải tập thể."""

    INDIVIDUAL = "individual"
    COLLECTIVE = "collective"


class LadderBasis(StrEnum):
    """Who comes into the prizes of a ladder: the standing of its round, whom the board names, the votes of many."""

    RANKING = "ranking"
    BOARD_CHOOSES = "board_chooses"
    PUBLIC_VOTE = "public_vote"


class Voters(StrEnum):
    """Who votes: the people of the contest's units, or besides them everybody whose e-mail address was proven."""

    STAFF = "staff"
    PUBLIC = "public"


class VoteShows(StrEnum):
    """What voters are shown of a work, always without its author: the work as judges saw it, or its title alone."""

    WORKS = "works"
    TITLES = "titles"


class VoteTie(StrEnum):
    """What tells works with equally many votes apart; where the judges' place is equal too, the board decides."""

    JUDGES_PLACE = "judges_place"
    BOARD_DECIDES = "board_decides"
    SHARED_PLACE = "shared_place"


class VacancyRule(StrEnum):
    """What becomes of a prize that nobody deserves."""

    BOARD_DECIDES = "board_decides"
    NEVER_VACANT = "never_vacant"


class RevocationRule(StrEnum):
    """What becomes of a prize whose holder loses it after the decision (thu hồi giải)."""

    NEXT_MOVES_UP = "next_moves_up"
    STAYS_VACANT = "stays_vacant"
    BOARD_DECIDES = "board_decides"


class SharedRule(StrEnum):
    """Whether two entries may hold one place."""

    NEVER = "never"
    BOARD_DECIDES = "board_decides"
    ALLOWED = "allowed"


class Exclusivity(StrEnum):
    """How many prizes one winner may hold."""

    UNLIMITED = "unlimited"
    ONE_PER_AUTHOR = "one_per_author"
    ONE_PER_AUTHOR_AND_CATEGORY = "one_per_author_and_category"
    ONE_PER_UNIT = "one_per_unit"


class ChannelKind(StrEnum):
    """Where winning entries are made public."""

    PORTAL = "portal"
    LOUDSPEAKER = "loudspeaker"
    TELEVISION = "television"
    PRINT = "print"


class Task(StrEnum):
    """What an office answers for in a programme (who decides what)."""

    ORGANISES = "organises"
    RECEIVES = "receives"
    JUDGES = "judges"
    DECIDES = "decides"
    PROPOSES_BUDGET = "proposes_budget"
    APPRAISES_BUDGET = "appraises_budget"
    PUBLISHES = "publishes"
    BROADCASTS = "broadcasts"


class RemarkEffect(StrEnum):
    """What the new marks of a re-marking do to the old ones."""

    REPLACES = "replaces"
    TOGETHER = "together"
    IF_DIFFERS = "if_differs"


class LetterContent(StrEnum):
    """What an author reads of his own entry after publication, beside its code and what it won.

    Totals; the marks of each judge too; or also what the judges wrote about it.
    """

    TOTALS = "totals"
    MARKS = "marks"
    MARKS_AND_COMMENTS = "marks_and_comments"
