"""One text for one value: the JSON that hashes are taken of, by the chain and by results.

Sorted keys, no spaces, UTF-8 as it is; only null, booleans, integers, strings, lists and objects. Numbers with
decimals are refused, because two programs may print one float in two ways: marks travel as integers or as text.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping, Sequence
from typing import cast

_SLICE = 1 << 20

Plain = None | bool | int | str | Sequence["Plain"] | Mapping[str, "Plain"]


class NotPlainError(Exception):
    """A value has no canonical text: a programming error, with the path to it."""

    def __init__(self, path: str, kind: str) -> None:
        super().__init__(f"{path or 'the value'} is {kind}")
        self.path = path


def canonical_json(value: Plain) -> str:
    """The canonical text of `value`. Raises NotPlainError.

    >>> canonical_json({"b": [1, None], "a": "đ"})
    '{"a":"đ","b":[1,null]}'
    """
    if not _is_plain(value):
        _refuse(value, "")
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    if not text.isascii() and not _is_whole(text):
        _refuse(value, "")
    return text


def quoted(text: str) -> str:
    """The canonical text of one string, for writers of long lists. Raises NotPlainError."""
    if not text.isascii() and not _is_whole(text):
        _refuse(text, "")
    return _STRING(text)


def sha256_of(text: str, *, without: range = range(0)) -> str:
    """SHA-256 of the UTF-8 text, lower-case hexadecimal; the characters at `without` are left out.

    Taken a slice at a time: a large text has no second copy as bytes.
    """
    digest = hashlib.sha256()
    for start, end in ((0, without.start), (without.stop, len(text))):
        for at in range(start, end, _SLICE):
            digest.update(text[at : min(at + _SLICE, end)].encode())
    return digest.hexdigest()


_STRING = json.JSONEncoder(ensure_ascii=False).encode
_SCALARS = frozenset({type(None), bool, int, str})
_HALVES = re.compile("[\ud800-\udfff]")


def _is_whole(text: str) -> bool:
    """Whether no half of a surrogate pair stands in `text`: such a text has no UTF-8."""
    return _HALVES.search(text) is None


def _is_plain(value: object) -> bool:
    """Whether all types are the plain ones themselves; subclasses go the slow way through `_refuse`."""
    todo = [value]
    while todo:
        item = todo.pop()
        kind = type(item)
        if kind is dict:
            inner: Collection[object] = cast("dict[object, object]", item).values()
            if set(map(type, cast("dict[object, object]", item))) - {str}:
                return False
        elif kind is list or kind is tuple:
            inner = cast("Sequence[object]", item)
        elif kind in _SCALARS:
            continue
        else:
            return False
        if not _SCALARS.issuperset(map(type, inner)):
            todo += [one for one in inner if type(one) not in _SCALARS]
    return True


def _refuse(value: object, path: str) -> None:
    """Raise NotPlainError with the path to the first value that has no canonical text, if there is one."""
    if value is None or isinstance(value, bool | int):
        return
    if isinstance(value, str):
        if not _is_whole(value):
            raise NotPlainError(path, "half a character")
        return
    if isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _refuse(item, f"{path}[{index}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise NotPlainError(f"{path}.{key}", "named by no text")
            _refuse(key, path)
            _refuse(item, f"{path}.{key}")
    else:
        raise NotPlainError(path, type(value).__name__)
