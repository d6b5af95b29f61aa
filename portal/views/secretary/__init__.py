"""Pages of the secretary."""

from flask import Blueprint

bp = Blueprint("secretary", __name__)
