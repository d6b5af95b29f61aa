"""What the address of the validators' list narrows it to."""

from __future__ import annotations

from typing import Any

from flask import request

from judging.enums import Verdict
from judging.queries.queues import AI_HELP, NOT_MEASURED, Narrowing
from judging.queries.shelves import SHELVES, WAITING
from portal.asking import uuid_of

LONGEST_SEARCH = 100


def narrowing_of() -> Narrowing:
    """What the address narrows the list to; unknown words narrow nothing."""
    shelf = request.args.get("kho", WAITING)
    verdict = request.args.get("ket-qua", "")
    ai_help = request.args.get("khai-ai", "")
    return Narrowing(
        shelf=shelf if shelf in SHELVES else WAITING,
        category=request.args.get("the-loai", "")[:40],
        unit_id=uuid_of("don-vi"),
        ai_help=ai_help if ai_help in AI_HELP else "",
        verdict=verdict if verdict in {*(one.value for one in Verdict), NOT_MEASURED} else "",
        search=request.args.get("tim", "").strip()[:LONGEST_SEARCH],
    )


def arguments_of(narrowing: Narrowing) -> dict[str, Any]:
    """The same as arguments of an address; what narrows nothing is left out."""
    found = {
        "kho": narrowing.shelf if narrowing.shelf != WAITING else "",
        "the-loai": narrowing.category,
        "don-vi": str(narrowing.unit_id or ""),
        "ket-qua": narrowing.verdict,
        "khai-ai": narrowing.ai_help,
        "tim": narrowing.search,
    }
    return {name: value for name, value in found.items() if value}
