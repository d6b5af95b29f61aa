"""Pages of the publisher."""

from flask import Blueprint

bp = Blueprint("publisher", __name__)
