"""Believable essays for the demonstration and for tests: of an exact number of chữ, the same for the same seed.

They speak of administrative reform as the contest asks, name nobody, and vary enough that two of them are
not taken for copies of each other.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from portal.demo.phrases import CLOSINGS, FILLERS, HEADINGS, SENTENCES, SLOTS, TITLES

_SENTENCES_IN_PARAGRAPH = (4, 6)
_SHORTEST_CLOSING = min(CLOSINGS)
_PARAGRAPHS_IN_SECTION = 2


@dataclass(frozen=True, slots=True)
class Passage:
    """One block of an essay: `heading`, `paragraph`, or `list` (its text then starts with a dash)."""

    kind: str
    text: str


def essay_title(seed: int) -> str:
    """A title for the essay of this seed."""
    return TITLES[seed % len(TITLES)]


def vietnamese_text(chu: int, seed: int, *, dashes: int = 0) -> str:
    """Text of exactly `chu` by the official rule and `chu + dashes` by the Word-like one, blocks a line apart."""
    return "\n\n".join(passage.text for passage in essay_passages(chu, seed, dashes=dashes))


def essay_passages(chu: int, seed: int, *, dashes: int = 0) -> tuple[Passage, ...]:
    """An essay of headings, paragraphs and, for each of `dashes`, a sentence as a list item with a dash."""
    luck = random.Random(seed)  # noqa: S311  the same text for the same seed, no secret
    sentences = list(_sentences(chu, luck))
    plain = [place for place, sentence in enumerate(sentences) if sentence not in HEADINGS]
    if dashes and dashes >= len(plain):
        raise ValueError(f"{chu} chữ make {len(plain)} sentences, too few for {dashes} list dashes")
    listed = plain[len(plain) - 1 - dashes : -1]  # the closing sentence stays the last
    rest = [sentence for place, sentence in enumerate(sentences) if place not in listed]
    passages = list(_paragraphs(rest, luck))
    middle = len(passages) // 2
    items = [Passage("list", f"- {sentences[place]}") for place in listed]
    return (*passages[:middle], *items, *passages[middle:])


def _paragraphs(sentences: list[str], luck: random.Random) -> Iterator[Passage]:
    while sentences:
        if sentences[0] in HEADINGS:
            yield Passage("heading", sentences.pop(0))
            continue
        size = luck.randint(*_SENTENCES_IN_PARAGRAPH)
        taken: list[str] = []
        while sentences and len(taken) < size and sentences[0] not in HEADINGS:
            taken.append(sentences.pop(0))
        yield Passage("paragraph", " ".join(taken))


def _sentences(chu: int, luck: random.Random) -> Iterator[str]:
    """Headings and sentences whose chữ add up to `chu`; the last one has just the length that is missing."""
    missing = chu
    headings = iter(HEADINGS)
    until_heading = 0
    order = _shuffled(luck)
    while missing > max(CLOSINGS):
        if until_heading == 0 and (heading := next(headings, None)):
            until_heading = _PARAGRAPHS_IN_SECTION * _SENTENCES_IN_PARAGRAPH[1]
            sentence = heading
        else:
            sentence = _filled(next(order), luck)
            until_heading = max(0, until_heading - 1)
        length = len(sentence.split())
        if missing - length < _SHORTEST_CLOSING:
            continue
        missing -= length
        yield sentence
    if missing >= _SHORTEST_CLOSING:
        yield CLOSINGS[missing]
    elif missing:
        yield FILLERS[missing]


def _shuffled(luck: random.Random) -> Iterator[str]:
    """Every sentence pattern once in a new order, then again: no pattern follows itself soon."""
    while True:
        yield from luck.sample(SENTENCES, len(SENTENCES))


def _filled(pattern: str, luck: random.Random) -> str:
    sentence = pattern.format(**{slot: luck.choice(choices) for slot, choices in SLOTS.items()})
    return sentence[0].upper() + sentence[1:]
