"""The ways of a campaign: how one comes to be proposed, by when, and where papers go."""

from dataclasses import dataclass

from judging.spec.campaign_words import LevelCode, MomentKind, RouteKind, Subject, TrackKind
from judging.spec.contents import IndexReference
from judging.spec.deadlines import Deadline
from judging.spec.unknown import Unknown


@dataclass(frozen=True, slots=True)
class Track:
    """How subjects come to be proposed for the award forms `forms` (keys; empty: for every form).

    `selects` is the office that chooses, `with_offices` who takes part in the choice. `notifies`: those chosen are
    told, and only then prepare a dossier. `within` is the group out of which the choice is made (INVITED).
    `steps` are the plan's own words, in order.
    """

    key: str
    kind: TrackKind
    subjects: tuple[Subject, ...]
    forms: tuple[str, ...] = ()
    selects: str | None = None
    with_offices: tuple[str, ...] = ()
    notifies: bool = False
    within: IndexReference | None = None
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """A deadline of a campaign, for the award forms `forms` and `subjects` (empty: for all).

    It may return (its value is a Recurrence): what arrives then belongs to the round, or bucket, of that deadline.
    """

    key: str
    kind: MomentKind
    deadline: Deadline | Unknown
    forms: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """Where the dossiers of the award forms `forms` go.

    `receives` is the office to which they are handed in, `destination` who is asked, `via` through whom.
    `level` is the destination's; `deadline` Unknown where the plan names none.
    """

    key: str
    kind: RouteKind
    receives: str
    destination: str
    level: LevelCode
    deadline: Deadline | Unknown
    forms: tuple[str, ...] = ()
    via: str | None = None
    council: str | None = None
    what: str | None = None
