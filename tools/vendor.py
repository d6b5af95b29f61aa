"""Fetch, lock and verify the third-party files that the portal serves or prints with.

python tools/vendor.py --check   compare the files in the tree with tools/vendor.lock.json; needs no network
python tools/vendor.py           fetch the pinned packages again and write the files, refusing any other content
python tools/vendor.py --lock    after a pin below was changed: fetch, write, and record the new hashes

Fetching uses the ordinary clients: npm for npm packages; apt-get and dpkg-deb for Debian packages.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "tools" / "vendor.lock.json"
_FONTS = "portal/static/fonts"
_PAPER_FONTS = "portal/papers/fonts"
_WEIGHTS = (400, 600, 700)
_STYLES = ("Regular", "Bold", "Italic", "BoldItalic")


@dataclass(frozen=True, slots=True)
class Package:
    """One pinned package; `files` maps a path in our tree to the path inside the package."""

    kind: str  # "npm" or "debian"
    name: str
    version: str
    licence: str
    files: dict[str, str]


PACKAGES = (
    Package(
        kind="npm",
        name="@fontsource/be-vietnam-pro",
        version="5.3.0",
        licence="OFL-1.1",
        files={
            f"{_FONTS}/be-vietnam-pro-{subset}-{weight}-normal.woff2": (
                f"package/files/be-vietnam-pro-{subset}-{weight}-normal.woff2"
            )
            for subset in ("latin", "vietnamese")
            for weight in _WEIGHTS
        }
        | {f"{_FONTS}/LICENSE-BeVietnamPro.txt": "package/LICENSE"},
    ),
    Package(
        kind="debian",
        name="fonts-croscore",
        version="20201225-1",
        licence="OFL-1.1",
        files={
            f"{_PAPER_FONTS}/Tinos-{style}.ttf": f"usr/share/fonts/truetype/croscore/Tinos-{style}.ttf"
            for style in _STYLES
        }
        | {f"{_PAPER_FONTS}/LICENSE-Tinos.txt": "usr/share/doc/fonts-croscore/copyright"},
    ),
)


class LockedPackage(TypedDict):
    """A package as the lock file holds it: the archive's hash and each file's, SHA-256 in hex."""

    version: str
    licence: str
    archive: str
    files: dict[str, str]


class VendorError(Exception):
    """A vendored file or a fetched package is not what the lock says."""


def digest(content: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def fetch(package: Package, scratch: Path) -> tuple[str, dict[str, bytes]]:
    """The package's archive hash, and the wanted files by their path in our tree."""
    if package.kind == "npm":
        pinned = f"{package.name}@{package.version}"
        subprocess.run(["npm", "pack", "--silent", pinned], cwd=scratch, check=True, stdout=subprocess.DEVNULL)
        archive = next(scratch.glob("*.tgz"))
        with tarfile.open(archive) as opened:
            opened.extractall(scratch / "out", filter="data")
    else:
        pinned = f"{package.name}={package.version}"
        subprocess.run(["apt-get", "download", "-q", pinned], cwd=scratch, check=True, stdout=subprocess.DEVNULL)
        archive = next(scratch.glob("*.deb"))
        subprocess.run(["dpkg-deb", "-x", str(archive), str(scratch / "out")], check=True)
    contents = {target: (scratch / "out" / source).read_bytes() for target, source in package.files.items()}
    return digest(archive.read_bytes()), contents


def lock_of(package: Package, archive: str, contents: dict[str, bytes]) -> LockedPackage:
    """What the lock file says of a fetched package."""
    files = {target: digest(content) for target, content in sorted(contents.items())}
    return {"version": package.version, "licence": package.licence, "archive": archive, "files": files}


def restore(*, relock: bool) -> None:
    """Fetch every package and write its files; unless `relock`, only what the lock allows."""
    lock: dict[str, LockedPackage] = {} if relock else read_lock()
    for package in PACKAGES:
        with tempfile.TemporaryDirectory() as scratch:
            archive, contents = fetch(package, Path(scratch))
        fetched = lock_of(package, archive, contents)
        if relock:
            lock[package.name] = fetched
        elif lock.get(package.name) != fetched:
            raise VendorError(f"{package.name} {package.version} is not the package that was locked")
        for target, content in contents.items():
            (ROOT / target).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / target).write_bytes(content)
    if relock:
        LOCK.write_text(json.dumps(lock, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def read_lock() -> dict[str, LockedPackage]:
    """The committed lock file."""
    lock: dict[str, LockedPackage] = json.loads(LOCK.read_text(encoding="utf-8"))
    return lock


def faults(root: Path = ROOT) -> list[str]:
    """A sentence for each file or pin that differs from the lock; an empty list when all is well."""
    lock = read_lock()
    found = []
    for package in PACKAGES:
        locked = lock.get(package.name)
        if locked is None or locked["version"] != package.version or set(locked["files"]) != set(package.files):
            found.append(f"{package.name} {package.version} is not in the lock: run tools/vendor.py --lock")
            continue
        for target, expected in locked["files"].items():
            path = root / target
            if not path.is_file():
                found.append(f"{target} is missing")
            elif digest(path.read_bytes()) != expected:
                found.append(f"{target} is not the file that was locked")
    return found


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description="Fetch, lock and verify the vendored files.")
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--check", action="store_true", help="verify the tree offline")
    group.add_argument("--lock", action="store_true", help="record new hashes after a changed pin")
    chosen = parser.parse_args()
    if not chosen.check:
        restore(relock=chosen.lock)
    found = faults()
    for sentence in found:
        print(sentence, file=sys.stderr)
    if not found:
        print(f"{sum(len(package.files) for package in PACKAGES)} vendored files are what the lock says.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
