"""The one guarded way by which XML of strangers is parsed.

Every DOCTYPE is refused before the parser sees it, so that entities, external identifiers and all that they
pull in (billion laughs, quadratic growth, XXE, external DTDs) have nothing to stand on; the parser's own
locks come second. XInclude is never processed. No other module of media may import a parser.
"""

import re
from typing import TYPE_CHECKING, TypeAlias

from lxml import etree

from media.codes import Code
from media.essays.blocks import refusal

if TYPE_CHECKING:
    from lxml.etree import _Element

Element: TypeAlias = "_Element"

MAX_XML_BYTES = 16 << 20
MAX_ELEMENTS = 400_000
_ENCODING = re.compile(rb"""^<\?xml[^>]{0,100}?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_ASCII_COMPATIBLE = {b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252", b"windows-1258"}
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")


def parse_xml(data: bytes, member: str) -> Element:
    """The root element of an XML document. `member` names it in findings.

    Raises UnreadableError: `doctype` for any document type declaration, `too_complex` for more than 16 MiB or
    400,000 elements, `unreadable` for text that is no well-formed XML in an encoding that we can search.
    """
    if len(data) > MAX_XML_BYTES:
        raise refusal(Code.TOO_COMPLEX, member, reason="xml_size", limit=MAX_XML_BYTES)
    data = _searchable(data, member)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise refusal(Code.DOCTYPE, member, member=member)
    if data.count(b"<") > 2 * MAX_ELEMENTS:
        raise refusal(Code.TOO_COMPLEX, member, reason="elements", limit=MAX_ELEMENTS)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refusal(Code.UNREADABLE, member, reason="xml") from error


def _searchable(data: bytes, member: str) -> bytes:
    """The document in an encoding in which `<!DOCTYPE` reads the same as in ASCII; else a refusal."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return _DECLARATION.sub("", data.decode("utf-16")).encode()
        except UnicodeDecodeError as error:
            raise refusal(Code.UNREADABLE, member, reason="xml") from error
    stripped = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"\0" in stripped[:64] or not stripped.startswith(b"<"):
        raise refusal(Code.UNREADABLE, member, reason="xml")
    declared = _ENCODING.match(stripped)
    if declared and declared[1].lower() not in _ASCII_COMPATIBLE:
        raise refusal(Code.UNREADABLE, member, reason="xml_encoding")
    return stripped
