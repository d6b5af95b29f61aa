"""Reading an ODT: the guarded zip, the guarded XML, no word processor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from media.codes import Code
from media.essays.blocks import Aside, Block, BlockKind, Essay, refusal
from media.essays.odt_body import BodyReader, attribute, local
from media.essays.odt_styles import Styles, length_mm
from media.essays.packages import Package
from media.reports import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from media.essays.xml import Element

_MAX_TARGET = 200
_STANDARD = "Standard"
_FETCHING = ("{*}image", "{*}object", "{*}object-ole", "{*}plugin", "{*}section-source", "{*}fill-image")
_PROPERTY_PLACES = {
    "initial-creator": "property:author",
    "creator": "property:last_modified_by",
    "printed-by": "property:printed_by",
}
_SILENT_PROPERTIES = {
    "generator", "creation-date", "date", "editing-cycles", "editing-duration", "document-statistic", "print-date",
    "language",
}  # fmt: skip


def read_odt(path: Path) -> Essay:
    """The blocks, properties and form of an ODT. Raises UnreadableError for what cannot or must not be read."""
    with Package(path) as package:
        _refuse_locked_and_commanding(package)
        content = package.xml("content.xml")
        styles_root = package.find_xml("styles.xml")
        text = content.find("{*}body/{*}text")
        if text is None:
            raise refusal(Code.UNREADABLE, "content.xml", reason="no_body")
        roots = [root for root in (styles_root, content) if root is not None]
        styles = Styles(roots)
        reader = BodyReader(styles)
        blocks = tuple(reader.read(text))
        fonts = dict(reader.fonts)
        reader.has_page_field = False  # only a field in a margin numbers pages
        masters = _master_pages(styles_root, reader.master_pages)
        margins = tuple(_margins(masters, reader))
        deletions, deleted_text, asides = _changes(text)
        meta = package.find_xml("meta.xml")
        return Essay(
            blocks=blocks,
            notes=tuple(reader.notes),
            margins=margins,
            asides=(*_properties(meta), *reader.asides, *asides),
            findings=(*_outside(roots), *_inside(content)),
            fonts=fonts,
            papers_mm=_papers(roots, masters),
            pages=_claimed_pages(meta),
            page_numbers=reader.has_page_field if masters else None,
            images=reader.images,
            insertions=sum(1 for _ in text.iter("{*}insertion")),
            deletions=deletions,
            deleted_text=deleted_text,
            comments=reader.comments,
            language=styles.language,
        )


def _refuse_locked_and_commanding(package: Package) -> None:
    manifest = package.find_xml("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
        raise refusal(Code.ENCRYPTED)
    for name in sorted(package.names):
        if name.startswith(("Basic/", "Scripts/")) and not name.endswith("/"):
            raise refusal(Code.MACROS, name, member=name[:_MAX_TARGET])


def _master_pages(styles_root: Element | None, named: set[str]) -> list[Element]:
    """The master pages that the text uses; all of them when none of these can be found."""
    if styles_root is None:
        return []
    masters = list(styles_root.iter("{*}master-page"))
    used = [master for master in masters if attribute(master, "name") in {*named, _STANDARD}]
    return used or masters


def _margins(masters: list[Element], reader: BodyReader) -> Iterator[Block]:
    for master in masters:
        for part in master:
            kind = local(part).partition("-")[0]
            if kind in {"header", "footer"} and attribute(part, "display") != "false":
                for block in reader.read(part):
                    yield Block(BlockKind(kind), block.text, hidden=block.hidden)


def _changes(text: Element) -> tuple[int, str, list[Aside]]:
    """Tracked deletions with their text, and who tracked anything."""
    deletions = list(text.iter("{*}deletion"))
    words = [
        " ".join("".join(map(str, part.itertext())).split())
        for deletion in deletions
        for part in deletion
        if local(part) in {"p", "h", "list", "table"}
    ]
    authors = {str(info.findtext("{*}creator") or "") for info in text.iter("{*}change-info")}
    return len(deletions), " ".join(words), [Aside("tracked_author", name) for name in sorted(authors) if name]


def _properties(meta: Element | None) -> Iterator[Aside]:
    if meta is None:
        return
    for group in meta:
        for element in group:
            name = local(element)
            value = " ".join("".join(map(str, element.itertext())).split())
            if name == "user-defined":
                name = attribute(element, "name")
            if value and name not in _SILENT_PROPERTIES:
                yield Aside(_PROPERTY_PLACES.get(name, f"property:{name[:40]}"), value)


def _claimed_pages(meta: Element | None) -> int | None:
    statistic = None if meta is None else next(meta.iter("{*}document-statistic"), None)
    pages = "" if statistic is None else attribute(statistic, "page-count")
    return int(pages) if pages.isdigit() and int(pages[:6]) > 0 else None


def _papers(roots: list[Element], masters: list[Element]) -> tuple[tuple[int, int], ...]:
    wanted = {attribute(master, "page-layout-name") for master in masters}
    papers = []
    for root in roots:
        for layout in root.iter("{*}page-layout"):
            properties = layout.find("{*}page-layout-properties")
            if attribute(layout, "name") not in wanted or properties is None:
                continue
            sides = [length_mm(attribute(properties, name)) for name in ("page-width", "page-height")]
            if sides[0] is not None and sides[1] is not None:
                papers.append((round(sides[0]), round(sides[1])))
    return tuple(papers)


def _outside(roots: list[Element]) -> Iterator[Finding]:
    """Everything that a word processor would fetch from elsewhere, hyperlinks apart."""
    for root in roots:
        for element in root.iter(
            "{*}image", "{*}object", "{*}object-ole", "{*}plugin", "{*}section-source", "{*}fill-image"
        ):
            target = attribute(element, "href")
            if "://" in target or target.startswith(("/", "../", "\\")):
                facts = {"relation": local(element), "target": target[:_MAX_TARGET]}
                yield Finding(Code.EXTERNAL_LINK, Severity.PROBLEM, "body", facts)


def _inside(content: Element) -> Iterator[Finding]:
    """What a file for reading has no need of: embedded objects, event listeners, DDE."""
    for element in content.iter("{*}object-ole", "{*}object", "{*}floating-frame", "{*}applet", "{*}plugin"):
        harmless = local(element) == "object"  # a chart or formula of the same suite
        yield Finding(
            Code.EMBEDDED_FILE,
            Severity.INFO if harmless else Severity.PROBLEM,
            "body",
            {"member": attribute(element, "href")[:_MAX_TARGET]},
        )
    for element in content.iter("{*}event-listener", "{*}dde-connection-decl", "{*}script"):
        yield Finding(Code.ACTIVE_CONTENT, Severity.PROBLEM, "body", {"member": local(element)})
