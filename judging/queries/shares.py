"""Published results taken apart by entry, kept between views: one author who looks has nobody read it all again.

What was published never changes and is named by its hash, so what is kept is never stale.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any

from judging.queries.publications import get_published_result
from judging.rules.own_results import Shares, taken_apart

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOST_KEPT = 2
"""Results in memory at once: on the day of a publication everybody asks for the same one."""

_kept: OrderedDict[str, Shares] = OrderedDict()
_lock = Lock()


def shares_of(session: Session, page: dict[str, Any]) -> Shares:
    """The result that a publication rests on, by entry. Raises NotFoundError.

    It is read and taken apart once in each process; whoever asks meanwhile waits for that instead of doing it again.
    """
    key = str(page["result"])
    with _lock:
        found = _kept.get(key)
        if found is None:
            found = _kept[key] = taken_apart(json.loads(get_published_result(session, page)))
        _kept.move_to_end(key)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
        return found
