"""The core and the wire take values and return values: no clock, no randomness, no input or output, no
framework.

Who may import which of our own folders is a contract of import-linter; what else they may import is checked
here.
"""

import ast
import sys
from pathlib import Path

import pytest

from tests.house.tree import SRC, files, imported_modules, parsed, shown

PURE = [*files(".py", under=SRC / "core"), *files(".py", under=SRC / "wire")]
ALLOWED = {"msgspec", "unsay"} | set(sys.stdlib_module_names)
EFFECTS = {
    "asyncio",
    "concurrent",
    "http",
    "io",
    "logging",
    "multiprocessing",
    "os",
    "pathlib",
    "random",
    "secrets",
    "select",
    "shutil",
    "signal",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "urllib",
}
CALLS = {"now", "utcnow", "today", "uuid1", "uuid4", "uuid7", "open", "print", "input"}


def top(name: str) -> str:
    return name.partition(".")[0]


def called(path: Path) -> set[str]:
    """The last word of every call in the file: `datetime.now(...)` is `now`."""
    calls = [node.func for node in ast.walk(parsed(path)) if isinstance(node, ast.Call)]
    return {
        f.attr if isinstance(f, ast.Attribute) else f.id
        for f in calls
        if isinstance(f, ast.Attribute | ast.Name)
    }


@pytest.mark.parametrize("path", PURE, ids=shown)
def test_core_and_wire_need_the_standard_library_and_msgspec_only(path: Path) -> None:
    assert {top(name) for name in imported_modules(path)} <= ALLOWED


@pytest.mark.parametrize("path", PURE, ids=shown)
def test_core_and_wire_cause_nothing_and_ask_no_clock(path: Path) -> None:
    assert not {top(name) for name in imported_modules(path)} & EFFECTS
    assert not called(path) & CALLS


@pytest.mark.parametrize("path", files(".py", under=SRC / "desk"), ids=shown)
def test_a_deed_needs_nothing_but_the_standard_library_and_msgspec(path: Path) -> None:
    assert {top(name) for name in imported_modules(path)} <= ALLOWED
