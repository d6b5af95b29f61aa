"""Fills the wizard's pages in as a browser does: what a form holds is sent back, with what the test changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import Tag

    from tests.page_client import Page


def form_of(page: Page, action_ends: str) -> Tag:
    """The posting form whose address ends so."""
    return next(
        form
        for form in page.soup.find_all("form")
        if str(form.get("method", "")).lower() == "post" and str(form["action"]).split("?")[0].endswith(action_ends)
    )


def fields_of(form: Tag) -> dict[str, list[str]]:
    """Everything that a browser would send for the form as it stands."""
    sent: dict[str, list[str]] = {}
    for tag in form.find_all(["input", "textarea", "select"]):
        name = tag.get("name")
        if not name:
            continue
        if tag.name == "select":
            chosen = tag.find("option", selected=True) or tag.find("option")
            sent.setdefault(str(name), []).append(str(chosen["value"]) if chosen else "")
        elif tag.name == "textarea":
            sent.setdefault(str(name), []).append(tag.get_text().removeprefix("\n"))
        elif tag.get("type") not in {"checkbox", "radio"} or tag.has_attr("checked"):
            sent.setdefault(str(name), []).append(str(tag.get("value", "")))
    return sent
