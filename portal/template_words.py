"""The names that an office's own template can use, and what each says: the help beside the upload."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

TEMPLATE_WORDS = (
    ("{{ co_quan_cap_tren }}", _l("the body above")),
    ("{{ co_quan }}", _l("the body that issues the paper")),
    ("{{ so_ky_hieu }}", _l("the line with number and symbol")),
    ("{{ noi_ngay }}", _l("place and day")),
    ("{{ ten_loai }}", _l("the name of its type: QUYẾT ĐỊNH")),
    ("{{ trich_yeu }}", _l("what it is about")),
    ("{%p for d in noi_dung %} {{ d.mo_dau }} {{ d.chu }} {%p endfor %}", _l("the text, paragraph by paragraph")),
    ("{%tr for dong in bang[0].dong %} {{ dong[0] }} {{ dong[1] }} {%tr endfor %}", _l("the rows of the first table")),
    ("{{ phu_luc[0].bang[0].dong }}", _l("the rows of the first table of the first appendix, in the same way")),
    ("{{ nguoi_ky[0].chuc_vu | join(' ') }} {{ nguoi_ky[0].ho_ten }}", _l("who signs: position, name")),
    ("{%p for n in noi_nhan %} {{ n }} {%p endfor %}", _l("to whom it is sent")),
    ("{% for g in giay %} {{ g.nguoi_nhan }} … {% endfor %}", _l("certificates, each with name, merit, code")),
    ("{{ ma_kiem }}", _l("the code of the content; every template must have it, in the foot best")),
)
"""(how it is written in Word, what it says)."""
