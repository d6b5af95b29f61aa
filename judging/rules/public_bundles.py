"""The one file that the public gets: the result's canonical bundle, and what proves it, in one canonical JSON.

The bundle stands in it byte for byte, so its hash is the one that the board approved and the minutes print. Nothing
is added but the heads of the history: no name, no unit, no account, no moment of anybody's work (S001-R46).
"""

from collections.abc import Iterable

from judging.rules.canonical import Plain, canonical_json
from judging.rules.chain import Head

FORMAT = "bangvang-public-1"


def public_bundle(
    result: str,
    *,
    result_sha256: str,
    programme: str,
    head: Head,
    anchors: Iterable[tuple[Head, str]],
    is_demonstration: bool,
) -> str:
    """The public file of a result.

    Args:
        result: the canonical bundle, as `compute_standings` wrote it.
        result_sha256: the hash under which it was published; a result that was changed since contradicts it.
        programme: the word of the programme in addresses.
        head: the last line of the history when the result was published.
        anchors: heads that were put outside the database until then, each with its milestone.
        is_demonstration: whether the people behind the codes are invented.
    """
    proof: Plain = {
        "programme": programme,
        "is_demonstration": is_demonstration,
        "result_sha256": result_sha256,
        "chain": {"seq": head.seq, "hash": head.hash},
        "anchors": [{"seq": one.seq, "hash": one.hash, "milestone": milestone} for one, milestone in anchors],
    }
    return f'{{"bundle":{result},"format":"{FORMAT}","proof":{canonical_json(proof)}}}'
