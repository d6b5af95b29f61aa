"""Pages of the judge."""

from flask import Blueprint

bp = Blueprint("judge", __name__)
