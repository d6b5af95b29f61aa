"""What a channel of short messages is: it takes one message, or says why not. The portal knows no provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class TextRefusedError(Exception):
    """The gateway will never take this message (a number out of use, mostly): trying again changes nothing."""


class TextChannelDownError(Exception):
    """The gateway is away, busy or wrongly set up: the message waits for another try."""


class TextUncertainError(Exception):
    """The line broke after the message was given and before the answer came: nobody knows whether it left."""


@dataclass(frozen=True, slots=True)
class Message:
    """One short message. `id` is the same for every try, so that a gateway sends it once; `to` is in E.164."""

    id: str
    to: str
    text: str


class Channel(Protocol):
    """A way to telephones."""

    def send(self, message: Message, *, sent_at: str) -> None:
        """Hand a message over; returning means that the gateway took it.

        Raises:
            TextRefusedError: it never will.
            TextChannelDownError: not now, and it surely did not.
            TextUncertainError: nobody knows.
        """
