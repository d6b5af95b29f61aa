"""The links that each duty finds at the top of every page. A link stands here only when its page exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _l

from judging.enums import Role

if TYPE_CHECKING:
    from flask_babel import LazyString

    from judging.rules.viewers import Viewer

ANYBODY_SIGNED_IN = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the navigation."""

    label: LazyString
    endpoint: str
    roles: frozenset[Role]


LINKS: tuple[Link, ...] = (
    Link(_l("My entries"), "entrant.entries", ANYBODY_SIGNED_IN - {Role.JUDGE}),
    Link(_l("My unit"), "coordinator.unit", frozenset({Role.COORDINATOR})),
    Link(_l("People of my unit"), "coordinator.people", frozenset({Role.COORDINATOR})),
    Link(_l("Counter"), "secretary.counters", frozenset({Role.SECRETARY, Role.COORDINATOR})),
    Link(_l("Verification of form"), "validator.queue", frozenset({Role.VALIDATOR})),
    Link(_l("Look-alikes"), "validator.lookalikes", frozenset({Role.VALIDATOR, Role.SECRETARY, Role.BOARD})),
    Link(_l("Seals and judging"), "secretary.rounds", frozenset({Role.SECRETARY})),
    Link(_l("Results by code"), "secretary.results", frozenset({Role.SECRETARY})),
    Link(_l("Letters"), "secretary.cases", frozenset({Role.SECRETARY, Role.SUPERVISOR})),
    Link(_l("Personal data"), "secretary.data_requests", frozenset({Role.SECRETARY, Role.SUPERVISOR, Role.ADMIN})),
    Link(_l("My marking"), "judge.work", frozenset({Role.JUDGE})),
    Link(_l("Panel"), "head.panel", frozenset({Role.HEAD})),
    Link(_l("Lists of codes"), "holder.openings", frozenset({Role.HOLDER, Role.SECRETARY})),
    Link(_l("Matching codes with entries"), "holder.matchings", frozenset({Role.HOLDER, Role.SECRETARY})),
    Link(_l("Board"), "board.desk", frozenset({Role.BOARD})),
    Link(_l("Decisions and approval"), "board.results", frozenset({Role.BOARD})),
    Link(_l("Plans"), "board.plans", frozenset({Role.BOARD, Role.HEAD})),
    Link(_l("Council meetings"), "council.councils", frozenset({Role.COUNCIL, Role.COUNCIL_SECRETARY})),
    Link(_l("Papers"), "secretary.paper_programmes", frozenset({Role.SECRETARY, Role.BOARD})),
    Link(_l("Costs and payments"), "finance.programmes", frozenset({Role.SECRETARY, Role.FINANCE, Role.BOARD})),
    Link(_l("Publishing"), "publisher.publications", frozenset({Role.PUBLISHER})),
    Link(_l("News and answers"), "publisher.news_list", frozenset({Role.PUBLISHER})),
    Link(_l("Loudspeaker"), "publisher.broadcasts", frozenset({Role.PUBLISHER})),
    Link(_l("History"), "supervisor.history", frozenset({Role.SUPERVISOR})),
    Link(_l("Notices"), "account.notices", ANYBODY_SIGNED_IN),
    Link(_l("Notices on paper"), "coordinator.notices_by_hand", frozenset({Role.COORDINATOR, Role.SECRETARY})),
    Link(_l("Units and people"), "admin.people", frozenset({Role.ADMIN})),
    Link(_l("Working days"), "admin.calendar", frozenset({Role.ADMIN})),
    Link(_l("Operation"), "admin.operation", frozenset({Role.ADMIN})),
)


def navigation_for(viewer: Viewer | None) -> list[tuple[str, str, bool]]:
    """The links (label, address, whether it is this page) that `viewer`'s duties open, in the order of the work."""
    if viewer is None:
        return []
    shown = []
    for link in LINKS:
        if link.endpoint in current_app.view_functions and (viewer.roles | {Role.ENTRANT}) & link.roles:
            if link.endpoint == "entrant.entries" and viewer.has(Role.JUDGE):
                continue
            blueprint = link.endpoint.partition(".")[0]
            current = request.endpoint == link.endpoint or (
                request.blueprint == blueprint and blueprint != "account" and _is_only_of(blueprint, link)
            )
            shown.append((str(link.label), url_for(link.endpoint), current))
    return shown


def _is_only_of(blueprint: str, link: Link) -> bool:
    return [one for one in LINKS if one.endpoint.startswith(f"{blueprint}.")] == [link]
