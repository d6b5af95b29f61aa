"""Words inside a picture, read by Tesseract where it is installed; without it nothing is guessed.

Tesseract is a program of the operating system (package `tesseract-ocr`, `tesseract-ocr-vie`), started in the sandbox
like ffmpeg. BANGVANG_TESSERACT names another binary.
"""

from __future__ import annotations

import functools
import os
import shutil
from pathlib import Path

from media import sandbox

_ENVIRONMENT = "BANGVANG_TESSERACT"
_BUDGET = sandbox.Budget(wall_seconds=30, cpu_seconds=30, memory_bytes=1 << 30)
_SPARSE_TEXT = "11"
_DATA = (Path("/usr/share/tesseract-ocr"), Path("/usr/share/tessdata"))


def find_reader() -> str | None:
    """The absolute path of Tesseract, or None."""
    named = os.environ.get(_ENVIRONMENT)
    if named:
        return str(Path(named).resolve()) if Path(named).is_file() else None
    found = shutil.which("tesseract")
    return str(Path(found).resolve()) if found else None


def read_words(picture: Path) -> str | None:
    """The words of a JPEG or PNG, in no certain order; None when nobody could read it."""
    reader = find_reader()
    if reader is None:
        return None
    data = [folder for folder in _DATA if folder.is_dir()]
    argv = [reader, str(picture.resolve()), "stdout", "-l", _language(reader), "--psm", _SPARSE_TEXT]
    try:
        return sandbox.run(argv, readable=(picture, *data), budget=_BUDGET).decode("utf-8", "replace")
    except sandbox.SandboxWeakerError:
        raise
    except sandbox.SandboxError:
        return None


@functools.cache
def _language(reader: str) -> str:
    """Vietnamese where its data are installed, else English, which still reads what is written without marks."""
    data = [folder for folder in _DATA if folder.is_dir()]
    try:
        listed = sandbox.run([reader, "--list-langs"], readable=data, budget=_BUDGET).decode("utf-8", "replace")
    except sandbox.SandboxError:
        return "eng"
    return "vie" if "vie" in listed.split() else "eng"
