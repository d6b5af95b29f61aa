"""What a plan says of the time after a result: how long the office takes to answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answering:
    """Within how many working days the office answers, or passes on what is not its own to answer."""

    question_days: int = 5
    petition_days: int = 10
    referral_days: int = 5
