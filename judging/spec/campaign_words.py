"""The closed lists of words of a campaign's plan. The values are written in plan files: they never change."""

from enum import StrEnum


class Subject(StrEnum):
    """Who can be commended: tập thể, cá nhân, hộ gia đình."""

    COLLECTIVE = "collective"
    INDIVIDUAL = "individual"
    HOUSEHOLD = "household"


class BasisRole(StrEnum):
    """How a plan stands to another document: it carries out a higher plan, rests on it (căn cứ), or only cites it."""

    PARENT = "parent"
    BASIS = "basis"
    CITED = "cited"


class Comparison(StrEnum):
    """How a figure is compared with a target."""

    EQUAL = "equal"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Measure(StrEnum):
    """What a target counts: a share of all (%), or a number of things."""

    PERCENT = "percent"
    COUNT = "count"


class IndexName(StrEnum):
    """The indices that are measured every year."""

    PAR_INDEX = "par_index"
    SIPAS = "sipas"
    PCI = "pci"
    PAPI = "papi"
    DTI = "dti"
    DDCI = "ddci"


class IndexTest(StrEnum):
    """What is asked of an index result: a grade, a place in the ranking, or a leap against the year before."""

    GRADE_AT_LEAST = "grade_at_least"
    RANK_WITHIN = "rank_within"
    LEAP = "leap"


class ConditionKind(StrEnum):
    """To whom a standard applies where it does not apply to everybody."""

    HAS_INDEX = "has_index"
    HEADS_UNIT = "heads_unit"
    OF_UNIT_KIND = "of_unit_kind"


class EvidenceKind(StrEnum):
    """What shows that a target or a standard is met."""

    TEXT = "text"
    FILE = "file"
    FIGURE = "figure"
    INDEX_RESULT = "index_result"
    INITIATIVE = "initiative"
    BLOCKING_FLAG = "blocking_flag"
    SUB_PLAN = "sub_plan"
    PUBLICATION = "publication"
    GOOD_EXAMPLE = "good_example"
    REPORT_LOG = "report_log"
    APPRAISAL = "appraisal"
    CONTENT_RESULTS = "content_results"


class FormKind(StrEnum):
    """Bằng khen, giấy khen, danh hiệu thi đua, cờ thi đua."""

    COMMENDATION = "commendation"
    CERTIFICATE = "certificate"
    TITLE = "title"
    FLAG = "flag"


class DossierPaper(StrEnum):
    """What a paper of a dossier is: tờ trình, biên bản họp, báo cáo thành tích, trích ngang, xác nhận."""

    SUBMISSION_LETTER = "submission_letter"
    COUNCIL_MINUTES = "council_minutes"
    ACHIEVEMENT_REPORT = "achievement_report"
    SUMMARY_LIST = "summary_list"
    CONFIRMATION = "confirmation"
    OTHER = "other"


class TrackKind(StrEnum):
    """How somebody comes to be proposed: by himself, by the unit, or invited after a choice."""

    SELF = "self"
    UNIT = "unit"
    INVITED = "invited"


class MomentKind(StrEnum):
    """What a campaign's deadline is for."""

    REGISTRATION_CLOSE = "registration_close"
    INITIATIVES_CLOSE = "initiatives_close"
    SELECTION_OPEN = "selection_open"
    DOSSIERS_OPEN = "dossiers_open"
    DOSSIERS_CLOSE = "dossiers_close"
    PROPOSALS_CLOSE = "proposals_close"


class RouteKind(StrEnum):
    """What is asked of the destination: to decide, to commend at a higher level, to recognise an initiative."""

    DECISION = "decision"
    PROPOSAL = "proposal"
    RECOGNITION = "recognition"


class CouncilKind(StrEnum):
    """Hội đồng Thi đua - Khen thưởng, Hội đồng sáng kiến, Hội đồng khoa học; the unit's own meeting (bình xét)."""

    EMULATION = "emulation"
    INITIATIVE = "initiative"
    SCIENCE = "science"
    UNIT = "unit"


class VoteBase(StrEnum):
    """Of whom a share of votes is taken: of all members, or of those present."""

    ALL_MEMBERS = "all_members"
    PRESENT = "present"


class VoteMode(StrEnum):
    """Bỏ phiếu kín, biểu quyết công khai."""

    SECRET = "secret"  # noqa: S105  a way to vote
    OPEN = "open"


class CouncilTie(StrEnum):
    """Who settles equal votes for the last place."""

    CHAIR_DECIDES = "chair_decides"
    VOTE_AGAIN = "vote_again"


class CardLineKind(StrEnum):
    """Điểm chuẩn, điểm thưởng, điểm trừ."""

    POINTS = "points"
    BONUS = "bonus"
    MINUS = "minus"


class CardRule(StrEnum):
    """How a line's points come about: assessed, in proportion (done / planned x points), or for each case."""

    ASSESSED = "assessed"
    PROPORTIONAL = "proportional"
    EACH_CASE = "each_case"


class DutyKind(StrEnum):
    """What an office answers for in a campaign."""

    LEAD = "lead"
    SPREAD = "spread"
    PROPAGANDA = "propaganda"
    OWN_PLAN = "own_plan"
    CARRY_OUT = "carry_out"
    REGISTER_INITIATIVES = "register_initiatives"
    GOOD_EXAMPLES = "good_examples"
    REWARD = "reward"
    PROPOSE = "propose"
    SELECT = "select"
    APPRAISE = "appraise"
    COLLECT_INITIATIVES = "collect_initiatives"
    WATCH_INDICES = "watch_indices"
    REVIEW = "review"
    ANNUAL_EVALUATION = "annual_evaluation"
    SUPERVISE = "supervise"
    FUNDS = "funds"
    DIFFICULTIES = "difficulties"


class ReportKind(StrEnum):
    """Báo cáo định kỳ, sơ kết, tổng kết."""

    PERIODIC = "periodic"
    INTERIM = "interim"
    FINAL = "final"


class FreeDayRule(StrEnum):
    """What becomes of a deadline whose last day is a day off."""

    STAYS = "stays"
    NEXT_WORKING_DAY = "next_working_day"
    WORKING_DAY_BEFORE = "working_day_before"


class LevelCode(StrEnum):
    """The levels that give awards. Their names, and when they exist, are dated data (`judging/plans/levels.toml`)."""

    CENTRAL = "central"
    PROVINCE = "province"
    DEPARTMENT = "department"
    DISTRICT = "district"
    COMMUNE = "commune"
    UNIT = "unit"
