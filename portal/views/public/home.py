"""The home page and the two health pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import jsonify, render_template

from portal.access import open_to_everybody
from portal.clock import clock
from portal.db import database
from portal.health import readiness
from portal.samples import component_samples
from portal.views.public import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/")
@open_to_everybody()
def home() -> ResponseReturnValue:
    """What runs now, for anybody."""
    return render_template("public/home.html")


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
