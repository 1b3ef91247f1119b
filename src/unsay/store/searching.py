"""Finding conversations by words.

Belongs here: the query and how its text is escaped. Desk only: it reads every house.

Any substring in any script, in any case: no index knows two-character Chinese words, so the base tables are
read.
"""

from sqlalchemy import ColumnElement, bindparam, collate, func, or_, select
from sqlalchemy.sql.selectable import Select

from unsay.desk.rows import (
    ContactRow,
    ConversationRow,
    MessageContentRow,
    MessageRow,
    NoteContentRow,
    RecalledContentRow,
)
from unsay.store.database import Dialect
from unsay.store.tables import TABLES

ESCAPE = "\\"


def search_text(text: str) -> str:
    """Return the pattern that finds `text` anywhere, in any case."""
    plain = text.lower()
    for special in (ESCAPE, "%", "_"):
        plain = plain.replace(special, ESCAPE + special)
    return f"%{plain}%"


def search_statement(dialect: Dialect) -> Select[tuple[str]]:
    """Return ids of conversations matching `pattern`, by last activity, at most `limit`."""
    threads, contacts, messages = TABLES[ConversationRow], TABLES[ContactRow], TABLES[MessageRow]

    def holds(column: ColumnElement[str]) -> ColumnElement[bool]:
        # The columns compare by bytes, where only ASCII has cases; the database's collation knows all.
        folded = func.fold(column) if dialect is Dialect.SQLITE else func.lower(collate(column, "default"))
        return folded.like(bindparam("pattern"), escape=ESCAPE)

    said = [
        threads.c.id.in_(
            select(messages.c.conversation_id)
            .join(house, house.c.message_id == messages.c.id)
            .where(holds(house.c.text))
        )
        for house in (TABLES[MessageContentRow], TABLES[NoteContentRow], TABLES[RecalledContentRow])
    ]
    return (
        select(threads.c.id)
        .join(contacts, contacts.c.id == threads.c.contact_id)
        .where(or_(holds(contacts.c.name), holds(contacts.c.email), *said))
        .order_by(threads.c.last_activity_at.desc(), threads.c.id.desc())
        .limit(bindparam("limit"))
    )
