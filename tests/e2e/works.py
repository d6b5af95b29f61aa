"""The day's entries as real files, each with the sentence that its page must say."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.demo.documents import make_docx, make_odt, make_pdf
from portal.demo.texts import essay_title, vietnamese_text
from portal.demo.videos import make_video

if TYPE_CHECKING:
    from pathlib import Path

MAKERS = {"docx": make_docx, "odt": make_odt, "pdf": make_pdf}
CHU, SECONDS = "1.000–2.000", "từ 4 phút 00 giây đến 6 phút 00 giây"
WITHIN, BORDER, OUTSIDE = "Trong giới hạn", "Sát giới hạn, cần xem xét", "Ngoài giới hạn"


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody who enters. The names are unlike any other word of the day, so that they can be searched for."""

    code: str
    name: str
    unit: str
    unit_name: str
    phone: str
    position: str = "Công chức"


AUTHORS = {
    one.code: one
    for one in (
        Author("e2e-an", "Hồ Văn Ăngkham", "KK", "UBND thị trấn Krông Klang", "0911000001"),
        Author("e2e-binh", "Kray Thị Bìnhsương", "KK", "UBND thị trấn Krông Klang", "0911000002"),
        Author("e2e-chi", "Lê Thị Quếchi", "TR", "UBND xã Tà Rụt", "0911000003"),
        Author("e2e-dung", "Nguyễn Đứcdũng Vĩnh", "TR", "UBND xã Tà Rụt", "0911000004"),
        Author("e2e-em", "Pả Thị Emxuân", "HH", "UBND xã Hướng Hiệp", "0911000005"),
        Author("e2e-phuc", "Võ Hoàng Phúcđăng", "HH", "UBND xã Hướng Hiệp", "0911000006"),
        Author("e2e-giang", "Côn Giangthủy", "TCKH", "Phòng Tài chính - Kế hoạch", "0911000007"),
        Author("e2e-hanh", "Trần Ngọc Hạnhuyên", "TCKH", "Phòng Tài chính - Kế hoạch", "0911000008"),
    )
}


@dataclass(frozen=True, slots=True)
class Work:
    """One entry: who sends it, what kind of file it is, how long, and what its page must say of the length.

    Essays: `figure` chữ by the official rule and `dashes` more as Word counts. Videos: `figure` seconds.
    """

    key: str
    author: str
    kind: str
    figure: int
    verdict: str
    sentence: str
    dashes: int = 0
    nfd: bool = False
    seed: int = 1
    is_named: bool = True
    """Whether the file's properties name the author, as word processors do unasked."""

    @property
    def is_essay(self) -> bool:
        return self.kind not in {"mp4", "webm"}

    @property
    def category(self) -> str:
        return "essay" if self.is_essay else "video"

    @property
    def title(self) -> str:
        return f"{essay_title(self.seed)} ({self.key})"

    @property
    def text(self) -> str:
        return vietnamese_text(self.figure, self.seed, dashes=self.dashes)


WORKS = {
    one.key: one
    for one in (
        # Essays around 1.000 and 2.000 by both figures: Word counts the dash of a list, the official rule does not.
        Work("docx-1463", "e2e-an", "docx", 1429, WITHIN, f"1.463 chữ: trong giới hạn {CHU}", dashes=34, seed=31,
             is_named=False),
        Work("pdf-1000", "e2e-binh", "pdf", 1000, WITHIN, f"1.000 chữ: trong giới hạn {CHU}", seed=32),
        Work("odt-999", "e2e-chi", "odt", 999, OUTSIDE, f"999 chữ: thiếu 1 chữ so với giới hạn {CHU}", seed=33),
        Work("typed-1200", "e2e-dung", "typed", 1200, WITHIN, f"1.200 chữ: trong giới hạn {CHU}", seed=34),
        Work("docx-2010", "e2e-em", "docx", 1990, BORDER,
             f"2.010 chữ theo cách đếm của Word, 1.990 chữ theo cách đếm chính thức: sát giới hạn {CHU}",
             dashes=20, seed=35),
        Work("docx-2000-nfd", "e2e-phuc", "docx", 2000, WITHIN, f"2.000 chữ: trong giới hạn {CHU}", nfd=True, seed=36,
             is_named=False),
        Work("odt-1005", "e2e-giang", "odt", 995, BORDER,
             f"1.005 chữ theo cách đếm của Word, 995 chữ theo cách đếm chính thức: sát giới hạn {CHU}",
             dashes=10, seed=37),
        Work("docx-2001", "e2e-giang", "docx", 2001, OUTSIDE, f"2.001 chữ: thừa 1 chữ so với giới hạn {CHU}", seed=38),
        Work("pdf-1500", "e2e-hanh", "pdf", 1500, WITHIN, f"1.500 chữ: trong giới hạn {CHU}", seed=39, is_named=False),
        # Videos at the edges of 4 to 6 minutes.
        Work("mp4-357", "e2e-an", "mp4", 237, OUTSIDE, f"3 phút 57 giây: ngắn hơn giới hạn {SECONDS} là 3 giây"),
        Work("webm-359", "e2e-binh", "webm", 239, BORDER, f"3 phút 59 giây: sát giới hạn {SECONDS}"),
        Work("mp4-400", "e2e-chi", "mp4", 240, BORDER, f"4 phút 00 giây: sát giới hạn {SECONDS}"),
        Work("webm-600", "e2e-dung", "webm", 360, BORDER, f"6 phút 00 giây: sát giới hạn {SECONDS}"),
        Work("mp4-601", "e2e-em", "mp4", 361, BORDER, f"6 phút 01 giây: sát giới hạn {SECONDS}"),
        Work("webm-603", "e2e-phuc", "webm", 363, OUTSIDE, f"6 phút 03 giây: dài hơn giới hạn {SECONDS} là 3 giây"),
        Work("mp4-512", "e2e-hanh", "mp4", 312, WITHIN, f"5 phút 12 giây: trong giới hạn {SECONDS}"),
    )
}  # fmt: skip

COMPLETED = Work("odt-1005", "e2e-giang", "docx", 1100, WITHIN, f"1.100 chữ: trong giới hạn {CHU}", seed=40)
"""What the author of the returned essay hands in instead."""
GREEN = ("docx-1463", "typed-1200", "docx-2000-nfd", "pdf-1500")
"""Inside every limit and naming nobody. A video is never green: what it says and shows no machine reads."""
NOT_SELECTED, REJECTED, RETURNED = "webm-603", "mp4-357", "odt-1005"
MARKS = {"docx-1463": 95, "mp4-512": 90, "pdf-1500": 87, "typed-1200": 80, "pdf-1000": 80}
"""What the judges give; everything else gets LOW. pdf-1500 is by the author of mp4-512, and one person gets one prize;
typed-1200 and pdf-1000 are equal in everything, so that the board has to decide."""
LOW = 50


def make_works(folder: Path) -> dict[str, Path]:
    """Every file of the day, two at a time; a typed work has none."""
    with ThreadPoolExecutor(2) as pool:
        made = pool.map(lambda work: (work.key, make_work(work, folder)), WORKS.values())
        return {key: path for key, path in made if path is not None}


def make_work(work: Work, folder: Path) -> Path | None:
    author = AUTHORS[work.author]
    path = folder / f"{work.key}.{work.kind}"  # the staff code in it would be a find
    if work.kind == "typed":
        return None
    if not work.is_essay:
        return make_video(
            path, seconds=work.figure, container=work.kind, title=work.title, artist=author.name, size=(160, 90)
        )
    cover = {
        "author": author.name,
        "position": author.position,
        "unit": author.unit_name,
        "phone": author.phone,
        "title": work.title,
    }
    return MAKERS[work.kind](
        path,
        chu=work.figure,
        cover=cover,
        seed=work.seed,
        dashes=work.dashes,
        nfd=work.nfd,
        author=author.name if work.is_named else "",
    )
