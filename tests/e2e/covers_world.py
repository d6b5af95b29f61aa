"""Two scanned essays and two films with the validators of an installation of the tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from judging.models.people import Account
from portal.clock import clock
from portal.db import transaction
from portal.demo.videos import make_video
from portal.jobs.worker import work_until_idle
from portal.passwords import hash_password
from tests.factories.desks import bring_to_desk
from tests.factories.office import PASSWORD
from tests.factories.received import Intake
from tests.factories.scans import mixed_scan

if TYPE_CHECKING:
    from pathlib import Path

    from judging.ids import EntryID
    from tests.e2e.portal_server import PortalServer

SECONDS = 12


@dataclass
class CoversWorld:
    """The entries by the width at which a test works on them, and who signs in."""

    server: PortalServer
    folder: Path
    scans: dict[int, EntryID] = field(default_factory=dict)
    films: dict[int, EntryID] = field(default_factory=dict)
    validator: str = ""

    def prepare(self, widths: tuple[int, ...]) -> None:
        scan = mixed_scan(self.folder / "quet.pdf").read_bytes()
        film = make_video(self.folder / "phim.mp4", seconds=SECONDS, size=(640, 360)).read_bytes()
        with self.server.application() as app:
            intake = Intake(app, clock)  # type: ignore[arg-type]  # the real clock, which nobody sets
            for width in widths:
                self.scans[width] = intake.forwarded(file=("quet.pdf", scan))
                self.films[width] = intake.forwarded(category="video", file=("phim.mp4", film))
            self.validator = self._give_password(intake.validator)
            self.intake: Any = intake

    def work(self) -> None:
        """Do what waits in the background."""
        with self.server.application() as app:
            work_until_idle(app)

    def judge(self, entry_id: EntryID) -> tuple[str, str]:
        """Bring an entry to a desk: who signs in there, and the address of the sheet."""
        with self.server.application():
            judge, (sheet, *_) = bring_to_desk(self.intake, [entry_id])
            return self._give_password(judge), f"/cham/{sheet}"

    @staticmethod
    def _give_password(account: Account) -> str:
        with transaction() as session:
            found = session.get_one(Account, account.id)
            found.password_hash = hash_password(PASSWORD)
            return found.person.staff_code or ""
