"""The last part: close, rank, decide a tie, open the codes by two, approve, publish, read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.verify import verify_text
from tests.e2e.judging import HOLDERS, SECRETARY, works_by_code
from tests.e2e.office import Office, Secretary
from tests.e2e.people import SLUG
from tests.e2e.works import AUTHORS, WORKS

if TYPE_CHECKING:
    from tests.e2e.day import Day

BOARD, PUBLISHER, SUPERVISOR = "bantochuc", "congbo", "giamsat"
RESULT = f"/cuoc-thi/{SLUG}/ket-qua"
WINNERS = (
    ("docx-1463", "2.000.000 đồng"),
    ("mp4-512", "1.500.000 đồng"),
    ("pdf-1000", "1.000.000 đồng"),
)
TIED = ("pdf-1000", "typed-1200")
LOSERS = [one.name for code, one in AUTHORS.items() if code not in {WORKS[key].author for key, _money in WINNERS}]


class Deciding:
    """What the secretary, the board, the key holders, the publisher and the public do."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.secretary = day.person(Secretary, SECRETARY)
        self.board = day.person(Office, BOARD)
        self.public = day.stranger()

    def all(self) -> None:
        self.close_and_rank()
        self.decide_the_tie()
        self.open_by_two()
        self.approve()
        self.nothing_is_public()
        self.publish()
        self.read_the_results()
        self.read_the_history()

    def close_and_rank(self) -> None:
        self.secretary.go("/niem-phong/ket-qua").page.locator("tbody a").first.click()
        self.secretary.look().confirm("close-round").says("Không ai còn sửa được điểm")
        if self.secretary.page.get_by_role("button", name="Tính kết quả").count():
            self.secretary.press("Compute the result", role="button")
        for one in AUTHORS.values():
            assert one.name not in self.secretary.text

    def decide_the_tie(self) -> None:
        """Two works are equal in everything that the plan compares: the board puts them in order, with a reason."""
        self.board.go("/ban-to-chuc/ket-qua").page.locator("tbody a").first.click()
        self.board.look()
        form = self.board.page.locator("#tie-1")
        places = form.locator("input[name^=position-]")
        assert places.count() == len(TIED)
        codes = {str(one.get_attribute("name")).removeprefix("position-"): one for one in places.all()}
        with_codes = {key: word for word, key in works_by_code(self.day).items() if key}
        assert set(codes) == {with_codes[key] for key in TIED}
        for number, key in enumerate(TIED, start=1):
            codes[with_codes[key]].fill(str(number))
        form.locator("textarea").fill("Bài nêu được cách làm áp dụng ngay cho các xã khác.")
        form.get_by_role("button").first.click()
        self.board.look()

    def open_by_two(self) -> None:
        """One key holder cannot; the second opens."""
        first, second = (self.day.person(Office, code) for code in HOLDERS)
        first.go("/ghep-phach/mo").press("Ask for the opening", role="button")
        assert first.page.locator("#confirm-1").count() == 0
        second.go("/ghep-phach/mo").confirm("confirm-1")

    def approve(self) -> None:
        """The board approves exactly the bundle that it reads, by its hash."""
        self.board.go("/ban-to-chuc/ket-qua").page.locator("tbody a").first.click()
        self.board.look()
        for key, money in WINNERS:
            self.board.says(AUTHORS[WORKS[key].author].name, within="#bundle").says(money, within="#bundle")
        self.board.confirm("approve").says("Đã phê duyệt")

    def nothing_is_public(self) -> None:
        """A17: until the act of publishing, an outsider finds no page, no file, no name."""
        for path in (RESULT, f"{RESULT}/lan-1", f"{RESULT}/lan-1/bang-diem.json"):
            self.public.get(path, status=404)
        for path in ("/", f"/cuoc-thi/{SLUG}"):
            text = self.public.get(path).get_text(" ")
            assert [one.name for one in AUTHORS.values() if one.name in text] == []

    def publish(self) -> None:
        publisher = self.day.person(Office, PUBLISHER, in_browser=True)
        publisher.go("/cong-bo").page.locator("tbody a").first.click()
        for _try in range(60):  # the worker puts the head of the history outside the database first (X35)
            if not publisher.page.locator("#waits-for-anchor").count():
                break
            publisher.page.wait_for_timeout(500)
            publisher.page.reload()
        publisher.look()
        publisher.confirm("publish").says("Đã công bố")

    def read_the_results(self) -> None:
        """Names, units, titles, prizes, money; the essay as an article, the video plays; losers are nowhere."""
        public = self.public
        public.go(RESULT)
        rows = public.page.locator("#result tbody tr")
        assert rows.count() == len(WINNERS)
        for row, (key, money) in zip(rows.all(), WINNERS, strict=True):
            author, text = AUTHORS[WORKS[key].author], row.inner_text().replace("\u00a0", " ")
            assert [one for one in (author.name, author.unit_name, WORKS[key].title, money) if one not in text] == []
        assert "4.500.000 đồng" in public.text.replace("\u00a0", " ")
        answer = public.context.request.get(f"{self.day.server.url}{RESULT}/lan-1/bang-diem.json")
        assert verify_text(answer.text()) == []
        seen = public.text + answer.text()
        seen += self._read_the_essay() + self._play_the_video()
        for path in ("/", f"/cuoc-thi/{SLUG}"):
            seen += public.go(path).text
        assert [name for name in LOSERS if name in seen] == []
        phone = self.day.stranger(width=360)
        for path in ("/", f"/cuoc-thi/{SLUG}", RESULT):
            phone.go(path)

    def _read_the_essay(self) -> str:
        work = WORKS["docx-1463"]
        self.public.go(RESULT).page.get_by_role("link", name=work.title).click()
        article = self.public.look().page.locator("article.essay")
        assert work.text.split("\n\n")[1][:60] in article.inner_text()
        return self.public.text

    def _play_the_video(self) -> str:
        self.public.go(RESULT).page.get_by_role("link", name=WORKS["mp4-512"].title).click()
        video = self.public.look().page.locator("video")
        seconds = video.evaluate(
            """async (video) => { video.muted = true; await video.play();
            await new Promise((done) => video.addEventListener("timeupdate", done, { once: true }));
            video.pause(); return video.duration; }"""
        )
        assert round(seconds) == WORKS["mp4-512"].figure
        return self.public.text

    def read_the_history(self) -> None:
        """The supervisor finds every act, and that the chain holds."""
        supervisor = self.day.person(Office, SUPERVISOR, in_browser=True)
        supervisor.go("/nhat-ky")
        supervisor.page.locator('form[action="/nhat-ky/xac-minh"] button').click()
        supervisor.look().says("toàn vẹn")
