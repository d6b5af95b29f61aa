"""Limits as plain JSON, for their way into the sandbox."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from media.reports import FileKind, Limits, Scope


def limits_to_plain(limits: Limits) -> dict[str, Any]:
    """The limits as a plain JSON object."""
    return {**asdict(limits), "kinds": [kind.value for kind in limits.kinds]}


def limits_from_plain(data: Mapping[str, Any]) -> Limits:
    """The limits that `limits_to_plain` wrote."""
    kinds = tuple(FileKind(kind) for kind in data["kinds"])
    return Limits(**{**data, "kinds": kinds, "scope": Scope(**data["scope"])})
