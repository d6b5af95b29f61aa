"""Makes Word templates as an office would: paragraphs and a table with places, in real DOCX files."""

from __future__ import annotations

import io
import zipfile

from docx import Document

GOOD = ("{{ co_quan }}", "{{ so_ky_hieu }}", "{{ noi_ngay }}", "{{ ten_loai }}", "{{ trich_yeu }}",
        "{%p for d in noi_dung %}", "{{ d.mo_dau }} {{ d.chu }}", "{%p endfor %}", "MẪU RIÊNG CỦA CƠ QUAN")  # fmt: skip
CHECK = "{{ ma_kiem }}"


def make_template(*lines: str, rows: tuple[str, str] | None = None, foot: str = CHECK) -> bytes:
    """A DOCX with these paragraphs; `rows` are the loop's source and the cell of a table; `foot` stands in its foot."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    if rows is not None:
        table = document.add_table(rows=3, cols=1)
        table.rows[0].cells[0].text = f"{{%tr for dong in {rows[0]} %}}"
        table.rows[1].cells[0].text = rows[1]
        table.rows[2].cells[0].text = "{%tr endfor %}"
    if foot:
        document.sections[0].footer.paragraphs[0].text = foot
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    """The same file with one more member, or another one in its place."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for one in source.namelist():
            if one != name:
                packed.writestr(one, source.read(one))
        packed.writestr(name, content)
    return target.getvalue()
