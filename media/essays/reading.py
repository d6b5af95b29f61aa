"""One reader per kind of essay file, behind one function."""

from collections.abc import Callable
from pathlib import Path

from media.codes import Code
from media.essays.blocks import Essay, UnreadableError, refusal
from media.essays.docx import read_docx
from media.essays.legacy import mend
from media.essays.odt import read_odt
from media.essays.pdf import read_pdf
from media.essays.typed import read_html, read_text
from media.reports import FileKind, Limits

_READERS: dict[FileKind, Callable[[Path, Limits], Essay]] = {
    FileKind.DOCX: lambda path, _: read_docx(path),
    FileKind.ODT: lambda path, _: read_odt(path),
    FileKind.PDF: lambda path, limits: read_pdf(path, max_pages=limits.max_pages),
    FileKind.TEXT: lambda path, _: read_text(path),
    FileKind.HTML: lambda path, _: read_html(path),
}


def read_essay(path: Path, kind: FileKind, limits: Limits) -> Essay:
    """The essay in this file, whose kind sniffing found. Raises UnreadableError, whatever goes wrong inside.

    Parsers of other people raise what they like over hostile files (D11), so everything becomes one error
    here; only a lack of memory is left to the sandbox.
    """
    reader = _READERS.get(kind)
    if reader is None:
        raise refusal(Code.KIND_NOT_ALLOWED, kind=kind.value)
    try:
        return mend(reader(path, limits))
    except (UnreadableError, MemoryError):
        raise
    except RecursionError as error:
        raise refusal(Code.TOO_COMPLEX, reason="depth", limit=0) from error
    except Exception as error:
        raise refusal(Code.UNREADABLE, reason=type(error).__name__) from error
