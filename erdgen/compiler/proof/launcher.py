"""Script: confine this process, then become the command.

    launcher.py OPTIONS COMMAND…

OPTIONS is a JSON object: ``limits`` maps names of resource limits to numbers, ``isolate`` asks for namespaces
of its own in which only the folder ``writable`` can be written, and ``network`` keeps the network reachable.

It needs no site-packages and imports nothing of this project. It uses only what an ordinary user may do on
Linux; where the kernel refuses, it ends with status 97 and runs nothing.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys

REFUSED = 97

# From the kernel's sched.h, mount.h, prctl.h and fcntl.h.
CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = (
    0x00020000,
    0x08000000,
    0x10000000,
    0x20000000,
    0x40000000,
)
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000
MOUNT_ATTR_RDONLY = 0x1
AT_FDCWD, AT_RECURSIVE = -100, 0x8000
SYS_MOUNT_SETATTR = 442
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
#: The user inside: not root, so that the command starts without capabilities and cannot undo the mounts.
INNER_ID = 1000


class MountAttr(ctypes.Structure):
    """``struct mount_attr`` of mount_setattr(2)."""

    _fields_ = [(name, ctypes.c_uint64) for name in ("attr_set", "attr_clr", "propagation", "userns_fd")]


def main() -> None:
    """Confine and run."""
    options = json.loads(sys.argv[1])
    command = sys.argv[2:]
    libc = ctypes.CDLL(None, use_errno=True)
    die_with_parent(libc)
    if options["isolate"]:
        try:
            enter_namespaces(libc, options["writable"], options["network"])
        except OSError as error:
            print(f"cannot isolate: {error}", file=sys.stderr)
            os._exit(REFUSED)
    for name, value in options["limits"].items():
        lower_limit(getattr(resource, name), value)
    os.execvp(command[0], command)


def die_with_parent(libc: ctypes.CDLL) -> None:
    """Be killed when the parent ends, however it ends."""
    if sys.platform == "linux":
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def enter_namespaces(libc: ctypes.CDLL, writable: str, network: bool) -> None:
    """Leave the machine's users, processes, mounts and network; returns in the first process inside."""
    user, group = os.getuid(), os.getgid()
    flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC
    call(libc.unshare, flags if network else flags | CLONE_NEWNET)
    write_text("/proc/self/setgroups", "deny")
    write_text("/proc/self/uid_map", f"{INNER_ID} {user} 1")
    write_text("/proc/self/gid_map", f"{INNER_ID} {group} 1")
    call(libc.mount, None, b"/", None, MS_REC | MS_PRIVATE, None)
    folder = os.fsencode(writable)
    call(libc.mount, folder, folder, None, MS_BIND | MS_REC, None)
    set_mount(libc, b"/", MountAttr(attr_set=MOUNT_ATTR_RDONLY))
    set_mount(libc, folder, MountAttr(attr_clr=MOUNT_ATTR_RDONLY))
    # The folder was opened before the mount: enter it anew.
    os.chdir(os.getcwd())
    child = os.fork()
    if child:
        status = os.waitpid(child, 0)[1]
        os._exit(os.waitstatus_to_exitcode(status) % 256)
    die_with_parent(libc)
    hide_processes(libc)
    call(libc.prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def hide_processes(libc: ctypes.CDLL) -> None:
    """Show only the processes inside; where a container forbids that, show none."""
    if libc.mount(b"proc", b"/proc", b"proc", 0, None) != 0:
        call(libc.mount, b"tmpfs", b"/proc", b"tmpfs", 0, None)


def set_mount(libc: ctypes.CDLL, path: bytes, attributes: MountAttr) -> None:
    """Change ``path`` and all mounts below it."""
    size = ctypes.c_size_t(ctypes.sizeof(attributes))
    call(libc.syscall, SYS_MOUNT_SETATTR, AT_FDCWD, path, AT_RECURSIVE, ctypes.byref(attributes), size)


def call(function, *arguments) -> None:  # type: ignore[no-untyped-def]  # C functions have no signature
    """Call a C function that returns non-zero on failure."""
    if function(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), function.__name__)


def write_text(path: str, text: str) -> None:
    """Write a kernel file in one go, as it must be."""
    handle = os.open(path, os.O_WRONLY)
    try:
        os.write(handle, text.encode())
    finally:
        os.close(handle)


def lower_limit(which: int, value: int) -> None:
    """Set a resource limit, never above what we were given."""
    hard = resource.getrlimit(which)[1]
    wanted = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (wanted, wanted))


if __name__ == "__main__":
    main()
