"""What each address of the open data answers, for the page that people read; the OpenAPI document stays English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel import LazyString

SUMMARIES: Mapping[str, LazyString] = {
    "/openapi.json": _l("The document that describes these addresses (OpenAPI)."),
    "/programmes": _l("Every public contest, newest first."),
    "/programmes.csv": _l("The same as a table."),
    "/programmes/{slug}": _l("One contest."),
    "/programmes/{slug}/plan": _l("The plan in force, as the canonical JSON whose SHA-256 is published."),
    "/programmes/{slug}/results": _l("Every version of its result, newest first."),
    "/programmes/{slug}/results/{number}": _l("One version, whole."),
    "/programmes/{slug}/results/{number}/winners.csv": _l("Its winners as a table."),
    "/programmes/{slug}/works": _l("The winning works."),
    "/programmes/{slug}/news": _l("News and answers, newest first."),
}
