"""Every file is used by another: a module nobody imports and a page part nobody loads are deleted, not
kept.
"""

from pathlib import Path

from tests.house.tree import SRC, STATIC, files, imported_modules, module_name, shown

MIGRATIONS = SRC / "store" / "migrations"
# Started from outside: `python -m unsay`.
ENTRIES = {"unsay.__main__"}


def test_every_module_is_imported_by_another() -> None:
    modules = {module_name(path): path for path in files(".py", under=SRC) if MIGRATIONS not in path.parents}
    used = {
        name
        for path in files(".py", under=SRC)
        for name in imported_modules(path)
        if name != module_name(path)
    }
    packages = {name for name, path in modules.items() if path.name == "__init__.py"}
    dead = sorted(modules.keys() - used - packages - ENTRIES)
    assert dead == []


def test_every_page_part_is_loaded_by_another() -> None:
    sources = {
        path: path.read_text("utf-8") for path in files(".py", ".js", ".css", ".html", ".json", under=SRC)
    }

    def named_elsewhere(path: Path) -> bool:
        return any(path.name in text for other, text in sources.items() if other != path)

    parts = files(".js", ".css", ".html", ".svg", under=STATIC)
    dead = [shown(path) for path in parts if not named_elsewhere(path)]
    assert dead == []
