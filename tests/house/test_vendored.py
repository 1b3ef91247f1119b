"""Third-party browser modules are exactly the files that were reviewed, with their licences; the type checker
reads the same versions.
"""

import hashlib
import json
import re
import tomllib
from typing import Any

import pytest

from tests.house.tree import ROOT, STATIC, VENDOR, files, shown

LIST = VENDOR / "VENDORED.toml"
MODULES: list[dict[str, Any]] = tomllib.loads(LIST.read_text("utf-8"))["module"]
IMPORT_MAP = re.compile(r'<script type="importmap">(.*?)</script>', re.DOTALL)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module["name"])
def test_a_vendored_file_is_the_one_that_was_reviewed(module: dict[str, Any]) -> None:
    assert hashlib.sha256((VENDOR / module["file"]).read_bytes()).hexdigest() == module["sha256"]
    assert (VENDOR / module["licence"]).read_text("utf-8").strip()


def test_every_vendored_file_is_listed() -> None:
    listed = {module["file"] for module in MODULES} | {module["licence"] for module in MODULES} | {LIST.name}
    assert {path.name for path in VENDOR.iterdir()} == listed


def test_types_are_checked_against_the_vendored_versions() -> None:
    vendored = {module["package"]: module["version"] for module in MODULES}
    locked = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    assert {package: locked[f"node_modules/{package}"]["version"] for package in vendored} == vendored


def test_an_import_map_names_vendored_modules_only() -> None:
    files_of = {module["name"]: module["file"] for module in MODULES}
    for page in files(".html", under=STATIC):
        for found in IMPORT_MAP.findall(page.read_text("utf-8")):
            for name, address in json.loads(found)["imports"].items():
                assert address.endswith(f"/vendor/{files_of[name]}"), f"{shown(page)}: {name}"
