"""How text of a DOCX looks as far as counting cares: its font, and whether a reader can see it at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from media.essays.looks import Look, is_shade, is_white

if TYPE_CHECKING:
    from collections.abc import Callable

    from media.essays.xml import Element

_TINY_HALF_POINTS = 6
_OFF = ("0", "false", "off", "none")
_MAX_INHERITANCE = 12


@dataclass(frozen=True, slots=True)
class Style:
    """A named style: what it says of runs, and what its paragraphs are."""

    name: str
    look: Look
    heading_level: int = 0
    is_list: bool = False
    breaks_page: bool = False


class Styles:
    """The styles of one document, resolved as they are asked for."""

    def __init__(self, root: Element | None, load_theme: Callable[[], Element | None], w: str) -> None:
        self._w = w
        self._load_theme = load_theme
        self._elements: dict[str, Element] = {}
        self._resolved: dict[str, Style] = {}
        self._default_paragraph = ""
        self.language: str | None = None
        default = Look()
        if root is not None:
            for element in root.iterchildren(f"{w}style"):
                style_id = element.get(f"{w}styleId", "")
                self._elements[style_id] = element
                if element.get(f"{w}default") in {"1", "true"} and element.get(f"{w}type") == "paragraph":
                    self._default_paragraph = style_id
            defaults = root.find(f"{w}docDefaults/{w}rPrDefault/{w}rPr")
            default = self.look(defaults, default)
            if defaults is not None:
                self.language = _value(defaults.find(f"{w}lang"), w)
        self._default_look = default

    def get(self, style_id: str | None) -> Style:
        """The style of this id; the default paragraph style for None or an id that there is not."""
        style_id = style_id if style_id in self._elements else self._default_paragraph
        if style_id not in self._resolved:
            self._resolved[style_id] = self._resolve(style_id, _MAX_INHERITANCE)
        return self._resolved[style_id]

    def look(self, properties: Element | None, base: Look, *, character_styles: bool = False) -> Look:
        """The look that run properties (w:rPr) give on top of `base`."""
        if properties is None or not len(properties):
            return base
        w, look = self._w, base
        for element in properties:
            tag, value = element.tag, element.get(f"{w}val")
            if tag == f"{w}rFonts":
                look = replace(look, font=self._font(element) or look.font)
            elif tag == f"{w}rStyle" and character_styles:
                look = self._with_character_style(value, look)
            elif tag in {f"{w}vanish", f"{w}webHidden", f"{w}specVanish"}:
                look = replace(look, vanished=value not in _OFF)
            elif tag == f"{w}color":
                themed = element.get(f"{w}themeColor", "") in {"background1", "bg1", "light1"}
                look = replace(look, white=themed or is_white(value))
            elif tag == f"{w}sz":
                look = replace(look, tiny=_number(value, _TINY_HALF_POINTS + 1) <= _TINY_HALF_POINTS)
            elif tag == f"{w}shd" or (tag == f"{w}highlight" and value not in {"none", "white"}):
                look = replace(look, shaded=tag == f"{w}highlight" or is_shade(element.get(f"{w}fill")))
        return look

    def _with_character_style(self, style_id: str | None, base: Look) -> Look:
        element = self._elements.get(style_id or "")
        return base if element is None else self.look(element.find(f"{self._w}rPr"), base)

    def _resolve(self, style_id: str, depth: int) -> Style:
        w = self._w
        element = self._elements.get(style_id)
        if element is None:
            return Style("", self._default_look)
        parent_id = _value(element.find(f"{w}basedOn"), w)
        parent = (
            self._resolve(parent_id, depth - 1)
            if parent_id and depth and parent_id != style_id
            else Style("", self._default_look)
        )
        properties = element.find(f"{w}pPr")
        outline = properties.find(f"{w}outlineLvl") if properties is not None else None
        name = (_value(element.find(f"{w}name"), w) or "").lower()
        level = parent.heading_level
        if outline is not None:
            level = _number(_value(outline, w), 9) + 1
        return Style(
            name=name,
            look=self.look(element.find(f"{w}rPr"), parent.look),
            heading_level=level if level <= 9 else 0,  # noqa: PLR2004  level 9 of Word means body text
            is_list=parent.is_list or (properties is not None and properties.find(f"{w}numPr") is not None),
            breaks_page=parent.breaks_page
            or (properties is not None and is_on(properties.find(f"{w}pageBreakBefore"), w)),
        )

    def _font(self, fonts: Element) -> str:
        w = self._w
        name = fonts.get(f"{w}hAnsi") or fonts.get(f"{w}ascii") or ""
        themed = fonts.get(f"{w}hAnsiTheme") or fonts.get(f"{w}asciiTheme") or ""
        return self._theme_fonts.get(themed[:5], name) if themed else name

    @cached_property
    def _theme_fonts(self) -> dict[str, str]:
        """Read when a font of the theme is first used: most themes are long and unused."""
        return _theme_fonts(self._load_theme())


def is_on(element: Element | None, w: str) -> bool:
    """Whether a switch such as w:pageBreakBefore is there and not turned off."""
    return element is not None and element.get(f"{w}val") not in _OFF


def _theme_fonts(theme: Element | None) -> dict[str, str]:
    """`minor` and `major` to the Latin font that the theme names."""
    fonts: dict[str, str] = {}
    if theme is not None:
        for scheme in theme.iter("{*}minorFont", "{*}majorFont"):
            latin = scheme.find("{*}latin")
            if latin is not None:
                fonts[str(scheme.tag).rpartition("}")[2][:5]] = latin.get("typeface", "")
    return fonts


def _value(element: Element | None, w: str) -> str | None:
    return None if element is None else element.get(f"{w}val")


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 9 else otherwise  # noqa: PLR2004
