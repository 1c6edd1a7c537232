"""What each system call can really say, and whose failure is harmless."""

import errno
import os

# Numbers of x86-64, as inject prints them.
NAMES = {0: "read", 1: "write", 3: "close", 8: "lseek", 9: "mmap",
         10: "mprotect", 11: "munmap", 12: "brk", 13: "rt_sigaction",
         14: "rt_sigprocmask", 16: "ioctl", 25: "mremap", 28: "madvise",
         35: "nanosleep", 72: "fcntl", 73: "flock", 74: "fsync",
         89: "readlink", 91: "fchmod", 157: "prctl", 158: "arch_prctl",
         218: "set_tid_address", 228: "clock_gettime", 231: "exit_group",
         257: "openat", 262: "newfstatat", 263: "unlinkat",
         264: "renameat", 273: "set_robust_list", 302: "prlimit64",
         318: "getrandom", 334: "rseq",
         # what musl, or the libc of Debian 13, asks for instead
         2: "openat", 4: "newfstatat", 5: "newfstatat", 6: "newfstatat",
         20: "write", 59: "execve", 267: "readlink"}

# From their pages in section 2 of the manual, and what disks, quotas, network
# file systems and seccomp profiles add.
ERRORS = {
    "read": "EINTR EIO EISDIR",
    "write": "EINTR EIO ENOSPC EDQUOT EFBIG EPIPE",
    "close": "EINTR EIO ENOSPC EDQUOT",
    "lseek": "EINVAL ESPIPE",
    "mmap": "ENOMEM", "mprotect": "ENOMEM", "munmap": "ENOMEM",
    "brk": "ENOMEM", "mremap": "ENOMEM", "madvise": "EINVAL",
    "ioctl": "ENOTTY EIO",
    "fcntl": "EINTR EINVAL",
    "flock": "EINTR ENOLCK EWOULDBLOCK EOPNOTSUPP",
    "fsync": "EINTR EIO ENOSPC EDQUOT EROFS EINVAL",
    "readlink": "EACCES ENOENT ENOSYS",
    "fchmod": "EINTR EPERM EIO EROFS",
    "prctl": "EINVAL EPERM", "arch_prctl": "EPERM",
    "set_tid_address": "ENOSYS", "set_robust_list": "ENOSYS",
    "rseq": "ENOSYS", "prlimit64": "EPERM ENOSYS",
    "clock_gettime": "EINVAL",
    "openat": "EINTR EACCES EMFILE ENFILE ELOOP ENOMEM ENOSPC EROFS EIO",
    "newfstatat": "EACCES EIO ENOMEM",
    "unlinkat": "EACCES EBUSY EIO EPERM EROFS",
    "renameat": "EACCES EBUSY EDQUOT EIO ENOSPC EROFS EXDEV",
    "getrandom": "EAGAIN EINTR ENOSYS",
}

# A failure that may go with status 0, and why.
HARMLESS = {
    "brk": "malloc takes mmap instead",
    "arch_prctl": "a probe of libc's",
    "set_tid_address": "libc's start-up; for threads",
    "set_robust_list": "libc's start-up; for threads",
    "rseq": "libc's start-up; for threads",
    "readlink": "libc's start-up; for $ORIGIN",
    "getrandom": "libc's start-up; malloc's pointers are less random",
    "prlimit64": "that core dumps cannot be forbidden ends no gateway",
    "prctl": "the same",
    "ioctl": "whether stderr is a terminal",
    "fcntl": "whether a standard stream is closed; it is not",
    "flock": "the temporary gets a random name instead",
    "unlinkat": "a stale temporary; a random name is taken, or none is there",
    "close": "what was written is synced before, or only read",
    "munmap": "memory that is not given back",
    "madvise": "memory that is not given back",
    "clock_gettime": "the vDSO's fallback",
}
# Repeated, or defined to mean "has none" (a file system that cannot sync a
# folder, an output that cannot be looked at and is replaced).
HARMLESS_ERRORS = {
    ("read", "EINTR"), ("write", "EINTR"), ("openat", "EINTR"),
    ("fsync", "EINTR"), ("fsync", "EINVAL"), ("fchmod", "EINTR"),
}

# What musl says where glibc says something else.
MUSL = {
    "EBUSY": "Resource busy",
    "EDQUOT": "Quota exceeded",
    "EIO": "I/O error",
    "ELOOP": "Symbolic link loop",
    "EMFILE": "No file descriptors available",
    "ENOMEM": "Out of memory",
    "EOPNOTSUPP": "Not supported",
    "ESPIPE": "Invalid seek",
    "EXDEV": "Cross-device link",
}


def points(calls):
    """(number, name, errno's name) for every call and what it can say."""
    for k, (number, _) in enumerate(calls):
        name = NAMES.get(number, "?")
        for word in ERRORS.get(name, "").split():
            yield k, name, word


def reasons(word):
    """What a message has to say, one of them."""
    said = [os.strerror(getattr(errno, word)), MUSL.get(word, "?")]
    return said + ["found a folder"] if word == "EISDIR" else said
