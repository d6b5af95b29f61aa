"""A gateway behind one address: each message is a signed POST of JSON to the host that the settings allow.

The address is of the settings, never of a person; still it is looked up and held: what its name stands for must be a
public address (unless the gateway is said to stand in the office's own network), the connection goes to exactly the
address that was looked at, and redirects are not followed. So nobody who can change a name in the DNS makes the portal
speak to its own network.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from portal.texts.contract import TextChannelDownError, TextRefusedError, TextUncertainError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.texts.contract import Message

TIMEOUT_SECONDS = 10
MOST_ANSWER_BYTES = 4096
AGAIN = frozenset({408, 425, 429})
"""Answers of the 400s that ask to come back later."""
_FIRST_OK, _FIRST_REDIRECT, _FIRST_REFUSED, _FIRST_DOWN = 200, 300, 400, 500


def is_public(address: str) -> bool:
    """Whether an address belongs to the internet, also where it is wrapped in one of IPv6.

    >>> [is_public(one) for one in ("203.113.128.1", "10.0.0.1", "127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1")]
    [True, False, False, False, False]
    >>> [is_public(one) for one in ("2405:4800::1", "fe80::1", "fd00::1", "2002:0a00:0001::1", "64:ff9b::a00:1", "::")]
    [True, False, False, False, False, False]
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast and not found.is_reserved


def sign(secret: str, sent_at: str, body: bytes) -> str:
    """The signature that the gateway compares: HMAC-SHA-256 over the moment, a full stop, and the body.

    >>> sign("geheim", "2026-09-07T10:00:00+07:00", b"{}")[:20]
    'sha256=9e6b1c1a2b3c4'
    """
    return "sha256=" + hmac.new(secret.encode(), sent_at.encode() + b"." + body, hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Webhook:
    """The channel of `BANGVANG_TEXT_URL`."""

    url: str
    secret: str = field(repr=False)
    hosts: frozenset[str] = frozenset()
    may_be_private: bool = False

    def send(self, message: Message, *, sent_at: str) -> None:
        """As `portal.texts.contract.Channel`."""
        place = urlsplit(self.url)
        host, is_safe = place.hostname or "", place.scheme == "https"
        if host not in self.hosts:
            raise TextChannelDownError("host_not_allowed")
        port = place.port or (443 if is_safe else 80)
        line = _Line(host, port, self._address(host, port), is_safe=is_safe)
        body = json.dumps({**asdict(message), "sent_at": sent_at}, ensure_ascii=False, sort_keys=True).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": message.id,
            "X-BangVang-Sent-At": sent_at,
            "X-BangVang-Signature": sign(self.secret, sent_at, body),
        }
        path = (place.path or "/") + (f"?{place.query}" if place.query else "")
        status = _post(line, path, body, headers)
        if _FIRST_OK <= status < _FIRST_REDIRECT:
            return
        if _FIRST_REFUSED <= status < _FIRST_DOWN and status not in AGAIN:
            raise TextRefusedError(str(status))
        raise TextChannelDownError(str(status))

    def _address(self, host: str, port: int) -> str:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise TextChannelDownError("name_unknown") from error
        addresses = [str(one[4][0]) for one in found]
        if not self.may_be_private and not _all_public(addresses):
            raise TextChannelDownError("address_not_public")
        return addresses[0]


def _all_public(addresses: Iterable[str]) -> bool:
    return all(is_public(one) for one in addresses)


class _Line(http.client.HTTPConnection):
    """A connection to an address that was looked at before; TLS still asks for the host's own certificate."""

    def __init__(self, host: str, port: int, address: str, *, is_safe: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT_SECONDS)
        self.address, self.is_safe = address, is_safe

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), TIMEOUT_SECONDS)
        if self.is_safe:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _post(line: _Line, path: str, body: bytes, headers: dict[str, str]) -> int:
    """The status of the answer. What breaks after the body was given is uncertain."""
    is_given = False
    try:
        line.connect()
        is_given = True
        line.request("POST", path, body=body, headers=headers)
        answer = line.getresponse()
        answer.read(MOST_ANSWER_BYTES)
    except (OSError, http.client.HTTPException) as error:
        raise (TextUncertainError if is_given else TextChannelDownError)(type(error).__name__) from error
    else:
        return answer.status
    finally:
        line.close()
