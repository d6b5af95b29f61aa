"""The scan of attached captions: what judges will read beside the film, cue by cue with its second."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from media import sandbox
from media.essays.blocks import Aside, UnreadableError
from media.identity.texts import scan, unsure
from media.videos.captions import BUDGET, read_captions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from media.identity.terms import Term
    from media.reports import Finding

MOST_FINDINGS = 100
"""So many are reason enough to keep the captions from the judges."""
_MILLI = 1000


def scan_captions_safely(path: Path, *, declared_name: str | None, terms: Sequence[Term]) -> tuple[Finding, ...]:
    """File name and words of captions; a place `cue:75` is the 75th second of the film.

    The header, notes, styles and names of speakers are not searched: no copy has them. A name that goes on in the
    next cue is told with the first. Raises only what is not about the file: SandboxWeakerError.
    """
    names = scan([Aside("file_name", declared_name)] if declared_name else [], terms)
    argument = {"path": str(path.resolve())}
    task = "media.identity.captions:words_task"
    try:
        done = sandbox.call(task, argument, readable=(path,), budget=BUDGET)
    except sandbox.SandboxWeakerError:
        raise
    except sandbox.SandboxError:
        return (*names, unsure("unreadable"))
    cues = [Aside(f"cue:{start // _MILLI}", words) for start, words in done["cues"]]
    found = tuple(islice(_scan_cues(cues, terms), MOST_FINDINGS + 1))
    cut = (unsure("too_long"),) if len(found) > MOST_FINDINGS else ()
    return (*names, *found[:MOST_FINDINGS], *cut)


def words_task(argument: dict[str, Any]) -> dict[str, Any]:
    """The beginning (ms) and the words of each cue; inside the sandbox. Broken captions have none: none are shown."""
    try:
        cues = read_captions(Path(argument["path"]).read_bytes())
    except UnreadableError:
        return {"cues": []}
    return {"cues": [[cue.start_ms, cue.words] for cue in cues]}


def _scan_cues(cues: Sequence[Aside], terms: Sequence[Term]) -> Iterator[Finding]:
    """The finds of each cue, then what only stands in it and its follower together."""
    before = Aside("", "")
    found: tuple[Finding, ...] = ()
    for cue in cues:
        alone = scan([cue], terms)
        known = {one.facts.get("kind") for one in (*found, *alone)}
        over = scan([Aside(before.place, f"{before.text} {cue.text}")], terms)
        yield from (one for one in over if one.facts.get("kind") not in known)
        yield from alone
        before, found = cue, alone
