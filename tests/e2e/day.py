"""The day as it goes: the installation, the people at their browsers, the files, and where their entries stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from portal.demo.office import PASSWORD
from tests.e2e.people import Entrant, Person
from tests.e2e.works import WORKS, make_works

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.e2e.portal_server import PortalServer

Somebody = TypeVar("Somebody", bound=Person)
COORDINATORS = {"KK": "daumoi-kk", "TR": "daumoi-tr", "HH": "daumoi-hh", "TCKH": "daumoi-tckh"}


class Day:
    """What the parts of the day share."""

    def __init__(self, browser: Browser, server: PortalServer, folder: Path) -> None:
        self.browser = browser
        self.server = server
        self.folder = folder
        self.files = make_works(folder)
        self.people: dict[tuple[str, int], Person] = {}
        self.passwords: dict[str, str] = {}
        self.addresses: dict[str, str] = {}
        """The author's page of each entry, by the work's key."""
        self.receipts: dict[str, str] = {}

    def person(self, kind: type[Somebody], code: str, *, width: int = 1280, in_browser: bool = False) -> Somebody:
        """Somebody at a browser of their own, signed in; the same one each time."""
        known = self.people.get((code, width))
        if isinstance(known, kind):
            return known
        who = kind(self.browser, self.server.url, name=code, width=width)
        password = self.passwords.get(code, PASSWORD)
        if in_browser:
            who.sign_in(code, password)
        else:
            who.sign_in_plainly(code, password)
        self.people[code, width] = who
        return who

    def stranger(self, *, width: int = 1280) -> Person:
        """Somebody without an account."""
        who = Person(self.browser, self.server.url, name="stranger", width=width)
        self.people[f"stranger-{len(self.people)}", width] = who
        return who

    def author(self, key: str, *, width: int = 1280) -> Entrant:
        return self.person(Entrant, WORKS[key].author, width=width)

    def entry_id(self, key: str) -> str:
        return self.addresses[key].rpartition("/")[2]

    def close(self) -> None:
        """Everybody goes home; whatever a browser complained of fails now."""
        for who in self.people.values():
            who.close()
