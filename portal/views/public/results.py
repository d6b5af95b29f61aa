"""The published result of a programme in all its versions, the bundle and the program that recompute it."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Response, render_template, url_for
from flask_babel import gettext as _

from judging import verify
from judging.queries.photographs import list_public_photographs
from judging.queries.public_results import choose_result, list_public_results
from judging.queries.publications import get_public_file, get_public_programme
from portal.access import open_to_everybody
from portal.caching import cacheable, cacheable_bytes
from portal.clock import clock
from portal.db import reading
from portal.embedding import embed_origins
from portal.open_values import absolute
from portal.sharing import share_page
from portal.views.public import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from judging.queries.public_results import PublicResult


@bp.get("/cuoc-thi/<slug>/ket-qua", defaults={"number": 0})
@bp.get("/cuoc-thi/<slug>/ket-qua/lan-<int:number>")
@open_to_everybody()
def results(slug: str, number: int) -> ResponseReturnValue:
    """The newest version, or an earlier one as it was published then (B22)."""
    session = reading()
    found = get_public_programme(session, slug)
    versions = list_public_results(session, found.programme_id)
    chosen = choose_result(versions, number)
    page = render_template(
        "public/results.html",
        slug=slug,
        title=found.plan.title,
        chosen=chosen,
        is_newest=chosen is versions[0],
        share=share_page("public.results", "public.results_card", slug, _("Result of the contest"), found.plan.title),
        embed_url=absolute("public.embed", slug=slug) if embed_origins() else "",
        versions=versions,
        photographs=len(list_public_photographs(session, found.programme_id)),
        links=_links(slug, chosen) if chosen is versions[0] else {},
    )
    return cacheable(page, now=clock())


@bp.get("/cuoc-thi/<slug>/ket-qua/kiem-chung", defaults={"number": 0})
@bp.get("/cuoc-thi/<slug>/ket-qua/lan-<int:number>/kiem-chung")
@open_to_everybody()
def proof(slug: str, number: int) -> ResponseReturnValue:
    """How anybody recomputes a version of the result, step by step, and the figures to compare (S001-R14)."""
    session = reading()
    found = get_public_programme(session, slug)
    versions = list_public_results(session, found.programme_id)
    chosen = choose_result(versions, number)
    page = render_template(
        "public/proof.html",
        slug=slug,
        title=found.plan.title,
        chosen=chosen,
        is_newest=chosen is versions[0],
        file=chosen.page.get("file") or _measured(get_public_file(session, slug, chosen.page)),
        file_name=_file_name(slug, chosen.number),
        program_sha256=hashlib.sha256(_program()).hexdigest(),
    )
    return cacheable(page, now=clock())


@bp.get("/cuoc-thi/<slug>/ket-qua/lan-<int:number>/bang-diem.json")
@open_to_everybody()
def result_bundle(slug: str, number: int) -> ResponseReturnValue:
    """Sheets, totals, ranks, prizes and heads of the history by code and seat, the same bytes for ever (S001-R14)."""
    session = reading()
    found = get_public_programme(session, slug)
    chosen = choose_result(list_public_results(session, found.programme_id), number or -1)
    text = get_public_file(session, slug, chosen.page)
    response = Response(text, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(slug, chosen.number)}"'
    return cacheable_bytes(response, sha256=_measured(text)["sha256"])


@bp.get("/xac-minh/verify.py")
@open_to_everybody()
def verify_program() -> ResponseReturnValue:
    """The second program as one file: it needs Python and nothing else."""
    program = _program()
    response = Response(program, mimetype="text/x-python")
    response.headers["Content-Disposition"] = 'attachment; filename="verify.py"'
    return cacheable_bytes(response, sha256=hashlib.sha256(program).hexdigest())


def _links(slug: str, result: PublicResult) -> dict[str, str]:
    """The page of each winning work, by the address of its prize."""
    return {
        one["address"]: url_for("public.work", slug=slug, address=one["address"])
        for one in result.page["winners"]
        if one["work"]
    }


def _file_name(slug: str, number: int) -> str:
    return f"ket-qua-{slug}-lan-{number}.json"


def _measured(text: str) -> dict[str, Any]:
    content = text.encode()
    return {"sha256": hashlib.sha256(content).hexdigest(), "size_bytes": len(content)}


@cache
def _program() -> bytes:
    return Path(verify.__file__).read_bytes()
