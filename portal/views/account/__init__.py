"""Pages of the account."""

from flask import Blueprint

bp = Blueprint("account", __name__)
