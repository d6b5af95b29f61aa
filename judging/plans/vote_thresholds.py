"""The thresholds of council votes that the law itself sets: dated data (`vote_thresholds.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from judging.spec.campaign_words import FormKind, LevelCode, VoteBase
from judging.spec.councils import Threshold


@dataclass(frozen=True, slots=True)
class LawThreshold:
    """A rate that the decree `version` sets for awards of `kind` at `levels`, by its `article`."""

    version: str
    kind: FormKind
    levels: frozenset[LevelCode]
    threshold: Threshold
    article: str


@cache
def law_thresholds() -> tuple[LawThreshold, ...]:
    """Every rate that a version of the law sets."""
    told = tomllib.loads(files("judging.plans").joinpath("vote_thresholds.toml").read_text(encoding="utf-8"))["rule"]
    return tuple(
        LawThreshold(
            version=one["version"],
            kind=FormKind(one["kind"]),
            levels=frozenset(LevelCode(level) for level in one["levels"]),
            threshold=Threshold(Decimal(one["percent"]), VoteBase.ALL_MEMBERS),
            article=one["article"],
        )
        for one in told
    )


def law_threshold(version: str, kind: FormKind, level: LevelCode) -> LawThreshold | None:
    """What the decree `version` asks of a vote on an award of `kind` at `level`; None where it sets no rate."""
    return next(
        (one for one in law_thresholds() if (one.version, one.kind) == (version, kind) and level in one.levels), None
    )
