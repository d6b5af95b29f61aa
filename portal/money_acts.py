"""Acts about money: done once for each form, with the scan of their paper stored before the row that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging.actions.money_steps import OnPaper
from portal.acts import try_once
from portal.paper_scans import ScanRefusedError, forget, store_scan

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sqlalchemy.orm import Session
    from werkzeug.datastructures import FileStorage

    from judging.errors import RefusedError

    Acting = Session
    """The session of an act, for views, which know no database library."""


def try_with_paper(
    act: Callable[[Session, OnPaper], object],
    *,
    number: str = "",
    on: date | None = None,
    scan: FileStorage | None = None,
) -> RefusedError | None:
    """`try_once` of an act that takes the paper; a scan that no row took is given back."""
    stored = None
    if scan is not None and scan.filename:
        try:
            stored = store_scan(scan)
        except ScanRefusedError as refused:
            return refused
    paper = OnPaper(number.strip(), on, stored)
    done: list[bool] = []

    def once(session: Session) -> None:
        act(session, paper)
        done.append(True)

    error = None
    try:
        error = try_once(once)
    finally:
        if stored is not None and (error is not None or not done):
            forget(stored)
    return error
