"""What must not stand in any file: addresses of registries, paths of one machine, unfinished work, patched
modules.
"""

import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files, shown, text_files

# Written in pieces, so that this file passes its own test.
REGISTRIES = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "deb." + "debian.org",
    "un" + "pkg.com",
    "js" + "delivr.net",
]
ONE_MACHINE = re.compile(r"(?<![\w.:/\\-])/(?:home|root|Users|work|farm)/|/tmp/[a-z_]+/")
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b|NotImplemented" + r"Error")
SWITCHED_OFF = re.compile(r"pytest\.mark\.(?:ski" + r"p|xfai" + r"l)|\btest\.ski" + r"p\b|\.onl" + r"y\(")
PATCHED = re.compile(r"unittest\.mo" + r"ck|mo" + r"ck\.patch|monkey" + r"patch\.setattr")

NAMES = [shown(path) for path in text_files()]


def offending(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{shown(path)}:{number}: {line.strip()[:120]}"
        for path in paths
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_the_rules_read_the_whole_project() -> None:
    assert {"pyproject.toml", "bin/setup", ".ci/run", ".npmrc", "package-lock.json", "README.md"} <= set(
        NAMES
    )


def test_where_packages_come_from_is_the_machines_business() -> None:
    assert not offending(re.compile("|".join(map(re.escape, REGISTRIES))), list(text_files()))


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    assert not offending(ONE_MACHINE, list(text_files()))


def test_nothing_is_left_for_later() -> None:
    assert not offending(UNFINISHED, list(text_files()))


def test_no_test_is_switched_off() -> None:
    assert not offending(SWITCHED_OFF, files(".py", ".js", under=ROOT / "tests"))


def test_fakes_are_products_and_nothing_is_patched() -> None:
    assert not offending(PATCHED, files(".py"))


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (ONE_MACHINE, 'data = "/ho' + 'me/me/desk"'),
        (ONE_MACHINE, "see /wor" + "k/main"),
        (UNFINISHED, "# TO" + "DO: later"),
        (SWITCHED_OFF, "@pytest.mark.ski" + "p"),
        (PATCHED, "from unittest.mo" + "ck import patch"),
    ],
    ids=["a home", "a workplace", "unfinished", "switched off", "patched"],
)
def test_a_rule_sees_what_it_forbids(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)
