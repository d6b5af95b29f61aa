"""The vendored files are the locked ones, and a changed one is noticed."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tools import vendor

if TYPE_CHECKING:
    from pathlib import Path


def test_vendored_files_are_what_the_lock_says() -> None:
    assert vendor.faults() == []


def test_changed_or_missing_vendored_file_is_named(tmp_path: Path) -> None:
    for package in vendor.PACKAGES:
        for target in package.files:
            (tmp_path / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(vendor.ROOT / target, tmp_path / target)
    assert vendor.faults(tmp_path) == []
    (tmp_path / "portal/papers/fonts/Tinos-Bold.ttf").write_bytes(b"another font")
    (tmp_path / "portal/static/fonts/LICENSE-BeVietnamPro.txt").unlink()
    assert vendor.faults(tmp_path) == [
        "portal/static/fonts/LICENSE-BeVietnamPro.txt is missing",
        "portal/papers/fonts/Tinos-Bold.ttf is not the file that was locked",
    ]


def test_every_vendored_file_is_listed_with_its_licence() -> None:
    listed = (vendor.ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
    for package in vendor.PACKAGES:
        assert package.name in listed
        assert package.version in listed
    kept = {str(path.relative_to(vendor.ROOT)) for path in (vendor.ROOT / "portal/static/fonts").iterdir()}
    assert kept == {name for package in vendor.PACKAGES for name in package.files if "static" in name}
