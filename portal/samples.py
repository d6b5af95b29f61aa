"""Invented content for the page that shows every component in every state (`/thanh-phan`)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from wtforms import (
    BooleanField,
    FileField,
    Form,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

if TYPE_CHECKING:
    from datetime import datetime

_TOPICS = {"mot-cua": "Bộ phận Một cửa", "truc-tuyen": "Dịch vụ công trực tuyến", "ky-cuong": "Kỷ luật, kỷ cương"}
_CATEGORIES = {"essay": "Bài viết", "video": "Video clip"}
_GROUPS = {"cong-chuc": "Công chức", "vien-chuc": "Viên chức", "lao-dong": "Người lao động"}


class SampleForm(Form):
    """One field of each kind."""

    title = StringField(
        "Tiêu đề bài dự thi", [DataRequired("Vui lòng nhập tiêu đề bài dự thi.")], description="Tối đa 200 ký tự."
    )
    topic = SelectField("Chủ đề", choices=_TOPICS)
    category = RadioField("Thể loại", [DataRequired("Vui lòng chọn thể loại.")], choices=_CATEGORIES)
    groups = SelectMultipleField(
        "Đối tượng tham gia",
        choices=_GROUPS,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    summary = TextAreaField("Tóm tắt", description="Vài câu giới thiệu, không tính vào số chữ.")
    file = FileField("Tệp bài dự thi", description="DOCX, PDF hoặc ODT, không quá 20 MB.")
    is_original = BooleanField(
        "Tôi cam đoan đây là tác phẩm do tôi sáng tác", [DataRequired("Vui lòng xác nhận cam đoan.")]
    )


def component_samples(now: datetime) -> dict[str, Any]:
    """The context of the page: forms without and with mistakes, moments around `now`, and rows of people."""
    wrong = SampleForm(
        data={"topic": "mot-cua", "summary": "Đổi mới cách tiếp công dân tại Bộ phận Một cửa xã Tà Rụt."}
    )
    wrong.validate()
    filled = SampleForm(
        data={
            "title": "Một ngày ở Bộ phận Một cửa",
            "topic": "mot-cua",
            "category": "essay",
            "groups": ["cong-chuc"],
            "is_original": True,
        },
        prefix="filled-",
    )
    return {
        "filled": filled,
        "wrong": wrong,
        "now": now,
        "deadline_at": now + timedelta(days=2, hours=3, minutes=12),
        "soon_at": now + timedelta(minutes=14, seconds=30),
        "before_at": now - timedelta(hours=1, minutes=5),
        "signed_on": date(2020, 8, 24),
        "entries": [
            ("BV-0012", "Một ngày ở Bộ phận Một cửa", "Hồ Thị Ngọc Ánh", "Trường THCS Tà Rụt", "1463"),
            ("BV-0015", "Nụ cười người cán bộ", "Nguyễn Văn Đông", "Phòng Nội vụ", "2004"),
            ("BV-0017", "Từ bản xa về trung tâm", "H'Hen Niê", "UBND xã Đakrông", "1999"),
        ],
    }
