"""Hands of the office in a browser: papers on their way, questions confirmed, a QR code read as a telephone does."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import zxingcpp

from tests.factories.papers import run_jobs
from tests.paper_measures import text_of_pdf

if TYPE_CHECKING:
    from flask import Flask

    from tests.e2e.visitor import Visitor

CHECK = re.compile(r"\b[0-9A-F]{4}(?:[ ·-]?[0-9A-F]{4}){3}\b")
"""The code at the foot of a reviewed paper: 16 signs in four groups."""


def confirm(visitor: Visitor, opener: str, fields: dict[str, str] | None = None) -> Visitor:
    """Open the question with this id, fill it in, press its main button."""
    visitor.page.locator(f"#{opener} > summary").click()
    dialog = visitor.page.locator(f"#{opener} + dialog")
    for name, value in (fields or {}).items():
        dialog.locator(f'[name="{name}"]').fill(value)
    visitor.look()
    dialog.locator('button[type="submit"]').click()
    return visitor.look()


def bytes_of(visitor: Visitor, path: str) -> bytes:
    """A file that the visitor may download."""
    answer = visitor.context.request.get(path if path.startswith("http") else visitor.url + path)
    assert answer.ok, f"{path}: {answer.status}"
    return bytes(answer.body())


def picture_of(pdf: bytes, *, page: int = 0, scale: float = 2) -> bytes:
    """A page of a PDF as a scanner would give it: a PNG of so many times 72 dpi."""
    with pdfium.PdfDocument(pdf) as document:
        made = io.BytesIO()
        document[page].render(scale=scale).to_pil().save(made, format="PNG")
    return made.getvalue()


def addresses_in_qr(pdf: bytes) -> list[str]:
    """What a telephone reads in the QR codes of each page, in order."""
    found = []
    with pdfium.PdfDocument(pdf) as document:
        for page in document:
            codes = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
            found += [one.text for one in codes if one.format == zxingcpp.BarcodeFormat.QRCode]
    return found


class PaperWay:
    """One paper on its way: the secretary's screen drafts, numbers and issues, the board's telephone reviews."""

    def __init__(self, app: Flask, secretary: Visitor, board: Visitor, start: str) -> None:
        self.app, self.secretary, self.board = app, secretary, board
        secretary.go(start).press("Draft this paper", role="button")
        self.path = secretary.page.url.removeprefix(secretary.url)
        self._board("I have read it: freeze it for signing")

    def sign(self) -> PaperWay:
        """In the portal."""
        return self._board("Sign in the portal")

    def sign_on_paper(self) -> PaperWay:
        """The print is signed by a chair who never logs in: its scan goes up, another person types what it carries."""
        printed = bytes_of(self.secretary, f"{self.path}/tep.pdf")
        scan = picture_of(printed)
        self.secretary.go(self.path).page.locator("input[name=scan]").set_input_files(
            {"name": "ban-ky.png", "mimeType": "image/png", "buffer": scan}
        )
        self.secretary.press("Send the scan", role="button")
        assert self.secretary.page.locator("input[name=check]").count() == 0, "who sent it does not confirm it"
        self.board.go(self.path)
        assert bytes_of(self.board, f"{self.path}/ban-quet") == scan
        code = CHECK.search(text_of_pdf(printed))
        assert code is not None
        self.board.expected.append("422")
        wrong = code[0][:-1] + ("0" if code[0][-1] != "0" else "1")
        self.board.fill({"check": wrong}).press("Confirm the scan", role="button")
        self.board.says("không phải mã")
        self.board.go(self.path).fill({"check": code[0].lower()}).press("Confirm the scan", role="button")
        return self

    def number(self) -> PaperWay:
        """The next number of its register."""
        self.secretary.go(self.path).press("Give it the next number", role="button")
        return self

    def issue(self) -> PaperWay:
        """Its final copies, which the worker makes."""
        self.secretary.go(self.path).press("Issue: make the final copies", role="button")
        run_jobs(self.app)
        self.secretary.go(self.path).says("đã ban hành")
        return self

    def pdf(self) -> bytes:
        """The final copy."""
        return bytes_of(self.secretary, f"{self.path}/tep.pdf")

    def _board(self, button: str) -> PaperWay:
        self.board.go(self.path).press(button, role="button")
        return self
