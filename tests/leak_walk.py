"""Walks everything that somebody can reach, and looks for words in whatever coat they may wear."""

from __future__ import annotations

import base64
import html
import io
import re
import unicodedata
import zipfile
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, urljoin, urlsplit

from bs4 import BeautifulSoup

from vietnamese.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flask import Flask
    from werkzeug.test import TestResponse

    from tests.page_client import PageClient

BASE = "http://127.0.0.1"
MISSING = "00000000-0000-4000-8000-000000000000"
LINKS = re.compile(rb"""["'( ](/[A-Za-z0-9][A-Za-z0-9/._?=&%;-]*)""")
NOT_FOLLOWED = ("/dang-xuat", "/static/")
MOST_PAGES = 600
SHORTEST_FOLDED = 8


def coats(word: str) -> set[bytes]:
    """A word as bytes in every writing in which it may stand in an answer."""
    written: set[str] = set()
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(form, word)
        written |= {text, text.lower(), text.upper(), quote(text), quote_plus(text), html.escape(text)}
        written |= {
            "".join(f"&#{ord(sign)};" for sign in text),
            "".join(f"&#x{ord(sign):x};" for sign in text),
            text.encode("ascii", "xmlcharrefreplace").decode(),
            text.encode("unicode_escape").decode("ascii"),
        }
    if len(fold(word)) >= SHORTEST_FOLDED:
        written |= {fold(word), fold(word).replace(" ", "-"), fold(word).replace(" ", "")}
    raw = {text.encode() for text in written}
    raw |= {text.encode(code) for text in written for code in ("utf-16-le", "utf-16-be")}
    nfc = unicodedata.normalize("NFC", word).encode()
    return raw | set(_base64(nfc)) | {nfc.hex().encode()}


def _base64(raw: bytes) -> Iterator[bytes]:
    """The signs that stay the same wherever the bytes stand within a longer base64 text."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + raw + b"\0" * (-(before + len(raw)) % 3))
        first, last = -(-before * 8 // 6), (before + len(raw)) * 8 // 6
        yield coded[first:last]
        yield coded[first:last].replace(b"+", b"-").replace(b"/", b"_")


@dataclass
class Finder:
    """Looks for many words at once."""

    words: dict[str, str]
    needles: dict[bytes, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for word in self.words:
            for coat in coats(word):
                if len(coat) > 4:
                    self.needles[coat] = word

    def find(self, content: bytes) -> set[str]:
        """The words in these bytes; packages are opened."""
        if content.startswith(b"PK\x03\x04"):
            with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(content)) as package:
                content += b"\n".join(package.read(name) for name in package.namelist())
        return {word for needle, word in self.needles.items() if needle in content}


@dataclass
class Walk:
    """Everything that one person reaches: each answer is looked at whole, with its headers and cookies."""

    app: Flask
    client: PageClient
    finder: Finder
    found: dict[str, set[str]] = field(default_factory=dict)
    """Each word that was found, with the addresses that told it."""
    seen: dict[str, int] = field(default_factory=dict)

    def all(self, starts: Iterable[str] = ("/",), *, wide: bool = True) -> Walk:
        """Follow every link from the starts; `wide`: from every address without parameters, and try what goes wrong."""
        rules = [rule for rule in self.app.url_map.iter_rules() if wide and rule.endpoint != "static"]
        queue = [*starts, *(rule.rule for rule in rules if _is_plain(rule))]
        while queue and len(self.seen) < MOST_PAGES:
            address = queue.pop(0)
            if address not in self.seen:
                queue += self.look(address)
        for rule in rules:
            self._go_wrong(rule)
        return self

    def look(self, address: str, method: str = "GET", **kwargs: object) -> list[str]:
        """Ask, examine, and give the addresses that stand in the answer; videos are read to their end."""
        headers = {"Range": "bytes=0-"} if "ban-hien-thi" in address or address.endswith(("/phat", "/video")) else {}
        answer = self.client.http.open(address, method=method, base_url=BASE, headers=headers, **kwargs)  # type: ignore[arg-type]
        content = self.examine(address, answer)
        if method == "GET":
            self.seen[address] = answer.status_code
        total = answer.headers.get("Content-Range", "").rpartition("/")[2]
        at = len(answer.get_data())
        while answer.status_code == 206 and at < int(total):
            more = self.client.http.get(address, base_url=BASE, headers={"Range": f"bytes={at}-"})
            content = self.examine(address, more, before=content[-4096:])
            at += len(more.get_data())
        return _links(address, answer)

    def examine(self, address: str, answer: TestResponse, before: bytes = b"") -> bytes:
        told = "\n".join(f"{name}: {value}" for name, value in answer.headers.items()).encode()
        content = before + answer.get_data()
        for word in self.finder.find(content + b"\n" + told):
            self.found.setdefault(word, set()).add(address)
        return content

    def _go_wrong(self, rule: object) -> None:
        """Addresses with ids that are nobody's, and forms that are sent empty: what do the refusals say?"""
        address = re.sub(r"<uuid:\w+>", MISSING, str(rule))
        address = re.sub(r"<int:\w+>", "7", re.sub(r"<\w+(:\w+)?>", "khong-co", address))
        for method in ("GET", "POST"):
            if "dang-xuat" not in address and "phien" not in address:
                self.look(address, method, **({} if method == "GET" else {"data": {"version": "1"}}))


def _is_plain(rule: object) -> bool:
    methods = getattr(rule, "methods", None) or set()
    return "GET" in methods and "<" not in str(rule) and not str(rule).startswith(NOT_FOLLOWED)


def _links(address: str, answer: TestResponse) -> list[str]:
    """Every local address in an answer: links, sources, actions, and whatever else looks like one."""
    found = [answer.headers["Location"]] if "Location" in answer.headers else []
    if answer.mimetype == "text/html":
        soup = BeautifulSoup(answer.get_data(), "html.parser")
        for tag in soup.find_all(True):
            for name, value in tag.attrs.items():
                if isinstance(value, str) and (value.startswith("/") or name in {"href", "src", "action", "poster"}):
                    found.append(value)
    if answer.mimetype.startswith(("text/", "application/json")):
        found += [one.decode() for one in LINKS.findall(answer.get_data())]
    absolute = [urlsplit(urljoin(f"{BASE}{address}", one)) for one in found]
    local = [one for one in absolute if one.netloc == "127.0.0.1"]
    addresses = [f"{one.path}?{one.query}" if one.query else one.path for one in local]
    return [one for one in dict.fromkeys(addresses) if not one.startswith(NOT_FOLLOWED) and "lang=" not in one]
