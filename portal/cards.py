"""The pictures that others show beside a link to a page here (Open Graph): drawn here, of public words only."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).parent / "papers" / "fonts"
WIDTH, HEIGHT = 1200, 630
EDGE = 80
PAPER, INK, MUTED, RED, GOLD = "#faf8f4", "#211c18", "#5b534b", "#8f1d14", "#d9a62e"
TITLE_SIZES = (68, 58, 50, 42)
MOST_LINES = 5
COLOURS = 32


@lru_cache(maxsize=128)
def draw_card(title: str, line: str, office: str) -> bytes:
    """A PNG of 1200 × 630: the office's red and gold, a title of as many lines as it needs, a line below it.

    The same words give the same bytes; they are kept, for every visitor of a link asks for the picture again.
    """
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, WIDTH, 112), fill=RED)
    pen.rectangle((0, 112, WIDTH, 118), fill=GOLD)
    pen.text((EDGE, 58), "Bảng Vàng", font=_font(46, bold=True), fill="#ffffff", anchor="lm")
    pen.text((WIDTH - EDGE, 58), _cut(pen, office, _font(26), 760), font=_font(26), fill="#ffffff", anchor="rm")
    lines, font, size = _fitted(pen, title)
    top = 118 + (HEIGHT - 118 - 110 - len(lines) * size * 1.25) / 2
    for number, words in enumerate(lines):
        pen.text((EDGE, top + number * size * 1.25), words, font=font, fill=INK)
    pen.rectangle((EDGE, HEIGHT - 108, EDGE + 96, HEIGHT - 102), fill=GOLD)
    pen.text((EDGE, HEIGHT - 62), _cut(pen, line, _font(32), WIDTH - 2 * EDGE), font=_font(32), fill=MUTED, anchor="lm")
    written = io.BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
    return written.getvalue()


def _fitted(pen: ImageDraw.ImageDraw, title: str) -> tuple[list[str], ImageFont.FreeTypeFont, int]:
    """The title in lines, as large as it goes; the longest are cut."""
    for size in TITLE_SIZES:
        font = _font(size, bold=True)
        lines = _wrapped(pen, title, font)
        if len(lines) < MOST_LINES:
            return lines, font, size
    size = TITLE_SIZES[-1]
    font = _font(size, bold=True)
    lines = _wrapped(pen, title, font)
    shown = lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        shown[-1] = _cut(pen, f"{shown[-1]} {lines[MOST_LINES]}", font, WIDTH - 2 * EDGE)
    return shown, font, size


def _wrapped(pen: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if pen.textlength(longer, font=font) <= WIDTH - 2 * EDGE or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _cut(pen: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, room: int) -> str:
    if pen.textlength(text, font=font) <= room:
        return text
    while text and pen.textlength(f"{text}…", font=font) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


@lru_cache(maxsize=16)
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"Tinos-{'Bold' if bold else 'Regular'}.ttf"), size)
