"""Verifying a receipt (without names) or a certificate: for anybody who holds its code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import jsonify, redirect, render_template, url_for

from judging.queries.entries import find_receipt_by_code
from judging.queries.papers import find_certificate
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
        if find_certificate(reading(), code) is not None:
            return redirect(url_for("public.verify_certificate", code=code))
        return redirect(url_for("public.verify_receipt", check_code=code or "-"))
    return render_template("public/verify.html", form=form), 422 if form.is_submitted() else 200


@bp.get("/xac-minh/khoa.json")
@open_to_everybody()
def receipt_keys() -> ResponseReturnValue:
    """The public keys with which receipts verify without the portal, by their id."""
    return jsonify(keys=public_keys(reading()))


@bp.get("/xac-minh/giay/<code>")
@open_to_everybody()
def verify_certificate(code: str) -> ResponseReturnValue:
    """Whether a certificate was issued here and is in force; its code is on the paper of whoever asks."""
    found = find_certificate(reading(), code) if code.isalnum() else None
    return render_template("public/certificate.html", found=found), 200 if found else 404


@bp.get("/xac-minh/<check_code>")
@open_to_everybody()
def verify_receipt(check_code: str) -> ResponseReturnValue:
    """Whether the receipt is ours and unchanged, and what it states; no person's name."""
    session = reading()
    receipt = find_receipt_by_code(session, check_code) if check_code.isalnum() else None
    checked = check_receipt(session, receipt) if receipt is not None else None
    return render_template("public/verify_receipt.html", checked=checked), 200 if checked else 404
