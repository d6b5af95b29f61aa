"""The promise of the open data, version 1, as an OpenAPI 3.1 document; tests ask every answer whether it keeps it."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXT_OR_NOTHING: Schema = {"type": ["string", "null"]}
NUMBER: Schema = {"type": "integer"}
TRUTH: Schema = {"type": "boolean"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
MOMENT_OR_NOTHING: Schema = {"type": ["string", "null"], "format": "date-time"}
ADDRESS: Schema = {"type": "string", "format": "uri"}
ADDRESS_OR_NOTHING: Schema = {"type": ["string", "null"], "format": "uri"}
HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
SLUG: Schema = {
    "name": "slug",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^[a-z0-9-]{1,80}$"},
    "description": "The word of the contest in addresses.",
}
VERSION: Schema = {
    "name": "number",
    "in": "path",
    "required": True,
    "schema": {"type": "integer", "minimum": 1, "maximum": 9999},
    "description": "The version of the result, counted from 1.",
}
ETAG: Schema = {
    "ETag": {"description": "Send it back as If-None-Match; 304 says that nothing changed.", "schema": TEXT}
}


def document(base_url: str) -> dict[str, Any]:
    """The whole document for a portal at `base_url`."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Bảng Vàng: open data",
            "version": "1.0.0",
            "description": (
                "Contests, published results, winning works and news. Read only; no key. What a winner withholds is "
                "null. At most 600 requests in ten minutes from one source. Fields may be added, none changes or goes."
            ),
        },
        "servers": [{"url": f"{base_url.rstrip('/')}/api/v1"}],
        "paths": _paths(),
        "components": {"schemas": _schemas()},
    }


def _paths() -> dict[str, Any]:
    one, version = [SLUG], [SLUG, VERSION]
    return {
        "/openapi.json": _get("document", "This document.", {"type": "object"}),
        "/programmes": _get("programmes", "Every public contest, newest first.", _listed("programmes", "Programme")),
        "/programmes.csv": _get_csv("programmes_csv", "The same as a table."),
        "/programmes/{slug}": _get("programme", "One contest.", _ref("ProgrammeDetails"), one),
        "/programmes/{slug}/plan": _get(
            "plan", "The plan in force, as the canonical JSON whose SHA-256 is published.", {"type": "object"}, one
        ),
        "/programmes/{slug}/results": _get(
            "results", "Every version of its result, newest first.", _listed("results", "ResultLine"), one
        ),
        "/programmes/{slug}/results/{number}": _get("result", "One version, whole.", _ref("Result"), version),
        "/programmes/{slug}/results/{number}/winners.csv": _get_csv("winners_csv", "Its winners as a table.", version),
        "/programmes/{slug}/works": _get("works", "The winning works.", _listed("works", "Work"), one),
        "/programmes/{slug}/news": _get("news", "News and answers, newest first.", _listed("news", "News"), one),
    }


def _get(name: str, summary: str, schema: dict[str, Any], parameters: list[Any] | None = None) -> dict[str, Any]:
    return _operation(name, summary, {"application/json": {"schema": schema}}, parameters)


def _get_csv(name: str, summary: str, parameters: list[Any] | None = None) -> dict[str, Any]:
    return _operation(name, summary, {"text/csv": {"schema": TEXT}}, parameters)


def _operation(name: str, summary: str, content: dict[str, Any], parameters: list[Any] | None) -> dict[str, Any]:
    refusal = {"content": {"application/json": {"schema": _ref("Refusal")}}}
    answers: dict[str, Any] = {
        "200": {"description": "What was asked for.", "headers": ETAG, "content": content},
        "304": {"description": "Nothing changed since the ETag that was sent."},
        "400": {"description": "The address cannot be read.", **refusal},
        "429": {"description": "Too many requests; Retry-After says how many seconds to wait.", **refusal},
    }
    if parameters:
        answers["404"] = {"description": "No such thing is public.", **refusal}
    return {"get": {"operationId": name, "summary": summary, "parameters": parameters or [], "responses": answers}}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _listed(key: str, name: str) -> dict[str, Any]:
    return _object(**{key: {"type": "array", "items": _ref(name)}})


def _object(**fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(fields)}


def _schemas() -> dict[str, Any]:
    programme: Schema = {
        "slug": TEXT, "title": TEXT, "organiser": TEXT, "state": TEXT, "is_demonstration": TRUTH,
        "entries_open_at": MOMENT_OR_NOTHING, "entries_close_at": MOMENT_OR_NOTHING,
        "result_version": {"type": ["integer", "null"], "minimum": 1}, "url": ADDRESS,
    }  # fmt: skip
    line: Schema = {"number": {**NUMBER, "minimum": 1}, "published_at": MOMENT, "reason": TEXT, "url": ADDRESS}
    winner: Schema = {
        "prize": TEXT, "tier": TEXT, "code": TEXT_OR_NOTHING, "name": TEXT_OR_NOTHING, "unit": TEXT_OR_NOTHING,
        "title": TEXT_OR_NOTHING, "category": TEXT, "amount_vnd": {**NUMBER, "minimum": 0}, "url": ADDRESS_OR_NOTHING,
    }  # fmt: skip
    version: Schema = {
        "number": NUMBER,
        "issued_at": MOMENT_OR_NOTHING,
        "reason": TEXT,
        "sha256": HASH,
        "is_in_force": TRUTH,
    }
    override: Schema = {
        "what": {"enum": ["close", "publish"]}, "round": TEXT_OR_NOTHING, "by": TEXT, "reason": TEXT,
        "points": {"type": "array", "items": _object(what=TEXT, count={**NUMBER, "minimum": 1})},
    }  # fmt: skip
    return {
        "Programme": _object(**programme),
        "ProgrammeDetails": _object(
            **programme,
            categories={"type": "array", "items": _object(key=TEXT, name=TEXT)},
            plan_versions={"type": "array", "items": _object(**version)},
        ),
        "ResultLine": _object(**line),
        "Winner": _object(**winner),
        "Result": _object(
            **line,
            is_newest=TRUTH,
            is_demonstration=TRUTH,
            entries_judged=NUMBER,
            total_vnd=NUMBER,
            result_sha256=HASH,
            history=_object(seq=NUMBER, hash=HASH),
            bundle_url=ADDRESS,
            winners={"type": "array", "items": _ref("Winner")},
            vacancies={"type": "array", "items": _object(prize=TEXT)},
            overrides={"type": "array", "items": _object(**override)},
            votes={
                "type": "array",
                "items": _object(
                    name=TEXT,
                    cast=NUMBER,
                    struck=NUMBER,
                    counted=NUMBER,
                    winners={"type": "array", "items": _object(prize=TEXT, votes=NUMBER)},
                ),
            },
            revocations={
                "type": "array",
                "items": _object(
                    code=TEXT,
                    kind={"enum": ["disqualified", "revoked"]},
                    prize=TEXT_OR_NOTHING,
                    reason=TEXT,
                    moves_up={"enum": ["next_moves_up", "stays_vacant", None]},
                ),
            },
        ),
        "Work": _object(**winner, kind={"enum": ["essay", "video"]}, media_type=TEXT, size_bytes=NUMBER, sha256=HASH),
        "News": _object(
            kind={"enum": ["news", "question"]},
            title=TEXT,
            text=TEXT,
            published_at=MOMENT,
            changed_at=MOMENT,
            version=NUMBER,
            url=ADDRESS,
        ),
        "Refusal": _object(error=TEXT, said=TEXT),
    }
