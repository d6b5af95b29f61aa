"""The one way from a programme to a plan file. `load(write(programme)) == programme`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import tomlkit

from judging.spec.canonical import FORMAT
from judging.spec.encoding import to_plain

if TYPE_CHECKING:
    from tomlkit.items import AoT, Array, InlineTable, Table

    from judging.spec.programme import Programme

_LONG_LIST = 100


def write(programme: Programme) -> str:
    """The programme as TOML: what equals its default is left out, single values before tables."""
    document = tomlkit.document()
    document.add("format", tomlkit.item(FORMAT))
    _fill(document, to_plain(programme, brief=True))
    return tomlkit.dumps(document)


def _fill(table: tomlkit.TOMLDocument | Table, plain: dict[str, Any]) -> None:
    for key, value in sorted(plain.items(), key=lambda item: _is_block(item[1])):
        if not _is_block(value):
            table.add(key, _inline(value))
        elif isinstance(value, list):
            table.add(key, _items(value))
        else:
            inner = tomlkit.table()
            _fill(inner, value)
            table.add(key, inner)


def _items(values: list[dict[str, Any]]) -> AoT:
    items = tomlkit.aot()
    for value in values:
        item = tomlkit.table()
        _fill(item, value)
        items.append(item)
    return items


def _is_block(value: object) -> bool:
    """Whether a value needs a header of its own: a table, or a list of tables, with more tables or lists inside."""
    if isinstance(value, dict):
        return len(value) > 1 and any(isinstance(inner, (dict, list)) for inner in value.values())
    if isinstance(value, list):
        return any(
            isinstance(item, dict) and any(isinstance(inner, (dict, list)) for inner in item.values()) for item in value
        )
    return False


def _inline(value: Any) -> Any:  # noqa: ANN401  plain data in, a TOML item out
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value()
        return tomlkit.item(int(value)) if whole else tomlkit.float_(format(value.normalize(), "f"))
    if isinstance(value, dict):
        return _inline_table(value)
    if isinstance(value, list):
        return _inline_list(value)
    return tomlkit.item(value)


def _inline_table(value: dict[str, Any]) -> InlineTable:
    table = tomlkit.inline_table()
    for key, inner in value.items():
        table.append(key, _inline(inner))
    return table


def _inline_list(values: list[Any]) -> Array:
    array = tomlkit.array()
    for value in values:
        array.append(_inline(value))
    is_long = sum(len(str(value)) for value in values) > _LONG_LIST
    return array.multiline(multiline=is_long or any(isinstance(value, dict) for value in values))
