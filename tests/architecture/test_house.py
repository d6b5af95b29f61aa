"""The shape of the house: every view declared, every sentence translated, small files, one clock."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import config
from portal.access import declaration_of
from portal.app import create_app

if TYPE_CHECKING:
    from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
URLS = Path(__file__).parent / "urls.txt"
LONGEST_SOURCE, LONGEST_TEST = 350, 500
"""About 300 lines: a source file that grows past this is split by sub-noun, or says why in its first lines."""
SOURCE = ("config.py", "judging", "media", "portal", "vietnamese", "tools")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(config.Settings(data_folder=tmp_path_factory.mktemp("var")))


def tracked(*suffixes: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return [ROOT / name for name in listed if name.endswith(suffixes) and (ROOT / name).exists()]


def routes(app: Flask) -> list[str]:
    lines = []
    for rule in app.url_map.iter_rules():
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        lines.append(f"{methods:10} {rule.rule}  {rule.endpoint}")
    return sorted(lines, key=lambda line: line.split()[1:])


def test_the_addresses_are_the_ones_written_down(app: Flask) -> None:
    """Addresses are promises: change `urls.txt` knowingly (python -m tests.architecture.write_urls)."""
    assert routes(app) == URLS.read_text(encoding="utf-8").splitlines()


def test_A01_every_view_declares_who_may_open_it(app: Flask) -> None:
    closed = [name for name, view in app.view_functions.items() if name != "static" and declaration_of(view) is None]
    assert closed == []


def test_E08_a_view_that_changes_something_takes_no_get(app: Flask) -> None:
    """A view function that opens a transaction either refuses GET or asks for the method first."""
    both = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or "GET" not in (rule.methods or set()):
            continue
        code = app.view_functions[rule.endpoint].__code__
        writes = {"transaction", "desk_transaction"} & set(code.co_names)
        asks = {"validate_on_submit", "method", "POST"} & set(code.co_names)
        if writes and not asks:
            both.append(rule.endpoint)
    assert both == []


def test_E08_whoever_asks_for_the_head_is_answered_as_whoever_reads() -> None:
    """A view that takes `request.method == "GET"` for reading takes HEAD for writing."""
    wrong = [
        str(path.relative_to(ROOT))
        for path in tracked(".py")
        if path.relative_to(ROOT).parts[:2] == ("portal", "views") and 'request.method == "GET"' in path.read_text()
    ]
    assert wrong == []


def test_every_sentence_has_its_vietnamese() -> None:
    done = subprocess.run([sys.executable, "tools/messages.py"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_source_files_stay_small() -> None:
    """A longer file says why in its first lines, with the words "longer than"."""
    too_long = []
    for path in tracked(".py", ".html", ".js", ".css"):
        if "vendor" in path.parts or "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        longest = LONGEST_TEST if path.relative_to(ROOT).parts[0] == "tests" else LONGEST_SOURCE
        if text.count("\n") > longest and "longer than" not in text[:800]:
            too_long.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))}")
    assert too_long == []


def test_only_the_clock_reads_the_clock() -> None:
    wrong = []
    for path in tracked(".py"):
        if path.relative_to(ROOT).parts[0] not in SOURCE or path.name == "clock.py":
            continue
        if re.search(r"datetime\.(now|utcnow|today)\(|date\.today\(|\btime\.time\(", path.read_text(encoding="utf-8")):
            wrong.append(str(path.relative_to(ROOT)))
    assert wrong == []


def test_only_the_database_module_commits() -> None:
    wrong = []
    for path in tracked(".py"):
        parts = path.relative_to(ROOT).parts
        if parts[0] not in {"judging", "portal"} or path.name in {"db.py", "migrate.py"}:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert wrong == []


def test_A01_nothing_takes_the_desks_authorizer_off() -> None:
    """The authorizer is set in one place; nothing in the portal removes it or walks around it."""
    wrong = []
    for path in tracked(".py"):
        relative = path.relative_to(ROOT)
        if relative.parts[0] not in {"judging", "media", "portal", "config.py"}:
            continue
        text = path.read_text(encoding="utf-8")
        for word in ("set_authorizer(None", ".backup(", "blobopen", "enable_load_extension", "ATTACH DATABASE"):
            if word in text:
                wrong.append(f"{relative}: {word}")
        if "set_authorizer" in text and str(relative) != "portal/db.py":
            wrong.append(f"{relative}: set_authorizer")
    assert wrong == []


@pytest.mark.parametrize("pattern", [r"\|\s*safe\b", r"\bMarkup\(", r"render_template_string", r"autoescape\s+false"])
def test_E05_nothing_user_typed_is_trusted_as_html(pattern: str) -> None:
    """Each place that marks text as safe HTML carries the reason on its line."""
    wrong = []
    for path in tracked(".py", ".html"):
        if path.relative_to(ROOT).parts[0] not in {"judging", "media", "portal", "templates"}:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if re.search(pattern, line) and "safe:" not in line:
                wrong.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert wrong == []


def test_B23_nothing_evaluates_data_as_code() -> None:
    wrong = []
    for path in tracked(".py"):
        if path.relative_to(ROOT).parts[0] not in {"judging", "media", "portal", "vietnamese", "config.py"}:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"eval", "exec"}:
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
            if isinstance(node, ast.Import) and any(name.name in {"pickle", "marshal"} for name in node.names):
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert wrong == []


def test_every_page_with_a_player_loads_its_module() -> None:
    """Pages (not parts of pages) that show a film by one of the three macros that hold the player."""
    shows = re.compile(r"import [^%]*\b(?:player|work|work_part)\b(?:,| %)")
    pages = [path for path in tracked(".html") if "templates" in path.parts and "{% extends" in path.read_text()]
    players = [path for path in pages if shows.search(path.read_text())]
    assert len(players) >= 6
    for path in players:
        assert 'module("player")' in path.read_text(), path.name
