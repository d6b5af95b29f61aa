"""Papers as files: in the built-in form, or in the office's own where one was in use when the paper was reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from judging.errors import RefusedError
from judging.queries.paper_templates import find_template_at
from media.essays.converting import pdf_of_docx
from media.sandbox import SandboxError
from media.store.contract import StorageKey
from portal.papers.child import draw, draw_own
from portal.papers.content import Column, Content, Letterhead, Look, Para, Signature, Table, to_text
from portal.papers.own_package import TemplateFaultError
from portal.refusals import say
from portal.words import say_actions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from flask_babel import LazyString
    from sqlalchemy.orm import Session

    from judging.ids import ProgrammeID
    from judging.models.papers import Paper, PaperTemplate
    from media.store.contract import Store

FAULTS: Mapping[str, LazyString] = {
    "too_large": _l("The file is too large, or unpacks to too much. A template has at most 5 MB."),
    "no_word_file": _l("This is no Word file (.docx), or it is damaged. Save it in Word as “Word Document (.docx)”."),
    "living": _l("The file holds a macro or another file at “%(place)s”. Remove it and save it as .docx."),
    "outside": _l(
        "The file fetches something from outside (%(place)s): a linked picture or template. Embed it instead."
    ),
    "syntax": _l("A place was not closed rightly near “%(place)s” (%(said)s). Each place reads {{ ten }} on one line."),
    "unknown_word": _l("Near “%(place)s” stands the name “%(said)s”, which this paper does not know."),
    "not_allowed": _l("Near “%(place)s” stands “%(said)s”, which templates may not use."),
    "too_deep": _l("Near “%(place)s” a loop lies too deep or calls itself; %(said)s inside each other are allowed."),
    "not_possible": _l("What stands near “%(place)s” cannot be filled in with the data of this paper."),
    "no_check": _l(
        "The template has no place %(said)s: the code of the content must stand on the paper, in its foot best."
    ),
    "no_end": _l("Filling in the template took too long or too much memory."),
}
say({"template_fault": _l("The office's own template cannot be filled in: %(reason)s")})
say_actions(
    {
        "template.send": _l("own template of a paper sent"),
        "template.use": _l("own template of a paper put into use"),
        "template.leave": _l("own template of a paper left for the built-in form"),
    }
)
SAMPLE_CHECK = "Mã kiểm nội dung: 0000-0000-0000-0000"


class TemplateRefusedError(RefusedError):
    """The office's template cannot be filled in. Fact: reason, as a sentence."""

    code = "template_fault"


def template_for(
    session: Session, programme_id: ProgrammeID, kind: str, paper: Paper | None, *, now: datetime
) -> PaperTemplate | None:
    """The template of a paper: that of the moment of its review, before it that of now."""
    at = paper.reviewed_at if paper is not None and paper.reviewed_at is not None else now
    return find_template_at(session, programme_id, kind, at=at)


def draw_paper(
    text: str, form: Literal["pdf", "docx"], *, check: str, template: PaperTemplate | None, is_long: bool = False
) -> bytes:
    """A paper as a file.

    With an own template its PDF is made of its DOCX where LibreOffice is installed; elsewhere the PDF keeps the
    built-in form. Raises TemplateRefusedError, SandboxError.
    """
    if template is None:
        return draw(text, form, check=check, is_long=is_long)
    data = fill_template(bytes_of(template), text, check=check)
    if form == "docx":
        return data
    return pdf_of_docx(data) or draw(text, "pdf", check=check, is_long=is_long)


def fill_template(data: bytes, text: str, *, check: str) -> bytes:
    """The DOCX that a template becomes with a content. Raises TemplateRefusedError, which says what to do where."""
    try:
        return draw_own(data, text, check=check)
    except TemplateFaultError as fault:
        sentence = str(FAULTS[fault.code])
        shown = {"place": fault.place or _("the whole file"), "said": fault.said}
        raise TemplateRefusedError(reason=sentence % shown if "%(" in sentence else sentence) from fault
    except SandboxError as error:
        raise TemplateRefusedError(reason=str(FAULTS["no_end"])) from error


def bytes_of(template: PaperTemplate) -> bytes:
    """The stored file."""
    store: Store = current_app.extensions["bangvang_store"]
    with store.open(StorageKey(template.store_key)) as stream:
        return stream.read()


def sample_text() -> str:
    """A paper with one of everything, for templates of papers that cannot be made yet."""
    signature = Signature(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "Người thử", "")
    table = Table(
        (Column("TT", 1), Column("Họ và tên", 4)), (("1", "Người thử Một"), ("2", "Người thử Hai")), ("", "2")
    )
    return to_text(
        Content(
            name="Văn bản thử",
            letterhead=Letterhead("Cơ quan thử", "Cơ quan cấp trên", "Số: 01/QĐ-UBND", "Nơi thử, ngày 01 tháng 01"),
            title="QUYẾT ĐỊNH",
            subject="Về việc thử mẫu",
            blocks=(Para("Căn cứ thử;", Look.BASIS), Para("Nội dung thử.", lead="Điều 1."), table),
            signatures=(signature,),
            recipients=("Như trên;", "Lưu: VT."),
        )
    )
