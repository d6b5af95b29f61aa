"""What a campaign awards, how many, and on which dossier."""

from dataclasses import dataclass
from decimal import Decimal

from judging.spec.campaign_words import DossierPaper, FormKind, LevelCode, Subject
from judging.spec.quotas import Quota
from judging.spec.unknown import Unknown


@dataclass(frozen=True, slots=True)
class Bonus:
    """The bonus (tiền thưởng) of one award, as a multiple of the base salary on the day of the decision."""

    subject: Subject
    coefficient: Decimal


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """An award that must have been received before: `count` times the form `form`, within the last `within_years`."""

    form: str
    count: int = 1
    within_years: int | None = None


@dataclass(frozen=True, slots=True)
class AwardForm:
    """A form of commendation (hình thức khen thưởng).

    `giver` is who signs ("Chủ tịch UBND tỉnh"), `level` where he stands. `own` is False where another organisation
    gives it: this office proposes and records the answer. `article` is the article of law. `legal_version` is a key
    of `judging/plans/legal_versions.toml`. `bonuses` Unknown: the law of the day of decision says it.
    `comment_days` is a window for public comment, in working days; None where none is asked for.
    """

    key: str
    name: str
    kind: FormKind
    giver: str
    level: LevelCode
    own: bool
    legal_version: str | Unknown
    article: str | Unknown
    bonuses: tuple[Bonus, ...] | Unknown
    subjects: tuple[Subject, ...] = (Subject.COLLECTIVE, Subject.INDIVIDUAL)
    comment_days: int | Unknown | None = None
    prerequisites: tuple[Prerequisite, ...] = ()


@dataclass(frozen=True, slots=True)
class AwardQuota:
    """How many of the award forms `forms` (keys) may be given to `subject` (None: to all subjects together).

    `document` is the number of the document that says it where the quota's kind is OTHER_DOCUMENT; the limits of a
    percent quota are shares of `quota.base`. `unit_kinds` narrows it to units of these kinds.
    """

    key: str
    forms: tuple[str, ...]
    quota: Quota | Unknown
    subject: Subject | None = None
    unit_kinds: tuple[str, ...] = ()
    document: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class DossierItem:
    """One required paper. `form_number` is the number of the decree's form ("07"); None: the plan asks for no form.

    `confirmed`: the submitting level confirms it. `attached_to` is the key of the item that it comes with.
    """

    key: str
    paper: DossierPaper
    name: str
    form_number: str | Unknown | None = None
    confirmed: bool = False
    attached_to: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class DossierRule:
    """What a dossier (hồ sơ) holds, for the award forms `forms` (keys; empty: for every form).

    `legal_version` is the version of the law whose forms it uses. `sets` is how many originals are handed in.
    """

    key: str
    items: tuple[DossierItem, ...]
    sets: int | Unknown
    legal_version: str | Unknown
    forms: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = (Subject.COLLECTIVE, Subject.INDIVIDUAL)

    def is_for(self, form: str, subject: Subject) -> bool:
        """Whether a nomination of `subject` for the award form `form` needs this dossier."""
        return subject in self.subjects and (not self.forms or form in self.forms)
