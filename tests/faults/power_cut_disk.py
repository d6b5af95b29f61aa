"""A disk that forgets what was not fsynced: a FUSE file system in plain Python, spoken straight to /dev/fuse.

`python power_cut_disk.py BACKING MOUNT COMMAND…` mounts BACKING on MOUNT in a namespace of its own (no root, no
library) and runs COMMAND there. What is written stays in memory until the file is fsynced, and only then reaches
BACKING. A power cut is a kill -9 of the whole group: BACKING then holds what a disk would hold in the worst case.
Names (create, rename, remove) are safe at once; what a name stands for is not.

COMMAND keeps its user: PostgreSQL refuses to run as root, also as the root of a namespace. Where root runs the tests
the disk serves every user, so that COMMAND may start something as somebody else.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import itertools
import os
import stat
import struct
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

NO_NAMESPACE = 77
CLONE_NEWNS, CLONE_NEWUSER = 0x00020000, 0x10000000
MS_REC, MS_PRIVATE = 1 << 14, 1 << 18
MOST_WRITE, BUFFER = 1 << 17, 1 << 18
BIG_WRITES = 1 << 5
HEADER, ANSWER, ATTRIBUTES = struct.Struct("=IIQQIIII"), struct.Struct("=IiQ"), struct.Struct("=6Q10I")
SIZE_SET, MODE_SET = 1 << 3, 1 << 0
FORGET, INTERRUPT, BATCH_FORGET = 2, 36, 42
"""Messages that want no answer."""


@dataclass
class Node:
    """A file or folder. `path` is None once it was removed; `content` is what programs see of an open file."""

    number: int
    path: Path | None
    content: bytearray | None = None
    dirty: list[tuple[int, int]] = field(default_factory=list)


class Disk:
    """The messages of <linux/fuse.h> that an application needs."""

    def __init__(self, backing: Path) -> None:
        self.nodes: dict[int, Node] = {1: Node(1, backing)}
        self.numbers = itertools.count(2)
        self.by_path: dict[Path, Node] = {backing: self.nodes[1]}
        self.asker = [0, 0]
        self.acts: dict[int, Callable[[Node, bytes], bytes]] = {
            1: self.look_up, 3: self.tell, 4: self.change, 9: self.make_folder, 10: self.remove, 11: self.remove_folder,
            12: self.rename, 14: self.open, 15: self.read, 16: self.write, 17: self.tell_room, 18: self.nothing,
            20: self.sync, 25: self.nothing, 26: self.begin, 27: self.open, 28: self.list_names, 29: self.nothing,
            30: self.nothing, 34: self.nothing, 35: self.create, 38: self.nothing, 45: self.rename_with_flags,
        }  # fmt: skip

    def answer(self, message: bytes) -> bytes | None:
        _, act, unique, number, *self.asker, _pid, _ = HEADER.unpack_from(message)
        if act in {FORGET, INTERRUPT, BATCH_FORGET}:
            return None
        try:
            body, error = self.acts.get(act, self.refuse)(self.nodes[number or 1], message[HEADER.size :]), 0
        except OSError as failure:
            body, error = b"", -(failure.errno or errno.EIO)
        return ANSWER.pack(ANSWER.size + len(body), error, unique) + body

    def begin(self, _node: Node, _body: bytes) -> bytes:
        return struct.pack("=4I2H2I2H2I24x", 7, 31, MOST_WRITE, BIG_WRITES, 16, 12, MOST_WRITE, 1, 32, 0, 0, 0)

    def refuse(self, _node: Node, _body: bytes) -> bytes:
        raise OSError(errno.ENOSYS, "")

    def nothing(self, _node: Node, _body: bytes) -> bytes:
        return b""

    def look_up(self, node: Node, body: bytes) -> bytes:
        return self._entry(self._node(self._inside(node, body)))

    def tell(self, node: Node, _body: bytes) -> bytes:
        return struct.pack("=QII", 0, 0, 0) + self._attributes(node)

    def change(self, node: Node, body: bytes) -> bytes:
        valid, _, _, size = struct.unpack_from("=IIQQ", body)
        if valid & MODE_SET and node.path:
            node.path.chmod(stat.S_IMODE(struct.unpack_from("=I", body, 68)[0]))
        if valid & SIZE_SET:
            content = self._content(node)
            del content[size:]
            content.extend(bytes(size - len(content)))
            node.dirty.append((size, 0))
        return self.tell(node, b"")

    def make_folder(self, node: Node, body: bytes) -> bytes:
        mode, umask = struct.unpack_from("=II", body)
        path = self._inside(node, body[8:])
        path.mkdir(mode & ~umask & 0o7777)
        self._own(path)
        return self._entry(self._node(path))

    def create(self, node: Node, body: bytes) -> bytes:
        flags, mode, umask, _ = struct.unpack_from("=4I", body)
        path = self._inside(node, body[16:])
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | (flags & os.O_EXCL), mode & ~umask & 0o7777))
        self._own(path)
        made = self._node(path)
        return self._entry(made) + self.open(made, b"")

    def remove(self, node: Node, body: bytes) -> bytes:
        path = self._inside(node, body)
        path.unlink()
        self._lose(path)
        return b""

    def remove_folder(self, node: Node, body: bytes) -> bytes:
        path = self._inside(node, body)
        path.rmdir()
        self._lose(path)
        return b""

    def rename(self, node: Node, body: bytes) -> bytes:
        return self._rename(node, struct.unpack_from("=Q", body)[0], body[8:])

    def rename_with_flags(self, node: Node, body: bytes) -> bytes:
        if struct.unpack_from("=I", body, 8)[0]:
            raise OSError(errno.EINVAL, "")
        return self._rename(node, struct.unpack_from("=Q", body)[0], body[16:])

    def open(self, node: Node, _body: bytes) -> bytes:
        return struct.pack("=QII", node.number, 0, 0)

    def read(self, node: Node, body: bytes) -> bytes:
        _, offset, size = struct.unpack_from("=QQI", body)
        return bytes(self._content(node)[offset : offset + size])

    def write(self, node: Node, body: bytes) -> bytes:
        _, offset, size = struct.unpack_from("=QQI", body)
        content = self._content(node)
        content.extend(bytes(max(0, offset - len(content))))
        content[offset : offset + size] = body[40 : 40 + size]
        node.dirty.append((offset, size))
        return struct.pack("=II", size, 0)

    def sync(self, node: Node, _body: bytes) -> bytes:
        """What the application waits for: from here on the file's bytes are safe."""
        if node.path is not None and node.content is not None and node.dirty:
            with node.path.open("r+b", buffering=0) as file:
                for offset, size in node.dirty:
                    os.pwrite(file.fileno(), node.content[offset : offset + size], offset)
                file.truncate(len(node.content))
        node.dirty.clear()
        return b""

    def tell_room(self, node: Node, _body: bytes) -> bytes:
        room = os.statvfs(self.nodes[1].path or node.path or "/")
        figures = (room.f_blocks, room.f_bfree, room.f_bavail, room.f_files, room.f_ffree)
        return struct.pack("=5Q4I24x", *figures, room.f_bsize, 255, room.f_frsize, 0)

    def list_names(self, node: Node, body: bytes) -> bytes:
        _, offset, size = struct.unpack_from("=QQI", body)
        listed = b""
        assert node.path is not None
        for place, name in list(enumerate(sorted(one.name for one in node.path.iterdir()), start=1))[offset:]:
            raw = name.encode()
            line = struct.pack("=QQII", 1 << 40, place, len(raw), 0) + raw + bytes(-len(raw) % 8)
            if len(listed) + len(line) > size:
                break
            listed += line
        return listed

    def _rename(self, node: Node, into: int, names: bytes) -> bytes:
        old, new = names.split(b"\0")[:2]
        source, target = self._inside(node, old), self._inside(self.nodes[into], new)
        source.rename(target)
        self._lose(target)
        for path, moved in list(self.by_path.items()):
            if path == source or source in path.parents:
                del self.by_path[path]
                moved.path = target / path.relative_to(source)
                self.by_path[moved.path] = moved
        return b""

    def _own(self, path: Path) -> None:
        """What was made belongs to whoever asked for it, where this process may say so."""
        if os.geteuid() == 0:
            os.chown(path, *self.asker)

    def _inside(self, node: Node, name: bytes) -> Path:
        if node.path is None:
            raise OSError(errno.ENOENT, "")
        return node.path / name.partition(b"\0")[0].decode()

    def _node(self, path: Path) -> Node:
        path.lstat()
        if path not in self.by_path:
            node = Node(next(self.numbers), path)
            self.by_path[path] = self.nodes[node.number] = node
        return self.by_path[path]

    def _lose(self, path: Path) -> None:
        if (node := self.by_path.pop(path, None)) is not None:
            node.path = None

    def _content(self, node: Node) -> bytearray:
        if node.content is None:
            node.content = bytearray() if node.path is None else bytearray(node.path.read_bytes())
        return node.content

    def _entry(self, node: Node) -> bytes:
        return struct.pack("=4QII", node.number, 0, 0, 0, 0, 0) + self._attributes(node)

    def _attributes(self, node: Node) -> bytes:
        if node.path is None:
            mode, links, seconds, size, owner = stat.S_IFREG | 0o600, 0, 0, 0, self.asker
        else:
            found = node.path.lstat()
            mode, links, seconds, size = found.st_mode, found.st_nlink, int(found.st_mtime), found.st_size
            owner = [found.st_uid, found.st_gid]
        size = size if node.content is None else len(node.content)
        times = (seconds, seconds, seconds)
        return ATTRIBUTES.pack(node.number, size, -(-size // 512), *times, 0, 0, 0, mode, links, *owner, 0, 4096, 0)


def mount(place: Path) -> int:
    """Mount in a namespace of this process's own; the descriptor to serve."""
    libc = ctypes.CDLL(None, use_errno=True)
    uid, gid = os.getuid(), os.getgid()
    is_root = uid == 0 and libc.unshare(CLONE_NEWNS) == 0
    if is_root:
        libc.mount(None, b"/", None, MS_REC | MS_PRIVATE, None)  # nobody outside sees the disk
    elif libc.unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    else:
        sys.exit(NO_NAMESPACE)
    try:
        descriptor = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        sys.exit(NO_NAMESPACE)
    everybody = ",allow_other" if is_root else ""
    options = f"fd={descriptor},rootmode=40000,user_id={uid},group_id={gid}{everybody}"
    if libc.mount(b"power-cut", bytes(place), b"fuse", 0, options.encode()) != 0:
        sys.exit(NO_NAMESPACE)
    return descriptor


def main() -> None:
    backing, place, *command = sys.argv[1:]
    descriptor = mount(Path(place))
    if os.fork() == 0:
        os.close(descriptor)
        sys.exit(subprocess.run(command, check=False).returncode)
    disk = Disk(Path(backing).resolve())
    with contextlib.suppress(OSError):  # the last one unmounts
        while True:
            if (answer := disk.answer(os.read(descriptor, BUFFER))) is not None:
                with contextlib.suppress(FileNotFoundError):  # the caller was interrupted
                    os.write(descriptor, answer)


if __name__ == "__main__":
    main()
