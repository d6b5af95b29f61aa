"""Drawing in a limited child process: it reads fonts and templates, writes nothing, and ends when its time is over.

`draw` is called by the portal; `task` runs in the child (`media.sandbox.call`).
"""

from __future__ import annotations

import base64
import importlib
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import docx
import pypdfium2 as pdfium
import typst
from PIL import Image

from media.sandbox import Budget, call
from portal.papers.content import Column, Content, Look, Para, Table, from_text
from portal.papers.docx import render_docx
from portal.papers.own import render_own
from portal.papers.own_package import TemplateFaultError
from portal.papers.pdf import render_pdf

if TYPE_CHECKING:
    from collections.abc import Callable

_PIXELS_PER_POINT = 1.5
_RENDERERS: dict[str, Callable[..., bytes]] = {"pdf": render_pdf, "docx": render_docx}
_READABLE = (Path(__file__).parent, Path(docx.__file__).parent, Path(typst.__file__).parent)
_QUICK = Budget(wall_seconds=60, cpu_seconds=60, memory_bytes=4 << 30, output_bytes=96 << 20, threads=True)
_OWN = Budget(wall_seconds=60, cpu_seconds=30, memory_bytes=1 << 30, output_bytes=32 << 20, threads=True)
_LONG = Budget(wall_seconds=900, cpu_seconds=900, memory_bytes=6 << 30, output_bytes=512 << 20, threads=True)


def draw(content: str, form: Literal["pdf", "docx"], *, check: str = "", is_long: bool = False) -> bytes:
    """A content (its canonical JSON) as a file. `is_long` is for jobs, which may take minutes.

    Raises:
        SandboxError: when the child did not bring it to an end.
    """
    argument = {"content": content, "form": form, "check": check}
    answer = call("portal.papers.child:task", argument, readable=_READABLE, budget=_LONG if is_long else _QUICK)
    return base64.b64decode(answer["file"])


def draw_own(template: bytes, content: str, *, check: str = "") -> bytes:
    """A content in the office's own form, as DOCX.

    Raises:
        TemplateFaultError: when the template cannot be used; it names the place.
        SandboxError: when the child did not bring it to an end (a bomb that no check foresaw).
    """
    argument = {"template": base64.b64encode(template).decode(), "content": content, "check": check}
    answer = call("portal.papers.child:own", argument, readable=_READABLE, budget=_OWN)
    if "fault" in answer:
        raise TemplateFaultError(**answer["fault"])
    return base64.b64decode(answer["file"])


def own(argument: dict[str, Any]) -> dict[str, Any]:
    """The child's side of `draw_own`."""
    template, content = base64.b64decode(argument["template"]), from_text(argument["content"])
    try:
        data = render_own(template, content, check=argument["check"])
    except TemplateFaultError as fault:
        return {"fault": {"code": fault.code, "place": fault.place, "said": fault.said}}
    return {"file": base64.b64encode(data).decode()}


def draw_page(content: str, number: int, *, check: str = "") -> tuple[bytes, int]:
    """A page of the PDF as a PNG, from 1, and how many pages there are. Raises SandboxError."""
    argument = {"content": content, "check": check, "page": number}
    answer = call("portal.papers.child:picture", argument, readable=_READABLE, budget=_QUICK)
    return base64.b64decode(answer["file"]), int(answer["pages"])


def picture(argument: dict[str, Any]) -> dict[str, Any]:
    """The child's side of `draw_page`; a page that is not there becomes the last one."""
    document = pdfium.PdfDocument(render_pdf(from_text(argument["content"]), check=argument["check"]))
    number = max(1, min(int(argument["page"]), len(document)))
    drawn = io.BytesIO()
    document[number - 1].render(scale=_PIXELS_PER_POINT).to_pil().save(drawn, "PNG", optimize=True)
    return {"file": base64.b64encode(drawn.getvalue()).decode(), "pages": len(document)}


def task(argument: dict[str, Any]) -> dict[str, Any]:
    """The child's side of `draw`."""
    content = from_text(argument["content"])
    data = _RENDERERS[argument["form"]](content, check=argument["check"])
    return {"file": base64.b64encode(data).decode()}


def warm_up() -> None:
    """Load, before the fences close, what drawing imports late."""
    for name in (
        "segno.writers",
        "xml.sax.saxutils",
        "docx.parts.hdrftr",
        "zipfile",
        "PIL.PngImagePlugin",
        "PIL.Image",
        "jinja2.debug",
    ):
        importlib.import_module(name)
    Image.preinit()
    sample = Content(name="", blocks=(Para("", Look.BODY), Table((Column("", 1),), (("",),))))
    render_docx(sample)
