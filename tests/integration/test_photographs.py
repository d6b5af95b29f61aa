"""Photographs of a ceremony: encoded anew, named in words, gone at once with a consent, nothing before the result."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from PIL import ExifTags, Image

from judging.actions.photographs import NewPhotograph, NotPublishedYetError, add_photograph
from judging.enums import ConsentField
from judging.errors import NotFoundError
from tests.factories.marking import make_day
from tests.factories.publishing import withhold
from tests.page_client import PageClient

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import TestClock
    from tests.factories.marking import Day

SECRET = "ZZCANARY-CAMERA-7f3a"


def jpeg(width: int = 2000, height: int = 1000) -> bytes:
    """A photograph with a camera, an owner and a place in its tags."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = SECRET
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSMapDatum] = SECRET
    written = io.BytesIO()
    Image.new("RGB", (width, height), "#446688").save(written, "JPEG", exif=exif)
    return written.getvalue()


def send(day: Day, *, status: int = 302, body: bytes | None = None, **fields: Any) -> str:
    data = {"file": (io.BytesIO(jpeg() if body is None else body), "le-trao-giai.jpg"), "alt": "Trao giải Nhất"}
    client = PageClient(day.app).sign_in_as(day.publisher)
    page = client.post(
        f"/cong-bo/{day.round_id}/anh", {**data, **fields}, status=status, content_type="multipart/form-data"
    )
    return page.text


def shown(day: Day) -> list[str]:
    page = PageClient(day.app).get(f"/cuoc-thi/{day.slug}/anh")
    return [str(one["src"]) for one in page.soup.select(".photographs img")]


def test_a_photograph_is_shown_in_two_sizes_without_what_its_file_told(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_published()
    assert SECRET.encode() in jpeg()
    send(day, caption="Hội trường")
    page = PageClient(app).get(f"/cuoc-thi/{day.slug}/anh")
    [picture] = page.soup.select(".photographs img")
    assert (picture["alt"], picture["width"], picture["height"]) == ("Trao giải Nhất", "1600", "800")
    assert "Hội trường" in page.body
    for address, side in ((str(picture["src"]), 640), (str(picture["src"]).partition("?")[0], 1600)):
        answer = PageClient(app).http.get(address, base_url="http://127.0.0.1")
        assert answer.mimetype == "image/jpeg"
        assert SECRET.encode() not in answer.get_data()
        assert max(Image.open(io.BytesIO(answer.get_data())).size) == side
        assert "max-age=60" in answer.headers["Cache-Control"]
    assert "1 ảnh lễ trao giải" in PageClient(app).get(f"/cuoc-thi/{day.slug}/ket-qua").body


def test_a_face_is_public_only_while_its_owner_says_yes(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_published()
    send(day, people=[str(day.entries[0].author_id), str(day.entries[1].author_id)])
    assert shown(day) == []  # nobody has said yes
    withhold(day, day.entries[0])
    assert shown(day) == []  # one of two
    withhold(day, day.entries[1])
    [address] = shown(day)
    assert PageClient(app).http.get(address, base_url="http://127.0.0.1").status_code == 200
    withhold(day, day.entries[0], ConsentField.PHOTO)
    assert shown(day) == []
    assert PageClient(app).http.get(address, base_url="http://127.0.0.1").status_code == 404
    own = PageClient(app).sign_in_as(day.publisher).get(f"/cong-bo/{day.round_id}/anh")
    assert "đang ẩn: chưa có sự đồng ý" in own.body


def test_removing_is_undone(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_published()
    send(day)
    [address] = shown(day)
    here = f"/cong-bo/{day.round_id}/anh/{address.split('/')[-1].partition('?')[0]}"
    client = PageClient(app).sign_in_as(day.publisher)
    client.post(f"{here}/go")
    assert shown(day) == []
    client.post(f"{here}/dat-lai")
    assert shown(day) == [address]


def test_A17_no_photograph_is_taken_or_shown_before_the_result_is_published(app: Flask, clock: TestClock) -> None:
    day = make_day(app, now=clock()).until_opened()
    day.approve()
    assert "Chỉ đăng ảnh được sau khi công bố kết quả" in send(day, status=422)
    assert shown(day) == []
    new = NewPhotograph("a" * 64, "b" * 64, "image/jpeg", 1, 1, 1, 1, "x", "")
    with day.acting() as session, pytest.raises(NotPublishedYetError):
        by = day.viewer(session, day.publisher)
        add_photograph(session, new, programme_id=day.programme_id, people=(), by=by, now=clock())
    day.publish(day.bundle())
    with day.acting() as session:
        facts = {"programme_id": day.programme_id, "now": clock()}
        with pytest.raises(NotFoundError):
            publisher = day.viewer(session, day.publisher)
            add_photograph(session, new, people=[day.entries[3].author_id], by=publisher, **facts)
        with pytest.raises(NotFoundError):
            add_photograph(session, new, people=(), by=day.viewer(session, day.secretary), **facts)


@pytest.mark.parametrize("what", ["no alt", "no file", "no picture", "broken"])
def test_what_is_no_photograph_is_refused_with_a_reason(app: Flask, clock: TestClock, what: str) -> None:
    day = make_day(app, now=clock()).until_published()
    store = app.extensions["bangvang_store"]
    before = len(list(store.list_keys(before=clock().replace(year=2100))))
    said = {
        "no alt": lambda: send(day, status=422, alt=""),
        "no file": lambda: send(day, status=422, file=(io.BytesIO(b""), "")),
        "no picture": lambda: send(day, status=422, body=b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        "broken": lambda: send(day, status=422, body=jpeg()[:900]),
    }[what]()
    words = {"no alt": "Vui lòng điền", "no file": "Vui lòng chọn ảnh", "no picture": "không phải ảnh",
             "broken": "Không đọc được ảnh"}  # fmt: skip
    assert words[what] in said
    assert shown(day) == []
    assert len(list(store.list_keys(before=clock().replace(year=2100)))) == before
