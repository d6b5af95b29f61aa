"""Every code that a finding can bear, with the names of its facts. The portal has a sentence for each.

A code, once published, keeps its meaning: it is stored with every measurement.
"""

from enum import StrEnum


class Code(StrEnum):
    """Codes of findings; the comment names the facts that come along."""

    # The file as such
    MISSING = "missing"
    EMPTY_FILE = "empty_file"
    TOO_LARGE = "too_large"  # size_bytes, max_bytes
    KIND_NOT_ALLOWED = "kind_not_allowed"  # kind
    NAME_LIES = "name_lies"  # extension, kind
    NAME_ODD = "name_odd"  # reason: control, bidi, path, long, double_extension, reserved, empty
    POLYGLOT = "polyglot"  # second
    UNREADABLE = "unreadable"  # reason
    CAPTIONS_BROKEN = "captions_broken"  # block
    TOO_COMPLEX = "too_complex"  # reason, limit
    ENCRYPTED = "encrypted"
    # Inside office files
    MACROS = "macros"  # member
    ACTIVE_CONTENT = "active_content"  # member
    DOCTYPE = "doctype"  # member
    ZIP_LIMIT = "zip_limit"  # reason, limit
    EXTERNAL_LINK = "external_link"  # target, relation
    EMBEDDED_FILE = "embedded_file"  # member
    # Text
    NO_TEXT = "no_text"  # images
    SCANNED = "scanned"  # pages
    SCAN_READ = "scan_read"  # chu, pages
    NO_CONVERTER = "no_converter"  # kind
    CONVERTED = "converted"  # kind
    NOT_CONVERTED = "not_converted"  # kind
    LEGACY_FONTS = "legacy_fonts"  # encoding (TCVN3, VNI, …), fonts, percent, chu (from measurer 2 on)
    REPAIRED = "repaired"  # count
    NOT_VIETNAMESE = "not_vietnamese"  # percent
    BROKEN_TEXT = "broken_text"  # count
    TRACKED_CHANGES = "tracked_changes"  # insertions, deletions, deleted_chu
    COMMENTS = "comments"  # count
    HIDDEN_TEXT = "hidden_text"  # chu, excerpt
    ZERO_WIDTH = "zero_width"  # count
    DECOMPOSED = "decomposed"  # count
    BIDI_CONTROLS = "bidi_controls"  # count
    # Form
    COVER_LEFT_OUT = "cover_left_out"  # chu, until: page_break, labels
    COVER_NOT_FOUND = "cover_not_found"
    COVER_FIELD_MISSING = "cover_field_missing"  # field
    REFERENCES_LEFT_OUT = "references_left_out"  # chu
    CAPTIONS_LEFT_OUT = "captions_left_out"  # chu
    NOTES_LEFT_OUT = "notes_left_out"  # chu
    APPENDIX_LEFT_OUT = "appendix_left_out"  # chu
    TABLES_LEFT_OUT = "tables_left_out"  # chu
    HEADINGS_LEFT_OUT = "headings_left_out"  # chu
    PAPER_NOT_A4 = "paper_not_a4"  # paper, width_mm, height_mm
    PAGE_NUMBERS_MISSING = "page_numbers_missing"
    TOO_MANY_PAGES = "too_many_pages"  # pages, max_pages
    # Videos and pictures
    NO_VIDEO = "no_video"  # reason: audio_only, cover, empty
    NO_SOUND = "no_sound"
    CUT_SHORT = "cut_short"  # measured_ms
    CORRUPT_PACKETS = "corrupt_packets"  # count
    NO_HEADER_DURATION = "no_header_duration"
    HEADER_DURATION_DIFFERS = "header_duration_differs"  # header_ms, measured_ms
    TRACKS_DIFFER = "tracks_differ"  # video_ms, audio_ms
    FEW_FRAMES = "few_frames"  # fps_milli
    SLOWED = "slowed"  # fps_milli, codec_fps_milli, natural_ms, measured_ms
    REPEATED = "repeated"  # edits, presented_ms, distinct_ms
    GLUED = "glued"  # count, first_ms, whole_ms, measured_ms
    DECODED_DIFFERS = "decoded_differs"  # measured_ms, decoded_ms
    NO_TIMES = "no_times"  # count
    VARIABLE_RATE = "variable_rate"  # fps_milli
    LONG_GAP = "long_gap"  # gap_ms, at_ms
    LATE_START = "late_start"  # at_ms
    METADATA = "metadata"
    LOCATION = "location"
    # Identity
    # kind: name, unit, phone, email, staff_code; match: exact, folded, joined, spaced, turned, near, part, initials,
    # half_initials, account, other; excerpt, passage
    IDENTITY_FOUND = "identity_found"
    # reason: unreadable, no_text, pictures, picture, film, subtitles, too_long, kind; detail
    IDENTITY_UNSURE = "identity_unsure"
    NOT_COVERED = "not_covered"  # passage
