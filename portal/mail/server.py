"""The office's mail server: one letter handed over, and what its answer means.

`BANGVANG_MAIL_URL` is `smtp://[user:password@]host[:25]`, `smtp+starttls://…[:587]` or `smtps://…[:465]`.
"""

from __future__ import annotations

import smtplib
import ssl
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from email.message import EmailMessage

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
TIMEOUT_SECONDS = 20
PERMANENT = 500


class MailRefusedError(Exception):
    """The server will never take this letter (a wrong address, mostly): trying again changes nothing."""


class MailServerDownError(Exception):
    """The server is away, slow, full or asks to come back later: the letter waits for another try."""


class MailUncertainError(Exception):
    """The line broke after the letter was given and before the answer came: nobody knows whether it left."""


class _Server(smtplib.SMTP):
    """Remembers whether the letter itself was on its way when the line broke."""

    is_given = False

    def data(self, msg: bytes | str) -> tuple[int, bytes]:  # type: ignore[override]  # the stubs forget plain bytes
        self.is_given = True
        return super().data(msg)


class _SafeServer(_Server, smtplib.SMTP_SSL):
    """The same, from the first byte on under TLS."""


def deliver(letter: EmailMessage, mail_url: str) -> None:
    """Hand `letter` to the server; returning means that the server took it.

    Raises:
        MailRefusedError: the server answered 5xx for this letter.
        MailServerDownError: anything else went wrong before the server had it.
        MailUncertainError: the answer to the letter itself was lost.
    """
    place = urlsplit(mail_url)
    host, port = place.hostname or "localhost", place.port or PORTS[place.scheme]
    server: _Server | None = None
    try:
        server = _connect(place.scheme, host, port)
        if place.username:
            server.login(unquote(place.username), unquote(place.password or ""))
        server.send_message(letter)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        raise (MailRefusedError if min(codes) >= PERMANENT else MailServerDownError)(str(codes)) from error
    except smtplib.SMTPAuthenticationError as error:  # the settings are wrong, not the letter
        raise MailServerDownError("authentication") from error
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        raise (MailRefusedError if error.smtp_code >= PERMANENT else MailServerDownError)(f"{error}") from error
    except (smtplib.SMTPException, OSError) as error:
        kind = MailUncertainError if server is not None and server.is_given else MailServerDownError
        raise kind(type(error).__name__) from error
    finally:
        if server is not None:
            server.close()


def _connect(scheme: str, host: str, port: int) -> _Server:
    if scheme == "smtps":
        return _SafeServer(host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
    server = _Server(host, port, timeout=TIMEOUT_SECONDS)
    if scheme == "smtp+starttls":
        server.starttls(context=ssl.create_default_context())
    return server
