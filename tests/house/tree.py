"""The project's own files, for the house rules to read. Rules themselves stand in the test files beside this
one.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "unsay"
STATIC = SRC / "static"
VENDOR = STATIC / "vendor"
DOCS = ROOT / "docs"

# Made by tools, never committed.
MADE = {".git", ".venv", "node_modules", "unsay-data", "dist", "__pycache__", ".hypothesis"}
MADE_SUFFIXES = ("_cache", ".egg-info")
TEXT = {
    ".py",
    ".js",
    ".css",
    ".html",
    ".md",
    ".toml",
    ".json",
    ".svg",
    ".txt",
    ".ini",
    ".mako",
    ".sql",
    ".yml",
    ".yaml",
}


@cache
def text_files() -> tuple[Path, ...]:
    """Every text file somebody of the project wrote or made: scripts and dot files too, vendored ones not."""
    return tuple(sorted(path for path in _walk(ROOT) if _is_text(path) and VENDOR not in path.parents))


def files(*suffixes: str, under: Path = ROOT) -> list[Path]:
    return [path for path in text_files() if path.suffix in suffixes and under in path.parents]


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def module_name(path: Path) -> str:
    """`src/unsay/core/recall.py` is `unsay.core.recall`, a package's `__init__.py` is the package."""
    parts = path.relative_to(SRC.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_modules(path: Path) -> set[str]:
    """Every dotted name the file imports; `from a import b` counts as both `a` and `a.b`, since either may be
    the module.
    """
    names: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in MADE or path.name.endswith(MADE_SUFFIXES):
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


def _is_text(path: Path) -> bool:
    return (
        path.suffix in TEXT
        or path.parent.name in {"bin", ".ci"}
        or (path.name.startswith(".") and not path.suffix)
    )
