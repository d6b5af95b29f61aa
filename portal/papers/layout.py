"""The measures of Nghị định 30/2020/NĐ-CP, Phụ lục I (domain/practice 3.9), for both renderers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FONTS = Path(__file__).with_name("fonts")
FONT = "Times New Roman"
"""What an office's Word has. The PDF embeds Tinos, whose letters have the same widths (SIL licence)."""
EMBEDDED_FONT = "Tinos"

PAGE_MM = (210, 297)
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 20, 20, 30, 15
INDENT_MM = 12.7
AFTER_PT = 6
LINES = 1.15
SINGLE_EM, WIDE_EM = 0.04, 0.21
"""What stands between the lines in Typst, as Word sets these letters single and 1.15."""
PAGE_NUMBER_PT = 13
LEFT_SHARE = 0.39
"""Of the head's width: the organ's column; the rest is the nation's."""
CELL_PT = 12


@dataclass(frozen=True, slots=True)
class Form:
    """How a look is set: size in points, weight, slant, where it stands, space before and after in points."""

    size: float
    bold: bool = False
    italic: bool = False
    align: Literal["left", "center", "right", "justify"] = "justify"
    indent: bool = False
    before: float = 0
    after: float = 0
    caps: bool = False


FORMS: dict[str, Form] = {
    "upper": Form(13, align="center"),
    "organ": Form(13, bold=True, align="center"),
    "nation": Form(13, bold=True, align="center"),
    "motto": Form(14, bold=True, align="center"),
    "number": Form(13, align="center", before=6),
    "day": Form(14, italic=True, align="center", before=6),
    "about": Form(12, align="center"),
    "title": Form(14, bold=True, align="center", before=12),
    "subject": Form(14, bold=True, align="center"),
    "body": Form(14, indent=True, after=AFTER_PT),
    "basis": Form(14, italic=True, indent=True, after=AFTER_PT),
    "heading": Form(14, bold=True, indent=True, before=6, after=AFTER_PT),
    "item": Form(14, indent=True, after=AFTER_PT),
    "centred": Form(14, align="center", after=AFTER_PT),
    "order": Form(14, bold=True, align="center", before=6, after=AFTER_PT),
    "address": Form(14, align="center", before=12, after=12),
    "note": Form(14, italic=True, align="center", after=AFTER_PT),
    "label": Form(14, bold=True, align="center", after=AFTER_PT),
    "cell": Form(CELL_PT, align="left", before=2, after=2),
    "cell_heading": Form(CELL_PT, bold=True, align="center", before=2, after=2),
    "recipients_heading": Form(12, bold=True, italic=True, align="left"),
    "recipients": Form(11, align="left"),
    "authority": Form(14, bold=True, align="center"),
    "sign_note": Form(14, italic=True, align="center"),
    "signer": Form(14, bold=True, align="center"),
    "check": Form(9, align="center"),
}
"""Every style of a paper. A look of `content.Look` is found under its own word."""

SIGN_ROOM_MM = 24
"""The room for a hand and a seal."""
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
RECIPIENTS = "Nơi nhận:"
END = "./."
