"""How big a file and a function may be, what they may be called, and that each says what it is."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT, SRC, files, parsed, shown

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 50

# Path → why it reads better whole. A line that is no longer needed fails the test below.
LONGER_FILES: dict[str, str] = {}
# "path:function" → why.
LONGER_FUNCTIONS: dict[str, str] = {}

VAGUE = re.compile(r"^(utils?|helpers?|common|managers?|services?|misc|stuff)$")
VAGUE_CLASS = re.compile(r"(Utils?|Helpers?|Manager|Service)$")

PYTHON = files(".py")
BROWSER = files(".js", ".css", ".html")
SCRIPTS = sorted(path for folder in ("bin", ".ci") for path in (ROOT / folder).iterdir())


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def functions(path: Path) -> list[tuple[str, int]]:
    """Each function of the file as (its name in the allow-list, its number of lines without decorators)."""
    return [
        (f"{shown(path)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_a_file_has_one_subject_and_so_fits_into_400_lines() -> None:
    long = {shown(path): lines(path) for path in PYTHON + BROWSER + SCRIPTS if lines(path) > FILE_LINES_MAX}
    assert long.keys() == LONGER_FILES.keys(), long


def test_a_function_fits_on_a_screen() -> None:
    long = {name: size for path in PYTHON for name, size in functions(path) if size > FUNCTION_LINES_MAX}
    assert long.keys() == LONGER_FUNCTIONS.keys(), long


def test_files_and_folders_are_named_for_their_subject() -> None:
    named = [*PYTHON, *BROWSER]
    assert not [
        shown(p) for p in named for part in (*p.parent.relative_to(ROOT).parts, p.stem) if VAGUE.match(part)
    ]


def test_classes_are_named_for_their_subject() -> None:
    classes = [
        (shown(path), node.name)
        for path in PYTHON
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef)
    ]
    assert not [found for found in classes if VAGUE_CLASS.search(found[1])]


@pytest.mark.parametrize("path", PYTHON, ids=shown)
def test_a_module_says_what_belongs_in_it(path: Path) -> None:
    assert ast.get_docstring(parsed(path)), (
        "the first lines of a module say what belongs in it and what doesn't"
    )


@pytest.mark.parametrize("path", files(".js", under=SRC), ids=shown)
def test_a_browser_module_says_what_belongs_in_it(path: Path) -> None:
    assert path.read_text("utf-8").startswith(("//", "/*"))


@pytest.mark.parametrize("path", SCRIPTS, ids=shown)
def test_a_script_says_what_it_does_and_stops_at_the_first_error(path: Path) -> None:
    text = path.read_text("utf-8")
    about = text.splitlines()[1 if text.startswith("#!") else 0]
    assert about.startswith("# ")
    assert "set -euo pipefail" in text or "/setup" in text
