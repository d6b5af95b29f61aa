"""Recompute a result bundle with nothing but Python's standard library, and say where it differs (P10, S001-R14).

    python -m judging.verify bundle.json

Written apart from `judging.rules` and importing none of it, so that one mistake is not made twice. The bundle is the
canonical JSON that the portal publishes, bare or with the heads of the history beside it; it names no people. This
file needs no other, and is longer than the house allows because people download one file, not two. Exit status: 0 the
same, 1 different, 2 not a bundle.

A bundle may hold half a million sheets. A text in canonical form is therefore read sheet by sheet, and the recomputed
result is compared with it line by line; only when that does not hold to the last character is everything read as
values, to say what differs.
"""

import gc
import json
import re
import sys
from collections.abc import Iterable, Iterator
from fractions import Fraction
from hashlib import sha256
from itertools import groupby
from math import lcm
from operator import getitem
from pathlib import Path
from typing import Any

FORMAT = "bangvang-result-1"
FORMAT_OF_SEVERAL = "bangvang-result-2"  # of a round that others follow, that follows others, or that was changed
FORMAT_OF_LADDERS = "bangvang-result-3"  # of ladders that leave something to the board, or ties told apart by authors
FORMAT_OF_REVOKED = "bangvang-result-4"  # of a result from which a prize was taken back
FORMAT_OF_VOTES = "bangvang-result-5"  # of a round in which votes give a prize of their own
PUBLIC_FORMAT = "bangvang-public-1"
TRIM_FROM = 5
SLICE = 1 << 20
Json = Any  # what json.loads gives; the shapes are those of `judging.rules.bundles`
Sheet = tuple[str, int, str, bool, int, list[int]]  # code, seat, its text, deciding, total in units, what ties compare


def recompute(bundle: Json) -> Json:
    """The `result` that follows from a bundle's rules, entries, sheets and decisions."""
    rubric = _Rubric(bundle["rules"])
    sheets = sorted((_sheet(rubric, one) for one in bundle["sheets"]), key=_code)
    path = None if bundle["format"] == FORMAT else bundle["path"]
    return json.loads("".join(_result(rubric, bundle["entries"], sheets, bundle["decisions"], path)))


def differences(stated: Json, computed: Json, path: str = "") -> list[str]:
    """Where two JSON values differ, one sentence each."""
    if isinstance(stated, dict) and isinstance(computed, dict):
        keys = sorted(stated.keys() | computed.keys())
        return [line for key in keys for line in differences(stated.get(key), computed.get(key), f"{path}/{key}")]
    if isinstance(stated, list) and isinstance(computed, list) and len(stated) == len(computed):
        pairs = enumerate(zip(stated, computed, strict=True))
        return [line for index, (a, b) in pairs for line in differences(a, b, f"{path}/{index}")]
    if type(stated) is type(computed) and stated == computed:
        return []
    return [f"{path}: the bundle says {json.dumps(stated, ensure_ascii=False)}, recomputed {json.dumps(computed)}"]


# The result, line by line ---------------------------------------------------------------------------------------


def _result(rubric: "_Rubric", listed: Json, sheets: Iterable[Sheet], decisions: Json, path: Json) -> Iterator[str]:
    """The canonical text of the `result`, in pieces; the sheets of an entry follow each other.

    `path` is None for a round that stands alone.
    """
    rules, entries = rubric.rules, {entry["code"]: entry for entry in listed}
    scored: dict[str, _Score] = {}
    for code, own in groupby(sheets, key=_code):
        if code in scored or code not in entries:
            raise KeyError(code)
        scored[code] = _Score(rubric, list(own))
    scores = dict(sorted(scored.items()))
    order = _Order(rubric, scores, entries, decisions["ties"])
    order.run(rules["tie_chain"])
    void = [one["order"] for one in decisions["ties"] if (one["by"], _flat(one["order"])) not in order.used]
    yield "{"
    if path is not None:
        rule = rules.get("passing")
        passing = _passing(rule, order.places, entries, decisions["passes"]) if rule else None
        yield f'"came":{_text(_came(path))},"passing":{_text(passing)},'
    yield '"places":['
    yield from _parted(_place_line(place) for place in order.places)
    yield f'],"prizes":{_text(_prizes(rules, order.places, entries, decisions))},"scores":['
    yield from _parted(score.line for score in scores.values())
    yield '],"ties":['
    yield from _parted(map(_text, order.ties))
    yield f'],"unmarked":{_text([code for code in sorted(entries) if code not in scores])}'
    yield f',"unused_decisions":{_text(sorted(void, key=_flat))}'
    voted = _voted(rules, order.places, entries, decisions)
    if voted is not None:
        yield f',"votes":{_text([{"ladder": key, "places": places} for key, places in voted.items()])}'
    yield "}"


def _text(value: Json) -> str:
    return _ENCODER.encode(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _parted(lines: Iterable[str]) -> Iterator[str]:
    for at, line in enumerate(lines):
        yield f",{line}" if at else line


def _place_line(place: Json) -> str:
    codes = ",".join([_text(code) for code in place["codes"]])
    return f'{{"codes":[{codes}],"ending":"{place["ending"]}","rank":{place["rank"]},"total":"{place["total"]}"}}'


# Scores -------------------------------------------------------------------------------------------------------


class _Number:
    """An exact number, with the text that a bundle has for it."""

    __slots__ = ("bottom", "shown", "text", "top")

    def __init__(self, value: Fraction) -> None:
        self.top, self.bottom = value.as_integer_ratio()
        self.text = str(value)
        hundredths = (200 * self.top + self.bottom) // (2 * self.bottom)  # totals are never negative: half up
        self.shown = f"{hundredths // 100}.{hundredths % 100:02d}"


class _Units(dict[str, int]):
    """What so many written steps of a criterion add to a total; filled while it is asked."""

    def __init__(self, most: int, worth: int) -> None:
        super().__init__()
        self.most, self.worth = most, worth

    def __missing__(self, written: str) -> int:
        steps = int(written)
        if not 0 <= steps <= self.most:
            raise ValueError("a mark is outside the rubric")
        found = self[written] = steps * self.worth
        return found


class _Rubric:
    """The rules with their rubric in whole numbers: marks and totals count parts of one common denominator."""

    def __init__(self, rules: Json) -> None:
        self.rules = rules
        self.step = Fraction(rules["rubric"]["step"])
        criteria = [
            (one["key"], int(Fraction(one["maximum"]) / self.step), self.step * Fraction(one["weight"]))
            for one in rules["rubric"]["criteria"]
        ]
        self.whole = lcm(*(worth.denominator for _key, _most, worth in criteria))
        self.keys = sorted({key for key, _most, _worth in criteria})
        if len(self.keys) < len(criteria):
            raise ValueError("a criterion stands twice in the rubric")
        self.units = [_Units(most, int(worth * self.whole)) for _key, most, worth in sorted(criteria)]
        self.compared = sorted({one["criterion"] for one in rules["tie_chain"] if one["kind"] == "highest_criterion"})
        self.places = [self.keys.index(key) for key in self.compared]
        self.known: dict[tuple[int, int], _Number] = {}
        self.seats: dict[tuple[str, int], str] = {}
        self.means: dict[tuple[int, int], _Number] = {}

    def number(self, units: int, parts: int = 1) -> _Number:
        """So many units, divided; made once for each value, because few values come back many times."""
        found = self.known.get((units, parts))
        if found is None:
            found = self.known[units, parts] = _Number(Fraction(units, self.whole * parts))
        return found

    def seat_line(self, seat: str, units: int) -> str:
        found = self.seats.get((seat, units))
        if found is None:
            found = self.seats[seat, units] = f'{{"seat":{seat},"total":"{self.number(units).text}"}}'
        return found

    def mean(self, steps: int, sheets: int) -> _Number:
        """The mean mark of so many steps on so many sheets."""
        found = self.means.get((steps, sheets))
        if found is None:
            found = self.means[steps, sheets] = _Number(Fraction(steps, sheets) * self.step)
        return found


def _sheet(rubric: _Rubric, sheet: Json) -> Sheet:
    """A sheet out of a bundle read as values."""
    code, seat, steps = sheet["code"], sheet["seat"], sheet["steps"]
    marks, outside = [steps[key] for key in rubric.keys], f"sheet {code} of seat {seat} is outside the rubric"
    if len(steps) != len(marks) or any(type(step) is not int for step in marks):
        raise ValueError(outside)
    try:
        total = sum(map(getitem, rubric.units, map(str, marks)))
    except ValueError as error:
        raise ValueError(outside) from error
    return code, int(seat), _text(seat), bool(sheet["deciding"]), total, [marks[at] for at in rubric.places]


class _Score:
    """What the sheets of one entry come to, and its line in the result."""

    __slots__ = ("compared", "counted", "gap", "highest", "line", "total")

    def __init__(self, rubric: _Rubric, sheets: list[Sheet]) -> None:
        if len(sheets) > 1:
            sheets.sort(key=_seat)
        deciding = [sheet for sheet in sheets if sheet[3]]
        counted, independent = deciding or sheets, [sheet[4] for sheet in sheets]
        kept = sorted(independent)
        if deciding:
            independent, kept = [one[4] for one in sheets if not one[3]] or [0], sorted([one[4] for one in deciding])
        self.highest, self.gap = rubric.number(kept[-1]), rubric.number(max(independent) - min(independent))
        how, wanted = rubric.rules["aggregation"], rubric.rules["marks_per_entry"]
        if how == "trimmed_mean" and len(kept) >= TRIM_FROM:
            kept = kept[1 : len(kept) - 1]
        if how == "median":
            while len(kept) > 2:  # noqa: PLR2004  one or two stay in the middle
                kept = kept[1:-1]
        self.total = total = rubric.number(sum(kept), 1 if how == "sum" else len(kept))
        self.counted = len(counted)
        self.compared = [sum(marks) for marks in zip(*[sheet[5] for sheet in counted], strict=True)]
        seats = ",".join([rubric.seat_line(sheet[2], sheet[4]) for sheet in sheets])
        self.line = (
            f'{{"code":{_text(sheets[0][0])},"gap":"{self.gap.text}","seats":[{seats}],'
            f'"short_by":{max(wanted - len(sheets), 0)},"shown":"{total.shown}","total":"{total.text}"}}'
        )
        if len({sheet[1] for sheet in sheets}) < len(sheets):
            raise ValueError(f"one seat has two sheets for {sheets[0][0]}")


def _code(sheet: Sheet) -> str:
    return sheet[0]


def _seat(sheet: Sheet) -> int:
    return sheet[1]


# The order ----------------------------------------------------------------------------------------------------


def _buckets(values: Json, *, best: str) -> list[list[str]]:
    """The codes of each value in their order, the best value first; one pass over whole numbers."""
    whole = lcm(*{value.bottom for value in values.values()})
    found: dict[int, list[str]] = {}
    for code in sorted(values):
        found.setdefault(values[code].top * (whole // values[code].bottom), []).append(code)
    return [found[number] for number in sorted(found, reverse=best == "high")]


class _Order:
    """The walk down a tie chain, with what it needs and what it finds on the way."""

    def __init__(self, rubric: _Rubric, scores: dict[str, _Score], entries: Json, decisions: Json) -> None:
        self.rubric, self.scores, self.entries, self.decisions = rubric, scores, entries, decisions
        self.rank = 1
        self.places: list[Json] = []
        self.ties: list[Json] = []
        self.used: set[tuple[str, tuple[str, ...]]] = set()

    def run(self, chain: Json) -> None:
        for codes in _buckets({code: score.total for code, score in self.scores.items()}, best="high"):
            total, steps = self.scores[codes[0]].total.text, list[Json]()
            for group, ending in self._split(codes, chain, steps):
                self.places.append({"rank": self.rank, "codes": group, "ending": ending, "total": total})
                self.rank += len(group)
            if len(codes) > 1:
                self.ties.append({"total": total, "codes": codes, "steps": steps})

    def _split(self, codes: list[str], chain: Json, steps: list[Json]) -> list[tuple[list[str], str]]:
        if len(codes) == 1:
            return [(codes, "single")]
        kind, criterion = (chain[0]["kind"], chain[0]["criterion"]) if chain else ("board_decides", "")
        step: Json = {"kind": kind, "criterion": None, "values": [], "groups": [codes], "reason": ""}
        if kind == "shared_place":
            steps.append(step)
            return [(codes, "shared")]
        if kind in {"head_decides", "board_decides"}:
            return self._decided(codes, step, steps)
        if kind in {"women_first", "older_first"}:
            return self._declared(codes, chain[1:], step, steps)
        found = {code: self._value(kind, criterion, code) for code in codes}
        values = {code: value for code, value in found.items() if value is not None}
        if len(values) < len(codes):
            return self._split(codes, chain[1:], steps)
        groups = _buckets(values, best="low" if kind in {"lowest_gap", "earlier_entry"} else "high")
        lines = [{"code": code, "value": values[code].text} for code in codes]
        steps.append({**step, "criterion": criterion, "values": lines, "groups": groups})
        return [part for group in groups for part in self._split(group, chain[1:], steps)]

    def _declared(self, codes: list[str], rest: Json, step: Json, steps: list[Json]) -> list[tuple[list[str], str]]:
        """By the order that was declared: the bundle does not know who the authors are."""
        said = self._said(step["kind"], codes)
        if said is None:
            return [(codes, "awaits_opening")]
        steps.append({**step, "groups": said["order"], "reason": said["reason"]})
        return [part for group in said["order"] for part in self._split(group, rest, steps)]

    def _decided(self, codes: list[str], step: Json, steps: list[Json]) -> list[tuple[list[str], str]]:
        said = self._said(step["kind"], codes)
        if said is None:
            return [(codes, "awaits_head" if step["kind"] == "head_decides" else "awaits_board")]
        steps.append({**step, "groups": said["order"], "reason": said["reason"]})
        return [(group, "shared_by_decision" if len(group) > 1 else "single") for group in said["order"]]

    def _said(self, by: str, codes: list[str]) -> Json:
        """What was said about exactly these codes, or None: also where two sayings contradict each other."""
        fitting = [
            one
            for one in self.decisions
            if one["by"] == by and sorted(code for group in one["order"] for code in group) == codes
        ]
        if len({json.dumps(one["order"]) for one in fitting}) != 1:
            return None
        self.used.add((by, _flat(fitting[-1]["order"])))
        return fitting[-1]

    def _value(self, kind: str, criterion: str, code: str) -> _Number | None:
        score, rubric = self.scores[code], self.rubric
        if kind == "highest_criterion":
            at = rubric.compared.index(criterion)
            return rubric.mean(score.compared[at], score.counted)
        if kind == "earlier_entry":
            arrival = self.entries[code]["arrival"]
            return None if arrival is None else _Number(Fraction(arrival))
        return {"lowest_gap": score.gap, "highest_single_mark": score.highest}[kind]


def _flat(order: list[list[str]]) -> tuple[str, ...]:
    return tuple(sorted(code for group in order for code in group))


# Prizes -------------------------------------------------------------------------------------------------------


def _prizes(rules: Json, places: Json, entries: Json, decisions: Json) -> Json:
    table = _Table(entries, rules["exclusivity"])
    voted = _voted(rules, places, entries, decisions) or {}
    taken = {one["code"]: one for one in decisions.get("revocations", ())}
    if not set(taken) <= set(entries):
        raise KeyError(*sorted(set(taken) - set(entries)))
    if taken:
        table.out["revoked"] = []
    for ladder in rules["ladders"]:
        stops = len(table.out["pending"])
        slots, is_cut = _slots(ladder, decisions, table.out)
        alone = rules["exclusivity"] == "unlimited" and not ladder.get("for_units")
        if slots and not alone and _pool(ladder) in table.stopped:
            table.out["pending"].append({**_where(ladder, slots[0]), "codes": [], "because": "earlier_ladder"})
            continue
        table.in_ladder = {}
        said = {code: ladder.get("revocation") or one["moves_up"].get(ladder["key"]) for code, one in taken.items()}
        if ladder.get("by_choice"):
            table.choose(ladder, slots, places, decisions["choices"], said)
        elif "vote" in ladder and ladder["key"] not in voted:
            waiting = [{**_where(ladder, slot), "codes": [], "because": "awaits_vote"} for slot in slots[:1]]
            table.out["pending"] += waiting
        elif "vote" in ladder:
            by_votes = [{**place, "total": str(place["votes"])} for place in voted[ladder["key"]]]
            table.lay(ladder, slots, by_votes, said, is_cut=is_cut)
        else:
            table.lay(ladder, slots, places, said, is_cut=is_cut)
        table.empty(ladder, {code: one["reason"] for code, one in taken.items() if said[code] == "stays_vacant"})
        if {stop["because"] for stop in table.out["pending"][stops:]} - {"vacancy_forbidden", "count_forbidden"}:
            table.stopped.add(_pool(ladder))
    return {**table.out, "total_vnd": sum(award["amount_vnd"] for award in table.out["awards"])}


def _slots(ladder: Json, decisions: Json, out: Json) -> tuple[list[Json], bool]:
    """The prizes to be given, and whether more may come once the board has said how many there are."""
    foreseen, wrong, missing = _foreseen(ladder, decisions)
    slots = []
    for slot in foreseen:
        place = (ladder["key"], slot["tier"], slot["place"])
        said = [d for d in decisions["vacancies"] if (d["ladder"], d["tier"], d["place"]) == place]
        if said and ladder["vacancy"] == "board_decides":
            out["vacancies"].append(_empty(ladder, slot, "decided", said[-1]["reason"]))
            continue
        if said:
            out["pending"].append({**_where(ladder, slot), "codes": [], "because": "vacancy_forbidden"})
        slots.append(slot)
    for slots_in_question, because in ((wrong, "count_forbidden"), (missing, "count_awaits_board")):
        out["pending"] += [{**_where(ladder, slot), "codes": [], "because": because} for slot in slots_in_question]
    return slots, bool(missing)


def _foreseen(ladder: Json, decisions: Json) -> tuple[list[Json], list[Json], list[Json]]:
    """Every prize by plan and board; tiers with a number that may not be; the first prize nobody has decided on."""
    if "slots" in ladder:
        return ladder["slots"], [], []
    slots, wrong = list[Json](), list[Json]()
    for tier in ladder["tiers"]:
        least, most = tier["least"], tier["most"]
        said = [d["count"] for d in decisions["counts"] if (d["ladder"], d["tier"]) == (ladder["key"], tier["key"])]
        slot = {"tier": tier["key"], "amount_vnd": tier["amount_vnd"], "minimum_mark": tier["minimum_mark"]}
        if said and not ladder["adjustable"] and not least <= said[-1] <= (said[-1] if most is None else most):
            wrong.append({**slot, "place": 1})
            said = []
        certain = said[-1] if said else least
        slots += [{**slot, "place": place + 1} for place in range(certain)]
        if not said and least != most:
            return slots, wrong, [{**slot, "place": certain + 1}]
    return slots, wrong, []


_Said = dict[str, str | None]  # what becomes of a revoked code's prize; None: nobody has said


class _Table:
    """The ladders while they are being laid, and who holds a prize already."""

    def __init__(self, entries: Json, exclusivity: str) -> None:
        self.entries, self.exclusivity = entries, exclusivity
        self.winners: dict[tuple[str, str], str] = {}
        self.in_ladder: dict[str, list[str]] = {}
        self.stopped: set[str] = set()
        self.out: dict[str, list[Json]] = {"awards": [], "vacancies": [], "skipped": [], "pending": []}

    def lay(self, ladder: Json, slots: list[Json], places: Json, said: _Said, *, is_cut: bool) -> None:
        left = list(slots)
        for place in places:
            fresh = self._fresh(ladder, place["codes"]) if left else []
            if unsaid := [code for code in fresh if code in said and said[code] is None]:
                stop = {**_where(ladder, left[0]), "codes": unsaid, "because": "revocation_awaits_board"}
                self.out["pending"].append(stop)
                return
            for code in [code for code in fresh if said.get(code) == "next_moves_up"]:
                fresh.remove(code)
                self.out["revoked"].append(_gone(ladder, code, "next_moves_up", tier="", place=0, share=0, vnd=0))
            if not fresh:
                continue
            low = [slot for slot in left if _too_low(place["total"], slot)]
            self.out["vacancies"] += [_empty(ladder, slot, "below_minimum", "") for slot in low]
            left = [slot for slot in left if slot not in low]
            room = left[: len(fresh)]
            if not room or (is_cut and len(room) < len(fresh)):
                return
            alike = len(room) == len(fresh) and len({(slot["tier"], slot["amount_vnd"]) for slot in room}) == 1
            because = self._why_not(ladder, fresh, place["ending"], alike=alike)
            if because:
                stop = {**_where(ladder, room[0]), "codes": place["codes"], "because": because}
                self.out["pending"].append(stop)
                return
            left = left[len(room) :]
            self._award(ladder, place["rank"], fresh, room, alike=alike)
        self.out["vacancies"] += [_empty(ladder, slot, "no_candidate", "") for slot in left]

    def choose(self, ladder: Json, slots: list[Json], places: Json, choices: Json, said: _Said) -> None:
        """Each prize goes to the entry that was named for it, unless that may not be."""
        ranked = {code: place for place in places for code in place["codes"]}
        for slot in slots:
            where = _where(ladder, slot)
            named = [one["code"] for one in choices if {key: one[key] for key in where} == where]
            if not named:
                self.out["pending"].append({**where, "codes": [], "because": "awaits_choice"})
                continue
            code, place = named[-1], ranked.get(named[-1])
            if named[-1] in said and said[named[-1]] is None:
                self.out["pending"].append({**where, "codes": [code], "because": "revocation_awaits_board"})
                continue
            fits = place is not None and said.get(code) != "next_moves_up"
            fits = fits and self.entries[code]["category"] in ladder["categories"]
            if place is None or not fits or self._holder(ladder, code) is not None or _too_low(place["total"], slot):
                self.out["pending"].append({**where, "codes": [code], "because": "choice_void"})
            else:
                self._award(ladder, place["rank"], [code], [slot], alike=True)

    def empty(self, ladder: Json, reasons: dict[str, str]) -> None:
        """Take back what revoked codes were given in a ladder where nobody moves up."""
        mine = [a for a in self.out["awards"] if a["ladder"] == ladder["key"] and a["code"] in reasons]
        self.out["awards"] = [award for award in self.out["awards"] if award not in mine]
        kept = [(award["ladder"], award["tier"], award["place"]) for award in self.out["awards"]]
        for award in mine:
            where = (_ladder, tier, place) = (award["ladder"], award["tier"], award["place"])
            vnd, share = award["amount_vnd"], award["share"]
            self.out["revoked"].append(
                _gone(ladder, award["code"], "stays_vacant", tier=tier, place=place, share=share, vnd=vnd)
            )
            if where not in kept:
                kept.append(where)
                self.out["vacancies"].append(_empty(ladder, award, "revoked", reasons[award["code"]]))

    def _fresh(self, ladder: Json, codes: list[str]) -> list[str]:
        fresh = []
        for code in codes:
            if self.entries[code]["category"] not in ladder["categories"]:
                continue
            holder = self._holder(ladder, code)
            if holder is not None:
                self.out["skipped"].append({"ladder": ladder["key"], "code": code, "held_by": holder})
            else:
                fresh.append(code)
        return fresh

    def _holder(self, ladder: Json, code: str) -> str | None:
        """The code because of whose prize this one gets none."""
        held = {self.winners[key] for key in self._keys(ladder, code) if key in self.winners}
        if held:
            return min(held)
        of_unit = self.in_ladder.get(self.entries[code]["unit"], [])
        limit = ladder.get("per_unit")
        return of_unit[-1] if limit is not None and of_unit and len(of_unit) >= limit else None

    def _why_not(self, ladder: Json, codes: list[str], ending: str, *, alike: bool) -> str:
        keys = [key for code in codes for key in self._keys(ladder, code)]
        twice = "same_winner" if len(keys) != len(set(keys)) else ""
        if not twice and ladder.get("per_unit") is not None:
            units = [self.entries[code]["unit"] for code in codes]
            crowded = [u for u in units if len(self.in_ladder.get(u, [])) + units.count(u) > ladder["per_unit"]]
            twice = "unit_limit" if crowded else ""
        if twice:
            return "awaits_opening" if ending == "awaits_opening" else twice
        return "" if alike else _why_not_shared(ladder["shared"], ending)

    def _keys(self, ladder: Json, code: str) -> list[tuple[str, str]]:
        entry = self.entries[code]
        if ladder.get("for_units"):
            return [(_pool(ladder), str(entry["unit"]))]
        return [(_pool(ladder), key) for key in _keys(entry, self.exclusivity)]

    def _award(self, ladder: Json, rank: int, codes: list[str], room: list[Json], *, alike: bool) -> None:
        pot = sum(slot["amount_vnd"] for slot in room)
        for index, code in enumerate(codes):
            award = _where(ladder, room[index] if alike else room[0])
            award |= {
                "code": code,
                "rank": rank,
                "amount_vnd": room[index]["amount_vnd"] if alike else pot // len(codes),
            }
            award |= {"share": 1, "shares": 1} if alike else {"share": index + 1, "shares": len(codes)}
            self.out["awards"].append(award)
            self.winners.update(dict.fromkeys(self._keys(ladder, code), code))
            self.in_ladder.setdefault(self.entries[code]["unit"], []).append(code)
        if not alike:
            self.out["vacancies"] += [_empty(ladder, slot, "within_shared", "") for slot in room[1:]]


def _pool(ladder: Json) -> str:
    """Prizes of one pool exclude each other as the rules say; a ladder that stands apart is a pool by itself."""
    return f"={ladder['key']}" if ladder.get("apart") else "units" if ladder.get("for_units") else "people"


def _too_low(total: str, slot: Json) -> bool:
    return slot.get("minimum_mark") is not None and Fraction(total) < Fraction(slot["minimum_mark"])


def _why_not_shared(rule: str, ending: str) -> str:
    if ending.startswith("awaits"):
        return ending
    if rule == "never":
        return "sharing_forbidden"
    return "sharing_awaits_board" if rule == "board_decides" and ending != "shared_by_decision" else ""


def _keys(entry: Json, exclusivity: str) -> list[str]:
    authors = [str(author) for author in entry["authors"]]
    return {
        "unlimited": [],
        "one_per_author": authors,
        "one_per_author_and_category": [f"{author} in {entry['category']}" for author in authors],
        "one_per_unit": [str(entry["unit"])],
    }[exclusivity]


def _where(ladder: Json, slot: Json) -> dict[str, Json]:
    return {"ladder": ladder["key"], "tier": slot["tier"], "place": slot["place"]}


def _gone(ladder: Json, code: str, moves_up: str, *, tier: str, place: int, share: int, vnd: int) -> Json:
    where = {"ladder": ladder["key"], "tier": tier, "place": place, "share": share, "amount_vnd": vnd}
    return where | {"code": code, "moves_up": moves_up}


def _empty(ladder: Json, slot: Json, because: str, reason: str) -> Json:
    return {**_where(ladder, slot), "because": because, "reason": reason}


# Votes --------------------------------------------------------------------------------------------------------


def _voted(rules: Json, places: Json, entries: Json, decisions: Json) -> dict[str, list[Json]] | None:
    """The places by votes of every ladder that is voted on and was counted once; None where votes give nothing."""
    ladders = [ladder for ladder in rules["ladders"] if "vote" in ladder]
    found = dict[str, list[Json]]()
    for ladder in ladders:
        counts = [one["counts"] for one in decisions["votes"] if one["ladder"] == ladder["key"]]
        orders = [one["order"] for one in decisions["vote_orders"] if one["ladder"] == ladder["key"]]
        if len(counts) == 1:
            taking_part = {code for code, entry in entries.items() if entry["category"] in ladder["categories"]}
            found[ladder["key"]] = _vote_order(ladder["vote"], places, taking_part, counts[0], orders)
    return found if ladders else None


def _vote_order(rule: Json, places: Json, taking_part: set[str], counts: Json, orders: Json) -> list[Json]:
    """Most votes first; then, where the plan says so, the judges' place; then what the board said of exactly these."""
    judged = {code: place["rank"] for place in places for code in place["codes"] if code in taking_part}
    reached = {one["code"]: one["votes"] for one in counts if one["votes"] >= max(rule["least"], 1)}
    by_place = rule["ties"] == "judges_place"
    keys = {code: (-votes, judged[code] if by_place else 0) for code, votes in reached.items() if code in judged}
    ordered, found = sorted(keys, key=lambda code: (keys[code], code)), list[Json]()
    for _key, equal in groupby(ordered, key=lambda code: keys[code]):
        codes = list(equal)
        said = [order for order in orders if sorted(code for group in order for code in group) == codes]
        groups, ending = [codes], "shared" if rule["ties"] == "shared_place" else "awaits_board"
        if ending == "awaits_board" and len({json.dumps(order) for order in said}) == 1:
            groups, ending = [sorted(group) for group in said[0]], "shared_by_decision"
        for group in groups:
            place = {"rank": 1 + sum(len(one["codes"]) for one in found), "codes": group, "votes": reached[group[0]]}
            found.append({**place, "ending": ending if len(group) > 1 else "single"})
    return found


# From round to round ------------------------------------------------------------------------------------------


def _passing(rule: Json, places: Json, entries: Json, decisions: Json) -> Json:
    """Who goes on: the places are walked from the best until the rule's number or its least mark is reached."""
    groups, borders, used = list[Json](), list[Json](), list[Json]()
    for category in sorted({entry["category"] for entry in entries.values()}) if rule["each_category"] else [""]:
        own = [([c for c in p["codes"] if category in ("", entries[c]["category"])], p["total"]) for p in places]
        ranked = sum(len(codes) for codes, _total in own)
        limit, passed = _room(rule, ranked), list[str]()
        for codes, total in own:
            left = ranked if limit is None else limit - len(passed)
            too_low = rule["minimum_mark"] is not None and Fraction(total) < Fraction(rule["minimum_mark"])
            if codes and (too_low or left <= 0):
                break
            if len(codes) > left:
                border = _border(rule["border"], sorted(codes), decisions, used)
                borders.append({"category": category, "codes": sorted(codes), "room": left, **border})
                passed += border["passed"]
                break
            passed += codes
        groups.append({"category": category, "ranked": ranked, "limit": limit, "passed": passed})
    unused = sorted(sorted(one["tied"]) for one in decisions if one not in used)
    return {"groups": groups, "borders": borders, "unused_decisions": unused}


def _room(rule: Json, ranked: int) -> int | None:
    if rule["kind"] == "top":
        return int(rule["count"])
    if rule["kind"] != "percent":
        return None
    share = Fraction(rule["percent"]) * ranked
    return -int(-share // 100)  # rounded up


def _border(rule: str, codes: list[str], decisions: Json, used: list[Json]) -> Json:
    if rule in {"all_pass", "none_pass"}:
        return {"because": rule, "passed": codes if rule == "all_pass" else [], "reason": ""}
    said = [d for d in decisions if d["by"] == rule and sorted(d["tied"]) == codes and not set(d["passing"]) - {*codes}]
    if len({json.dumps(sorted(one["passing"])) for one in said}) != 1:
        return {"because": f"awaits_{rule.removesuffix('_decides')}", "passed": [], "reason": ""}
    used += said
    return {"because": "decided", "passed": sorted(said[-1]["passing"]), "reason": said[-1]["reason"]}


def _came(path: Json) -> Json:
    """For each code the rounds behind it, with its code, place and total there."""
    rounds = {earlier["rules"]["round"]: earlier["result"] for earlier in path["earlier"]}
    places = {(key, code): one for key, own in rounds.items() for one in own["places"] for code in one["codes"]}
    came = {(key, one["here"]): one["before"] for key, own in rounds.items() for one in own.get("came") or ()}
    lines = []
    for link in sorted(path["links"], key=lambda one: one["here"]):
        there = (link["round"], link["code"])
        step = {"round": there[0], "code": there[1], "rank": places[there]["rank"], "total": places[there]["total"]}
        lines.append({"here": link["here"], "before": [*came.get(there, ()), step]})
    return lines


def _path_faults(bundle: Json) -> list[str]:
    """What does not hold between a round and those before it: the earlier results, and the list that came of them."""
    path, found = bundle["path"], list[str]()
    here = {entry["code"]: entry["category"] for entry in bundle["entries"]}
    added = {one["code"] for one in path["changes"] if one["what"] == "added"}
    fed = {one["category"]: one["round"] for one in path["fed"]}
    linked = [one["here"] for one in path["links"]]
    for number, earlier in enumerate(path["earlier"]):
        key = earlier["rules"]["round"]
        found += differences(earlier["result"], recompute(earlier), f"path/earlier/{number}/result")
        found += [f"path/earlier/{number}/{line}" for line in _deeper_faults(earlier) + _panel_faults(earlier)]
        rule, passing = earlier["rules"].get("passing"), earlier["result"].get("passing")
        if not rule or not passing or any(one["because"].startswith("awaits") for one in passing["borders"]):
            found.append(f"path/earlier/{number}: the round {key} has not said who goes on")
            continue
        own = {one["code"]: one["here"] for one in path["links"] if one["round"] == key}
        gone = [one["code"] for one in path["left"] if one["round"] == key]
        categories = {entry["code"]: entry["category"] for entry in earlier["entries"]}
        passed = {code for group in passing["groups"] for code in group["passed"] if fed.get(categories[code]) == key}
        if set(own) & set(gone) or {*own, *gone} != passed:
            found.append(f"path/links: those who came from the round {key} are not those who went on: {sorted(own)}")
        found += [f"path/links: {code} changes its category" for code in own if here.get(own[code]) != categories[code]]
    found += [f"path/links: {code} stands there twice" for code in sorted({c for c in linked if linked.count(c) > 1})]
    strange = sorted(code for code, category in here.items() if category in fed and code not in {*linked, *added})
    return found + [f"entries: {code} came from no round and was not let in" for code in strange]


def _deeper_faults(bundle: Json) -> list[str]:
    return _path_faults(bundle) if bundle["format"] != FORMAT and bundle["path"] is not None else []


# Divided panels -----------------------------------------------------------------------------------------------


def _panel_faults(bundle: Json) -> list[str]:
    """Sheets of seats that the plan lets mark other categories or topics only; a seat of no part may mark nothing."""
    may_mark = _markers(bundle["rules"], bundle["entries"])
    strays = sorted({(one["code"], int(one["seat"])) for one in bundle["sheets"]}) if may_mark else []
    return [f"sheets: seat {seat} may not mark {code}" for code, seat in strays if seat not in may_mark[code]]


def _markers(rules: Json, entries: Json) -> dict[str, set[int]]:
    """For each code the seats that may mark it; empty where the plan divides no panel."""
    parts, known = rules.get("subpanels") or (), dict[tuple[str, str], set[int]]()
    found = dict[str, set[int]]()
    for entry in entries if parts else ():
        kind = entry["category"], entry.get("topic", "")
        if kind not in known:
            own = [part for part in parts if all(_within(part[key], of) for key, of in zip(_LIMITS, kind, strict=True))]
            known[kind] = {int(seat) for part in own for seat in part["seats"]}
        found[entry["code"]] = known[kind]
    return found


_LIMITS = ("categories", "topics")


def _within(allowed: list[str] | None, found: str) -> bool:
    return allowed is None or found in allowed


def _at_home(sheets: Iterable[Sheet], may_mark: dict[str, set[int]]) -> Iterator[Sheet]:
    for sheet in sheets:
        if sheet[1] not in may_mark[sheet[0]]:
            raise ValueError("a seat marks what it may not mark")
        yield sheet


# The text ---------------------------------------------------------------------------------------------------


def _is_the_same(text: str) -> bool:
    """Whether the text is canonical and says what follows from its sheets. False may have any reason."""
    start, end = 0, len(text)
    if text.startswith(_OPENING):
        start, end = len(_OPENING), text.rfind(_BESIDE)
        proof = _canonical(text[end + len(_BESIDE) : -1])
        if text[-1] != "}" or not isinstance(proof, dict) or proof.get("result_sha256") != _sha256(text, start, end):
            return False
    decisions, at = _read(text, start, '{"decisions":')
    entries, at = _read(text, at, ',"entries":')
    kind, at = _read(text, at, ',"format":')
    path, at = (None, at) if kind == FORMAT else _read(text, at, ',"path":')
    stated = _after(text, at, ',"result":')
    closed = text.index(_RULES, stated)
    rules, at = _read(text, closed, ',"rules":')
    found = _sheets(rubric := _Rubric(rules), text, _after(text, at, ',"sheets":['), end)
    if may_mark := _markers(rules, entries):
        found = _at_home(found, may_mark)
    for piece in _result(rubric, entries, found, decisions, path):
        stated = _after(text, stated, piece)
    if kind not in _FORMATS or (kind == FORMAT_OF_SEVERAL and path is None):
        return False
    follows = path is None or not _path_faults({"path": path, "entries": entries})
    return follows and stated == closed


_OPENING = '{"bundle":'
_BESIDE = f',"format":"{PUBLIC_FORMAT}","proof":'
_RULES = ',"rules":{"aggregation":'
_DECODER = json.JSONDecoder()
_FORMATS = (FORMAT, FORMAT_OF_SEVERAL, FORMAT_OF_LADDERS, FORMAT_OF_REVOKED, FORMAT_OF_VOTES)


def _after(text: str, at: int, expected: str) -> int:
    """Where `text` goes on after what is expected at a place; ValueError where something else stands there."""
    if not text.startswith(expected, at):
        raise ValueError("not in canonical form")
    return at + len(expected)


def _read(text: str, at: int, before: str) -> tuple[Json, int]:
    """The value that stands at a place in canonical form behind its key, and where it ends."""
    start = _after(text, at, before)
    value, end = _DECODER.raw_decode(text, start)
    if _text(value) != text[start:end]:
        raise ValueError("not in canonical form")
    return value, end


def _canonical(text: str) -> Json:
    """The value of a canonical text; ValueError for any other."""
    value = json.loads(text)
    if _text(value) != text:
        raise ValueError("not in canonical form")
    return value


def _sheets(rubric: _Rubric, text: str, at: int, end: int) -> Iterator[Sheet]:
    """The sheets from `at` to the end of the bundle, in canonical form and with nothing else between them."""
    steps = ",".join(re.escape(_text(key)) + ":(0|[1-9][0-9]*)" for key in rubric.keys)
    line = r'\{"code":"([^"\\\x00-\x1f]*)","deciding":(true|false),"seat":(0|[1-9][0-9]*),"steps":\{' + steps + r"\}\}"
    places, units = rubric.places, rubric.units
    for found in re.compile(line + "(?:,(?=\\{)|(?=\\]\\}))").finditer(text, at):
        if found.start() != at:
            break
        at = found.end()
        code, decides, number, *written = found.groups()
        total = sum(map(getitem, units, written))
        yield code, int(number), number, decides == "true", total, [int(written[place]) for place in places]
    if at != end - 2 or not text.startswith("]}", at):
        raise ValueError("not in canonical form")


def _sha256(text: str, start: int, end: int) -> str:
    digest = sha256()
    for at in range(start, end, SLICE):
        digest.update(text[at : min(at + SLICE, end)].encode())
    return digest.hexdigest()


# The command --------------------------------------------------------------------------------------------------


def verify_text(text: str) -> list[str]:
    """Everything that is wrong with a bundle's text; nothing when it holds. Raises ValueError for no bundle at all."""
    collects = gc.isenabled()
    gc.disable()  # so many values without a cycle: the collector would walk them again and again, and find nothing
    try:
        return [] if _is_the_same(text) else explain(text)
    except (KeyError, TypeError, IndexError, ZeroDivisionError, ValueError):
        return explain(text)
    finally:
        if collects:
            gc.enable()


def explain(text: str) -> list[str]:
    """The same as `verify_text`, from the values that the text stands for, however it is written."""
    bundle, proof = _opened(text)
    try:
        computed = recompute(bundle)
        strayed = _deeper_faults(bundle) + _panel_faults(bundle)
    except (KeyError, TypeError, IndexError, ZeroDivisionError) as error:
        raise ValueError(f"the bundle is not complete: {error!r}") from error
    canonical, whole = _texts({**bundle, "result": computed}, proof)
    found = []
    if whole != text:
        canonical, whole = _texts(bundle, proof)
        found = [] if whole == text else ["the text is not in canonical form: its hash proves nothing"]
        found += differences(bundle.get("result"), computed, "result")
    found += strayed
    if proof is not None and proof.get("result_sha256") != (own := sha256(canonical.encode()).hexdigest()):
        found.insert(0, f"proof/result_sha256: the file says {proof.get('result_sha256')}, its bundle has {own}")
    return found


def _texts(bundle: Json, proof: Json) -> tuple[str, str]:
    """The canonical text of a bundle, and that of the file around it."""
    canonical = json.dumps(bundle, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if proof is None:
        return canonical, canonical
    beside = json.dumps(proof, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return canonical, f'{{"bundle":{canonical},"format":"{PUBLIC_FORMAT}","proof":{beside}}}'


def _opened(text: str) -> tuple[Json, Json]:
    """The bundle, and what stands beside it in the public file (None where it comes bare)."""
    read = json.loads(text)
    kind = read.get("format") if isinstance(read, dict) else None
    bundle, proof = (read.get("bundle"), read.get("proof")) if kind == PUBLIC_FORMAT else (read, None)
    if not isinstance(bundle, dict) or bundle.get("format") not in _FORMATS:
        raise ValueError(f"not a result bundle of the formats {', '.join(_FORMATS)}")
    return bundle, proof if isinstance(proof, dict) or kind != PUBLIC_FORMAT else {}


def _beside(text: str) -> Json:
    """What stands beside the bundle; of a canonical file only the end is read."""
    if text.startswith(_OPENING) and (at := text.rfind(_BESIDE)) > 0:
        try:
            return _canonical(text[at + len(_BESIDE) : -1])
        except ValueError:
            pass
    return _opened(text)[1]


def _heads(proof: Json) -> list[str]:
    """What a reader compares with the portal's page and with paper."""
    heads = [("history", proof.get("chain"))] + [("anchor", one) for one in proof.get("anchors") or ()]
    lines = [f"SHA-256 of the result {proof.get('result_sha256')}"]
    return lines + [f"{name} line {head['seq']} {head['hash']}" for name, head in heads if isinstance(head, dict)]


def main(arguments: list[str]) -> int:
    """Verify the file named by the only argument and say so."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m judging.verify bundle.json\n")
        return 2
    try:
        text = Path(arguments[0]).read_text(encoding="utf-8")
        found = verify_text(text)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"SHA-256 of the file {sha256(text.encode()).hexdigest()}\n")
    proof = _beside(text)
    sys.stdout.writelines(f"{line}\n" for line in (_heads(proof) if proof else ()))
    sys.stdout.writelines(f"{line}\n" for line in found)
    sys.stdout.write("DIFFERENT\n" if found else "the same: every total, place and prize follows from the sheets\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
