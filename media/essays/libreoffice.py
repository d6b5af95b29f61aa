"""LibreOffice as a library (LibreOfficeKit, a C interface kept stable since 5.0), inside the sandbox.

The program `soffice` wants a socket to find a running copy of itself and starts processes; the library wants
neither, so the fences stay closed. The numbers below are places in the tables of functions of
<LibreOfficeKit/LibreOfficeKit.h>; each table begins with its size.
"""

import ctypes
import os
from pathlib import Path
from typing import Any

_SAVE_AS, _GET_ERROR, _LOAD_WITH_OPTIONS = 2, 3, 4
_Table = ctypes.POINTER(ctypes.c_void_p)


class ConvertError(Exception):
    """LibreOffice could not open or write the document; its own words are the message."""


def convert_task(argument: dict[str, Any]) -> dict[str, Any]:
    """Open `source` with the LibreOffice in `install` and write `essay.odt` into `folder`; with `form` as PDF.

    LibreOffice is not shut down in order: it would wait for threads, and the process ends anyway.
    """
    folder = Path(argument["folder"])
    os.environ.update({
        "HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp", "GSETTINGS_BACKEND": "memory",
        "LC_ALL": "C.UTF-8",
    })  # fmt: skip
    install = Path(argument["install"])
    library = ctypes.CDLL(str(install / "libmergedlo.so"))
    hook = library.libreofficekit_hook_2
    hook.restype, hook.argtypes = ctypes.c_void_p, (ctypes.c_char_p, ctypes.c_char_p)
    office = hook(str(install).encode(), (folder / "profile").as_uri().encode())
    if not office:
        raise ConvertError
    load = _method(office, _LOAD_WITH_OPTIONS, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p)
    document = load(office, Path(argument["source"]).as_uri().encode(), b"Batch=true")
    form = "pdf" if argument.get("form") == "pdf" else "odt"
    target = folder / f"essay.{form}"
    if document:
        save = _method(document, _SAVE_AS, ctypes.c_int, *[ctypes.c_char_p] * 3)
        save(document, target.as_uri().encode(), form.encode(), b"")
    if not target.is_file():
        words = _method(office, _GET_ERROR, ctypes.c_char_p)(office) or b""
        raise ConvertError(words.decode("utf-8", "replace")[:200])
    return {"size": target.stat().st_size}


def _method(thing: int, place: int, result: Any, *arguments: Any) -> Any:  # noqa: ANN401  types of ctypes
    """The function at this place in the table to which the first word of `thing` points."""
    table = ctypes.cast(ctypes.cast(thing, _Table)[0] or 0, _Table)
    return ctypes.CFUNCTYPE(result, ctypes.c_void_p, *arguments)(table[place] or 0)
