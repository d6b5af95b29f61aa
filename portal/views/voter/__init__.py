"""Pages of a vote for those who vote: colleagues, and others whom the plan lets vote."""

from flask import Blueprint

bp = Blueprint("voter", __name__)
