"""Who may open what: declared on each view, denied where nothing is declared (design 9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from flask import abort, current_app, g, redirect, request, url_for

from judging.enums import Role
from judging.errors import NotAllowedError
from portal.asking import wants_json
from portal.sessions import resolve_viewer

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.typing import ResponseReturnValue

    from judging.rules.viewers import Viewer

View = TypeVar("View", bound="Callable[..., ResponseReturnValue]")
MARK = "_open_to"


@dataclass(frozen=True, slots=True)
class OpenTo:
    """A view's declaration: to everybody, to anybody signed in, or to the holders of some duties."""

    roles: frozenset[Role] = frozenset()
    everybody: bool = False
    desk: bool = False
    even_before_password_change: bool = False


def open_to(*roles: Role) -> Callable[[View], View]:
    """The view is for holders of one of `roles` (anywhere; what they may see there is the query's to say)."""
    if not roles:
        raise TypeError("name at least one role, or use open_to_everybody / open_to_signed_in")
    return _mark(OpenTo(frozenset(roles)))


def open_to_desk() -> Callable[[View], View]:
    """The view is a judge's: after sign-in was resolved it works on the desk connection alone (design 6)."""
    return _mark(OpenTo(frozenset({Role.JUDGE}), desk=True))


def open_to_everybody() -> Callable[[View], View]:
    """The view is public."""
    return _mark(OpenTo(everybody=True))


def open_to_signed_in(*, even_before_password_change: bool = False) -> Callable[[View], View]:
    """The view is for anybody who is signed in."""
    return _mark(OpenTo(frozenset(Role), even_before_password_change=even_before_password_change))


def _mark(declaration: OpenTo) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, MARK, declaration)
        return view

    return mark


def declaration_of(view: Callable[..., object]) -> OpenTo | None:
    """What the registered view declares; None when it declares nothing (and is therefore closed)."""
    found = getattr(view, MARK, None)
    return found if isinstance(found, OpenTo) else None


def me() -> Viewer:
    """The signed-in viewer of this request.

    Raises:
        NotAllowedError: when nobody is signed in (a public view asked by mistake).
    """
    viewer: Viewer | None = g.get("viewer")
    if viewer is None:
        raise NotAllowedError
    return viewer


def find_me() -> Viewer | None:
    """The signed-in viewer, or None on a public page without sign-in."""
    viewer: Viewer | None = g.get("viewer")
    return viewer


def guard() -> ResponseReturnValue | None:
    """Before each request: resolve who asks, and deny what was not declared open to them."""
    g.viewer = None
    if request.endpoint is None:
        g.viewer = resolve_viewer()  # the page that says "not found" still knows who reads it
        return None
    if request.endpoint == "static":
        return None
    declaration = declaration_of(current_app.view_functions[request.endpoint])
    if declaration is None:
        current_app.logger.error("view without a declaration: %s", request.endpoint)
        abort(403)
    g.viewer = resolve_viewer()
    if declaration.everybody:
        return None
    if g.viewer is None:
        return _ask_to_sign_in()
    if g.viewer.must_change_password and not declaration.even_before_password_change:
        return redirect(url_for("account.change_password"))
    if declaration.roles != frozenset(Role) and not g.viewer.roles & declaration.roles:
        abort(404)
    if declaration.desk:
        g.desk_only = True
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.method in {"GET", "HEAD"} and not wants_json():
        return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")))
    return abort(401)


def install_access(app: Flask) -> None:
    """Put the guard before every request of `app`."""
    app.before_request(guard)
