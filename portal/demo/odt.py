"""Writing an OpenDocument text file by hand: a dozen lines of XML in a zip, no library."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from portal.demo.texts import Passage

_MIMETYPE = "application/vnd.oasis.opendocument.text"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("style", "style"),
        ("fo", "xsl-fo-compatible"),
        ("meta", "meta"),
        ("svg", "svg-compatible"),
    )
)
_PROLOGUE = '<?xml version="1.0" encoding="UTF-8"?>\n'
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)


def write_odt(
    path: Path,
    *,
    cover_lines: Sequence[str],
    passages: Sequence[Passage],
    size_mm: tuple[int, int],
    page_numbers: bool,
    author: str,
    font: str,
) -> Path:
    """Write the file; a cover, if there are lines for it, ends with a page break before the body."""
    members = {
        "content.xml": _content(cover_lines, passages, font),
        "styles.xml": _styles(size_mm, font, page_numbers=page_numbers),
        "meta.xml": _meta(author),
        "META-INF/manifest.xml": _manifest(),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo("mimetype", _FIXED_TIME), _MIMETYPE)  # stored, and first
        for name, text in members.items():
            package.writestr(zipfile.ZipInfo(name, _FIXED_TIME), text, compress_type=zipfile.ZIP_DEFLATED)
    return path


def _content(cover_lines: Sequence[str], passages: Sequence[Passage], font: str) -> str:
    body = [f"<text:p>{escape(line)}</text:p>" for line in cover_lines]
    breaks = bool(cover_lines)
    for passage in passages:
        style = ' text:style-name="After"' if breaks else ""
        breaks = False
        if passage.kind == "heading":
            body.append(f'<text:h{style} text:outline-level="2">{escape(passage.text)}</text:h>')
        else:
            body.append(f"<text:p{style}>{escape(passage.text)}</text:p>")
    return (
        f'{_PROLOGUE}<office:document-content {_NAMESPACES} office:version="1.3">'
        f"<office:font-face-decls><style:font-face style:name={quoteattr(font)} "
        f"svg:font-family={quoteattr(font)}/></office:font-face-decls>"
        '<office:automatic-styles><style:style style:name="After" style:family="paragraph" '
        'style:parent-style-name="Standard"><style:paragraph-properties fo:break-before="page"/>'
        f"</style:style></office:automatic-styles><office:body><office:text>{''.join(body)}"
        "</office:text></office:body></office:document-content>"
    )


def _styles(size_mm: tuple[int, int], font: str, *, page_numbers: bool) -> str:
    number = "<style:footer><text:p><text:page-number>1</text:page-number></text:p></style:footer>"
    return (
        f'{_PROLOGUE}<office:document-styles {_NAMESPACES} office:version="1.3"><office:styles>'
        '<style:style style:name="Standard" style:family="paragraph">'
        f'<style:text-properties style:font-name={quoteattr(font)} fo:language="vi" fo:country="VN"/>'
        "</style:style></office:styles><office:automatic-styles>"
        '<style:page-layout style:name="pm1"><style:page-layout-properties '
        f'fo:page-width="{size_mm[0] / 10}cm" fo:page-height="{size_mm[1] / 10}cm"/></style:page-layout>'
        '</office:automatic-styles><office:master-styles><style:master-page style:name="Standard" '
        f'style:page-layout-name="pm1">{number if page_numbers else ""}</style:master-page>'
        "</office:master-styles></office:document-styles>"
    )


def _meta(author: str) -> str:
    return (
        f'{_PROLOGUE}<office:document-meta {_NAMESPACES} xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'office:version="1.3"><office:meta><meta:initial-creator>{escape(author)}</meta:initial-creator>'
        f"<dc:creator>{escape(author)}</dc:creator></office:meta></office:document-meta>"
    )


def _manifest() -> str:
    namespace = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in (
            ("/", _MIMETYPE),
            ("content.xml", "text/xml"),
            ("styles.xml", "text/xml"),
            ("meta.xml", "text/xml"),
        )
    )
    return (
        f'{_PROLOGUE}<manifest:manifest xmlns:manifest="{namespace}" manifest:version="1.3">'
        f"{entries}</manifest:manifest>"
    )
