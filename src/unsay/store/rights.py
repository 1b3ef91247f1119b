"""What the contact's door may read, by table and column.

Belongs here: the translation of `CONTACT_READABLE` to names.
"""

from unsay.desk.rows import CONTACT_READABLE, LogRow
from unsay.store.tables import DESK_TIME_COLUMNS, TABLES

LOG = TABLES[LogRow].name


def readable_columns() -> dict[str, frozenset[str] | None]:
    """Return the readable tables, each with its readable columns (and "" for none), or None where all are."""
    readable: dict[str, frozenset[str] | None] = {TABLES[row].name: None for row in CONTACT_READABLE}
    # Of the log only what tells desk time. "" is what SQLite calls a read that touches no column.
    readable[LOG] = frozenset({*DESK_TIME_COLUMNS, ""})
    return readable


def readable_tables() -> list[str]:
    """Return the tables of which everything is readable."""
    return sorted(TABLES[row].name for row in CONTACT_READABLE)
