"""Which system calls a sandbox may not make, as the small program that the Linux kernel runs before each call.

Namespaces keep the file system, the network and other processes out of reach. What this takes away besides is memory
that no limit counts (anonymous files, shared segments, file systems of one's own), new user namespaces, in which a
process is root again, sockets that a network namespace does not confine, and doors into the kernel that no coursework
needs.
"""

import errno
import platform
import struct

__all__ = ["known_machine", "program"]

# By machine: the architecture's own number, then the numbers of its system calls.
_MACHINES = {
    "x86_64": (0xC000003E, {"clone": 56, "socket": 41, "clone3": 435}),
    "aarch64": (0xC00000B7, {"clone": 220, "socket": 198, "clone3": 435}),
}
# System calls by name, with their numbers on x86_64 and aarch64.
_DENIED = """
# memory that no limit counts
shmget 29 194, msgget 68 186, memfd_create 319 279, memfd_secret 447 447
# namespaces and mounts
unshare 272 97, setns 308 268, mount 165 40, umount2 166 39, pivot_root 155 41, chroot 161 51, open_tree 428 428
move_mount 429 429, fsopen 430 430, fsmount 432 432, mount_setattr 442 442
# other processes and the kernel
ptrace 101 117, process_vm_readv 310 270, process_vm_writev 311 271, add_key 248 217, request_key 249 218
keyctl 250 219, bpf 321 280, perf_event_open 298 241, userfaultfd 323 282, io_uring_setup 425 425
kexec_load 246 104, init_module 175 105, finit_module 313 273
"""
_NEW_NAMESPACES = 0x7E020000  # every CLONE_NEW... flag
_FAMILIES = (1, 2, 10)  # AF_UNIX, AF_INET, AF_INET6
_X32 = 0x40000000  # from here on, x86_64's second set of numbers for the same calls

# Classic BPF: load a word of struct seccomp_data, jump if equal, at least or any bit set, return.
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000


def known_machine() -> bool:
    """Whether the filter knows this machine's system calls."""
    return platform.machine() in _MACHINES


def program() -> bytes:
    """The filter for this machine, as bubblewrap's ``--seccomp`` reads it.

    Examples
    --------
    >>> len(program()) % 8 if known_machine() else 0
    0
    """
    column = list(_MACHINES).index(platform.machine())
    architecture, calls = _MACHINES[platform.machine()]
    lines = [line for line in _DENIED.splitlines() if not line.startswith("#")]
    denied = [int(call.split()[1 + column]) for line in lines for call in line.split(", ") if call]

    refuse = (_RETURN, 0, 0, _REFUSE | errno.EPERM)
    absent = (_RETURN, 0, 0, _REFUSE | errno.ENOSYS)  # of clone3 the C library then uses clone, whose flags can be seen
    allow = (_RETURN, 0, 0, _ALLOW)
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),
        absent,
        (_EQUAL, 0, 1, calls["clone3"]),
        absent,
    ]
    for number in denied:
        steps += [(_EQUAL, 0, 1, number), refuse]
    steps += [(_EQUAL, 0, 4, calls["clone"]), (_LOAD, 0, 0, _FIRST_ARGUMENT)]
    steps += [(_ANY_BIT, 0, 1, _NEW_NAMESPACES), refuse, allow]
    steps += [(_EQUAL, 0, 2 + 2 * len(_FAMILIES), calls["socket"]), (_LOAD, 0, 0, _FIRST_ARGUMENT)]
    for family in _FAMILIES:
        steps += [(_EQUAL, 0, 1, family), allow]
    steps += [refuse, allow]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
