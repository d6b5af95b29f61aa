"""Whether a plan makes sense: every mistake at once, each with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from judging.plans.agreement import agreement_faults
from judging.plans.campaign_agreement import campaign_faults
from judging.plans.dates import date_faults
from judging.plans.parts import part_faults
from judging.plans.problems import Problem, Severity, place_of
from judging.spec.decoding import Reading, read_plain
from judging.spec.encoding import to_plain
from judging.spec.programme import Programme

if TYPE_CHECKING:
    from judging.plans.faults import Fault


def check(programme: Programme) -> tuple[Problem, ...]:
    """Everything wrong or doubtful in `programme`, which no file need hold (the wizard's drafts have none)."""
    plain = to_plain(programme)
    return tuple(check_reading(plain, read_plain(Programme, plain)))


def check_reading(plain: dict[str, Any], reading: Reading) -> list[Problem]:
    """Everything wrong with the parts that could be read, whether or not the whole could."""
    faults: list[Fault] = []
    for path, part in reading.parts:
        faults += part_faults(path, part)
    faults += agreement_faults(plain, reading.parts)
    faults += campaign_faults(reading.parts)
    faults += date_faults(reading.parts)
    return [
        Problem(
            code=fault.code,
            path=fault.path,
            place=place_of(fault.path, plain),
            facts=fault.facts,
            severity=Severity.WARNING if fault.is_warning else Severity.ERROR,
        )
        for fault in faults
    ]
