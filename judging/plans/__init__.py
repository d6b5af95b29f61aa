"""Plan files: one loader, one checker, one writer, and the plans that are shipped."""

from judging.plans.checker import check
from judging.plans.loader import CheckedPlan, check_text, load
from judging.plans.problems import PlanErrors, Problem, Severity
from judging.plans.sentences import report_line, sentence
from judging.plans.shipped import CAMPAIGNS, SHIPPED, shipped_text
from judging.plans.writer import write

__all__ = [
    "CAMPAIGNS",
    "SHIPPED",
    "CheckedPlan",
    "PlanErrors",
    "Problem",
    "Severity",
    "check",
    "check_text",
    "load",
    "report_line",
    "sentence",
    "shipped_text",
    "write",
]
