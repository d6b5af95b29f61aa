"""A judge's desk with a pile on it: ten essays, one of them with a film, in an installation of the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from judging.models.people import Account
from judging.models.rounds import Code, Rendition
from portal.clock import clock
from portal.db import transaction
from portal.demo.videos import make_video
from portal.passwords import hash_password
from tests.factories.judging import make_rendition, make_sealed_round
from tests.factories.office import PASSWORD

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.portal_server import PortalServer

ENTRIES = 10
FILM_KEY = "fe" * 32
ESSAY = """<article class="essay" lang="vi">
<h2>Một ngày ở bộ phận một cửa</h2>
<p>Bảy giờ sáng, chị Hoa đã ngồi trước máy tính. Bà cụ đầu tiên đến hỏi về giấy khai sinh của cháu nội, còn người
thứ hai thì chỉ muốn hỏi đường sang phòng bên.</p>
<p>Ở đây ai cũng được mời ngồi, ai cũng được rót một chén nước. Thủ tục từng mất ba ngày nay chỉ còn một buổi, vì giấy
tờ không còn phải đi vòng qua bốn phòng nữa.</p>
<ul class="essay-list-1"><li>Tiếp nhận và hẹn ngày trả</li><li>Trả lời qua điện thoại</li></ul>
<p>Chiều xuống, cuốn sổ góp ý có thêm hai dòng cảm ơn, nét chữ run run.</p>
</article>
"""


def make_desk(server: PortalServer, folder: Path) -> tuple[str, str]:
    """Ten codes on the desks of two judges; the sign-in name of the second, and the word of the code with a film."""
    film = make_video(folder / "film.mp4", seconds=20, size=(160, 90))
    with server.application() as app:
        app.extensions["bangvang_store"].put(FILM_KEY, film.read_bytes())
        with transaction() as session:
            world = make_sealed_round(session, now=clock(), entries=ENTRIES, judges=2)
            for essay in session.scalars(select(Rendition).join(Code).where(Code.round_id == world.round_id)):
                essay.html = ESSAY
            code = next(iter(world.codes.values()))
            shown = make_rendition(session, code, store_key=FILM_KEY, size=film.stat().st_size)
            shown.position = shown.part_number = 2
            judge = session.get_one(Account, world.judges[1].id)
            judge.password_hash = hash_password(PASSWORD)
            return judge.person.staff_code or "", code.word
