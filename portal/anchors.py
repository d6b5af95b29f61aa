"""Puts the chain's head outside the database: one line in a file beside it at each milestone and each day (design 8).

A restored older database, a cut tail or a chain rewritten with right hashes contradicts that file (B01, B02).
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from judging.models.history import Anchor
from judging.queries.history import chain_head
from judging.rules.chain import Head

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.orm import Session

FILE_NAME = "anchors.jsonl"


def anchor_file(data_folder: Path) -> Path:
    """Where the heads are written down."""
    return data_folder / FILE_NAME


def write_anchor(session: Session, data_folder: Path, *, milestone: str, now: datetime) -> Head:
    """Append the present head to the file (synced to the disk) and note it in the database."""
    head = chain_head(session)
    line = json.dumps({"seq": head.seq, "hash": head.hash, "milestone": milestone, "at": now.isoformat()})
    path = anchor_file(data_folder)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())
    session.add(Anchor(seq=head.seq, hash=head.hash, milestone=milestone, channel="file", anchored_at=now))
    return head


def read_anchors(data_folder: Path) -> list[Head]:
    """The heads written down so far; a last line cut short by a power cut is left out."""
    path = anchor_file(data_folder)
    if not path.exists():
        return []
    heads = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            told = json.loads(line)
            heads.append(Head(int(told["seq"]), str(told["hash"])))
        except (ValueError, KeyError, TypeError):
            continue
    return [head for head in heads if head.seq]
