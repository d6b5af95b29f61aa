"""Pages of the validator."""

from flask import Blueprint

bp = Blueprint("validator", __name__)
