"""Essays with a word in every place that each format has for one."""

# ruff: noqa: E501  a document is read more easily with its elements whole
from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from PIL import Image

from media.reports import FileKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.factories.traces import Traces

BODY = ("Bảy giờ sáng, sương còn phủ trắng dãy núi.", "Bà con đã ngồi chờ trước cửa từ sớm.")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
ODF = " ".join(
    f'xmlns:{name}="{url}"'
    for name, url in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
        "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
        "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
        "xlink": "http://www.w3.org/1999/xlink",
    }.items()
)


def tagged_jpeg(traces: Traces, place: str) -> bytes:
    raw = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(raw, "JPEG", comment=traces.plant(place))
    return raw.getvalue()


def pack(path: Path, files: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return path


def make_docx(path: Path, t: Traces) -> Path:
    """Properties of three sorts, comments, changes, headers, hidden text, fields, pictures, links, fonts, people."""
    by = f'w:author="{t.plant("who changed")}" w:initials="{t.plant("initials")}" w:date="2021-03-04T05:06:07Z"'
    document = f"""<w:document {W} {R}><w:body>
      <w:p><w:bookmarkStart w:id="1" w:name="{t.plant("bookmark")}"/><w:r><w:t>{BODY[0]}</w:t></w:r>
        <w:ins w:id="2" {by}><w:r><w:t xml:space="preserve"> </w:t></w:r></w:ins>
        <w:del w:id="3" {by}><w:r><w:delText>{t.plant("deleted")}</w:delText></w:r></w:del></w:p>
      <w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{t.plant("hidden")}</w:t></w:r></w:p>
      <w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DOCPROPERTY {t.plant("field code")}</w:instrText></w:r>
        <w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>
      <w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">
        <wp:docPr id="1" name="{t.plant("picture name")}" descr="{t.plant("picture text")}"/></wp:inline></w:drawing></w:r></w:p>
      <w:p><w:hyperlink r:id="rId9" w:tooltip="{t.plant("tooltip")}"><w:r><w:t>{BODY[1]}</w:t></w:r></w:hyperlink></w:p>
      <w:sdt><w:sdtPr><w:alias w:val="{t.plant("control alias")}"/><w:tag w:val="{t.plant("control tag")}"/></w:sdtPr></w:sdt>
      <w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:footerReference w:type="default" r:id="rId3"/></w:sectPr>
    </w:body></w:document>"""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return pack(path, {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.'
        f'openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="{kind}.document.main+xml"/>'
        "</Types>",
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{base}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId2" Type="{base}/header" Target="header1.xml"/>'
        f'<Relationship Id="rId3" Type="{base}/footer" Target="footer1.xml"/>'
        f'<Relationship Id="rId9" Type="{base}/hyperlink" Target="https://{t.plant("link")}.example" TargetMode="External"/>'
        f'<Relationship Id="rId8" Type="{base}/attachedTemplate" Target="file:///C:/{t.plant("template")}" TargetMode="External"/>'
        "</Relationships>",
        "word/document.xml": document,
        "word/header1.xml": f'<w:hdr {W}><w:p><w:r><w:t>{t.plant("header")}</w:t></w:r></w:p></w:hdr>',
        "word/footer1.xml": f'<w:ftr {W}><w:p><w:r><w:t>{t.plant("footer")}</w:t></w:r></w:p></w:ftr>',
        "word/comments.xml": f'<w:comments {W}><w:comment w:id="1" w:author="{t.plant("commenter")}"><w:p><w:r><w:t>'
        f'{t.plant("comment")}</w:t></w:r></w:p></w:comment></w:comments>',
        "word/people.xml": f'<w15:people xmlns:w15="urn:x"><w15:person w15:author="{t.plant("person")}"/></w15:people>',
        "word/settings.xml": f'<w:settings {W}><w:docVars><w:docVar w:name="a" w:val="{t.plant("variable")}"/></w:docVars></w:settings>',
        "word/fontTable.xml": f'<w:fonts {W}><w:font w:name="{t.plant("font")}"/></w:fonts>',
        "word/glossary/document.xml": f"<w:glossaryDocument {W}>{t.plant('glossary')}</w:glossaryDocument>",
        "word/media/image1.jpeg": tagged_jpeg(t, "picture inside"),
        "word/embeddings/oleObject1.bin": t.plant("embedded object"),
        "customXml/item1.xml": f"<x>{t.plant('custom xml')}</x>",
        "docProps/thumbnail.jpeg": tagged_jpeg(t, "thumbnail"),
        "docProps/core.xml": '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{t.plant("creator")}</dc:creator><dc:title>{t.plant("title")}'
        f"</dc:title><dc:description>{t.plant('description')}</dc:description><cp:keywords>{t.plant('keywords')}</cp:keywords>"
        f"<cp:lastModifiedBy>{t.plant('last changed by')}</cp:lastModifiedBy></cp:coreProperties>",
        "docProps/app.xml": '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        f"<Company>{t.plant('company')}</Company><Manager>{t.plant('manager')}</Manager></Properties>",
        "docProps/custom.xml": f"<Properties><property>{t.plant('custom property')}</property></Properties>",
    })  # fmt: skip


def make_odt(path: Path, t: Traces) -> Path:
    """Meta data, printer, annotations, changes, headers, hidden text, pictures' words, links, a thumbnail."""
    change = f"<office:change-info><dc:creator>{t.plant('who changed')}</dc:creator><dc:date>2021-03-04</dc:date></office:change-info>"
    content = f"""<office:document-content {ODF} office:version="1.3"><office:body><office:text>
      <text:tracked-changes><text:changed-region text:id="c1"><text:deletion>{change}<text:p>{t.plant("deleted")}</text:p>
      </text:deletion></text:changed-region></text:tracked-changes>
      <text:p>{BODY[0]}<text:bookmark text:name="{t.plant("bookmark")}"/><text:change text:change-id="c1"/><office:annotation
      office:name="1"><dc:creator>{t.plant("commenter")}</dc:creator><text:p>{t.plant("comment")}</text:p></office:annotation></text:p>
      <text:p><text:hidden-text text:is-hidden="true" text:string-value="{t.plant("hidden")}"></text:hidden-text></text:p>
      <text:p><draw:frame draw:name="{t.plant("picture name")}"><draw:image xlink:href="Pictures/1.jpg"/><svg:title>
      {t.plant("picture title")}</svg:title><svg:desc>{t.plant("picture text")}</svg:desc></draw:frame></text:p>
      <text:p><text:a xlink:href="https://{t.plant("link")}.example" office:title="{t.plant("link title")}">{BODY[1]}</text:a></text:p>
      </office:text></office:body></office:document-content>"""
    styles = f"""<office:document-styles {ODF} office:version="1.3"><office:font-face-decls><style:font-face
      style:name="{t.plant("font")}"/></office:font-face-decls><office:master-styles><style:master-page style:name="Standard">
      <style:header><text:p>{t.plant("header")}</text:p></style:header><style:footer><text:p>{t.plant("footer")}</text:p></style:footer>
      </style:master-page></office:master-styles></office:document-styles>"""
    meta = f"""<office:document-meta {ODF}><office:meta><meta:initial-creator>{t.plant("creator")}</meta:initial-creator>
      <dc:creator>{t.plant("last changed by")}</dc:creator><dc:title>{t.plant("title")}</dc:title><dc:subject>{t.plant("subject")}
      </dc:subject><meta:keyword>{t.plant("keyword")}</meta:keyword><meta:printed-by>{t.plant("printed by")}</meta:printed-by>
      <meta:user-defined meta:name="Company">{t.plant("company")}</meta:user-defined></office:meta></office:document-meta>"""
    return pack(path, {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": content,
        "styles.xml": styles,
        "meta.xml": meta,
        "settings.xml": f"<office:document-settings {ODF}>{t.plant('printer')}</office:document-settings>",
        "Pictures/1.jpg": tagged_jpeg(t, "picture inside"),
        "Thumbnails/thumbnail.png": tagged_jpeg(t, "thumbnail"),
        "Configurations2/accelerator/current.xml": f"<x>{t.plant('configuration')}</x>",
        "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
    })  # fmt: skip


def make_pdf(path: Path, t: Traces) -> Path:
    """Info, XMP, annotations, an attached file, outlines, labels, layers, links, fonts, structure, and what is appended."""
    shown = "BT /F1 12 Tf 72 700 Td (Bay gio sang, suong con phu trang day nui.) Tj ET"
    packed = zlib.compress(f"<x>{t.plant('attached file')}</x>".encode())
    xmp = f'<?xpacket?><x:xmpmeta xmlns:x="adobe:ns:meta/"><creator>{t.plant("XMP")}</creator></x:xmpmeta>'
    objects: list[bytes] = [
        f"<< /Type /Catalog /Pages 2 0 R /Metadata 6 0 R /Outlines 8 0 R /Names << /EmbeddedFiles << /Names [("
        f"{t.plant('attachment')}) 10 0 R] >> >> /PageLabels << /Nums [0 << /P ({t.plant('page label')}) >>] >>"
        f" /StructTreeRoot << /Type /StructTreeRoot /K << /S /Figure /Alt ({t.plant('alternate text')}) >> >>"
        f" /OCProperties << /OCGs [<< /Type /OCG /Name ({t.plant('layer')}) >>] >>"
        f" /PieceInfo << /App << /Private ({t.plant('piece info')}) >> >> >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /Annots [12 0 R 13 0 R 14 0 R] >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FontDescriptor 7 0 R >>",
        f"<< /Type /Metadata /Subtype /XML /Length {len(xmp)} >>\nstream\n{xmp}\nendstream".encode(),
        f"<< /Type /FontDescriptor /FontName /{t.plant('font')} /FontFamily ({t.plant('font family')}) /Flags 32 >>".encode(),
        b"<< /Type /Outlines /First 9 0 R /Last 9 0 R /Count 1 >>",
        f"<< /Title ({t.plant('outline')}) /Parent 8 0 R /Dest [3 0 R /Fit] >>".encode(),
        f"<< /Type /Filespec /F ({t.plant('name of attachment')}) /Desc ({t.plant('words of attachment')}) /EF << /F 11 0 R >> >>".encode(),
        b"<< /Type /EmbeddedFile /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed) + packed + b"\nendstream",
        f"<< /Type /Annot /Subtype /Text /Rect [10 10 20 20] /T ({t.plant('commenter')}) /Contents ({t.plant('comment')}) >>".encode(),
        f"<< /Type /Annot /Subtype /Link /Rect [10 30 20 40] /A << /S /URI /URI (https://{t.plant('link')}.example) >> >>".encode(),
        f"<< /Type /Annot /Subtype /Widget /FT /Tx /T ({t.plant('field')}) /V ({t.plant('value')}) /Rect [30 30 40 40] >>".encode(),
        f"<< /Author ({t.plant('author')}) /Title ({t.plant('title')}) /Subject ({t.plant('subject')}) /Keywords ({t.plant('keywords')})"
        f" /Creator ({t.plant('creator')}) /Producer ({t.plant('producer')}) /Company ({t.plant('company')})"
        f" /CreationDate (D:20210304050607) >>".encode(),
    ]
    raw = bytearray(b"%PDF-1.7\n")
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(raw))
        raw += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    at = len(raw)
    raw += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    raw += b"".join(b"%010d 00000 n \n" % place for place in places)
    raw += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        len(objects),
        at,
    )
    path.write_bytes(bytes(raw) + b"% " + t.plant("after the end").encode() + b"\n")
    return path


def make_html(path: Path, t: Traces) -> Path:
    path.write_text(
        f'<!doctype html><html><head><title>{t.plant("title")}</title><meta name="author" content="{t.plant("author")}">'
        f"<style>.{t.plant('style')} {{ }}</style><script>var a = '{t.plant('script')}'</script></head><body>"
        f'<!-- {t.plant("comment")} --><p class="{t.plant("class")}" id="{t.plant("id")}" data-by="{t.plant("data")}" '
        f'title="{t.plant("tooltip")}">{BODY[0]}</p><p style="display:none">{t.plant("hidden")}</p>'
        f'<p><a href="https://{t.plant("link")}.example">{BODY[1]}</a><img src="{t.plant("address")}.png"></p></body></html>'
    )
    return path


MAKERS = {FileKind.DOCX: make_docx, FileKind.ODT: make_odt, FileKind.PDF: make_pdf, FileKind.HTML: make_html}
