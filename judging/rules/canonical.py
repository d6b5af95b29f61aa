"""One text for one value: the JSON that hashes are taken of, by the chain and by results.

Sorted keys, no spaces, UTF-8 as it is; only null, booleans, integers, strings, lists and objects. Numbers with
decimals are refused, because two programs may print one float in two ways: marks travel as integers or as text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

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
    _check(value, "")
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256_of(text: str) -> str:
    """SHA-256 of the UTF-8 text, lower-case hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _check(value: object, path: str) -> None:
    if value is None or isinstance(value, bool | int):
        return
    if isinstance(value, str):
        if any("\ud800" <= sign <= "\udfff" for sign in value):
            raise NotPlainError(path, "half a character")
        return
    if isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _check(item, f"{path}[{index}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise NotPlainError(f"{path}.{key}", "named by no text")
            _check(key, path)
            _check(item, f"{path}.{key}")
    else:
        raise NotPlainError(path, type(value).__name__)
