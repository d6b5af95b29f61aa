"""What a page says after an act was done."""

from __future__ import annotations

from flask import flash


def said(text: str) -> None:
    """Tell the person, on the next page they see, that it worked."""
    flash(text, "success")


def warned(text: str) -> None:
    """Tell the person, on the next page they see, what to look at."""
    flash(text, "warning")


def refused(text: str) -> None:
    """Tell the person, on the next page they see, what was refused and what to do."""
    flash(text, "danger")
