"""What may be entered: topics, categories with their limits, cover fields, attachments."""

from dataclasses import dataclass

from judging.spec.quotas import Bounds
from judging.spec.unknown import Unknown
from judging.spec.words import CountedPart, CountScope, WorkForm


@dataclass(frozen=True, slots=True)
class Topic:
    """One of the contents that an entry may treat."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class CoverField:
    """One line of the cover, such as họ và tên tác giả."""

    key: str
    label: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class AttachmentRule:
    """A kind of attachment that may or must accompany the content."""

    key: str
    name: str
    count: Bounds | Unknown
    file_kinds: tuple[str, ...] | Unknown
    max_bytes: int | Unknown


CAPTIONS = AttachmentRule("captions", "phụ đề (tệp .vtt)", Bounds(0, 1), ("vtt",), 2 << 20)
"""Every film may bring captions (WebVTT), whether or not its plan thought of those who cannot hear."""


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of work (thể loại) and what the plan asks of its form.

    `chu` limits the essay in chữ, `seconds` the video; None where the plan sets none.
    `file_kinds` are the kinds that the media side knows: docx, pdf, odt, doc, rtf, txt, html; mp4, mov, webm, mkv, avi,
    mpegts.
    `counted_parts` counts beside the running text where `count_scope` is `chosen`, and is empty elsewhere.
    `machine_typed` is the demand "đánh máy"; `typed_allowed` whether an essay may be typed in the browser.
    `medium` is a physical medium that the plan names ("đĩa CD có túi bọc").
    """

    key: str
    name: str
    form: WorkForm
    file_kinds: tuple[str, ...] | Unknown
    max_bytes: int | Unknown
    chu: Bounds | None = None
    count_scope: CountScope | Unknown | None = None
    counted_parts: tuple[CountedPart, ...] = ()
    seconds: Bounds | None = None
    typed_allowed: bool | Unknown = False
    machine_typed: bool = False
    a4: bool = False
    page_numbers: bool = False
    booklet: bool = False
    medium: str | None = None
    cover_fields: tuple[CoverField, ...] = ()
    attachments: tuple[AttachmentRule, ...] = ()

    @property
    def accompanying(self) -> tuple[AttachmentRule, ...]:
        """What may accompany the work: the plan's attachments, and captions for a film."""
        has_own = any(rule.key == CAPTIONS.key for rule in self.attachments)
        return self.attachments if has_own or self.form is not WorkForm.VIDEO else (*self.attachments, CAPTIONS)
