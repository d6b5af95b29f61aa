"""The versions of the decree on emulation and commendation: dated data (`legal_versions.toml`)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from judging.rules.legal_versions import LegalVersion


@cache
def legal_versions() -> tuple[LegalVersion, ...]:
    """Every version, oldest first."""
    told = tomllib.loads(files("judging.plans").joinpath("legal_versions.toml").read_text(encoding="utf-8"))["version"]
    versions = (
        LegalVersion(
            key=one["key"],
            number=one["number"],
            issued_on=one["issued_on"],
            from_on=one["from"],
            report_form=one["report"],
            replaced_by=one.get("replaced_by"),
        )
        for one in told
    )
    return tuple(sorted(versions, key=lambda version: version.from_on))
