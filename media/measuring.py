"""Measuring a file: what it is, its hash, its figures, what is odd about it; alone or in the sandbox.

`measure` works in this process and is for trusted files and for the inside of the sandbox; the portal calls
`measure_safely`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from media import sandbox
from media.codes import Code
from media.essays.blocks import Essay, UnreadableError
from media.essays.converting import KINDS as CONVERTED_KINDS
from media.essays.converting import MAX_COPY_BYTES, finding_for, inspect, readable_copy
from media.essays.facts import describe
from media.essays.reading import read_essay
from media.essays.scans import read_scan
from media.essays.structure import Arrangement
from media.images import measure_image
from media.images import warm_up as warm_up_images
from media.limits import limits_from_plain, limits_to_plain
from media.reports import FileKind, Finding, ImageFacts, Limits, Report, Severity, VideoFacts
from media.sniffing import guess_by_head, sniff
from media.videos.captions import measure_captions

MEASURER_VERSION = "4"
ESSAY_BUDGET = sandbox.Budget(wall_seconds=30, cpu_seconds=10, memory_bytes=768 << 20)
VIDEO_BUDGET = sandbox.Budget(wall_seconds=120, cpu_seconds=60)

Figures = tuple[VideoFacts | None, ImageFacts | None, tuple[Finding, ...]]
ReadEssay = tuple[Essay, Arrangement]


def measure(
    path: Path,
    *,
    limits: Limits,
    declared_name: str | None = None,
    cover_values: Mapping[str, str] | None = None,
) -> Report:
    """The report of one file. Never raises over its content; a file that is not there is an OSError.

    `declared_name` is the name that it was sent under; `cover_values` what the entrant says stands on the
    cover, by the keys of `limits.cover_fields`.
    """
    report, _ = measure_and_read(path, limits=limits, declared_name=declared_name, cover_values=cover_values)
    return report


def measure_and_read(
    path: Path,
    *,
    limits: Limits,
    declared_name: str | None = None,
    cover_values: Mapping[str, str] | None = None,
) -> tuple[Report, ReadEssay | None]:
    """`measure`, and of an essay what was read of it, for whoever looks for more in it."""
    size, sha256 = path.stat().st_size, hash_file(path)
    sniffed = sniff(path, declared_name)
    kind, findings = sniffed.kind, list(sniffed.findings)
    if size > limits.max_bytes:
        facts = {"size_bytes": size, "max_bytes": limits.max_bytes}
        findings.append(Finding(Code.TOO_LARGE, Severity.REFUSAL, None, facts))
    if kind not in limits.kinds and kind is not FileKind.EMPTY:
        findings.append(Finding(Code.KIND_NOT_ALLOWED, Severity.REFUSAL, None, {"kind": kind.value}))
    report = Report(MEASURER_VERSION, kind, sha256, size, findings=tuple(findings))
    if report.is_refused:
        return report, None
    if not (kind.is_video or kind.is_image or kind is FileKind.VTT):
        return _measure_essay(path, report, limits, cover_values or {})
    video, image, more = _figures(path, kind, limits)
    return replace(report, video=video, image=image, findings=(*findings, *more)), None


def measure_safely(
    path: Path,
    *,
    limits: Limits,
    declared_name: str | None = None,
    cover_values: Mapping[str, str] | None = None,
    budget: sandbox.Budget | None = None,
) -> Report:
    """`measure` in a limited child process. A child that dies or runs out of its budget becomes a finding.

    A DOC or RTF is measured in the copy that LibreOffice makes of it, a scan gets a hint of its length, where the
    machine has the programs. Raises only what is not about the file: SandboxWeakerError, KilledError when the machine
    ended the child (it may be tried again), and OSError for a file that is not there.
    """
    kind = guess_by_head(path)
    if kind in CONVERTED_KINDS and kind in limits.kinds:
        return _measure_converted(path, limits, declared_name, cover_values)
    is_video = kind is not None and kind.is_video
    argument = plain_argument(path, limits, declared_name, cover_values)
    task = "media.measuring_videos:measure_task" if is_video else "media.measuring:measure_task"
    budget = budget or (VIDEO_BUDGET if is_video else ESSAY_BUDGET)
    try:
        answer = sandbox.call(task, argument, readable=(path,), budget=budget)
    except sandbox.SandboxWeakerError:
        raise
    except sandbox.SandboxError as error:
        if isinstance(error, sandbox.KilledError) and error.is_from_outside:
            raise
        return unread_report(path, kind, finding_for(error))
    return with_hint(path, Report.from_json(answer["report"]))


def unread_report(path: Path, kind: FileKind | None, finding: Finding) -> Report:
    """What is known of a file whose child did not come to an end."""
    sha256, size = hash_file(path), path.stat().st_size
    return Report(MEASURER_VERSION, kind or FileKind.UNKNOWN, sha256, size, findings=(finding,))


def _measure_converted(
    path: Path, limits: Limits, declared_name: str | None, cover_values: Mapping[str, str] | None
) -> Report:
    sniffed = sniff(path, declared_name)  # looks at heads only; nothing of a stranger is parsed here
    size = path.stat().st_size
    report = Report(MEASURER_VERSION, sniffed.kind, hash_file(path), size, findings=sniffed.findings)
    if size > limits.max_bytes:
        too_large = Finding(Code.TOO_LARGE, Severity.REFUSAL, None, {"size_bytes": size, "max_bytes": limits.max_bytes})
        return replace(report, findings=(*report.findings, too_large))
    report = replace(report, findings=(*report.findings, *inspect(path, sniffed.kind)))
    if report.is_refused:
        return report
    try:
        with readable_copy(path, sniffed.kind) as (copy, kind):
            copied = replace(limits, kinds=(kind,), max_bytes=MAX_COPY_BYTES)
            read = measure_safely(copy, limits=copied, cover_values=cover_values)
    except UnreadableError as error:
        return replace(report, findings=(*report.findings, error.finding))
    return replace(report, essay=read.essay, findings=(*report.findings, *read.findings))


def with_hint(path: Path, report: Report) -> Report:
    """A scan without any text gets the length that recognition of letters finds, as a hint beside "unknown"."""
    if report.essay is None or report.essay.chu_everything is not None or not report.has(Code.SCANNED):
        return report
    hint = read_scan(path)
    if hint is None:
        return report
    figures, pages = hint
    finding = Finding(Code.SCAN_READ, Severity.WARNING, "body", {"chu": figures.official, "pages": pages})
    essay = replace(report.essay, ocr_chu=figures.official)
    return replace(report, essay=essay, findings=(*report.findings, finding))


def hash_file(path: Path) -> str:
    """The SHA-256 of the file's bytes, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def warm_up() -> None:
    """Load what essays and pictures need before the sandbox closes."""
    warm_up_images()


def measure_task(argument: dict[str, Any]) -> dict[str, Any]:
    """`measure` inside the sandbox."""
    return {"report": measure(**arguments_of(argument)).to_json()}


def plain_argument(
    path: Path, limits: Limits, declared_name: str | None, cover_values: Mapping[str, str] | None
) -> dict[str, Any]:
    """What a child needs to know for `measure`, as plain JSON."""
    return {
        "path": str(path.resolve()),
        "limits": limits_to_plain(limits),
        "declared_name": declared_name,
        "cover_values": dict(cover_values or {}),
    }


def arguments_of(argument: dict[str, Any]) -> dict[str, Any]:
    """The arguments of `measure` from `plain_argument`."""
    return {
        "path": Path(argument["path"]),
        "limits": limits_from_plain(argument["limits"]),
        "declared_name": argument["declared_name"],
        "cover_values": argument["cover_values"],
    }


def _measure_essay(
    path: Path, report: Report, limits: Limits, cover_values: Mapping[str, str]
) -> tuple[Report, ReadEssay | None]:
    try:
        essay = read_essay(path, report.kind, limits)
        facts, findings, arranged = describe(essay, limits, cover_values)
    except UnreadableError as error:
        return replace(report, findings=(*report.findings, error.finding)), None
    return replace(report, essay=facts, findings=(*report.findings, *findings)), (essay, arranged)


def _figures(path: Path, kind: FileKind, limits: Limits) -> Figures:
    if kind.is_video:
        # PyAV is large; whoever measures essays only shall not load it.
        from media.videos.measure import measure_video  # noqa: PLC0415

        video, findings = measure_video(
            path, kind, max_pixels=limits.max_pixels, max_duration_seconds=limits.max_duration_seconds
        )
        return video, None, findings
    if kind.is_image:
        image, findings = measure_image(path, kind, max_pixels=limits.max_pixels)
        return None, image, findings
    problem = measure_captions(path)
    return None, None, () if problem is None else (problem.finding,)
