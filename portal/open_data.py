"""How open data is answered: counted by source, with its hash as ETag, readable by pages of other origins."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import TYPE_CHECKING, Any

from flask import Response, request

from portal.clock import clock
from portal.db import transaction
from portal.throttles import count_request

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

KEPT_SECONDS = 60
MOST_REQUESTS = 600
"""In ten minutes from one source: once a second, which is more than any mirror needs."""
FORMULA_SIGNS = "=+-@\t\r＝＋－＠"


def count_asking() -> None:
    """Count this request by its source. Raises TooManyRequestsError."""
    with transaction() as session:
        count_request(session, purpose="open-data", most=MOST_REQUESTS, now=clock())


def open_to_other_pages(response: Response) -> Response:
    """CORS for reading and nothing else."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def json_answer(value: Any) -> Response:  # noqa: ANN401  whatever JSON holds
    """`value` as JSON."""
    return data_answer(json.dumps(value, ensure_ascii=False, indent=1).encode(), "application/json")


def csv_answer(headings: Sequence[str], rows: Iterable[Sequence[object]], *, file_name: str) -> Response:
    """A table as CSV in UTF-8 with a mark for Excel; a cell that would be a formula is quoted as text (E03)."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([_cell(one) for one in row] for row in rows)
    response = data_answer(b"\xef\xbb\xbf" + buffer.getvalue().encode(), "text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def data_answer(body: bytes, media_type: str) -> Response:
    """Bytes with their hash as ETag; 304 where the asker has them."""
    response = Response(body, mimetype=media_type)
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.make_conditional(request)
    return response


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] and text[0] in FORMULA_SIGNS else text
