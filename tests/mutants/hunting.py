"""Deliberate bugs, each a small patch beside this file: every one has to turn the tests red.

Run by `bin/mutants`. Belongs here: making a copy with the bug, running the tests on it, saying which lived.

A patch begins with two lines of its own: `Law:` says what it breaks, `Tests:` names the tests that are tried
first (those of `node --test` after `node:`). If they stay green the whole suite is tried.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
COPIED = ("src", "tests", "spec", "docs", "bin", ".ci", "pyproject.toml", "package.json", "README.md")
NODE = "node:"
SUITE_SECONDS = 1800
FAILED = (1, 2)
"""What pytest and node end with when a test failed, pytest with 2 where several workers stop at the first."""


@dataclass(frozen=True)
class Mutant:
    """One deliberate bug."""

    path: Path
    law: str
    tests: tuple[str, ...]

    @property
    def name(self) -> str:
        """What it is called."""
        return self.path.stem


def read(path: Path) -> Mutant:
    """Read a patch's own two lines."""
    law, tests = path.read_text("utf-8").splitlines()[:2]
    assert law.startswith("Law: ")
    assert tests.startswith("Tests: ")
    return Mutant(path, law.removeprefix("Law: "), tuple(tests.removeprefix("Tests: ").split()))


def mutants(names: Sequence[str] = ()) -> list[Mutant]:
    """Return those named, or all."""
    found = [read(path) for path in sorted(HERE.glob("*.patch"))]
    return [each for each in found if not names or each.name in names]


def copy_with(mutant: Mutant, place: Path) -> None:
    """Make a copy of the project with the bug in it."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy2(source, place / name)
    subprocess.run(["git", "apply", "--whitespace=nowarn", str(mutant.path)], cwd=place, check=True)


def is_caught(mutant: Mutant, place: Path, suite: bool) -> bool:
    """Say whether a test fails on the copy."""
    node = [each.removeprefix(NODE) for each in mutant.tests if each.startswith(NODE)]
    python = [each for each in mutant.tests if not each.startswith(NODE)]
    if suite:
        node, python = [], ["tests"]
    return (bool(node) and _fails(["node", "--test", *node], place)) or (
        bool(python) and _fails([sys.executable, "-m", "pytest", "-x", "-q", "-n", "2", *python], place)
    )


def _fails(command: list[str], place: Path) -> bool:
    # The copy's code comes before the one that the environment has on its path.
    environment = os.environ | {"PYTHONPATH": str(place / "src")}
    done = subprocess.run(
        command,
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SUITE_SECONDS,
        check=False,
    )
    if done.returncode == 0:
        return False
    if done.returncode not in FAILED or not re.search(r"(\d+ (failed|error)|fail [1-9])", done.stdout):
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-3000:]}")
    return True


def hunt(names: Sequence[str]) -> int:
    """Try each mutant; return how many lived."""
    lived = []
    for mutant in mutants(names):
        with tempfile.TemporaryDirectory(prefix="unsay-mutant-") as place:
            copy_with(mutant, Path(place))
            caught = is_caught(mutant, Path(place), suite=False) or is_caught(mutant, Path(place), suite=True)
        _say(f"{'caught' if caught else 'LIVED '}  {mutant.name}  ({mutant.law})")
        if not caught:
            lived.append(mutant)
    _say(f"{len(mutants(names)) - len(lived)} caught, {len(lived)} lived")
    return len(lived)


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(1 if hunt(sys.argv[1:]) else 0)
