"""Recompute a result bundle with nothing but Python's standard library, and say where it differs (P10, S001-R14).

    python -m judging.verify bundle.json

Written apart from `judging.rules` and importing none of it, so that one mistake is not made twice. The bundle is the
canonical JSON that the portal publishes, bare or with the heads of the history beside it; it names no people. This
file needs no other, and is longer than the house allows because people download one file, not two. Exit status: 0 the
same, 1 different, 2 not a bundle.
"""

import json
import sys
from fractions import Fraction
from hashlib import sha256
from math import lcm
from pathlib import Path
from typing import Any

FORMAT = "bangvang-result-1"
FORMAT_OF_SEVERAL = "bangvang-result-2"  # of a round that others follow, that follows others, or that was changed
PUBLIC_FORMAT = "bangvang-public-1"
TRIM_FROM = 5
Json = Any  # what json.loads gives; the shapes are those of `judging.rules.bundles`


def recompute(bundle: Json) -> Json:
    """The `result` that follows from a bundle's rules, entries, sheets and decisions."""
    rules, decisions = bundle["rules"], bundle["decisions"]
    entries = {entry["code"]: entry for entry in bundle["entries"]}
    sheets: dict[str, list[Json]] = {code: [] for code in sorted(entries)}
    for sheet in bundle["sheets"]:
        sheets[sheet["code"]].append(sheet)
    rubric = _Rubric(rules)
    marked = {code: _score(rules, rubric, own) for code, own in sheets.items()}
    scores = {code: score for code, score in marked.items() if score}
    distinct = {total for score in scores.values() for total in score["totals"].values()}
    written = {total: str(Fraction(total, rubric.whole)) for total in distinct}
    order = _Order(scores, entries, decisions["ties"])
    order.run(rules["tie_chain"])
    result = {
        "scores": [_score_line(rules, code, score, written) for code, score in scores.items()],
        "unmarked": [code for code, score in marked.items() if not score],
        "places": order.places,
        "ties": order.ties,
        "unused_decisions": sorted(
            (d["order"] for d in decisions["ties"] if (d["by"], _flat(d["order"])) not in order.used), key=_flat
        ),
        "prizes": _prizes(rules, order.places, entries, decisions["vacancies"]),
    }
    if bundle["format"] == FORMAT_OF_SEVERAL:
        rule = rules.get("passing")
        result["passing"] = _passing(rule, order.places, entries, decisions["passes"]) if rule else None
        result["came"] = _came(bundle["path"])
    return result


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


# Scores -------------------------------------------------------------------------------------------------------


class _Rubric:
    """The rubric in whole numbers: marks and totals count parts of one common denominator."""

    def __init__(self, rules: Json) -> None:
        self.step = Fraction(rules["rubric"]["step"])
        self.criteria = [
            (one["key"], int(Fraction(one["maximum"]) / self.step), self.step * Fraction(one["weight"]))
            for one in rules["rubric"]["criteria"]
        ]
        self.whole = lcm(*(worth.denominator for _key, _most, worth in self.criteria))
        self.worth = [(key, most, int(worth * self.whole)) for key, most, worth in self.criteria]

    def total(self, sheet: Json) -> int:
        steps, total = sheet["steps"], 0
        for key, most, worth in self.worth:
            if type(steps[key]) is not int or not 0 <= steps[key] <= most or len(steps) != len(self.worth):
                raise ValueError(f"sheet {sheet['code']} of seat {sheet['seat']} is outside the rubric")
            total += steps[key] * worth
        return total


def _score(rules: Json, rubric: _Rubric, sheets: list[Json]) -> Json:
    if not sheets:
        return None
    sheets = sorted(sheets, key=lambda sheet: int(sheet["seat"]))
    totals = {sheet["seat"]: rubric.total(sheet) for sheet in sheets}
    deciding = [sheet["seat"] for sheet in sheets if sheet["deciding"]]
    counted = deciding or list(totals)
    independent = [total for seat, total in totals.items() if seat not in deciding] or [0]
    kept = sorted(totals[seat] for seat in counted)
    if rules["aggregation"] == "trimmed_mean" and len(kept) >= TRIM_FROM:
        kept = kept[1 : len(kept) - 1]
    if rules["aggregation"] == "median":
        while len(kept) > 2:  # noqa: PLR2004  one or two stay in the middle
            kept = kept[1:-1]
    return {
        "total": Fraction(sum(kept), rubric.whole * (1 if rules["aggregation"] == "sum" else len(kept))),
        "totals": totals,
        "gap": Fraction(max(independent) - min(independent), rubric.whole),
        "highest": Fraction(max(totals[seat] for seat in counted), rubric.whole),
        "counted": [sheet["steps"] for sheet in sheets if sheet["seat"] in counted],
        "step": rubric.step,
    }


def _score_line(rules: Json, code: str, score: Json, written: Json) -> Json:
    return {
        "code": code,
        "total": str(score["total"]),
        "shown": _two_decimals(score["total"]),
        "gap": str(score["gap"]),
        "seats": [{"seat": seat, "total": written[total]} for seat, total in score["totals"].items()],
        "short_by": max(rules["marks_per_entry"] - len(score["totals"]), 0),
    }


def _two_decimals(value: Fraction) -> str:
    hundredths = int(value * 100 + Fraction(1, 2))  # totals are never negative: half up
    return f"{hundredths // 100}.{hundredths % 100:02d}"


# The order ----------------------------------------------------------------------------------------------------


def _buckets(values: Json, *, best: str) -> list[list[str]]:
    """The codes of each value in their order, the best value first; one pass over whole numbers."""
    whole = lcm(*{value.denominator for value in values.values()})
    found: dict[int, list[str]] = {}
    for code in sorted(values):
        found.setdefault(values[code].numerator * (whole // values[code].denominator), []).append(code)
    return [found[number] for number in sorted(found, reverse=best == "high")]


class _Order:
    """The walk down a tie chain, with what it needs and what it finds on the way."""

    def __init__(self, scores: Json, entries: Json, decisions: Json) -> None:
        self.scores, self.entries, self.decisions = scores, entries, decisions
        self.rank = 1
        self.places: list[Json] = []
        self.ties: list[Json] = []
        self.used: set[tuple[str, tuple[str, ...]]] = set()

    def run(self, chain: Json) -> None:
        for codes in _buckets({code: score["total"] for code, score in self.scores.items()}, best="high"):
            total, steps = str(self.scores[codes[0]]["total"]), list[Json]()
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
        found = {code: _value(kind, criterion, self.scores[code], self.entries[code]) for code in codes}
        values = {code: value for code, value in found.items() if value is not None}
        if len(values) < len(codes):
            return self._split(codes, chain[1:], steps)
        groups = _buckets(values, best="low" if kind in {"lowest_gap", "earlier_entry"} else "high")
        lines = [{"code": code, "value": str(Fraction(values[code]))} for code in codes]
        steps.append({**step, "criterion": criterion, "values": lines, "groups": groups})
        return [part for group in groups for part in self._split(group, chain[1:], steps)]

    def _decided(self, codes: list[str], step: Json, steps: list[Json]) -> list[tuple[list[str], str]]:
        kind = step["kind"]
        fitting = [
            one
            for one in self.decisions
            if one["by"] == kind and sorted(code for group in one["order"] for code in group) == codes
        ]
        if len({json.dumps(one["order"]) for one in fitting}) != 1:
            return [(codes, "awaits_head" if kind == "head_decides" else "awaits_board")]
        order = fitting[-1]["order"]
        self.used.add((kind, _flat(order)))
        steps.append({**step, "groups": order, "reason": fitting[-1]["reason"]})
        return [(group, "shared_by_decision" if len(group) > 1 else "single") for group in order]


def _value(kind: str, criterion: str, score: Json, entry: Json) -> Json:
    if kind == "highest_criterion":
        return Fraction(sum(steps[criterion] for steps in score["counted"]), len(score["counted"])) * score["step"]
    found = {"lowest_gap": score["gap"], "highest_single_mark": score["highest"], "earlier_entry": entry["arrival"]}
    return found[kind]


def _flat(order: list[list[str]]) -> tuple[str, ...]:
    return tuple(sorted(code for group in order for code in group))


# Prizes -------------------------------------------------------------------------------------------------------


def _prizes(rules: Json, places: Json, entries: Json, decisions: Json) -> Json:
    table = _Table(entries, rules["exclusivity"])
    for ladder in rules["ladders"]:
        stopped = [one for one in table.out["pending"] if one["because"] != "vacancy_forbidden"]
        slots = _slots(ladder, decisions, table.out)
        if slots and stopped and rules["exclusivity"] != "unlimited":
            table.out["pending"].append({**_where(ladder, slots[0]), "codes": [], "because": "earlier_ladder"})
        else:
            table.lay(ladder, slots, places)
    return {**table.out, "total_vnd": sum(award["amount_vnd"] for award in table.out["awards"])}


def _slots(ladder: Json, decisions: Json, out: Json) -> list[Json]:
    slots = []
    for slot in ladder["slots"]:
        said = [
            d for d in decisions if (d["ladder"], d["tier"], d["place"]) == (ladder["key"], slot["tier"], slot["place"])
        ]
        if said and ladder["vacancy"] == "board_decides":
            out["vacancies"].append(_empty(ladder, slot, "decided", said[-1]["reason"]))
            continue
        if said:
            out["pending"].append({**_where(ladder, slot), "codes": [], "because": "vacancy_forbidden"})
        slots.append(slot)
    return slots


class _Table:
    """The ladders while they are being laid, and who holds a prize already."""

    def __init__(self, entries: Json, exclusivity: str) -> None:
        self.entries, self.exclusivity = entries, exclusivity
        self.winners: dict[str, str] = {}
        self.out: dict[str, list[Json]] = {"awards": [], "vacancies": [], "skipped": [], "pending": []}

    def lay(self, ladder: Json, slots: list[Json], places: Json) -> None:
        left = list(slots)
        for place in places:
            fresh = self._fresh(ladder, place["codes"]) if left else []
            if not fresh:
                continue
            room, left = left[: len(fresh)], left[len(fresh) :]
            alike = len(room) == len(fresh) and len({(slot["tier"], slot["amount_vnd"]) for slot in room}) == 1
            keys = [key for code in fresh for key in _keys(self.entries[code], self.exclusivity)]
            because = "" if alike else _why_not_shared(ladder["shared"], place["ending"])
            because = "same_winner" if len(keys) != len(set(keys)) else because
            if because:
                stop = {**_where(ladder, room[0]), "codes": place["codes"], "because": because}
                self.out["pending"].append(stop)
                return
            self._award(ladder, place["rank"], fresh, room, alike=alike)
        self.out["vacancies"] += [_empty(ladder, slot, "no_candidate", "") for slot in left]

    def _fresh(self, ladder: Json, codes: list[str]) -> list[str]:
        fresh = []
        for code in codes:
            entry = self.entries[code]
            holders = sorted({self.winners[k] for k in _keys(entry, self.exclusivity) if k in self.winners})
            if entry["category"] not in ladder["categories"]:
                continue
            if holders:
                self.out["skipped"].append({"ladder": ladder["key"], "code": code, "held_by": holders[0]})
            else:
                fresh.append(code)
        return fresh

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
            self.winners.update(dict.fromkeys(_keys(self.entries[code], self.exclusivity), code))
        if not alike:
            self.out["vacancies"] += [_empty(ladder, slot, "within_shared", "") for slot in room[1:]]


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


def _empty(ladder: Json, slot: Json, because: str, reason: str) -> Json:
    return {**_where(ladder, slot), "because": because, "reason": reason}


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
    lines = []
    for link in sorted(path["links"], key=lambda one: one["here"]):
        earlier = next(one for one in path["earlier"] if one["rules"]["round"] == link["round"])
        place = next(one for one in earlier["result"]["places"] if link["code"] in one["codes"])
        behind = [one["before"] for one in earlier["result"].get("came") or [] if one["here"] == link["code"]]
        step = {"round": link["round"], "code": link["code"], "rank": place["rank"], "total": place["total"]}
        lines.append({"here": link["here"], "before": [*(behind[0] if behind else []), step]})
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
        found += [f"path/earlier/{number}/{line}" for line in _deeper_faults(earlier)]
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
    return _path_faults(bundle) if bundle["format"] == FORMAT_OF_SEVERAL else []


# The command --------------------------------------------------------------------------------------------------


def verify_text(text: str) -> list[str]:
    """Everything that is wrong with a bundle's text; nothing when it holds. Raises ValueError for no bundle at all."""
    bundle, proof = _opened(text)
    try:
        computed = recompute(bundle)
        strayed = _deeper_faults(bundle)
    except (KeyError, TypeError, IndexError, StopIteration, ZeroDivisionError) as error:
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
    if not isinstance(bundle, dict) or bundle.get("format") not in {FORMAT, FORMAT_OF_SEVERAL}:
        raise ValueError(f"not a result bundle of the format {FORMAT} or {FORMAT_OF_SEVERAL}")
    return bundle, proof if isinstance(proof, dict) or kind != PUBLIC_FORMAT else {}


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
    proof = _opened(text)[1]
    sys.stdout.writelines(f"{line}\n" for line in (_heads(proof) if proof else ()))
    sys.stdout.writelines(f"{line}\n" for line in found)
    sys.stdout.write("DIFFERENT\n" if found else "the same: every total, place and prize follows from the sheets\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
