"""The operator reads what every job does, in words and in Vietnamese."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import force_locale

from portal.job_words import KINDS, kind_words
from portal.jobs import registry
from portal.jobs.slots import DAILY, HOURLY

if TYPE_CHECKING:
    from flask import Flask


def test_every_kind_of_job_has_words_and_no_words_are_left_over(app: Flask) -> None:
    registry.load_handlers(app)
    kinds = {kind for kind, act in registry._handlers.items() if act.__module__.startswith("portal.jobs.handlers.")}
    assert kinds >= {*DAILY, *HOURLY, "measure_part"}
    assert kinds == set(KINDS)
    with app.test_request_context("/"):
        for kind in kinds:
            with force_locale("vi"):
                vietnamese = str(kind_words(kind))
            assert vietnamese not in {kind, KINDS[kind]._args[0]}, f"{kind} is not translated"
