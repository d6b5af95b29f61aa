"""What the judge's desk connection may touch: an allow-list for SQLite's authorizer and PostgreSQL's grants.

Everything else is refused, so a query that strays from the judge's side fails instead of leaking (design 6).
`history` may be appended to but not read; `chain_head` is read and moved on by the same append.
"""

from __future__ import annotations

READABLE = frozenset(
    {
        "rounds",
        "seats",
        "codes",
        "renditions",
        "assignments",
        "reviews",
        "review_versions",
        "notes",
        "recusals",
        "unlockings",
        "list_changes",
        "disclosures",
        "disclosed_sheets",
        "late_sheets",
        "stops",
        "desk_messages",
        "calibration_works",
        "calibration_sheets",
        "chain_head",
    }
)
INSERTABLE = frozenset(
    {
        "review_versions",
        "notes",
        "recusals",
        "unlockings",
        "list_changes",
        "late_sheets",
        "desk_messages",
        "calibration_sheets",
        "history",
    }
)
UPDATABLE = {
    "assignments": frozenset({"state"}),
    "reviews": frozenset({"state", "version", "locked_at", "locked_version", "locked_sha256", "hash_format"}),
    "calibration_sheets": frozenset({"marks", "comment", "version", "locked_at", "save_key"}),
    "notes": frozenset({"removed_at"}),
    "disclosed_sheets": frozenset({"answer", "reason", "answered_version", "answered_at"}),
    "chain_head": frozenset({"seq", "hash"}),
}
FUNCTIONS = frozenset(
    {
        "count",
        "sum",
        "min",
        "max",
        "coalesce",
        "lower",
        "upper",
        "length",
        "json_extract",
        "json_quote",
        "avg",
        "abs",
        "like",
        "group_concat",
        "raise",
    }
)


def may_touch(action: str, first: str, second: str) -> bool:
    """Whether the desk may do `action`; `first` and `second` are as SQLite's authorizer names them.

    Shapes: read (table, column), insert (table, ""), update (table, column), function ("", name),
    select and transaction take no names. Anything unknown is refused.
    """
    match action:
        case "select" | "transaction":
            return True
        case "read":
            return first in READABLE
        case "insert":
            return first in INSERTABLE
        case "update":
            return second in UPDATABLE.get(first, frozenset())
        case "function":
            return second in FUNCTIONS
        case _:
            return False
