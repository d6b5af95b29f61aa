"""Essay files for tests: the makers of the demonstration, so that both prove the same thing."""

from portal.demo.documents import COVER_LABELS, cover_lines, make_docx, make_odt, make_pdf
from portal.demo.texts import Passage, essay_passages, essay_title, vietnamese_text

COVER = {
    "full_name": "Hồ Văn Khiêm",
    "position": "Công chức Tư pháp - Hộ tịch",
    "unit": "UBND xã Tà Rụt",
    "phone": "0912 345 678",
    "title": "Nụ cười nơi Bộ phận một cửa",
}

__all__ = [
    "COVER",
    "COVER_LABELS",
    "Passage",
    "cover_lines",
    "essay_passages",
    "essay_title",
    "make_docx",
    "make_odt",
    "make_pdf",
    "vietnamese_text",
]
