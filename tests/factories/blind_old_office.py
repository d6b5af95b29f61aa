"""RTF and old Word files with a word in every place that the format has for one."""

# ruff: noqa: E501  a document is read more easily with its elements whole
from __future__ import annotations

import io
import shutil
import subprocess
from typing import TYPE_CHECKING

from PIL import Image, PngImagePlugin

from tests.factories.blind_essays import BODY
from tests.factories.old_office import escaped

if TYPE_CHECKING:
    from pathlib import Path

    from tests.factories.traces import Traces


def make_rtf(path: Path, t: Traces) -> Path:
    """Information, who comments, changes, hidden text, header, bookmark, fields, pictures, objects, data of programs."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", t.plant("picture inside"))
    raw = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(raw, "PNG", pnginfo=texts)
    info = "".join(
        rf"{{\{word} {t.plant(f'info {word}')}}}"
        for word in ("title", "subject", "author", "operator", "keywords", "doccomm")
    ) + "".join(rf"{{\*\{word} {t.plant(f'info {word}')}}}" for word in ("manager", "company", "category", "hlinkbase"))
    path.write_text(
        rf"{{\rtf1\ansi\ansicpg1252\deff0{{\fonttbl{{\f0 Times New Roman;}}{{\f1 {t.plant('font')};}}}}"
        rf"{{\stylesheet{{\s1 {t.plant('style')};}}}}{{\*\generator {t.plant('generator')};}}"
        rf"{{\*\revtbl{{Unknown;}}{{{t.plant('who changed')};}}}}{{\info{info}{{\creatim\yr2021\mo3\dy4}}}}"
        rf"{{\*\userprops{{\propname Unit}}\proptype30{{\staticval {t.plant('own property')}}}}}"
        rf"{{\*\docvar {{a}}{{{t.plant('variable')}}}}}{{\*\xmlnstbl {{\xmlns1 {t.plant('name space')};}}}}"
        rf"{{\*\unknowngroup {t.plant('unknown group')}}}\paperw11906\paperh16838"
        rf"{{\header {t.plant('header')}\par}}{{\footer {t.plant('footer')}\par}}"
        rf"\pard\f0 {{\*\bkmkstart {t.plant('bookmark')}}}{{\*\bkmkend {t.plant('bookmark')}}}{escaped(BODY[0])}"
        rf"{{\*\atnid {t.plant('initials')}}}{{\*\atnauthor {t.plant('commenter')}}}\par "
        rf"{{\deleted\revauthdel1 {t.plant('deleted')}}}{{\v {t.plant('hidden')}}}\par "
        rf"{{\field{{\*\fldinst HYPERLINK "
        "https://{t.plant('link')}.example"
        " }}{{\fldrslt {escaped(BODY[1])}}}}}\\par "
        rf"{{\pict{{\*\picprop{{\sp{{\sn wzDescription}}{{\sv {t.plant('picture text')}}}}}}}\pngblip {raw.getvalue().hex()}}}\par "
        rf"{{\*\datastore {t.plant('data store').encode().hex()}}}}}",
        encoding="ascii",
    )
    return path


def make_doc(path: Path, t: Traces) -> Path:
    """An old Word file, written by LibreOffice from an RTF with traces; those that Word files have no place for go."""
    source = make_rtf(path.with_suffix(".rtf"), t)
    office = shutil.which("soffice")
    assert office is not None
    subprocess.run(
        [office, f"-env:UserInstallation={(path.parent / 'profile').as_uri()}", "--headless", "--convert-to",
         "doc:MS Word 97", "--outdir", str(path.parent), str(source)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    source.unlink()
    held = t.found_in(path.read_bytes())
    t.planted = {word: place for word, place in t.planted.items() if place in held}
    assert {"info author", "info title", "info company", "header", "hidden"} <= held, held
    return path
