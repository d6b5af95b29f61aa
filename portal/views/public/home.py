"""The home page and the two health pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import jsonify, render_template

from judging.queries.programmes import list_plans_in_force
from portal.access import open_to_everybody
from portal.caching import cacheable
from portal.clock import clock
from portal.db import database, reading
from portal.health import readiness
from portal.public_pages import shown_programmes
from portal.samples import component_samples
from portal.views.public import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/")
@open_to_everybody()
def home() -> ResponseReturnValue:
    """What runs now, until when, and the last results, for anybody."""
    now = clock()
    session = reading()
    shown = shown_programmes(session, list_plans_in_force(session), now=now)
    closing = min((one.closes_at for one in shown if one.closes_at is not None), default=None)
    return cacheable(render_template("public/home.html", programmes=shown), now=now, until=closing)


@bp.get("/suc-khoe")
@open_to_everybody()
def alive() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(alive=True)


@bp.get("/san-sang")
@open_to_everybody()
def ready() -> ResponseReturnValue:
    """Database, clock and store are fit to serve; 503 with the names of what is not."""
    failing = readiness(database())
    return jsonify(ready=not failing, failing=failing), 503 if failing else 200


@bp.get("/thanh-phan")
@open_to_everybody()
def components() -> ResponseReturnValue:
    """The page that shows every component."""
    return render_template("dev/components.html", **component_samples(clock()))
