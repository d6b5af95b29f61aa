"""Reading a DOCX: the guarded zip, the guarded XML, no word processor."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from media.codes import Code
from media.essays.blocks import Aside, Block, BlockKind, Essay, refusal
from media.essays.docx_body import BodyReader, Numbering
from media.essays.docx_styles import Styles
from media.essays.packages import Package
from media.reports import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from media.essays.xml import Element

_TWIPS_PER_MM = 1440 / 25.4
_MAX_TARGET = 200
_TABLE_STYLE = (b'<w:style w:type="table"', b"</w:style>")
_PROPERTY_PLACES = {
    "creator": "property:author",
    "lastModifiedBy": "property:last_modified_by",
    "Company": "property:company",
    "Manager": "property:manager",
}
_SILENT_PROPERTIES = {
    "Template", "Application", "AppVersion", "DocSecurity", "created", "modified", "revision", "ScaleCrop",
    "LinksUpToDate", "SharedDoc", "HyperlinksChanged", "HeadingPairs",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship of a part: its kind (last word of its type), target, and whether it leads outside."""

    kind: str
    target: str
    is_external: bool


def read_docx(path: Path) -> Essay:
    """The blocks, properties and form of a DOCX. Raises UnreadableError for what cannot or must not be read."""
    with Package(path) as package:
        main = _main_part(package)
        root = package.xml(main)
        w = str(root.tag).partition("}")[0] + "}"
        body = root.find(f"{w}body")
        if body is None:
            raise refusal(Code.UNREADABLE, main, reason="no_body")
        relations = _relations(package, main)
        reader = _reader(package, relations, w)
        _note_sections(reader, root, w)
        blocks = tuple(reader.read(body))
        body_fonts = dict(reader.fonts)
        reader.has_page_field = False  # only a field in a margin numbers pages
        margins = tuple(_margins(package, relations, reader))
        numbered = reader.has_page_field
        notes = tuple(_notes(package, relations, reader, w))
        comments = _comments(package, relations, w)
        asides = [
            *_properties(package),
            *_authors(root, w),
            *comments,
            *(Aside("link", one.target) for one in relations if one.is_external),
            *_picture_names(root),
        ]
        return Essay(
            blocks=blocks,
            notes=notes,
            margins=margins,
            asides=tuple(asides),
            findings=(*_outside(package), *_inside(package, relations, reader)),
            fonts=body_fonts,
            papers_mm=_papers(root, w),
            pages=_claimed_pages(package),
            page_numbers=numbered,
            images=reader.images,
            insertions=reader.insertions,
            deletions=reader.deletions,
            deleted_text=" ".join(reader.deleted),
            comments=sum(aside.place == "comment" for aside in comments),
            language=reader.language,
        )


def _main_part(package: Package) -> str:
    for relation in _relations(package, ""):
        if relation.kind == "officeDocument" and not relation.is_external:
            return relation.target
    raise refusal(Code.UNREADABLE, "_rels/.rels", reason="no_main_part")


def _relations(package: Package, part: str) -> tuple[Relation, ...]:
    """The relationships of a part, targets made absolute; `""` is the package itself."""
    folder, _, name = part.rpartition("/")
    base = f"{folder}/" if folder else ""
    root = package.find_xml(f"{base}_rels/{name}.rels")
    if root is None:
        return ()
    found = []
    for element in root.iterchildren("{*}Relationship"):
        external = element.get("TargetMode") == "External"
        target = element.get("Target", "")
        if not external:
            target = target[1:] if target.startswith("/") else base + target
        found.append(Relation(element.get("Type", "").rpartition("/")[2], target, external))
    return tuple(found)


def _targets(relations: tuple[Relation, ...], package: Package, *kinds: str) -> Iterator[tuple[str, str]]:
    for relation in relations:
        if relation.kind in kinds and not relation.is_external and relation.target in package.names:
            yield relation.kind, relation.target


def _reader(package: Package, relations: tuple[Relation, ...], w: str) -> BodyReader:
    parts = {
        kind: package.xml(target, without=_TABLE_STYLE if kind == "styles" else None)
        for kind, target in _targets(relations, package, "styles", "numbering")
    }

    def theme() -> Element | None:
        return next((package.xml(target) for _, target in _targets(relations, package, "theme")), None)

    return BodyReader(Styles(parts.get("styles"), theme, w), Numbering(parts.get("numbering"), w), w)


def _note_sections(reader: BodyReader, root: Element, w: str) -> None:
    """A section's own element says how it begins; the break before it stands at the end of the last one."""
    sections = list(root.iter(f"{w}sectPr"))
    for section, following in itertools.pairwise(sections):
        kind = following.find(f"{w}type")
        if kind is not None and kind.get(f"{w}val") == "continuous":
            reader.continuous_sections.append(section)


def _margins(package: Package, relations: tuple[Relation, ...], reader: BodyReader) -> Iterator[Block]:
    for kind, target in _targets(relations, package, "header", "footer"):
        for block in reader.read(package.xml(target)):
            yield Block(BlockKind(kind), block.text, hidden=block.hidden)


def _notes(package: Package, relations: tuple[Relation, ...], reader: BodyReader, w: str) -> Iterator[Block]:
    for _, target in _targets(relations, package, "footnotes", "endnotes"):
        for note in package.xml(target):
            if note.get(f"{w}type") in {None, "normal"}:
                for block in reader.read(note):
                    yield Block(BlockKind.FOOTNOTE, block.text, hidden=block.hidden)


def _comments(package: Package, relations: tuple[Relation, ...], w: str) -> list[Aside]:
    found = []
    for _, target in _targets(relations, package, "comments"):
        for comment in package.xml(target):
            text = " ".join(part.text or "" for part in comment.iter(f"{w}t"))
            found.append(Aside("comment", text))
            found.append(Aside("comment_author", comment.get(f"{w}author", "")))
    return found


def _authors(root: Element, w: str) -> Iterator[Aside]:
    names = {
        element.get(f"{w}author", "")
        for element in root.iter(f"{w}ins", f"{w}del", f"{w}moveFrom", f"{w}moveTo", f"{w}rPrChange")
    }
    yield from (Aside("tracked_author", name) for name in sorted(names) if name)


def _picture_names(root: Element) -> Iterator[Aside]:
    for element in root.iter("{*}docPr", "{*}cNvPr"):
        text = " ".join(element.get(name, "") for name in ("name", "title", "descr"))
        if text.strip():
            yield Aside("picture", text.strip())


def _properties(package: Package) -> Iterator[Aside]:
    for name in sorted(package.names):
        if not (name.startswith("docProps/") and name.endswith(".xml")):
            continue
        root = package.xml(name)
        for element in root.iterchildren():
            local = str(element.tag).rpartition("}")[2]
            if local == "property":  # a custom property: name and value
                local = element.get("name", "custom")
            text = " ".join("".join(map(str, element.itertext())).split())
            if text and local not in _SILENT_PROPERTIES and not text.isdigit():
                yield Aside(_PROPERTY_PLACES.get(local, f"property:{local[:40]}"), text)


def _claimed_pages(package: Package) -> int | None:
    """The page count that a word processor left; python-docx and others leave a template's, without words."""
    root = package.find_xml("docProps/app.xml")
    if root is None:
        return None
    pages, words = ((root.findtext(f"{{*}}{name}") or "").strip() for name in ("Pages", "Words"))
    plausible = pages.isdigit() and words.isdigit() and len(pages) < 6 and int(words) > 0  # noqa: PLR2004
    return int(pages) if plausible and int(pages) > 0 else None


def _papers(root: Element, w: str) -> tuple[tuple[int, int], ...]:
    papers = []
    for size in root.iter(f"{w}pgSz"):
        sides = [size.get(f"{w}{name}", "") for name in ("w", "h")]
        if all(side.isdigit() and len(side) < 7 for side in sides):  # noqa: PLR2004
            papers.append((round(int(sides[0]) / _TWIPS_PER_MM), round(int(sides[1]) / _TWIPS_PER_MM)))
    return tuple(papers)


def _outside(package: Package) -> Iterator[Finding]:
    """Every relationship that leads out of the file, hyperlinks apart: what a word processor would fetch."""
    for name in sorted(package.names):
        if not name.endswith(".rels"):
            continue
        for element in package.xml(name).iterchildren("{*}Relationship"):
            kind, target = element.get("Type", "").rpartition("/")[2], element.get("Target", "")
            if element.get("TargetMode") != "External" or kind == "hyperlink":
                continue
            fetched = "://" in target and not target.lower().startswith("file:")
            yield Finding(
                Code.EXTERNAL_LINK,
                Severity.PROBLEM if fetched or kind != "attachedTemplate" else Severity.INFO,
                name,
                {"relation": kind, "target": target[:_MAX_TARGET]},
            )


def _inside(package: Package, relations: tuple[Relation, ...], reader: BodyReader) -> Iterator[Finding]:
    """What a file for reading has no need of: embedded objects, controls, foreign chunks, commanding fields."""
    for name in sorted(package.names):
        if name.startswith("word/embeddings/") and not name.endswith("/"):
            yield Finding(Code.EMBEDDED_FILE, Severity.PROBLEM, name, {"member": name[:_MAX_TARGET]})
        elif name.startswith("word/activeX/") and name.endswith(".xml"):
            yield Finding(Code.ACTIVE_CONTENT, Severity.PROBLEM, name, {"member": name[:_MAX_TARGET]})
    for relation in relations:
        if relation.kind in {"aFChunk", "subDocument"}:
            yield Finding(Code.ACTIVE_CONTENT, Severity.PROBLEM, "body", {"member": relation.target[:_MAX_TARGET]})
    for field in sorted(reader.active_fields):
        yield Finding(Code.ACTIVE_CONTENT, Severity.PROBLEM, "body", {"member": field})
