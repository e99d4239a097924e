"""Reading files that somebody else may have put in a folder: plain files only.

What for: a file named by a folder that was sent may be a link that leads elsewhere, a pipe that
never ends, or a device. Takes a path; gives a stream of a regular file, or an OSError at once.
"""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path

# Neither is known to Windows, where a link cannot be made without a privilege of its own.
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)


def open_plain(path: Path, *, follow: bool = False) -> BufferedReader:
    """Open a regular file for reading, without waiting for a writer.

    Parameters
    ----------
    path
        The file.
    follow
        True: a link is followed, as for a file that the user named.

    Raises
    ------
    OSError
        If it cannot be opened, is a link, or is not a regular file.
    """
    flags = os.O_RDONLY | _NO_WAIT | _BINARY | (0 if follow else _NO_FOLLOW)
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        if error.errno == errno.ELOOP and path.is_symlink():
            raise OSError(errno.ELOOP, "it is a link, which is not followed", str(path)) from None
        raise
    try:
        what = kind(os.fstat(descriptor).st_mode)
        if what != "file":
            raise OSError(errno.EINVAL, f"it is a {what}, not a file", str(path))
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def kind(mode: int) -> str:
    """Return in a word what a file mode stands for."""
    tests = {
        "file": stat.S_ISREG,
        "folder": stat.S_ISDIR,
        "pipe": stat.S_ISFIFO,
        "link": stat.S_ISLNK,
        "socket": stat.S_ISSOCK,
    }
    return next((word for word, test in tests.items() if test(mode)), "device")
