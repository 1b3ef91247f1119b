"""The docs name every setting, every refusal and every folder that exists, and none that doesn't; records
stay short; links lead somewhere.
"""

import re
from pathlib import Path

import pytest

from tests.house.problems_page import PAGE, page
from tests.house.tree import DOCS, ROOT, SRC, files, shown
from unsay.core.refusals import Refusal
from unsay.main.settings import Settings
from unsay.web.problems import TABLE

SETTING = re.compile(r"\bUNSAY_[A-Z0-9_]+\b")
ROW = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
RECORDS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
RECORD_LINES_MAX = 40


def rows(document: str) -> set[str]:
    """The first column of the document's tables, where it is a machine word."""
    return set(ROW.findall((DOCS / document).read_text("utf-8")))


def test_every_setting_is_in_the_operating_page_and_no_other() -> None:
    in_source = {
        name for path in files(".py", under=SRC) for name in SETTING.findall(path.read_text("utf-8"))
    }
    fields = {f"UNSAY_{field.upper()}" for field in Settings.__struct_fields__}
    documented = {row for row in rows("operating.md") if row.startswith("UNSAY_")}
    assert documented == fields
    assert in_source <= fields


def test_every_refusal_has_its_status_and_words() -> None:
    assert set(TABLE) == set(Refusal)


def test_the_page_of_problems_is_what_the_server_answers() -> None:
    assert PAGE.read_text("utf-8") == page(), "bin/fix writes it anew"


def test_every_folder_of_the_house_is_in_the_architecture_page() -> None:
    folders = {path.name for path in SRC.iterdir() if (path / "__init__.py").exists()}
    assert folders | {"static"} <= rows("architecture.md")


def test_decision_records_are_numbered_without_a_gap() -> None:
    assert [int(path.name[:4]) for path in RECORDS] == list(range(1, len(RECORDS) + 1))


@pytest.mark.parametrize("path", RECORDS, ids=shown)
def test_a_decision_record_is_short_and_whole(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= RECORD_LINES_MAX
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
        "Context",
        "Decision",
        "Consequences",
        "Alternatives",
    ]


@pytest.mark.parametrize("path", files(".md"), ids=shown)
def test_a_link_leads_to_a_file(path: Path) -> None:
    links = LINK.findall(path.read_text("utf-8"))
    assert not [
        link for link in links if not (path.parent / link).exists() and not (ROOT / link.lstrip("/")).exists()
    ]
