"""One person's data as pages and as a file to take away: JSON for machines, HTML for reading, and the own files."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any, cast

from flask import current_app, render_template
from flask_babel import gettext as _

from judging.enums import Role
from judging.queries.personal_data import list_own_files, list_personal_data
from media.store.contract import StorageKey
from portal.data_words import CONSENTS, GROUPS, LABELS, LETTERS
from portal.display import browser, moment
from portal.file_names import clean_name
from portal.kinds import kind_name
from portal.own_channels import list_channels
from portal.translate import LANGUAGES
from portal.words import ROLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from judging.ids import PersonID
    from judging.queries.personal_data import DataGroup, OwnFile
    from media.store.contract import Store

CHUNK = 256 * 1024
DAY = (2020, 1, 1, 0, 0, 0)
"""The date of every member of the archive: it tells nothing (E04)."""


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group in words: its name, what for, how long, and each thing as (label, value) lines."""

    title: str
    purpose: str
    kept: str
    items: tuple[tuple[tuple[str, str], ...], ...]


def shown_groups(session: Session, person_id: PersonID) -> list[ShownGroup]:
    """Everything that is held of a person, in words."""
    return [_shown(group) for group in _groups(session, person_id)]


def stream_archive(session: Session, person_id: PersonID, *, now: datetime) -> Iterator[bytes]:
    """The archive, piece by piece: films are never held in memory. What is read of the database is read first."""
    groups = _groups(session, person_id)
    files = list(list_own_files(session, person_id))
    plain = {
        "made_at": now.isoformat(),
        "groups": {one.key: [{name: _plain(value) for name, value in item} for item in one.items] for one in groups},
    }
    page = render_template(
        "account/own_data_file.html", groups=[_shown(one) for one in groups], made_at=now, files=_names(files)
    )
    store: Store = current_app.extensions["bangvang_store"]
    return _write(store, json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True), page, files)


def _groups(session: Session, person_id: PersonID) -> tuple[DataGroup, ...]:
    return list_personal_data(session, person_id) + list_channels(session, person_id)


def _write(store: Store, plain: str, page: str, files: list[OwnFile]) -> Iterator[bytes]:
    pipe = _Pipe()
    with zipfile.ZipFile(cast("IO[bytes]", pipe), "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo("du-lieu.json", DAY), plain)
        archive.writestr(zipfile.ZipInfo("du-lieu.html", DAY), page)
        yield pipe.take()
        for name, one in zip(_names(files), files, strict=True):
            info = zipfile.ZipInfo(name, DAY)
            info.file_size = one.size_bytes
            with store.open(StorageKey(one.store_key)) as source, archive.open(info, "w") as target:
                while piece := source.read(CHUNK):
                    target.write(piece)
                    yield pipe.take()
    yield pipe.take()


class _Pipe:
    """What a ZipFile writes to when it cannot go back."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, piece: bytes) -> int:
        self._held += piece
        return len(piece)

    def flush(self) -> None:
        return

    def take(self) -> bytes:
        held, self._held = bytes(self._held), bytearray()
        return held


def _names(files: list[OwnFile]) -> list[str]:
    """The name of each file in the archive: numbered, so that two of one name stand beside each other."""
    return [f"tep/{number:03d}-{clean_name(one.name)}" for number, one in enumerate(files, 1)]


def _shown(group: DataGroup) -> ShownGroup:
    title, purpose, kept = GROUPS[group.key]
    items = tuple(
        tuple((_label(name), shown) for name, value in item if (shown := _words(name, value))) for item in group.items
    )
    return ShownGroup(str(title), str(purpose), str(kept), items)


def _label(name: str) -> str:
    key, _sep, part = name.partition(":")
    return f"{LABELS[key]} ({part})" if part else str(LABELS[key])


def _words(name: str, value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(_("yes")) if value else str(_("no"))
    if isinstance(value, datetime):
        return moment(value)
    if name in _NAMED:
        return _NAMED[name](str(value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else str(value)


_NAMED: dict[str, Callable[[str], str]] = {
    "role": lambda word: str(ROLES[Role(word)]),
    "personnel_kind": kind_name,
    "field": lambda word: str(CONSENTS[word]),
    "letters": lambda word: str(LETTERS[word]),
    "browser": browser,
    "locale": lambda word: LANGUAGES[word],
}


def _plain(value: object) -> Any:  # noqa: ANN401  as JSON has it
    return value.isoformat() if isinstance(value, datetime) else value
