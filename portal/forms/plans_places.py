"""On which step of the wizard a place of a plan is decided."""

from __future__ import annotations


def step_of_path(path: str) -> str:
    """The step on which a place of a plan is decided."""
    head = path.split(".", maxsplit=1)[0].split("[", maxsplit=1)[0]
    return {
        "milestones": "thoi-gian",
        "categories": "the-loai",
        "topics": "the-loai",
        "eligibility": "du-thi",
        "entering": "du-thi",
        "rounds": "cham",
        "rubrics": "cham",
        "ladders": "giai",
        "exclusivity": "giai",
        "prize_budget_vnd": "giai",
        "contacts": "giai",
        "retention": "giai",
        "answering": "giai",
        "remarking": "giai",
        "letters": "giai",
    }.get(head, "van-ban")
