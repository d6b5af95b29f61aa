"""Limits for tests: everything that the contest of Đakrông accepts."""

from media.reports import ESSAY_KINDS, IMAGE_KINDS, VIDEO_KINDS, Limits

COVER_FIELDS = {
    "full_name": "họ và tên tác giả",
    "position": "chức vụ",
    "unit": "đơn vị công tác",
    "phone": "số điện thoại",
    "title": "tiêu đề bài viết",
}
LIMITS = Limits(kinds=(*ESSAY_KINDS, *VIDEO_KINDS, *IMAGE_KINDS), max_bytes=500 << 20, cover_fields=COVER_FIELDS)
PLAIN = Limits(kinds=ESSAY_KINDS, max_bytes=50 << 20)
