"""The words that the database, the rules and the pages share. Values are stable: they are stored and hashed.

The words that a plan is written in (kind, intake, on_fail …) stand in `judging/spec/words.py`.

It is longer than 300 lines: every word of the record stands in one place.
"""

from enum import StrEnum


class Role(StrEnum):
    """A duty that can be granted. What one person may combine stands in `judging/rules/duties.py`."""

    ENTRANT = "entrant"
    COORDINATOR = "coordinator"
    VALIDATOR = "validator"
    SECRETARY = "secretary"
    JUDGE = "judge"
    HEAD = "head"
    HOLDER = "holder"
    BOARD = "board"
    FINANCE = "finance"
    PUBLISHER = "publisher"
    COUNCIL = "council"
    COUNCIL_SECRETARY = "council_secretary"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class ProgrammeState(StrEnum):
    """Where a programme stands (domain/model 2.3)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ISSUED = "issued"
    OPEN = "open"
    CLOSED = "closed"
    EVALUATING = "evaluating"
    DECIDED = "decided"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


class PlanState(StrEnum):
    """A plan version is edited as a draft, approved, issued; a later version replaces it."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ISSUED = "issued"
    REPLACED = "replaced"


class EntryState(StrEnum):
    """Where an entry stands (design 5). Received means: in the validators' queue."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SELECTED = "selected"
    NOT_SELECTED = "not_selected"
    FORWARDED = "forwarded"
    VALID = "valid"
    RETURNED = "returned"
    REJECTED = "rejected"
    SEALED = "sealed"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"


class PartKind(StrEnum):
    """What a part is to its entry: the work itself or something attached."""

    CONTENT = "content"
    ATTACHMENT = "attachment"


class Verdict(StrEnum):
    """What a measurement says of a limit (design 5, Verdicts)."""

    PASS = "pass"  # noqa: S105  a verdict
    BORDERLINE = "borderline"
    FAIL = "fail"
    UNKNOWN = "unknown"


class Demand(StrEnum):
    """What a plan asks of a work's form: the things that verdicts are about."""

    CHU = "chu"
    SECONDS = "seconds"
    A4 = "a4"
    PAGE_NUMBERS = "page_numbers"
    COVER = "cover"


class ValidationOutcome(StrEnum):
    """What a validator decided about an entry's form."""

    ACCEPT = "accept"
    RETURN = "return"
    REJECT = "reject"


class RoundState(StrEnum):
    """A round is planned, opened (frozen), closed, then its mapping is opened."""

    PLANNED = "planned"
    SEALED = "sealed"
    OPEN = "open"
    CLOSED = "closed"
    REVEALED = "revealed"


class AssignmentState(StrEnum):
    """What became of an assignment."""

    ASSIGNED = "assigned"
    DONE = "done"
    RECUSED = "recused"
    REPLACED = "replaced"


class NoteKind(StrEnum):
    """What a judge's private note is on."""

    WORK = "work"
    PASSAGE = "passage"
    MOMENT = "moment"


class LateReason(StrEnum):
    """Why marks that reached the server could not go onto their sheet any more."""

    LOCKED = "locked"
    CLOSED = "closed"


class ReviewState(StrEnum):
    """A score sheet from empty to locked."""

    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    VOID = "void"


class SuspicionOutcome(StrEnum):
    """What the board made of a suspicion of copying."""

    UNFOUNDED = "unfounded"
    WARNED = "warned"
    DISQUALIFY = "disqualify"


class ConsentField(StrEnum):
    """What of a winner the public may see only with his consent."""

    NAME = "name"
    UNIT = "unit"
    PHOTO = "photo"
    WORK = "work"


class PaperState(StrEnum):
    """Where a paper stands (domain/model 2.3, Decision / document)."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    SCANNED = "scanned"
    SIGNED = "signed"
    NUMBERED = "numbered"
    ISSUED = "issued"
    REVOKED = "revoked"


class NewsKind(StrEnum):
    """What the publisher writes about a contest: news, or a question with its answer."""

    NEWS = "news"
    QUESTION = "question"


class NewsState(StrEnum):
    """Where a piece of news stands; a scheduled one becomes public by the clock alone."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLIC = "public"
    TAKEN_DOWN = "taken_down"


class CalendarDayKind(StrEnum):
    """How a day differs from the ordinary week."""

    OFF = "off"
    WORKED = "worked"


class CaseKind(StrEnum):
    """What somebody writes to the office about a contest (practice 3.7). The last two are only taken and passed on."""

    QUESTION = "question"
    PETITION = "petition"
    COMPLAINT = "complaint"
    DENUNCIATION = "denunciation"


class CaseState(StrEnum):
    """Where a case stands. Whoever handles it takes it first, so that two do not write one answer."""

    RECEIVED = "received"
    TAKEN = "taken"
    ANSWERED = "answered"
    REFERRED = "referred"
    DECLINED = "declined"


class RemarkState(StrEnum):
    """Where a request for re-marking stands."""

    ASKED = "asked"
    MARKING = "marking"
    SETTLED = "settled"


class BroadcastState(StrEnum):
    """Where the script of a broadcast stands; only an approved one is planned and aired."""

    DRAFT = "draft"
    APPROVED = "approved"


class RegistrationState(StrEnum):
    """Somebody registered himself; whoever answers for his unit confirms that he belongs there, or refuses."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class RetentionKind(StrEnum):
    """A kind of data of an archived programme that is deleted on a day of its own."""

    DRAFTS = "drafts"
    CONTACTS = "contacts"
    WORKS = "works"
    PAYEES = "payees"


class PurgeState(StrEnum):
    """Where a deletion stands; what is due by its day is done at once."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DONE = "done"
    DROPPED = "dropped"


class DataRequestKind(StrEnum):
    """What somebody asks of the office about the data that it holds of him."""

    CORRECT = "correct"
    EXPORT = "export"
    DELETE = "delete"


class DataRequestState(StrEnum):
    """What became of such a request. What needs nobody's decision is done at once."""

    WAITING = "waiting"
    DONE = "done"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class PersonField(StrEnum):
    """What of the list of people its person may ask to have corrected."""

    FULL_NAME = "full_name"
    POSITION = "position"
    PHONE = "phone"
    EMAIL = "email"


class HandoverWay(StrEnum):
    """How a work came that its author did not send himself."""

    PAPER = "paper"
    DISC = "disc"
    BEHALF = "behalf"
    """Files that somebody sends for the author, with his consent."""


class CopyKind(StrEnum):
    """What can be held in the hand."""

    BOOKLET = "booklet"
    DISC = "disc"
    OTHER = "other"


class CopyState(StrEnum):
    """Where a physical copy is."""

    HERE = "here"
    HANDED_ON = "handed_on"
    RETURNED = "returned"
    KEPT = "kept"
    """Laid into the files for good."""


class LabelState(StrEnum):
    """What stands on a booklet or a sleeve for one of the lines that the plan asks for."""

    RIGHT = "right"
    MISSING = "missing"
    DIFFERS = "differs"


class ConsentForm(StrEnum):
    """In which form somebody agreed that his work is handed in for him."""

    SIGNED_FORM = "signed_form"
    LETTER = "letter"
    MINUTES = "minutes"


class EstimateState(StrEnum):
    """Where an estimate of costs stands: proposed by the office, appraised by finance, approved by the board."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    APPRAISED = "appraised"
    APPROVED = "approved"


class PaymentListState(StrEnum):
    """Where a list of payments stands; one made after a corrected decision replaces it."""

    LISTED = "listed"
    APPROVED = "approved"
    REPLACED = "replaced"


class PaymentState(StrEnum):
    """Where the payment of one award stands (domain/model 2.3)."""

    LISTED = "listed"
    APPROVED = "approved"
    PAID = "paid"
    SIGNED = "signed"
    RETURNED = "returned"
    REISSUED = "reissued"
    SETTLED = "settled"
    VOID = "void"


class RecoveryState(StrEnum):
    """Where prize money stands that its winner gives back, because the prize was taken from him."""

    OPEN = "open"
    RETURNED = "returned"
    WRITTEN_OFF = "written_off"
    CANCELLED = "cancelled"


class ReturnMethod(StrEnum):
    """How prize money comes back; set off: against another prize of the same person, which is paid so much less."""

    BANK = "bank"
    CASH = "cash"
    SET_OFF = "set_off"


class PayMethod(StrEnum):
    """How money is handed over."""

    BANK = "bank"
    CASH = "cash"


class NominationState(StrEnum):
    """Where a nomination for an award stands (domain/model 2.3). Whether it is blocked is no state: flags say it."""

    INVITED = "invited"
    PROPOSED = "proposed"
    """The unit has it before its own meeting (bình xét)."""
    UNIT_REJECTED = "unit_rejected"
    PREPARING = "preparing"
    SUBMITTED = "submitted"
    SUPPLEMENT = "supplement"
    """Papers or answers are missing: the unit completes it, and its place in the queue stays."""
    RETURNED = "returned"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    COUNCIL_PASSED = "council_passed"
    COUNCIL_FAILED = "council_failed"
    WAITLIST = "waitlist"
    """Passed, but beyond the quota: the ranked reserve list."""
    PRESENTED = "presented"
    DECIDED = "decided"
    AWARDED = "awarded"
    ESCALATED = "escalated"
    HIGHER_APPROVED = "higher_approved"
    HIGHER_RETURNED = "higher_returned"
    HIGHER_REJECTED = "higher_rejected"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


class FlagKind(StrEnum):
    """Why somebody cannot be commended at present (domain/model: cờ loại trừ)."""

    DISCIPLINE = "discipline"
    INSPECTION = "inspection"
    COMPLAINT = "complaint"
    LATE_FILES = "late_files"
    HARASSMENT = "harassment"
    OTHER = "other"


class StandardOutcome(StrEnum):
    """What holds of one standard: it is met, it is not, it does not apply, or a person has still to judge it."""

    MET = "met"
    UNMET = "unmet"
    NOT_APPLICABLE = "not_applicable"
    OPEN = "open"


class StrikeKind(StrEnum):
    """What votes have in common that the board leaves out of the count."""

    BURST = "burst"
    UNIT = "unit"
    NETWORK = "network"
    NEWCOMERS = "newcomers"
