"""Old Word files and RTF, opened through LibreOffice where this machine has it: a copy to read, in the sandbox.

LibreOffice sees the one file, an empty home and a scratch folder that is thrown away; it has no network and can
start nothing (D26). Without it, the answer is a clear sentence; nothing is guessed from the bytes.
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from media import sandbox
from media.codes import Code
from media.essays.blocks import UnreadableError, refusal
from media.reports import FileKind, Finding, Severity
from media.scratch import held_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = (FileKind.DOC, FileKind.RTF)
BUDGET = sandbox.Budget(
    wall_seconds=60, cpu_seconds=40, memory_bytes=3 << 30, file_bytes=64 << 20, open_files=512, threads=True
)
MAX_BYTES = MAX_COPY_BYTES = 64 << 20
_USUAL = ("/usr/lib/libreoffice/program", "/usr/lib64/libreoffice/program", "/opt/libreoffice/program")
_LIBRARY = "libmergedlo.so"
_READABLE = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share", "/etc/libreoffice", "/etc/fonts", "/etc/ld.so.cache",
    "/var/lib/libreoffice", "/var/spool/libreoffice", "/usr/local/share/fonts", "/var/cache/fontconfig",
)  # fmt: skip

_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_RTF_OBJECT = re.compile(rb"\\(?:objdata|objemb|objocx|objautlink|objlink)\b")
_RTF_OUTSIDE = re.compile(rb"\\(?:\*\\template|includepicture|includetext|ddeauto|dde|link)\b", re.IGNORECASE)
_RTF_FIELD = re.compile(rb"\\fldinst[^{}]{0,80}?\b(?:INCLUDEPICTURE|INCLUDETEXT|DDEAUTO|DDE|LINK)\b", re.IGNORECASE)


def find_libreoffice() -> Path | None:
    """LibreOffice's folder `program`: BANGVANG_LIBREOFFICE, else the usual places, else beside `soffice`."""
    named = os.environ.get("BANGVANG_LIBREOFFICE")
    on_path = shutil.which("soffice")
    beside = str(Path(on_path).resolve().parent) if on_path else None
    places = [Path(place) for place in (named, *_USUAL, beside) if place]
    return next((place for place in places if (place / _LIBRARY).is_file()), None)


@contextmanager
def readable_copy(path: Path, kind: FileKind) -> Iterator[tuple[Path, FileKind]]:
    """The file itself, or, of a DOC or RTF, a copy as ODT that lives as long as the block.

    Raises UnreadableError: `no_converter` without LibreOffice, `not_converted` when it could not open the file,
    `too_complex` and `unreadable` when it did not bring its work to an end; and SandboxWeakerError. As a library it
    opens a file as for a window; installed without one (Debian's *-nogui*) it opens none that holds comments.
    """
    if kind not in KINDS:
        yield path, kind
        return
    install = find_libreoffice()
    if install is None:
        raise refusal(Code.NO_CONVERTER, kind=kind.value)
    if path.stat().st_size > MAX_BYTES:
        raise refusal(Code.TOO_COMPLEX, reason="text_size", limit=MAX_BYTES)
    with held_folder(None, prefix="bangvang-essay-") as folder:
        yield _convert(install, path, kind, folder), FileKind.ODT


def pdf_of_docx(data: bytes) -> bytes | None:
    """A DOCX of our own making as PDF; None without LibreOffice on this machine, or when it did not bring it to an end.

    Raises SandboxWeakerError.
    """
    install = find_libreoffice()
    if install is None:
        return None
    with held_folder(None, prefix="bangvang-paper-") as folder:
        source = folder / "paper.docx"
        source.write_bytes(data)
        argument = {"install": str(install), "source": str(source), "folder": str(folder), "form": "pdf"}
        readable = [Path(name) for name in (str(install.parent), *_READABLE) if Path(name).exists()]
        try:
            sandbox.call(
                "media.essays.libreoffice:convert_task", argument, readable=readable, writable=folder, budget=BUDGET
            )
        except sandbox.SandboxWeakerError:
            raise
        except sandbox.SandboxError:
            return None
        return (folder / "essay.pdf").read_bytes()


def inspect(path: Path, kind: FileKind) -> tuple[Finding, ...]:
    """What the original holds that its ODT copy would no longer tell: macros, embedded things, links to outside."""
    if kind not in KINDS or path.stat().st_size > MAX_BYTES:
        return ()
    data = path.read_bytes()
    found = [Finding(Code.CONVERTED, Severity.INFO, None, {"kind": kind.value})]
    if kind is FileKind.DOC:
        if _MACROS in data:
            found.append(Finding(Code.MACROS, Severity.REFUSAL, None, {"member": "_VBA_PROJECT"}))
        return tuple(found)
    if _RTF_OBJECT.search(data):
        found.append(Finding(Code.EMBEDDED_FILE, Severity.PROBLEM, "body", {"member": "object"}))
    if outside := _RTF_OUTSIDE.search(data) or _RTF_FIELD.search(data):
        word = outside[0].decode("ascii", "replace")[-40:]
        found.append(Finding(Code.EXTERNAL_LINK, Severity.PROBLEM, "body", {"relation": "field", "target": word}))
    return tuple(found)


def _convert(install: Path, path: Path, kind: FileKind, folder: Path) -> Path:
    source = folder / f"essay.{kind.value}"  # LibreOffice goes by the ending; the sender's name is never used
    shutil.copyfile(path, source)
    argument = {"install": str(install), "source": str(source), "folder": str(folder)}
    readable = [Path(name) for name in (str(install.parent), *_READABLE) if Path(name).exists()]
    try:
        sandbox.call(
            "media.essays.libreoffice:convert_task", argument, readable=readable, writable=folder, budget=BUDGET
        )
    except sandbox.SandboxWeakerError:
        raise
    except sandbox.TaskFailedError as error:
        raise refusal(Code.NOT_CONVERTED, kind=kind.value) from error
    except sandbox.SandboxError as error:
        raise UnreadableError(finding_for(error)) from error
    return folder / "essay.odt"


def finding_for(error: sandbox.SandboxError) -> Finding:
    """What the death of a child says about the file that it was reading."""
    if isinstance(error, sandbox.TimedOutError):
        facts: dict[str, str | int] = {"reason": "time", "limit": round(error.seconds)}
    elif isinstance(error, sandbox.OutOfMemoryError):
        facts = {"reason": "memory", "limit": error.limit_bytes}
    elif isinstance(error, sandbox.TooMuchOutputError):
        facts = {"reason": "output", "limit": error.limit_bytes}
    else:
        return Finding(Code.UNREADABLE, Severity.REFUSAL, None, {"reason": "reader_died"})
    return Finding(Code.TOO_COMPLEX, Severity.REFUSAL, None, facts)
