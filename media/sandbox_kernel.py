"""The kernel's own fences, by ctypes alone: resource limits, Landlock, namespaces, seccomp.

Everything here narrows the process that calls it, for good; only `media.child` does. Linux on x86_64 and
aarch64; elsewhere the fences answer False and the level of the sandbox says so. Numbers come from
<linux/landlock.h>, <linux/seccomp.h> and the two system call tables, which never change once released.
"""

import ctypes
import errno
import os
import platform
import resource
import struct
from collections.abc import Iterable
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.syscall.restype = ctypes.c_long

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 1, 4, 38, 22
_SECCOMP_MODE_FILTER = 2
_CLONE_NEWIPC, _CLONE_NEWUSER, _CLONE_NEWNET = 0x08000000, 0x10000000, 0x40000000
_CLONE_THREAD = 0x00010000
_SIGKILL = 9

# Landlock's rights on files. Version 1 knows bits 0-12; refer came with 2, truncate with 3, ioctl with 5.
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
EXECUTE, WRITE_FILE, READ_FILE, READ_FOLDER = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE_FOLDER, REMOVE_FILE, MAKE_FOLDER, MAKE_FILE = 1 << 4, 1 << 5, 1 << 7, 1 << 8
REFER, TRUNCATE = 1 << 13, 1 << 14
READ = READ_FILE | READ_FOLDER
WRITE = READ | WRITE_FILE | REMOVE_FOLDER | REMOVE_FILE | MAKE_FOLDER | MAKE_FILE | REFER | TRUNCATE
_FOR_FOLDERS_ONLY = READ_FOLDER | REMOVE_FOLDER | REMOVE_FILE | MAKE_FOLDER | MAKE_FILE | REFER
_ABI_WITH_REFER, _ABI_WITH_TRUNCATE, _ABI_WITH_NET, _ABI_WITH_IOCTL, _ABI_WITH_SCOPES = 2, 3, 4, 5, 6

# name: (x86_64, aarch64); None where the architecture has no such call.
_REFUSED_CALLS: dict[str, tuple[int | None, int | None]] = {
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200),
    "sendto": (44, 206), "sendmsg": (46, 211), "sendmmsg": (307, 269),
    "fork": (57, None), "vfork": (58, None), "setsid": (112, 157), "setpgid": (109, 154),
    "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "pidfd_open": (434, 434), "pidfd_send_signal": (424, 424),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "move_mount": (429, 429), "open_tree": (428, 428), "fsopen": (430, 430), "mount_setattr": (442, 442),
    "unshare": (272, 97), "setns": (308, 268), "bpf": (321, 280), "userfaultfd": (323, 282),
    "perf_event_open": (298, 241), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "init_module": (175, 105), "finit_module": (313, 273), "kexec_load": (246, 104), "reboot": (169, 142),
    # Landlock does not watch these, and each changes a file outside the writable folder.
    "chmod": (90, None), "fchmodat": (268, 53), "fchmodat2": (452, 452), "fchmod": (91, 52),
    "chown": (92, None), "lchown": (94, None), "fchown": (93, 55), "fchownat": (260, 54),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "removexattr": (197, 14), "lremovexattr": (198, 15),
    "utime": (132, None), "utimes": (235, None), "futimesat": (261, None), "utimensat": (280, 88),
    "truncate": (76, 45),
}  # fmt: skip
_EXEC_CALLS: dict[str, tuple[int | None, int | None]] = {"execve": (59, 221), "execveat": (322, 281)}
_CLONE, _CLONE3, _PRLIMIT = (56, 220), (435, 435), (302, 261)
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# Classic BPF: load a word, jump if equal / at least / any bit set, return.
_LOAD, _JUMP_EQ, _JUMP_GE, _JUMP_SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_AT_NUMBER, _AT_ARCH, _AT_ARG0 = 0, 4, 16
_X32_BIT = 0x40000000
_ALLOW, _KILL_PROCESS, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000


def _must(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def _prctl(option: int, value: int) -> None:
    _must(_LIBC.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0)))


def die_with_parent() -> None:
    """When the worker is killed its child goes too; nothing measures on for nobody."""
    _prctl(_PR_SET_PDEATHSIG, _SIGKILL)


def limit_resources(
    *, memory_bytes: int, cpu_seconds: int, file_bytes: int, open_files: int, may_start_threads: bool
) -> None:
    """Set the hard limits. They hold on every kernel and are what remains at the weakest level.

    The processor limit sends SIGXCPU at `cpu_seconds` and SIGKILL one second later. RLIMIT_NPROC counts all
    processes of the user, so it can only say "not one more", which a task without threads can bear.
    """
    limits = [
        (resource.RLIMIT_AS, memory_bytes, memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 1),
        (resource.RLIMIT_FSIZE, file_bytes, file_bytes),
        (resource.RLIMIT_NOFILE, open_files, open_files),
        (resource.RLIMIT_CORE, 0, 0),
    ]
    if not may_start_threads:
        limits.append((resource.RLIMIT_NPROC, 0, 0))
    for which, soft, hard in limits:
        ceiling = resource.getrlimit(which)[1]
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)  # noqa: PLW2901  what we were given is the most
        resource.setrlimit(which, (soft, hard))


def enter_namespaces() -> bool:
    """Leave the network and the shared memory of the machine. False where user namespaces are closed.

    Must run while the process has a single thread.
    """
    return bool(_LIBC.unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC) == 0)


def landlock_version() -> int:
    """The version of Landlock that this kernel offers, 0 for none."""
    version = _LIBC.syscall(ctypes.c_long(_LANDLOCK_CREATE), None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    return max(0, int(version))


def close_file_system(rules: Iterable[tuple[Path, int]]) -> bool:
    """From here on only `rules` may be opened: (existing path, rights). False where there is no Landlock."""
    version = landlock_version()
    if not version:
        return False
    handled = (1 << 13) - 1
    handled |= REFER if version >= _ABI_WITH_REFER else 0
    handled |= TRUNCATE if version >= _ABI_WITH_TRUNCATE else 0
    handled |= 1 << 15 if version >= _ABI_WITH_IOCTL else 0
    words = [handled]
    if version >= _ABI_WITH_NET:
        words.append(0b11)  # TCP bind and connect
    if version >= _ABI_WITH_SCOPES:
        words.append(0b11)  # abstract sockets and signals stay inside
    attributes = struct.pack(f"{len(words)}Q", *words)
    ruleset = _must(
        _LIBC.syscall(ctypes.c_long(_LANDLOCK_CREATE), attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint32(0))
    )
    for path, rights in rules:
        _allow_beneath(ruleset, path, rights & handled)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _must(_LIBC.syscall(ctypes.c_long(_LANDLOCK_RESTRICT), ctypes.c_int(ruleset), ctypes.c_uint32(0)))
    os.close(ruleset)
    return True


def _allow_beneath(ruleset: int, path: Path, rights: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not path.is_dir():
            rights &= ~_FOR_FOLDERS_ONLY
        rule = struct.pack("=Qi", rights, descriptor)
        path_beneath = ctypes.c_int(1)
        _must(
            _LIBC.syscall(ctypes.c_long(_LANDLOCK_ADD), ctypes.c_int(ruleset), path_beneath, rule, ctypes.c_uint32(0))
        )
    finally:
        os.close(descriptor)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def refuse_calls(*, may_exec: bool) -> bool:
    """Refuse system calls that no reader of files needs. False on an architecture that is not known.

    New processes are refused and threads are not; `may_exec` leaves the one exec that becomes ffmpeg (whose
    reach Landlock bounds). A refused call answers EPERM, a call by another architecture's numbers kills.
    """
    machine = platform.machine()
    if machine not in _AUDIT_ARCH:
        return False
    column = 0 if machine == "x86_64" else 1
    calls = _REFUSED_CALLS if may_exec else _REFUSED_CALLS | _EXEC_CALLS
    program = [(_LOAD, 0, 0, _AT_ARCH), (_JUMP_EQ, 1, 0, _AUDIT_ARCH[machine]), (_RETURN, 0, 0, _KILL_PROCESS)]
    program.append((_LOAD, 0, 0, _AT_NUMBER))
    if machine == "x86_64":
        program += [(_JUMP_GE, 0, 1, _X32_BIT), (_RETURN, 0, 0, _KILL_PROCESS)]
    for numbers in calls.values():
        number = numbers[column]
        if number is not None:
            program += [(_JUMP_EQ, 0, 1, number), (_RETURN, 0, 0, _ERRNO | errno.EPERM)]
    # glibc falls back to clone, whose flags a filter can read, when clone3 is not there.
    program += [(_JUMP_EQ, 0, 1, _CLONE3[column]), (_RETURN, 0, 0, _ERRNO | errno.ENOSYS)]
    program += [
        (_JUMP_EQ, 0, 4, _CLONE[column]),
        (_LOAD, 0, 0, _AT_ARG0),
        (_JUMP_SET, 1, 0, _CLONE_THREAD),
        (_RETURN, 0, 0, _ERRNO | errno.EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]
    # prlimit64 may look at or change this process (0), no other one of the same user.
    program += [
        (_JUMP_EQ, 0, 3, _PRLIMIT[column]),
        (_LOAD, 0, 0, _AT_ARG0),
        (_JUMP_EQ, 1, 0, 0),
        (_RETURN, 0, 0, _ERRNO | errno.EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]
    packed = b"".join(struct.pack("HBBI", *instruction) for instruction in program)
    instructions = ctypes.create_string_buffer(packed, len(packed))
    filled = _Program(len(program), ctypes.cast(instructions, ctypes.c_void_p))
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_DUMPABLE, 0)
    no_argument = ctypes.c_ulong(0)
    mode = ctypes.c_ulong(_SECCOMP_MODE_FILTER)
    return bool(_LIBC.prctl(_PR_SET_SECCOMP, mode, ctypes.byref(filled), no_argument, no_argument) == 0)
