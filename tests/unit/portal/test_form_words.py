"""WTForms speaks Vietnamese in our portal."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import Babel
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length

from portal.form_words import install_form_words


class Trial(FlaskForm):
    title = StringField(validators=[InputRequired(), Length(min=3)])
    pages = IntegerField()


@pytest.mark.parametrize(
    ("language", "required", "too_short", "no_number"),
    [
        ("vi", "Vui lòng điền mục này.", "Cần ít nhất 3 ký tự.", "Vui lòng nhập một số nguyên."),
        (
            "en",
            "This field is required.",
            "Field must be at least 3 characters long.",
            "Not a valid integer value.",
        ),
    ],
)
def test_form_messages_are_in_the_language_of_the_page(
    language: str, required: str, too_short: str, no_number: str
) -> None:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="only for this test", WTF_CSRF_ENABLED=False)
    Babel(app, locale_selector=lambda: language)
    install_form_words(app)

    @app.post("/")
    def answer() -> dict[str, list[str]]:
        form = Trial()
        form.validate()
        return {name: [str(one) for one in errors] for name, errors in form.errors.items()}

    client = app.test_client()
    assert client.post("/", data={"pages": "mười"}).json == {"title": [required], "pages": [no_number]}
    assert client.post("/", data={"title": "ab", "pages": "3"}).json == {"title": [too_short]}
