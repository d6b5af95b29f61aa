"""Office files built sign by sign, for what no word processor would write. No binary blobs are kept."""

import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PROLOGUE = '<?xml version="1.0" encoding="UTF-8"?>\n'
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
SECTION = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
ODF = (
    " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (
            ("office", "office"),
            ("text", "text"),
            ("style", "style"),
            ("table", "table"),
            ("draw", "drawing"),
            ("fo", "xsl-fo-compatible"),
        )
    )
    + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
ODT_MIMETYPE = "application/vnd.oasis.opendocument.text"


def paragraph(text: str, *, run: str = "", properties: str = "") -> str:
    """A w:p with one run; `run` are its run properties, `properties` the paragraph's."""
    head = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    look = f"<w:rPr>{run}</w:rPr>" if run else ""
    return f'<w:p>{head}<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def document(body: str, *, doctype: str = "", section: str = SECTION) -> str:
    return f"{PROLOGUE}{doctype}<w:document {_NAMESPACES}><w:body>{body}{section}</w:body></w:document>"


def part(name: str, inside: str) -> str:
    return f"{PROLOGUE}<w:{name} {_NAMESPACES}>{inside}</w:{name}>"


def craft_docx(
    path: Path,
    body: str = "",
    *,
    whole: str | bytes | None = None,
    parts: Mapping[str, str | bytes] | None = None,
    relations: Sequence[tuple[str, str, bool]] = (),
    main_type: str = MAIN_TYPE,
) -> Path:
    """A DOCX of this body (or this whole document part), with further parts and (type, target, external) relations."""
    outside = {True: ' TargetMode="External"', False: ""}
    rows = "".join(
        f'<Relationship Id="r{place}" Type="{R}/{kind}" Target="{target}"{outside[external]}/>'
        for place, (kind, target, external) in enumerate(relations)
    )
    relationships = "http://schemas.openxmlformats.org/package/2006/relationships"
    members = {
        "[Content_Types].xml": (
            f'{PROLOGUE}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/word/document.xml" ContentType="{main_type}"/></Types>'
        ),
        "_rels/.rels": (
            f'{PROLOGUE}<Relationships xmlns="{relationships}"><Relationship Id="r1" '
            f'Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/document.xml": whole if whole is not None else document(body),
        "word/_rels/document.xml.rels": f'{PROLOGUE}<Relationships xmlns="{relationships}">{rows}</Relationships>',
        **(parts or {}),
    }
    return craft_zip(path, members)


def craft_zip(path: Path, members: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return path


def craft_odt(
    path: Path,
    body: str,
    *,
    styles: str = "",
    parts: Mapping[str, str | bytes] | None = None,
    doctype: str = "",
) -> Path:
    """An ODT of this office:text content and these automatic styles."""
    content = (
        f"{PROLOGUE}{doctype}<office:document-content {ODF}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    return craft_zip(path, {"mimetype": ODT_MIMETYPE, "content.xml": content, **(parts or {})})


def craft_pdf(
    path: Path,
    streams: Sequence[bytes],
    *,
    resources: str = "",
    catalog: str = "",
    page: str = "",
    extra: Sequence[bytes] = (),
) -> Path:
    """A PDF with one page for each content stream; Helvetica is /F1, so ASCII text only.

    `extra` are further objects; the first has the number 4 + 2 × pages.
    """
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode(),
        b"<</Type/Pages/Count %d/Kids[%s]>>"
        % (len(streams), b" ".join(b"%d 0 R" % (4 + 2 * place) for place in range(len(streams)))),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for place, stream in enumerate(streams):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>%s>>%s>>"
            % (5 + 2 * place, resources.encode(), page.encode())
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    objects += extra
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    path.write_bytes(bytes(out))
    return path


def line(text: str, *, y: int = 700, x: int = 72, before: str = "") -> bytes:
    """A content stream that shows one line of text."""
    return f"{before} BT /F1 12 Tf {x} {y} Td ({text}) Tj ET\n".encode("latin-1")


def lying_zip_entry_count(path: Path, entries: int) -> None:
    """Rewrite the end record so that it claims this many entries."""
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x05\x06")
    struct.pack_into("<HH", data, at + 8, entries, entries)
    path.write_bytes(bytes(data))
