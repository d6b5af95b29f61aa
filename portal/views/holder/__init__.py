"""Pages of the holder."""

from flask import Blueprint

bp = Blueprint("holder", __name__)
