from typing import Any

from media.reports import (
    EssayFacts,
    FileKind,
    Finding,
    ImageFacts,
    Report,
    Severity,
    TrackFacts,
    VideoFacts,
)

ESSAY = EssayFacts(
    counter_version="1",
    chu_official=1429,
    chu_word_like=1463,
    chu_everything=1502,
    fonts=("Times New Roman",),
    cover={"author_name": True, "phone": None},
)
VIDEO = VideoFacts(
    duration_ms=360_008,
    seconds_rounded=360,
    header_duration_ms=360_000,
    tracks=(TrackFacts("video", "vp9", 360_008), TrackFacts("audio", "opus", None)),
    width=1280,
    height=720,
    rotation=0,
    fps_milli=29_970,
    video_codec="vp9",
    audio_codec="opus",
    has_audio=True,
)
FINDING = Finding("hidden_text", Severity.WARNING, "body", {"chu": 12, "reason": "chữ trắng"})


def report(**parts: Any) -> Report:
    return Report("1", FileKind.DOCX, "ab" * 32, 1234, findings=(FINDING,), **parts)


def test_report_survives_json() -> None:
    for one in (report(essay=ESSAY), report(video=VIDEO), report(image=ImageFacts(640, 480)), report()):
        assert Report.from_json(one.to_json()) == one


def test_report_json_is_canonical() -> None:
    text = report(essay=ESSAY).to_json()
    assert Report.from_json(text).to_json() == text
    assert text.startswith('{"essay":{"chu_everything":1502,"chu_official":1429,')
    assert "chữ trắng" in text


def test_report_is_refused_only_by_a_refusal() -> None:
    assert not report().is_refused
    refusal = Finding("encrypted", Severity.REFUSAL)
    assert Report("1", FileKind.PDF, "00" * 32, 1, findings=(FINDING, refusal)).is_refused
