"""From which network a vote came, as a word that says nothing but "the same" or "another"."""

from __future__ import annotations

import hmac
from ipaddress import IPv6Address, ip_address, ip_network

_SHARED_BITS = {4: 24, 6: 48}
"""How much of an address one network shares: what a provider gives to one office or one house."""
LENGTH = 24


def network_word(address: str | None, *, salt: str) -> str:
    """The keyed hash of the part of `address` that a network shares; empty where the address is not known.

    >>> network_word("192.0.2.7", salt="ab") == network_word("192.0.2.99", salt="ab")
    True
    >>> network_word("192.0.2.7", salt="ab") == network_word("192.0.3.7", salt="ab")
    False
    >>> network_word("::ffff:192.0.2.7", salt="ab") == network_word("192.0.2.1", salt="ab")
    True
    >>> network_word("kein", salt="ab")
    ''
    """
    try:
        found = ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    shared = ip_network(f"{found}/{_SHARED_BITS[found.version]}", strict=False)
    return hmac.new(bytes.fromhex(salt), shared.network_address.packed, "sha256").hexdigest()[:LENGTH]
