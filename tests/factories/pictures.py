"""Pictures that stand for paper."""

from pathlib import Path

from PIL import Image


def scanned_pdf(path: Path, *, pages: int) -> Path:
    """A PDF of grey pictures alone, as a scanner makes it."""
    first, *rest = [Image.new("L", (620, 877), 240 - place) for place in range(pages)]
    first.save(path, format="PDF", resolution=75, save_all=True, append_images=rest)
    return path
