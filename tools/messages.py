"""Which sentences of the portal have no Vietnamese yet, and which Vietnamese ones no page uses any more.

    python tools/messages.py [--missing-as-po]

Exit status 1 when a sentence is missing, or translated in two ways. With `--missing-as-po` the missing ones are
printed as entries to paste into an area's file in portal/translations/vi.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from portal.translate import FOLDER, merged_catalog  # noqa: E402  the path above comes first

KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "_n": (1, 2),
    "N_": None,
}
OPTIONS = {
    "**.html": {"silent": "false", "newstyle_gettext": "true"},
    "**.txt": {"silent": "false", "newstyle_gettext": "true"},
}

Found = dict[str | tuple[str, ...], list[str]]


def sentences() -> Found:
    """Every message id of code and templates → the places that use it ("file:line")."""
    found: Found = {}
    for folder, methods in (
        ("portal", [("**.py", "python")]),
        ("templates", [("**.html", "jinja2.ext:babel_extract"), ("**.txt", "jinja2.ext:babel_extract")]),
    ):
        for name, line, message, _comments, _context in extract_from_dir(ROOT / folder, methods, OPTIONS, KEYWORDS):
            key = message if isinstance(message, str) else tuple(message)
            found.setdefault(key, []).append(f"{folder}/{name}:{line}")
    return found


def missing(found: Found) -> Found:
    """The sentences without a complete Vietnamese."""
    catalog = merged_catalog("vi")
    lacking: Found = {}
    for key, places in found.items():
        entry = catalog.get(key if isinstance(key, str) else key[0])
        string = entry.string if entry else ""
        complete = all(string) if isinstance(string, (tuple, list)) else bool(string)
        if not (entry and string and complete):
            lacking[key] = places
    return lacking


def unused(found: Found) -> list[str]:
    """The catalogue's sentences that nothing uses."""
    used = {key if isinstance(key, str) else key[0] for key in found}
    return sorted(
        first
        for message in merged_catalog("vi")
        if message.id
        for first in [message.id if isinstance(message.id, str) else message.id[0]]
        if first not in used
    )


def contradictions() -> dict[str, list[str]]:
    """Sentences that two areas translate differently: only one of them would be read, everywhere."""
    words: dict[str, dict[str, str]] = {}
    for path in sorted((FOLDER / "vi").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="vi"):
                if message.id:
                    words.setdefault(str(message.id), {})[path.name] = str(message.string)
    return {key: sorted(said) for key, said in words.items() if len(set(said.values())) > 1}


def as_po(key: str | tuple[str, ...], places: list[str]) -> str:
    """An empty entry of a .po file."""
    lines = [f"#: {places[0]}"]
    if isinstance(key, str):
        lines += [f"msgid {quoted(key)}", 'msgstr ""']
    else:
        lines += [f"msgid {quoted(key[0])}", f"msgid_plural {quoted(key[1])}", 'msgstr[0] ""']
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """A string of a .po file."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def main() -> int:
    """Print what is missing; the exit status."""
    found = sentences()
    lacking = missing(found)
    for key, places in sorted(lacking.items(), key=lambda item: item[1][0]):
        print(as_po(key, places) if "--missing-as-po" in sys.argv else f"{places[0]}: {key!r}")
    if "--missing-as-po" not in sys.argv:
        for text in unused(found):
            print(f"unused: {text!r}")
        print(f"{len(found)} sentences, {len(lacking)} without Vietnamese ({FOLDER.name})")
    contradicted = contradictions()
    for key, files in contradicted.items():
        print(f"two translations: {key!r} in {', '.join(files)}")
    return 1 if lacking or contradicted else 0


if __name__ == "__main__":
    raise SystemExit(main())
