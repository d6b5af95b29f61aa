"""The plans that come with the portal: samples to clone, and the demonstration."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from judging.plans.loader import load
from judging.plans.problems import PlanErrors

if TYPE_CHECKING:
    from judging.spec.programme import Programme

SHIPPED = ("dakrong-2020", "dakrong-demo")
CAMPAIGNS = ("krong-no-2023", "so-tu-phap-ha-nam-2023-2025", "gieng-day-2024", "thanh-thuy-2024")
"""The emulation campaigns, each exactly as its document has it."""
DEMONSTRATION = "dakrong-demo"


def shipped_text(name: str) -> str:
    """The TOML of the shipped plan `name`, one of SHIPPED or CAMPAIGNS."""
    return files("judging.plans").joinpath(f"{name}.toml").read_text(encoding="utf-8")


@lru_cache
def shipped_plan(name: str) -> Programme:
    """The plan `name`, one of SHIPPED or CAMPAIGNS; its days may still be relative (`judging.spec.walking.resolve`)."""
    plan = load(shipped_text(name))
    if isinstance(plan, PlanErrors):
        raise TypeError(f"the shipped plan {name} has errors")
    return plan
