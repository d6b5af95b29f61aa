"""The styles of an ODT as far as counting cares: font, visibility, page breaks, captions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from media.essays.looks import Look, is_shade, is_white

if TYPE_CHECKING:
    from collections.abc import Iterable

    from media.essays.xml import Element

_TINY_POINTS = 3
_MAX_INHERITANCE = 12
_LENGTH = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)(mm|cm|in|pt|pc)")
_MM = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72, "pc": 25.4 / 6}


@dataclass(frozen=True, slots=True)
class Style:
    """A style after inheritance. `names` are its own and its ancestors' names, lower case."""

    look: Look
    breaks_before: bool = False
    breaks_after: bool = False
    names: frozenset[str] = frozenset()
    master_page: str = ""

    @property
    def is_caption(self) -> bool:
        return "caption" in self.names


class Styles:
    """The styles of both parts of an ODT, automatic and named, resolved as they are asked for."""

    def __init__(self, roots: Iterable[Element]) -> None:
        self._elements: dict[str, Element] = {}
        self._resolved: dict[tuple[str, Look | None], Style] = {}
        self._families: dict[str, str] = {}
        self._default = Look()
        self.language: str | None = None
        for root in roots:
            for face in root.iter("{*}font-face"):
                name = _get(face, "name")
                self._families[name] = (_get(face, "font-family") or name).strip("'\" ")
            for style in root.iter("{*}style"):
                # a name may serve several families; runs and paragraphs are what is asked for
                if _get(style, "family") in {"text", "paragraph"}:
                    self._elements[_get(style, "name")] = style
            for default in root.iter("{*}default-style"):
                if _get(default, "family") == "paragraph":
                    self._default = self._look(default.find("{*}text-properties"), self._default)
        for element in self._elements.values():
            properties = element.find("{*}text-properties")
            if _get(element, "name") == "Standard" and properties is not None:
                language, country = _get(properties, "language"), _get(properties, "country")
                self.language = "-".join(part for part in (language, country) if part) or None

    def paragraph(self, name: str | None) -> Style:
        """The style of a paragraph."""
        return self._get(name or "Standard", None, _MAX_INHERITANCE)

    def text(self, name: str | None, base: Look) -> Look:
        """The look of a span on top of its surroundings."""
        return self._get(name, base, _MAX_INHERITANCE).look if name else base

    def _get(self, name: str, base: Look | None, depth: int) -> Style:
        key = (name, base)
        if key not in self._resolved:
            self._resolved[key] = self._resolve(name, base, depth)
        return self._resolved[key]

    def _resolve(self, name: str, base: Look | None, depth: int) -> Style:
        element = self._elements.get(name)
        if element is None:
            return Style(look=self._default if base is None else base)
        parent_name = _get(element, "parent-style-name")
        parent = (
            self._get(parent_name, base, depth - 1)
            if parent_name and parent_name != name and depth
            else Style(look=self._default if base is None else base)
        )
        look = self._look(element.find("{*}text-properties"), parent.look)
        paragraph = element.find("{*}paragraph-properties")
        before = after = False
        if paragraph is not None:
            before, after = _get(paragraph, "break-before") == "page", _get(paragraph, "break-after") == "page"
            fill = _get(paragraph, "background-color").removeprefix("#")
            if is_shade(fill) and fill != "transparent":
                look = replace(look, shaded=True)
        return Style(
            look=look,
            breaks_before=before or bool(_get(element, "master-page-name")),
            breaks_after=after,
            names=parent.names | {name.lower(), _get(element, "display-name").lower()},
            master_page=_get(element, "master-page-name"),
        )

    def _look(self, properties: Element | None, base: Look) -> Look:
        if properties is None:
            return base
        look = base
        if display := _get(properties, "display"):
            look = replace(look, vanished=display == "none")
        if colour := _get(properties, "color"):
            look = replace(look, white=is_white(colour.removeprefix("#")))
        if size := _get(properties, "font-size"):
            points = (length_mm(size) or _TINY_POINTS + 1) / _MM["pt"]
            look = replace(look, tiny=points <= _TINY_POINTS)
        if fill := _get(properties, "background-color"):
            look = replace(look, shaded=fill != "transparent" and is_shade(fill.removeprefix("#")))
        if font := _get(properties, "font-name"):
            look = replace(look, font=self._families.get(font, font))
        elif family := _get(properties, "font-family"):
            look = replace(look, font=family.strip("'\" "))
        return look


def length_mm(text: str) -> float | None:
    """A length such as `21cm` or `8.27in` in millimetres; None for percentages and nonsense."""
    match = _LENGTH.fullmatch(text)
    return float(match[1]) * _MM[match[2]] if match else None


def _get(element: Element, local: str) -> str:
    """An attribute by its local name: ODF's prefixes (style, fo, svg, text) do not collide in what we ask."""
    for name, value in element.items():
        if str(name).rpartition("}")[2] == local:
            return str(value)
    return ""
