"""The levels that give awards: dated data (`levels.toml`)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from judging.rules.levels import Level
from judging.spec.campaign_words import LevelCode


@cache
def levels() -> tuple[Level, ...]:
    """Every level, highest first."""
    told = tomllib.loads(files("judging.plans").joinpath("levels.toml").read_text(encoding="utf-8"))["level"]
    found = (
        Level(
            code=LevelCode(one["code"]),
            name=one["name"],
            order=one["order"],
            from_on=one.get("from"),
            until_on=one.get("until"),
            successor=LevelCode(one["successor"]) if "successor" in one else None,
            law=one.get("law"),
        )
        for one in told
    )
    return tuple(sorted(found, key=lambda level: level.order))
