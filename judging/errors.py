"""The named refusals of the judging floors. They carry facts; the portal holds the words and the status."""

from __future__ import annotations


class JudgingError(Exception):
    """The parent of every refusal."""


class NotFoundError(JudgingError):
    """There is no such `noun`, or it is not the viewer's to know."""

    def __init__(self, noun: str) -> None:
        super().__init__(f"no such {noun}")
        self.noun = noun


class MoveRefusedError(JudgingError):
    """A `noun` in `state` cannot become `to`."""

    def __init__(self, noun: str, state: str, to: str) -> None:
        super().__init__(f"{noun}: {state} cannot become {to}")
        self.noun = noun
        self.state = state
        self.to = to
