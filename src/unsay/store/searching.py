"""Finding conversations by words.

Belongs here: the condition and how its text is escaped. Desk only: it reads every house.

Any substring in any script, in any case: no index knows two-character Chinese words, so the base tables are
read.
"""

from sqlalchemy import ColumnElement, Text, bindparam, func, or_, select

from unsay.desk.rows import (
    ContactRow,
    ConversationRow,
    MessageContentRow,
    MessageRow,
    NoteContentRow,
    RecalledContentRow,
)
from unsay.store.database import Dialect
from unsay.store.folding import alike, fold
from unsay.store.tables import TABLES

_ESCAPE = "\\"


def pattern_of(dialect: Dialect, text: str) -> str:
    """Return the `pattern` with which `holds` finds `text` anywhere, by the letters of `folding`."""
    folded = fold(text)
    if dialect is Dialect.SQLITE:
        for special in (_ESCAPE, "%", "_"):
            folded = folded.replace(special, _ESCAPE + special)
        return f"%{folded}%"
    return "".join(f"[{''.join(map(_numbered, alike(letter)))}]" for letter in folded)


def holds(dialect: Dialect) -> ColumnElement[bool]:
    """Return the condition that a conversation's contact or messages hold what `pattern` finds."""
    threads, contacts, messages = TABLES[ConversationRow], TABLES[ContactRow], TABLES[MessageRow]
    pattern = bindparam("pattern", type_=Text())

    def found_in(column: ColumnElement[str]) -> ColumnElement[bool]:
        if dialect is Dialect.SQLITE:
            return func.fold(column).like(pattern, escape=_ESCAPE)
        return column.regexp_match(pattern)

    known = select(contacts.c.id).where(or_(found_in(contacts.c.name), found_in(contacts.c.email)))
    said = [
        select(messages.c.conversation_id)
        .join(house, house.c.message_id == messages.c.id)
        .where(found_in(house.c.text))
        for house in (TABLES[MessageContentRow], TABLES[NoteContentRow], TABLES[RecalledContentRow])
    ]
    return or_(threads.c.contact_id.in_(known), *(threads.c.id.in_(each) for each in said))


def _numbered(letter: str) -> str:
    """Return a letter as a regular expression that means nothing but it."""
    return f"\\U{ord(letter):08x}"
