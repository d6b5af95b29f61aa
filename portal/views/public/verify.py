"""Verifying a receipt: for anybody who holds its code, without names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import jsonify, redirect, render_template, url_for

from judging.queries.entries import find_receipt_by_code
from portal.access import open_to_everybody
from portal.db import reading
from portal.forms.entries import CodeForm
from portal.receipts import check_receipt, public_keys
from portal.views.public import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.route("/xac-minh", methods=["GET", "POST"])
@open_to_everybody()
def verify() -> ResponseReturnValue:
    """Type the code that stands below the QR."""
    form = CodeForm()
    if form.validate_on_submit():
        code = "".join(sign for sign in (form.code.data or "").upper() if sign.isalnum())[:40]
        return redirect(url_for("public.verify_receipt", check_code=code or "-"))
    return render_template("public/verify.html", form=form), 422 if form.is_submitted() else 200


@bp.get("/xac-minh/khoa.json")
@open_to_everybody()
def receipt_keys() -> ResponseReturnValue:
    """The public keys with which receipts verify without the portal, by their id."""
    return jsonify(keys=public_keys(reading()))


@bp.get("/xac-minh/<check_code>")
@open_to_everybody()
def verify_receipt(check_code: str) -> ResponseReturnValue:
    """Whether the receipt is ours and unchanged, and what it states; no person's name."""
    session = reading()
    receipt = find_receipt_by_code(session, check_code) if check_code.isalnum() else None
    checked = check_receipt(session, receipt) if receipt is not None else None
    return render_template("public/verify_receipt.html", checked=checked), 200 if checked else 404
