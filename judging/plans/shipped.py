"""The plans that come with the portal: samples to clone, and the demonstration."""

from __future__ import annotations

from importlib.resources import files

SHIPPED = ("dakrong-2020", "dakrong-demo")
DEMONSTRATION = "dakrong-demo"


def shipped_text(name: str) -> str:
    """The TOML of the shipped plan `name`, one of SHIPPED."""
    return files("judging.plans").joinpath(f"{name}.toml").read_text(encoding="utf-8")
