"""An office's own template: filled in with the paper's words, hostile ones refused with their place (E05)."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document

from portal.papers.child import draw_own
from portal.papers.content import Column, Content, Letterhead, Para, Signature, Table, to_text
from portal.papers.own import render_own
from portal.papers.own_package import MOST_BYTES, TemplateFaultError, check_package
from tests.factories.own_templates import GOOD, make_template, with_member

CHECK = "Mã kiểm nội dung: 12AB-34CD-56EF-7890"
CONTENT = Content(
    name="Thử",
    letterhead=Letterhead("UBND huyện thử", "UBND tỉnh thử", "Số: 05/QĐ-UBND", "Nơi thử, ngày 05 tháng 01"),
    title="QUYẾT ĐỊNH",
    subject="Về <việc> thử & mẫu {{ ten_loai }}",
    blocks=(
        Para("Nội dung.", lead="Điều 1."),
        Table((Column("TT", 1), Column("Tên", 3)), (("1", "A"), ("2", "B"))),
    ),
    signatures=(Signature(("CHỦ TỊCH",), "Người thử"),),
)


def words_of(data: bytes) -> list[str]:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [one.text for one in document.paragraphs] + cells + [document.sections[0].footer.paragraphs[0].text]


def fault(*lines: str, **options: str) -> TemplateFaultError:
    with pytest.raises(TemplateFaultError) as caught:
        render_own(make_template(*lines, **options), CONTENT, check=CHECK)  # type: ignore[arg-type]  # foot alone
    return caught.value


def test_a_template_says_what_the_paper_says_and_no_data_becomes_code() -> None:
    data = make_template(*GOOD[:5], rows=("noi_dung[1].dong", "{{ dong[0] }}. {{ dong[1] | upper }}"))
    said = words_of(draw_own(data, to_text(CONTENT), check=CHECK))
    assert said[:4] == ["UBND huyện thử", "Số: 05/QĐ-UBND", "Nơi thử, ngày 05 tháng 01", "QUYẾT ĐỊNH"]
    assert said[4] == "Về <việc> thử & mẫu {{ ten_loai }}"
    assert said[5:] == ["1. A", "2. B", CHECK]


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("{{ ten_loai.__class__.__mro__[1].__subclasses__() }}", "not_allowed", "call"),
        ("{{ ten_loai.__class__ }}", "not_allowed", "__class__"),
        ("{{ ''['__class__'] }}", "unknown_word", "__class__"),
        ("{{ ten_loai | attr('__class__') }}", "not_allowed", "attr"),
        ("{{ bang | map(attribute='__class__') | list }}", "not_allowed", "list"),
        ("{{ cycler.__init__.__globals__.os.popen('id').read() }}", "not_allowed", "call"),
        ("{{ self._TemplateReference__context }}", "not_allowed", "_TemplateReference__context"),
        ("{{ lipsum }}", "unknown_word", "lipsum"),
        ("{{ config }}", "unknown_word", "config"),
        ("{{ request }}", "unknown_word", "request"),
        ("{% import 'os' as os %}", "not_allowed", "import"),
        ("{% include '/etc/passwd' %}", "not_allowed", "include"),
        ("{% extends 'x' %}", "not_allowed", "extends"),
        ("{% macro f() %}{% endmacro %}", "not_allowed", "macro"),
        ("{% set x = ten_loai %}", "not_allowed", "assign"),
        ("{% for x in range(999999999) %}{% endfor %}", "not_allowed", "call"),
        ("{{ ten_loai * 999999999 }}", "not_allowed", "mul"),
        ("{{ 9 ** 9 ** 9 }}", "not_allowed", "pow"),
        ("{% for d in noi_dung recursive %}{% endfor %}", "too_deep", "3"),
        ("{{ noi_dung.append }}", "unknown_word", "append"),
        ("{{ ten_loai.format }}", "unknown_word", "format"),
    ],
)
def test_E05_a_hostile_template_is_refused_with_its_place_before_anything_runs(line: str, code: str, said: str) -> None:
    found = fault("Một đoạn lành.", line)
    assert (found.code, found.said) == (code, said)
    assert found.place == line


def test_E05_hostile_places_in_head_foot_and_properties_are_refused_too() -> None:
    assert fault("Lành.", foot="{{ ma_kiem }}{{ ten_loai.__class__ }}").said == "__class__"
    document = Document(io.BytesIO(make_template("Lành.")))
    document.core_properties.title = "{{ lipsum.__globals__ }}"
    saved = io.BytesIO()
    document.save(saved)
    with pytest.raises(TemplateFaultError, match="not_allowed"):
        render_own(saved.getvalue(), CONTENT, check=CHECK)


def test_E05_loops_inside_loops_are_bounded() -> None:
    opening = "".join(f"{{% for a{at} in noi_dung %}}" for at in range(4))
    assert fault(opening + "x" + "{% endfor %}" * 4).code == "too_deep"


def test_a_mistake_names_the_paragraph_where_it_stands() -> None:
    assert fault("Đúng.", "Kính gửi: {{ kinh_guii }}").place == "Kính gửi: {{ kinh_guii }}"
    assert fault("Kính gửi: {{ kinh_guii }}").said == "kinh_guii"
    open_place = fault("Trước.", "Số {{ so_ky_hieu")
    assert open_place.code == "syntax"
    assert "so_ky_hieu" in open_place.place
    assert fault("{% if ten_loai %}Không đóng.").code == "syntax"


def test_a_template_without_the_code_of_the_content_is_refused() -> None:
    assert fault(*GOOD, foot="").code == "no_check"
    assert words_of(render_own(make_template(*GOOD[:1], foot=""), CONTENT, check=""))[0] == "UBND huyện thử"


def packed(name: str, content: bytes) -> bytes:
    return with_member(make_template("Lành."), name, content)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "no_word_file"),
        (b"PK\x03\x04 rubbish", "no_word_file"),
        (b"x" * (MOST_BYTES + 1), "too_large"),
        (packed("word/media/bomb.bin", b"\0" * (60 << 20)), "too_large"),
        (packed("word/media/ratio.bin", b"\0" * (4 << 20)), "too_large"),
        (packed("word/vbaProject.bin", b"x"), "living"),
        (packed("word/embeddings/oleObject1.bin", b"x"), "living"),
        (packed("../outside.xml", b"<a/>"), "living"),
        (packed("word/extra.xml", b'<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'), "living"),
        (
            packed(
                "word/_rels/settings.xml.rels",
                b'<Relationships><Relationship Id="r" Type="x/attachedTemplate" Target="http://127.0.0.1/t.dotm" '
                b'TargetMode="External"/></Relationships>',
            ),
            "outside",
        ),
    ],
)
def test_D07_E05_bombs_macros_and_things_from_outside_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(TemplateFaultError) as caught:
        check_package(data)
    assert caught.value.code == code


def test_a_plain_link_may_stand_in_a_template() -> None:
    check_package(
        packed(
            "word/_rels/x.xml.rels",
            b'<Relationships><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            b'relationships/hyperlink" Target="https://example.vn" TargetMode="External"/></Relationships>',
        )
    )


def test_a_file_that_lies_about_its_size_is_measured() -> None:
    data = bytearray(packed("word/media/lie.bin", b"\0" * (60 << 20)))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as held:
        offset = held.start_dir
    place = data.rindex(b"word/media/lie.bin") - 46
    assert place >= offset
    data[place + 24 : place + 28] = (100).to_bytes(4, "little")
    with pytest.raises(TemplateFaultError):
        check_package(bytes(data))


def test_E05_the_limited_child_refuses_a_hostile_template_as_well() -> None:
    with pytest.raises(TemplateFaultError) as caught:
        draw_own(make_template("{{ ten_loai.__class__ }}"), to_text(CONTENT), check=CHECK)
    assert (caught.value.code, caught.value.place) == ("not_allowed", "{{ ten_loai.__class__ }}")
