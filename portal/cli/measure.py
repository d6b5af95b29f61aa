"""measure: what the portal measures in a file, as JSON, without a contest."""

from __future__ import annotations

import json
from pathlib import Path

import click

from media.measuring import measure_safely
from media.reports import ESSAY_KINDS, IMAGE_KINDS, VIDEO_KINDS, Limits, Scope
from portal.cli import cli

MOST_BYTES = 8 * 2**30
COVER_FIELDS = {
    "author": "họ và tên tác giả",
    "position": "chức vụ",
    "unit": "đơn vị công tác",
    "phone": "số điện thoại",
    "title": "tiêu đề bài viết",
}
"""What plans usually want on a cover: by these labels a cover is told from the body."""
KINDS = (*ESSAY_KINDS, *VIDEO_KINDS, *IMAGE_KINDS)


@cli.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
)
@click.option("--whole", is_flag=True, help="Count the whole text: cover, captions, notes and references too.")
@click.option("--indent", type=int, default=None, help="Indent the JSON by so many spaces, to read it.")
def measure(files: tuple[Path, ...], *, whole: bool, indent: int | None) -> None:
    """Print the report of each FILE (essay, video or picture) as a JSON object, one a line.

    The file is read in the same limited child process as an upload. Exit 0 when every file can be used, 1 when one
    is unreadable or unsafe.
    """
    scope = Scope.whole() if whole else Scope()
    limits = Limits(kinds=KINDS, max_bytes=MOST_BYTES, cover_fields=COVER_FIELDS, scope=scope)
    usable = True
    for file in files:
        report = measure_safely(file, limits=limits, declared_name=file.name)
        usable = usable and not report.is_refused
        told = {"file": str(file), **json.loads(report.to_json())}
        click.echo(json.dumps(told, ensure_ascii=False, indent=indent, sort_keys=True))
    raise SystemExit(0 if usable else 1)
