"""An office's own Word template: what it may say, and the paper that it becomes. Runs in the limited child alone.

The expressions are a small part of Jinja, allowed one by one: names, their parts, plain conditions, loops over what the
paper holds, a few filters. Calls, imports, macros, arithmetic and everything else are refused before anything runs, and
no attribute of a Python object can be reached: dots go into dictionaries only (E05).
"""

from __future__ import annotations

import io
import re
import traceback
import zipfile
from typing import TYPE_CHECKING, Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from portal.papers.content import Box, Para, Signs, Table
from portal.papers.own_package import TemplateFaultError, check_package

if TYPE_CHECKING:
    from portal.papers.content import Block, Certificate, Content, Signature

DEEPEST_LOOPS = 3
LONGEST_TEXT = 8 * 2**20
"""Of what one part of the finished paper may hold, in characters."""
FILTERS = frozenset({"upper", "lower", "capitalize", "title", "trim", "join", "length", "first", "last", "default"})
TESTS = frozenset({"defined", "undefined", "none", "odd", "even", "first", "last"})
LOOP = frozenset({"index", "index0", "first", "last", "length"})
RESERVED = frozenset({"self", "caller", "varargs", "kwargs", "super"})
"""Names that Jinja gives objects of its own."""
_TAG = re.compile(r"<[^>]+>")
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.For,
    nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter, nodes.Test,
    nodes.Concat,
)  # fmt: skip


class StrictEnvironment(ImmutableSandboxedEnvironment):
    """Jinja with next to nothing in it."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.tests = {
            name: self.tests[name] for name in (*TESTS, "eq", "ne", "lt", "le", "gt", "ge", "in") if name in self.tests
        }
        self.source = ""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        self.source = source
        tree = super()._parse(source, name, filename)
        _allow(tree, source, 0)
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401  as Jinja has it
        """A part of a dictionary, or the number of a loop; nothing of any other object."""
        if isinstance(obj, dict):
            return obj[attribute] if attribute in obj else self.undefined(obj={}, name=attribute)
        if isinstance(obj, LoopContext) and attribute in LOOP:
            return getattr(obj, attribute)
        return self.undefined(obj={}, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401  as Jinja has it
        """A part of a dictionary, or one of a list."""
        if isinstance(obj, dict) and isinstance(argument, str):
            return self.getattr(obj, argument)
        if isinstance(obj, list) and isinstance(argument, int) and 0 <= argument < len(obj):
            return obj[argument]
        return self.undefined(obj={}, name=str(argument))


def render_own(template: bytes, content: Content, *, check: str) -> bytes:
    """The paper in the office's own form. Raises TemplateFaultError, which names the place."""
    check_package(template)
    environment = StrictEnvironment()
    document = DocxTemplate(io.BytesIO(template))
    try:
        document.render(own_context(content, check=check), jinja_env=environment, autoescape=True)
    except TemplateSyntaxError as error:
        raise TemplateFaultError(
            "syntax", place=_line(environment.source, error.lineno), said=str(error.message)
        ) from error
    except UndefinedError as error:
        raise TemplateFaultError(
            "unknown_word", place=_place_of(environment.source, error), said=_name(error)
        ) from error
    except TemplateError as error:
        raise TemplateFaultError("not_possible", place=_place_of(environment.source, error), said="") from error
    except (TypeError, ValueError, KeyError, RecursionError, SyntaxError) as error:
        raise TemplateFaultError("not_possible", place=_place_of(environment.source, error), said="") from error
    saved = io.BytesIO()
    document.save(saved)
    data = saved.getvalue()
    if check and check not in _text_of(data):
        raise TemplateFaultError("no_check", place="", said="{{ ma_kiem }}")
    return data


def own_context(content: Content, *, check: str) -> dict[str, Any]:
    """Everything that a template can say, as plain values under Vietnamese names without accents."""
    head = content.letterhead
    return {
        "ten_van_ban": content.name,
        "ten_loai": content.title,
        "trich_yeu": content.subject,
        "co_quan": head.organ if head else "",
        "co_quan_cap_tren": head.upper if head else "",
        "so_ky_hieu": head.number if head else "",
        "noi_ngay": head.place_and_day if head else "",
        "ve_viec": head.about if head else "",
        "noi_dung": [one for block in content.blocks for one in _block(block)],
        "bang": _tables(content.blocks),
        "phu_luc": [
            {
                "ten": one.title,
                "trich_yeu": one.subject,
                "ghi_chu": one.note,
                "noi_dung": [each for block in one.blocks for each in _block(block)],
                "bang": _tables(one.blocks),
            }
            for one in content.appendices
        ],
        "nguoi_ky": [_signature(one) for one in content.signatures],
        "noi_nhan": list(content.recipients),
        "giay": [_certificate(one) for one in content.certificates],
        "ma_kiem": check,
    }


_EMPTY: dict[str, Any] = {"mo_dau": "", "chu": "", "kieu": "", "cot": [], "dong": [], "tong": [], "nguoi_ky": []}
"""Every block has every name, so that a loop over all of them never meets one that it does not know."""


def _block(block: Block) -> list[dict[str, Any]]:
    match block:
        case Para():
            return [_para(block)]
        case Table():
            return [{**_EMPTY, "la": "bang", **_table(block)}]
        case Box():
            return [_para(line) for line in block.lines]
        case Signs():
            return [{**_EMPTY, "la": "ky", "nguoi_ky": [_signature(one) for one in block.signatures]}]
        case _:
            return []


def _para(one: Para) -> dict[str, Any]:
    return {**_EMPTY, "la": "doan", "mo_dau": one.lead, "chu": one.text, "kieu": one.look.value}


def _tables(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    return [_table(block) for block in blocks if isinstance(block, Table)]


def _table(block: Table) -> dict[str, Any]:
    return {
        "cot": [one.heading for one in block.columns],
        "dong": [list(row) for row in block.rows],
        "tong": list(block.total),
    }


def _signature(one: Signature) -> dict[str, Any]:
    return {"chuc_vu": list(one.lines), "ho_ten": one.name, "ghi_chu": one.note}


def _certificate(one: Certificate) -> dict[str, Any]:
    return {
        "nguoi_trao": one.giver,
        "loai": one.kind,
        "nguoi_nhan": one.recipient,
        "don_vi": one.place,
        "thanh_tich": list(one.merit),
        "quyet_dinh": one.decision,
        "so_vao_so": one.book_number,
        "noi_ngay": one.place_and_day,
        "nguoi_ky": _signature(one.signature),
        "ma": one.code,
        "dia_chi": one.address,
    }


def _allow(node: nodes.Node, source: str, depth: int) -> None:
    """Refuse whatever is not on the list. Raises TemplateFaultError."""
    place = _line(source, node.lineno)
    if not isinstance(node, _ALLOWED):
        raise TemplateFaultError("not_allowed", place=place, said=type(node).__name__.lower())
    if isinstance(node, nodes.For):
        depth += 1
        if node.recursive or depth > DEEPEST_LOOPS:
            raise TemplateFaultError("too_deep", place=place, said=str(DEEPEST_LOOPS))
    said = _word_of(node)
    if said.startswith("_") or said in RESERVED or (isinstance(node, nodes.Filter) and said not in FILTERS):
        raise TemplateFaultError("not_allowed", place=place, said=said)
    if isinstance(node, nodes.Test) and said not in TESTS:
        raise TemplateFaultError("not_allowed", place=place, said=said)
    for child in node.iter_child_nodes():
        _allow(child, source, depth)


def _word_of(node: nodes.Node) -> str:
    """The name that a node uses; empty for one that uses none."""
    if isinstance(node, nodes.Getattr):
        return str(node.attr)
    return str(node.name) if isinstance(node, nodes.Filter | nodes.Test | nodes.Name) else ""


def _line(source: str, number: int) -> str:
    """The words of one paragraph: docxtpl begins a line with each."""
    lines = source.splitlines()
    if not 0 < number <= len(lines):
        return ""
    return _TAG.sub("", lines[number - 1]).strip()[:160]


def _place_of(source: str, error: BaseException) -> str:
    frames = [one for one in traceback.extract_tb(error.__traceback__) if one.filename == "<template>"]
    return _line(source, frames[-1].lineno or 0) if frames else ""


def _name(error: UndefinedError) -> str:
    """The word in quotes that Jinja complains of."""
    found = re.search(r"'([^']{1,60})'(?: is undefined|$)|has no attribute '([^']{1,60})'", str(error))
    return next((one for one in found.groups() if one), "") if found else ""


def _text_of(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return "".join(
            _TAG.sub("", packed.read(one).decode("utf-8", "replace"))
            for one in packed.namelist()
            if one.startswith("word/") and one.endswith(".xml")
        )
