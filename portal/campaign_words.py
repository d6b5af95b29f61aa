"""The words of a campaign's plan: who, what is asked of an index, how many, which deadline, which way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from judging.enums import ProgrammeState
from judging.spec.campaign_words import (
    Comparison,
    IndexName,
    MomentKind,
    ReportKind,
    RouteKind,
    Subject,
    TrackKind,
)
from judging.spec.words import Every

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel import LazyString

SUBJECTS: Mapping[Subject, LazyString] = {
    Subject.COLLECTIVE: _l("Collectives"),
    Subject.INDIVIDUAL: _l("Individuals"),
    Subject.HOUSEHOLD: _l("Households"),
}
INDICES: Mapping[IndexName, LazyString] = {
    IndexName.PAR_INDEX: _l("index of administrative reform (PAR INDEX)"),
    IndexName.SIPAS: _l("index of satisfaction (SIPAS)"),
    IndexName.PCI: _l("index of provincial competitiveness (PCI)"),
    IndexName.PAPI: _l("index of governance and administration (PAPI)"),
    IndexName.DTI: _l("index of digital transformation (DTI)"),
    IndexName.DDCI: _l("index of competitiveness of offices and localities (DDCI)"),
}
COMPARISONS: Mapping[Comparison, LazyString] = {
    Comparison.EQUAL: _l("exactly %(value)s"),
    Comparison.AT_LEAST: _l("at least %(value)s"),
    Comparison.AT_MOST: _l("at most %(value)s"),
}
MOMENTS: Mapping[MomentKind, LazyString] = {
    MomentKind.REGISTRATION_CLOSE: _l("Registration of targets and titles"),
    MomentKind.INITIATIVES_CLOSE: _l("Initiatives are handed in"),
    MomentKind.SELECTION_OPEN: _l("The choice begins"),
    MomentKind.DOSSIERS_OPEN: _l("Dossiers are taken"),
    MomentKind.DOSSIERS_CLOSE: _l("Dossiers are handed in"),
    MomentKind.PROPOSALS_CLOSE: _l("Proposals go to the higher level"),
}
TRACKS: Mapping[TrackKind, LazyString] = {
    TrackKind.SELF: _l("Proposed by themselves"),
    TrackKind.UNIT: _l("Proposed by their unit"),
    TrackKind.INVITED: _l("Invited after a choice; only who is invited prepares a dossier"),
}
ROUTES: Mapping[RouteKind, LazyString] = {
    RouteKind.DECISION: _l("Decision"),
    RouteKind.PROPOSAL: _l("Proposal to the higher level"),
    RouteKind.RECOGNITION: _l("Recognition of initiatives"),
}
REPORTS: Mapping[ReportKind, LazyString] = {
    ReportKind.PERIODIC: _l("Periodic report"),
    ReportKind.INTERIM: _l("Interim report"),
    ReportKind.FINAL: _l("Final report"),
}
EVERY: Mapping[Every, LazyString] = {
    Every.MONTH: _l("every month"),
    Every.QUARTER: _l("every quarter"),
    Every.HALF_YEAR: _l("every half-year"),
    Every.YEAR: _l("every year"),
}
PHASES: Mapping[ProgrammeState, tuple[LazyString, str]] = {
    ProgrammeState.OPEN: (_l("under way"), "success"),
    ProgrammeState.CLOSED: (_l("dossiers are closed"), "warning"),
    ProgrammeState.EVALUATING: (_l("being considered"), "info"),
}
"""How a campaign stands where a contest would speak of entries and judging."""
