"""Reads everything that one person can read, without what is drawn anew each time: for worlds that must look alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.page_client import PageClient

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask

    from judging.models.people import Account

CHANGING = re.compile(
    r'(name="csrf_token"[^>]*value|name="csrf-token" content|nonce|name="idempotency_key"[^>]*value)="[^"]*"'
)
RANDOM = re.compile(r"(\"token\":|nonce-)[^,;' }]+|(?<![-0-9a-f])[0-9a-f]{16,32}(?![-0-9a-f])")
DROPPED = {"Set-Cookie", "X-Request-Id", "Date", "Content-Security-Policy"}
LINK = re.compile(r'(?:href|src|data-[a-z]+)="(/[^"#]*)"')
NOBODYS = "00000000-0000-4000-8000-000000000000"
GONE_WRONG = (
    f"/cham/{NOBODYS}",
    "/cham/khong-co",
    "/cham/so-sanh?mot=x",
    "/cham?tim=T%C3%A1c+gi%E1%BA%A3&xep=ten&trang=2",
    "/niem-phong",
    "/kiem-tra",
    f"/bai-du-thi/{NOBODYS}",
)
NOT_FOLLOWED = re.compile(
    r"^/(static/|dang-xuat)|lang=|giao-dien=|/trang-\d+\.png$|/phieu/[-0-9a-f]{36}|/che$|/xem-truoc$"
)
"""Addresses that change who asks or how the page looks; pictures of papers are drawn from the page beside them; the
factories' receipts hold nothing to read, and their works have no bytes to cover or to preview."""
Read = tuple[int, str, str]
"""Status, headers, body."""


def everything(
    app: Flask, who: Account, starts: Iterable[str] = ("/cham", "/thong-bao"), under: tuple[str, ...] = ("/cham",)
) -> dict[str, Read]:
    """Every answer that `who` reaches from the starts by links to addresses that begin with one of `under`."""
    client, queue, read = PageClient(app).sign_in_as(who), [*starts, *GONE_WRONG], {}
    while queue:
        address = queue.pop(0)
        if address in read:
            continue
        answer = client.http.get(address, base_url="http://127.0.0.1")
        body = answer.get_data(as_text=True) if answer.mimetype.startswith(("text/", "application/json")) else ""
        headers = [f"{name}: {value}" for name, value in answer.headers.items() if name not in DROPPED]
        read[address] = (
            answer.status_code,
            RANDOM.sub("", "\n".join(headers)),
            RANDOM.sub("", CHANGING.sub("", body)),
        )
        found = [one.replace("&amp;", "&") for one in LINK.findall(body)]
        queue += [one for one in found if one.startswith(under) and not NOT_FOLLOWED.search(one)]
    return read
