"""Trouble in words for whoever runs the command: what is wrong and what to do.

Not here: anything told over the network.
"""

import errno

from unsay.core.refusals import Refusal
from unsay.desk.ports import OverloadedError, UnavailableError
from unsay.main.settings import BadSettingError
from unsay.store.database import StoreError, describe
from unsay.web.problems import TABLE

_OF_ERRNO = {
    errno.EADDRINUSE: "Another program listens there. Stop it, or choose another --port (0: a free one).",
    errno.EADDRNOTAVAIL: "This machine has no such address. Choose another --host.",
    errno.EACCES: "Permission denied.",
    errno.EPERM: "Permission denied.",
    errno.ENOSPC: "The disk is full. Make room, then start again; nothing acknowledged is lost.",
    errno.EDQUOT: "The disk quota is used up. Make room, then start again; nothing acknowledged is lost.",
    errno.EROFS: "The file system is read-only.",
    errno.ENOTDIR: "Part of the path is not a directory.",
    errno.EEXIST: "There is a file where a directory should be.",
}


_OF_SQLITE_FULL = ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE")
"""What SQLite says of a disk with no room: for its data, and for the index of its write-ahead log."""


class CommandError(Exception):
    """A command can't do what it was asked; the text is for the person who asked."""


def in_words(error: Exception) -> str:
    """Return what to say of `error`. Messages of drivers are not quoted: they may hold passwords or data."""
    match error:
        case CommandError() | BadSettingError() | StoreError():
            return str(error)
        case UnavailableError() | OverloadedError():
            return "The database can't be written to just now: it is locked, full or gone. Try again."
        case OSError():
            place = f"{error.filename}: " if error.filename else ""
            return place + _OF_ERRNO.get(error.errno or 0, error.strerror or type(error).__name__)
        case _:
            said = describe(error)
            if any(each in said for each in _OF_SQLITE_FULL):
                return _OF_ERRNO[errno.ENOSPC]
            return f"The database can't be used ({said}). `unsay doctor` says more."


def refused(code: Refusal) -> CommandError:
    """Return a deed's refusal as a command's."""
    return CommandError(TABLE[code][2])
