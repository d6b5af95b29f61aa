"""The components with little servers behind them: what the page modules talk to, without the rest of the portal."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, jsonify, make_response, redirect, render_template, render_template_string, request
from werkzeug.serving import make_server

from portal import display, statics
from portal.headers import POLICY
from portal.samples import component_samples
from portal.translate import install_translations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.typing import ResponseReturnValue

    from config import Settings

NOW = datetime(2026, 9, 7, 3, 32, tzinfo=UTC)
PAGE = """
{% extends "base.html" %}
{% from "components/form.html" import form %}
{% from "components/inputs.html" import text_field %}
{% from "components/button.html" import button %}
{% from "components/confirm.html" import confirm %}
{% from "components/live.html" import autosave_status, claim, countdown, module, poll, shortcuts %}
{% block h1 %}Trang thử{% endblock %}
{% block content %}
{% call form("/nowhere", autosave="/draft", version=1) %}
{{ text_field("title", "Tiêu đề", "Cũ") }}{{ autosave_status() }}{% endcall %}
{% call poll("/measurement", "measurement", every=0.1) %}<p>đang đo</p>{% endcall %}
{{ countdown(soon_at, now) }}
{{ claim("/claim", claim_at, now) }}
{{ button("Mở khóa", type="button", key="n", attrs={"id": "keyed"}) }}
{% call confirm("withdraw", "Rút bài", "Rút bài này?", "/withdraw", "Rút thật") %}
<p>Phiếu hết hiệu lực.</p>{% endcall %}
{{ shortcuts() }}
{% endblock %}
{% block scripts %}
{% for one in ("autosave", "poll", "countdown", "claim", "keyboard") %}{{ module(one) }}{% endfor %}
{% endblock %}
"""


DONE = "<p data-poll-done>1.463 chữ</p><script>document.title = 'x'</script>"
WITHDRAWN = '<!doctype html><link rel="icon" href="data:,"><title>x</title><p>đã rút</p>'


class LookServer:
    """Serves the page of components, the error pages and one page with every module; remembers what it was asked."""

    def __init__(self) -> None:
        self.version = 1
        self.stored = "Cũ"
        self.saves: list[dict[str, str]] = []
        self.polls: list[int] = []
        self.withdrawn = 0
        self.claim_is_lost = False
        self.token = "token"
        self.is_signed_out = False
        self.app = self._build()
        self.server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def running(self) -> Iterator[LookServer]:
        self.thread.start()
        yield self
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def _build(self) -> Flask:
        app = Flask("portal", template_folder="../templates", static_folder="static")
        app.secret_key = "only for this test"
        app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
        display.install(app.jinja_env)
        install_translations(app, cast("Settings", SimpleNamespace(locale="vi")))
        app.jinja_env.globals.update(csrf_token=lambda: self.token, static_url=statics.static_url)
        app.context_processor(_context)

        @app.after_request
        def _policy(response: Any) -> Any:
            response.headers["Content-Security-Policy"] = POLICY.format(nonce="nonce", store="", frames="'none'")
            return response

        app.add_url_rule("/thanh-phan", "public.components", _components)
        app.add_url_rule("/errors/<int:status>", "error", _error)
        app.add_url_rule("/", "page", self._page)
        app.add_url_rule("/sign-in", "sign_in", _error, defaults={"status": 403})
        app.add_url_rule("/draft", "draft", self._draft, methods=["POST"])
        app.add_url_rule("/measurement", "measurement", self._measurement)
        app.add_url_rule("/claim", "claim", self._claim, methods=["POST"])
        app.add_url_rule("/withdraw", "withdraw", self._withdraw, methods=["POST"])
        return app

    def _page(self) -> ResponseReturnValue:
        return redirect("/sign-in") if self.is_signed_out else render_template_string(PAGE)

    def _draft(self) -> ResponseReturnValue:
        if self.is_signed_out:
            return redirect("/sign-in")
        if request.headers["X-CSRFToken"] != self.token:
            return jsonify(error="csrf"), 400
        self.saves.append(request.form.to_dict())
        if int(request.form["version"]) != self.version:
            return jsonify(version=self.version, fields={"title": self.stored}), 409
        self.version += 1
        self.stored = request.form["title"]
        return jsonify(version=self.version, saved_at=NOW.isoformat())

    def _measurement(self) -> ResponseReturnValue:
        is_done = len(self.polls) >= 2
        answer = make_response(DONE if is_done else "<p>vẫn đang đo</p>")
        answer.set_etag("done" if is_done else "waiting")
        answer = answer.make_conditional(request)
        self.polls.append(answer.status_code)
        return answer

    def _claim(self) -> ResponseReturnValue:
        if self.claim_is_lost:
            return jsonify(error="lost"), 409
        return jsonify(until=(NOW + timedelta(minutes=15)).isoformat())

    def _withdraw(self) -> ResponseReturnValue:
        self.withdrawn += 1
        return WITHDRAWN


def _context() -> dict[str, Any]:
    return {
        "viewer": SimpleNamespace(display_name="Hồ Thị Ngọc Ánh"),
        "navigation": [("Bài dự thi của tôi", "/", True), ("Nhật ký", "/history", False)],
        "installation": "demonstration",
        "home_url": "/",
        "sign_in_url": "/sign-in",
        "sign_out_url": "/sign-out",
        "languages": [("vi", "Tiếng Việt", "?lang=vi"), ("en", "English", "?lang=en")],
        "office_name": "Ủy ban nhân dân huyện Đakrông",
        "now": NOW,
        "soon_at": NOW + timedelta(minutes=14, seconds=30),
        "claim_at": NOW + timedelta(seconds=8),
    }


def _components() -> str:
    return render_template("dev/components.html", **component_samples(NOW))


def _error(status: int) -> str:
    return render_template(f"errors/{status}.html", said="", request_id="7f3a")
