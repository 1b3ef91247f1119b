"""What is installed is fixed by version and hash, and the two Python locks agree with each other and with
pyproject.toml.
"""

import json
import re
import tomllib
from typing import Any

import pytest

from tests.house.tree import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PIN = re.compile(r"^([a-z0-9.-]+)==([^ ;\\]+)", re.MULTILINE)
NAME = re.compile(r"^[A-Za-z0-9._-]+")


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")


def names(requirements: list[str]) -> set[str]:
    return {found[0].lower() for requirement in requirements if (found := NAME.match(requirement))}


@pytest.mark.parametrize("name", ["run", "dev"])
def test_every_locked_package_has_hashes_and_no_address(name: str) -> None:
    text = lock(name)
    assert "://" not in text
    for entry in re.split(r"\n(?=[a-z0-9])", text):
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_what_is_tested_is_what_is_run() -> None:
    assert dict(PIN.findall(lock("run"))).items() <= dict(PIN.findall(lock("dev"))).items()


def test_every_wanted_package_is_locked() -> None:
    assert names(PROJECT["project"]["dependencies"]) <= dict(PIN.findall(lock("run"))).keys()
    assert names(PROJECT["dependency-groups"]["dev"]) <= dict(PIN.findall(lock("dev"))).keys()


def test_the_javascript_lock_has_hashes_and_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    installed = {name: package for name, package in packages.items() if name}
    assert installed
    assert all("resolved" not in package and package["integrity"] for package in installed.values())


def test_javascript_packages_are_wanted_by_exact_version() -> None:
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
