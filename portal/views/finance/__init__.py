"""Pages of finance: estimates, lists of payments, paying. The office and the board share them."""

from flask import Blueprint

bp = Blueprint("finance", __name__)
