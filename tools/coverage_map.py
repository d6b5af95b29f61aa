"""Which numbered requirements, abuse cases and faults are named by a test, and which by none.

    python tools/coverage_map.py [--check S001]

Requirements are named by `@pytest.mark.requirement("S001-R21", …)`, abuse cases and faults by a test's name
(`test_A15_…`, `test_X02_…`). With `--check PREFIX` the exit status is 1 when one of that programme is missing
that is not planned for a later release (LATER below).
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COUNTS = {"S000": 44, "S001": 46, "S002": 34, "S003": 34, "S004": 26}
ABUSE = {"A": 26, "B": 25, "C": 15, "D": 26, "E": 25}
FAULTS = 38
LATER = {
    "S001-R11": "look-alikes",
    "S001-R12": "look-alikes against published texts",
    "S001-R45": "questions and complaints",
    **dict.fromkeys(
        ("S001-R03", "S001-R19", "S001-R24", "S001-R33", "S001-R34", "S001-R35", "S001-R37", "S001-R38", "S001-R39",
         "S001-R40"),
        "papers, money, loudspeaker, notices",
    ),
}  # fmt: skip


def requirement_ids() -> list[str]:
    """Every numbered requirement of the five plans."""
    return [f"{programme}-R{number:02d}" for programme, count in COUNTS.items() for number in range(1, count + 1)]


def threat_ids() -> list[str]:
    """Every abuse case and fault."""
    abuse = [f"{letter}{number:02d}" for letter, count in ABUSE.items() for number in range(1, count + 1)]
    return abuse + [f"X{number:02d}" for number in range(1, FAULTS + 1)]


def named_by_tests() -> dict[str, list[str]]:
    """Id → the tests that name it ("file::test")."""
    named: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                continue
            if not isinstance(node, ast.ClassDef) and not node.name.startswith("test_"):
                continue
            where = f"{path.relative_to(ROOT)}::{node.name}"
            ids = _requirements_of(node.decorator_list) + re.findall(r"(?<=_)([A-EX]\d{2})(?=_|$)", node.name)
            for one in ids:
                named.setdefault(one, []).append(where)
    return named


def _requirements_of(decorators: list[ast.expr]) -> list[str]:
    found = []
    for decorator in decorators:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("mark.requirement"):
            found += [str(arg.value) for arg in decorator.args if isinstance(arg, ast.Constant)]
    return found


def main() -> int:
    """Print the map; the exit status."""
    named = named_by_tests()
    for title, ids in (("Requirements", requirement_ids()), ("Abuse cases and faults", threat_ids())):
        have = [one for one in ids if one in named]
        print(f"{title}: {len(have)} of {len(ids)} named by a test. Without one:")
        print("  " + " ".join(one for one in ids if one not in named))
    if "--check" in sys.argv:
        prefix = sys.argv[sys.argv.index("--check") + 1]
        missing = [one for one in requirement_ids() if one.startswith(prefix) and one not in named and one not in LATER]
        print(f"{prefix}: {len(missing)} missing that this release promises: {' '.join(missing)}")
        return 1 if missing else 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
