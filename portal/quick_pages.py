"""What every page pays once more than it must, taken out of the frameworks at the places that they leave for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from flask.sessions import SecureCookieSessionInterface
from flask.templating import Environment

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from flask import Flask
    from itsdangerous import URLSafeTimedSerializer


class PageEnvironment(Environment):
    """Jinja's environment without a chain of two mappings where one says all.

    Each `{% import %}` of a page compares the names of its globals; over a chain that is a loop in Python over some
    sixty names, a sixteenth of a page's time.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """As Jinja's own; a template that brings no globals (none of ours does) shares the environment's."""
        return super().make_globals(d) if d else self.globals


class FormSessions(SecureCookieSessionInterface):
    """Flask's signed cookie; its signer is made once for an application, not for every request."""

    def __init__(self) -> None:
        self._signers: WeakKeyDictionary[Flask, URLSafeTimedSerializer | None] = WeakKeyDictionary()

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """As Flask's own. The secret is fixed when the application is made."""
        if app not in self._signers:
            self._signers[app] = super().get_signing_serializer(app)
        return self._signers[app]
