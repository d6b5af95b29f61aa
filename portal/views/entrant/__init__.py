"""Pages of the entrant."""

from flask import Blueprint

bp = Blueprint("entrant", __name__)
