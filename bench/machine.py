"""What the figures were measured on: the machine and the versions. Belongs here: reading them. Not here:
measuring.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path

from bench.processes import CLIENT_CORE, ROOT, SERVER_CORE

_PACKAGES = ("uvicorn", "uvloop", "websockets", "litestar", "msgspec", "sqlalchemy", "psycopg")


def described(directory: Path, postgresql: str) -> list[str]:
    """Return it in lines; `directory` is where the data is, `postgresql` that server's version."""
    machine = (
        f"{os.cpu_count()} cores, {_proc('cpuinfo', 'model name')}, {_memory_gib():.0f} GiB,"
        f" {platform.system()} {platform.release()}, data on {_file_system(directory)};"
        f" server on core {SERVER_CORE}, client on core {CLIENT_CORE}"
    )
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    versions = (
        f"Unsay {version_of_unsay()}, Python {platform.python_version()}, {packages},"
        f" SQLite {sqlite3.sqlite_version}, PostgreSQL {postgresql}"
    )
    return [f"Machine: {machine}.", f"Versions: {versions}."]


def version_of_unsay() -> str:
    """Return the commit, and whether there is more than that in the working tree."""
    commit = _git("rev-parse", "--short", "HEAD") or "of unknown commit"
    return commit + (" with changes" if _git("status", "--porcelain", "--untracked-files=no", "src") else "")


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _proc(file: str, name: str) -> str:
    for line in Path("/proc", file).read_text("utf-8").splitlines():
        field, _, value = line.partition(":")
        if field.strip() == name:
            return value.strip()
    return "unknown"


def _memory_gib() -> float:
    return int(_proc("meminfo", "MemTotal").split()[0]) / 2**20


def _file_system(directory: Path) -> str:
    mounts = [line.split() for line in Path("/proc/mounts").read_text("utf-8").splitlines()]
    over = [each for each in mounts if directory.resolve().is_relative_to(each[1])]
    return max(over, key=lambda each: len(each[1]))[2] if over else "unknown"
