"""Pages of the head."""

from flask import Blueprint

bp = Blueprint("head", __name__)
