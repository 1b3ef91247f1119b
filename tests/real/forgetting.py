"""A disk that forgets what was not synced: a process is watched by strace, and what a power cut at any moment
might have left of its files is laid out again.

Belongs here: what a disk promises, and reading a trace. Not here: what the process is and what must be left.

| promised                                  | not promised                                            |
| ----------------------------------------- | ------------------------------------------------------- |
| what was written before a sync of a file  | any later write, its order, more of it than some sectors |
| names changed before one of a directory   | any later name, that of a synced file included          |
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator
    from pathlib import Path

CALLS = "pwrite64,write,writev,sendto,sendmsg,fsync,fdatasync,ftruncate,openat,?mkdir,?mkdirat"
NAMES = "?unlink,?unlinkat,?rename,?renameat,?renameat2"
SECTOR_BYTES = 512
WHOLE = re.compile(r"^(\d+) +(\w+)\((.*)\) += (-?\d+)")
BEGUN = re.compile(r"^(\d+) +(\w+)\((.*) <unfinished \.\.\.>$")
ENDED = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>(.*)\) += (-?\d+)")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
DESCRIPTOR = re.compile(r"^\d+<((?:\\x[0-9a-f]{2})*)>")
FORGOTTEN = ("everything", "a tail", "some", "a part of the last")


def watching(trace: Path) -> list[str]:
    """What to put before a command so that it is watched; several may add to one trace, one after another."""
    what = ["-e", f"trace={CALLS},{NAMES}", "-e", "signal=none"]
    how = ["-D", "-f", "-y", "-xx", "-s", "1048576", "--seccomp-bpf", "-A", "-o", str(trace)]
    return ["strace", *how, *what]


def can_watch() -> bool:
    """Whether this machine lets one process watch another."""
    if shutil.which("strace") is None:
        return False
    done = subprocess.run(
        ["strace", "-f", "--seccomp-bpf", "-e", "trace=write", "true"], capture_output=True, check=False
    )
    return done.returncode == 0


@dataclass(frozen=True)
class Call:
    """One system call: when it began, in calls ended before, and its arguments as text."""

    name: str
    arguments: str
    result: int
    began: int


@dataclass(frozen=True)
class Saying:
    """Bytes given to a pipe or a socket: from now on somebody may know them."""

    data: bytes


def read(trace: Path) -> Iterator[Call | Saying]:
    """What happened, in its order."""
    begun: dict[str, tuple[str, int]] = {}
    number = 0
    with trace.open(encoding="ascii") as lines:
        for line in lines:
            number += 1
            if whole := WHOLE.match(line):
                _, name, arguments, result = whole.groups()
                began = number
            elif start := BEGUN.match(line):
                thread, name, arguments = start.groups()
                begun[thread] = (arguments, number)
                yield from _said(name, arguments)
                continue
            elif end := ENDED.match(line):
                thread, name, rest, result = end.groups()
                arguments, began = begun.pop(thread)
                arguments += rest
                if _is_said(name, arguments):
                    continue
            else:
                continue
            yield from _said(name, arguments)
            yield Call(name, arguments, int(result), began)


def _is_said(name: str, arguments: str) -> bool:
    return name in ("write", "writev", "sendto", "sendmsg") and not _path(arguments).startswith("/")


def _said(name: str, arguments: str) -> Iterator[Saying]:
    if _is_said(name, arguments):
        yield Saying(b"".join(_bytes(each) for each in TEXT.findall(arguments)))


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _path(arguments: str) -> str:
    found = DESCRIPTOR.match(arguments)
    return _bytes(found[1]).decode() if found else ""


@dataclass(frozen=True)
class Change:
    """Bytes put at a place, or (with no data) the file cut to that size; `at` says when, in calls."""

    offset: int
    data: bytes | None
    at: int

    def apply(self, content: bytearray, length: int | None = None) -> None:
        """Make it, or only so much of it."""
        if self.data is None:
            del content[self.offset :]
            content.extend(bytes(self.offset - len(content)))
            return
        data = self.data[:length]
        content.extend(bytes(max(0, self.offset - len(content))))
        content[self.offset : self.offset + len(data)] = data


@dataclass
class File:
    """What is safe of a file, and what was done to it since."""

    safe: bytearray = field(default_factory=bytearray)
    since: list[Change] = field(default_factory=list)

    def sync(self, began: int) -> None:
        """What was done before the sync began is safe."""
        for change in self.since:
            if change.at < began:
                change.apply(self.safe)
        self.since = [change for change in self.since if change.at >= began]

    def left(self, chance: random.Random) -> bytes:
        """What a power cut leaves: what is safe, and by chance more."""
        content = bytearray(self.safe)
        forgotten = chance.choice(FORGOTTEN)
        if forgotten == "everything":
            return bytes(content)
        if forgotten == "some":
            kept = [change for change in self.since if chance.random() < 0.5]
        else:
            kept = self.since[: chance.randint(0, len(self.since))]
        for change in kept:
            torn = forgotten == "a part of the last" and change is kept[-1] and change.data
            length = chance.randrange(0, len(change.data or b"") + 1, SECTOR_BYTES) if torn else None
            change.apply(content, length)
        return bytes(content)


Names = dict[str, File | None]
"""By path; a directory is None."""


class Disk:
    """The files below `home`, which is there and safe, as far as a trace has been followed."""

    def __init__(self, home: Path) -> None:
        self.home = str(home)
        self.syncs = 0
        self._names: Names = {self.home: None}
        self._safe: Names = dict(self._names)
        self._changed: list[tuple[str, str, File | None]] = []
        self._calls = 0

    def follow(self, call: Call) -> bool:
        """Do what was done; whether it was a sync."""
        self._calls += 1
        if call.result < 0:
            return False
        match call.name:
            case "pwrite64" | "ftruncate":
                self._change(call)
            case "fsync" | "fdatasync":
                return self._sync(call)
            case "openat" | "mkdir" | "mkdirat" if call.name != "openat" or "O_CREAT" in call.arguments:
                self._make(self._named(call)[0], None if call.name != "openat" else File())
            case "unlink" | "unlinkat":
                self._name("gone", self._named(call)[0])
            case "rename" | "renameat" | "renameat2":
                old, new = self._named(call)
                self._name("here", new, self._names.get(old))
                self._name("gone", old)
            case "write":
                assert not self._is_ours(_path(call.arguments)), "a write without a place can't be followed"
            case _:
                pass
        return False

    def lay_out(self, place: Path, chance: random.Random) -> Path:
        """Make what a power cut now might leave of `home`."""
        names = dict(self._safe)
        for what, path, file in self._changed[: chance.randint(0, len(self._changed))]:
            _rename(names, what, path, file)
        for path, file in sorted(names.items()):
            target = place / path.removeprefix(self.home).lstrip("/")
            if file is None:
                target.mkdir(mode=0o700, parents=True, exist_ok=True)
            elif target.parent.is_dir():
                target.write_bytes(file.left(chance))
        return place

    def _is_ours(self, path: str) -> bool:
        return path == self.home or path.startswith(self.home + "/")

    def _named(self, call: Call) -> list[str]:
        return [_bytes(each).decode() for each in TEXT.findall(call.arguments)]

    def _make(self, path: str, what: File | None) -> None:
        if self._is_ours(path) and path not in self._names:
            self._name("here", path, what)

    def _name(self, what: str, path: str, file: File | None = None) -> None:
        if self._is_ours(path):
            _rename(self._names, what, path, file)
            self._changed.append((what, path, file))

    def _change(self, call: Call) -> None:
        file = self._names.get(_path(call.arguments))
        if file is None:
            return
        offset = int(call.arguments.rsplit(", ", 1)[1])
        data = None if call.name == "ftruncate" else _bytes(TEXT.findall(call.arguments)[0])[: call.result]
        file.since.append(Change(offset, data, call.began))

    def _sync(self, call: Call) -> bool:
        path = _path(call.arguments)
        if not self._is_ours(path):
            return False
        file = self._names.get(path)
        if file is not None:
            file.sync(call.began)
        else:
            for what, name, made in self._changed:
                if name.rpartition("/")[0] == path:
                    _rename(self._safe, what, name, made)
            self._changed = [each for each in self._changed if each[1].rpartition("/")[0] != path]
        self.syncs += 1
        return True


def _rename(names: Names, what: str, path: str, file: File | None) -> None:
    if what == "here":
        names[path] = file
    else:
        names.pop(path, None)
