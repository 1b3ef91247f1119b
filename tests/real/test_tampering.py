"""Tampering: whoever changes a desk's data behind its back is found out by `unsay verify`, which names the
row.

Each case takes a copy of one desk that has lived a little, does to it what no deed does, and asks. Here are
the ways of tampering; how a copy is made and unlocked is in `copies`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.conformance.desk import Desk
from tests.laws.company import Company, Console, Page
from tests.real.copies import Copy
from unsay.core.words import Status
from unsay.desk.conversing import ChangeConversation, MarkRead

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from tests.conformance.fixtures import Databases


@dataclass(frozen=True)
class Tampering:
    """Statements no deed would run, and the finding they must lead to; `names` asks, before, for its key."""

    what: str
    statements: tuple[str, ...]
    law: int
    table: str
    names: str


MESSAGE = "SELECT id FROM messages WHERE id = '{%s}'"
TALK = "SELECT id FROM conversations WHERE id = '{talk}'"

TAMPERINGS = (
    Tampering(
        "an entry is cut out of the log",
        ("DELETE FROM log WHERE kind = 'conversation_assigned'",),
        3,
        "log",
        "SELECT position + 1 FROM log WHERE kind = 'conversation_assigned'",
    ),
    Tampering(
        "a number of the thread is skipped",
        (
            "UPDATE log SET seq = seq + 1 WHERE message_id = '{newest}'",
            "UPDATE messages SET seq = seq + 1, changed_seq = seq + 1 WHERE id = '{newest}'",
            "UPDATE conversations SET last_seq = last_seq + 1 WHERE id = '{talk}'",
            "UPDATE conversations SET last_reply_seq = last_seq WHERE id = '{talk}'",
        ),
        3,
        "log",
        "SELECT position FROM log WHERE message_id = '{newest}'",
    ),
    Tampering(
        "the text of a recalled message is put back",
        ("INSERT INTO message_content SELECT * FROM recalled_content WHERE message_id = '{pending}'",),
        5,
        "message_content",
        MESSAGE % "pending",
    ),
    Tampering(
        "the text of a recalled message is thrown away",
        ("DELETE FROM recalled_content WHERE message_id = '{unseen}'",),
        6,
        "messages",
        MESSAGE % "unseen",
    ),
    Tampering(
        "a recall is undone, text and all",
        (
            "INSERT INTO message_content SELECT * FROM recalled_content WHERE message_id = '{unseen}'",
            "DELETE FROM recalled_content WHERE message_id = '{unseen}'",
            "DELETE FROM recalls WHERE message_id = '{unseen}'",
            "UPDATE messages SET recalled = {no} WHERE id = '{unseen}'",
        ),
        4,
        "log",
        "SELECT position FROM log WHERE message_id = '{unseen}' AND kind = 'message_recalled'",
    ),
    Tampering(
        "a recall is put down to somebody else",
        ("UPDATE recalls SET by_id = 'somebody' WHERE message_id = '{pending}'",),
        4,
        "recalls",
        MESSAGE % "pending",
    ),
    Tampering(
        "two messages have one client_ref",
        ("UPDATE messages SET client_ref = 'a1' WHERE id = '{newest}'",),
        2,
        "messages",
        MESSAGE % "replied",
    ),
    Tampering(
        "the text of a note is where contacts read",
        ("INSERT INTO message_content SELECT * FROM note_content WHERE message_id = '{noted}'",),
        5,
        "message_content",
        MESSAGE % "noted",
    ),
    Tampering(
        "a message is deleted",
        (
            "DELETE FROM message_content WHERE message_id = '{replied}'",
            "DELETE FROM messages WHERE id = '{replied}'",
        ),
        1,
        "log",
        "SELECT position FROM log WHERE message_id = '{replied}'",
    ),
    Tampering(
        "a message is dated back",
        (
            "UPDATE log SET at = at - 2500 WHERE message_id = '{newest}'",
            "UPDATE messages SET sent_at = sent_at - 2500 WHERE id = '{newest}'",
        ),
        3,
        "log",
        "SELECT position FROM log WHERE message_id = '{newest}'",
    ),
    Tampering(
        "a removal is confirmed that a page has yet to confirm",
        (
            "UPDATE recalls SET removal = 'confirmed', waiting_for = 0 WHERE message_id = '{pending}'",
            "UPDATE recalls SET removed_at = at WHERE message_id = '{pending}'",
        ),
        5,
        "recalls",
        MESSAGE % "pending",
    ),
    Tampering(
        "a page that waits for a removal is forgotten",
        ("DELETE FROM pending_removals WHERE message_id = '{pending}'",),
        5,
        "recalls",
        MESSAGE % "pending",
    ),
    Tampering(
        "a message counts as one more unread",
        ("UPDATE messages SET contact_messages = contact_messages + 1 WHERE id = '{replied}'",),
        7,
        "messages",
        MESSAGE % "replied",
    ),
    Tampering(
        "an agent's mark counts more than was read",
        ("UPDATE reads SET contact_messages = contact_messages + 1 WHERE conversation_id = '{talk}'",),
        7,
        "reads",
        "SELECT agent_id FROM reads WHERE conversation_id = '{talk}'",
    ),
    Tampering(
        "a message has an older version than its last change",
        ("UPDATE messages SET version = position WHERE id = '{pending}'",),
        7,
        "messages",
        MESSAGE % "pending",
    ),
    Tampering(
        "a conversation has the version of another's entry",
        ("UPDATE conversations SET version = (SELECT max(position) FROM log) WHERE id = '{lonely}'",),
        7,
        "conversations",
        "SELECT id FROM conversations WHERE id = '{lonely}'",
    ),
    Tampering(
        "the last message of a conversation is not the last",
        ("UPDATE conversations SET last_message_id = '{replied}' WHERE id = '{talk}'",),
        7,
        "conversations",
        TALK,
    ),
    Tampering(
        "a message is moved to another conversation",
        (
            "UPDATE messages SET seq = 99, changed_seq = 99 WHERE id = '{replied}'",
            "UPDATE messages SET conversation_id = '{lonely}' WHERE id = '{replied}'",
        ),
        1,
        "messages",
        MESSAGE % "replied",
    ),
)


def live(directory: Path, url: str | None) -> dict[str, str]:
    """Let a desk live: replies, a note, a recall that waits for a page, one that nobody had. Who is who."""
    company = Company(directory, url)
    ann = company.agents[0]
    visitor, other = company.visit(), company.visit()
    page, console = Page(company, visitor), Console(company, ann)
    company.write(visitor, "hello", "c1")
    console.refresh()
    (talk,) = console.conversations
    company.write(other, "anybody?", "c1")
    console.refresh()
    (lonely,) = console.conversations.keys() - {talk}
    replied = company.answer(ann, talk, "how can I help?", "a1")
    company.clock += 1000
    company.do(ChangeConversation(caller=ann, conversation_id=talk, assignee_id=ann.id, labels=["vip"]))
    noted = company.answer(ann, talk, "seems nice", "a2", note=True)
    page.connect()
    pending = company.answer(ann, talk, "wrong number", "a3")
    page.sync()
    page.report_seen()
    company.recall(ann, talk, pending.message_id)
    company.clock += 1000
    read = company.record(ann, talk)[0].position
    company.do(MarkRead(caller=ann, conversation_id=talk, position=read, contact_messages=1))
    company.write(visitor, "what was that?", "c2")
    unseen = company.answer(ann, lonely, "wrong person", "a4")
    company.recall(ann, lonely, unseen.message_id)
    company.do(ChangeConversation(caller=ann, conversation_id=lonely, status=Status.RESOLVED))
    newest = company.answer(ann, talk, "nothing", "a5")
    company.close()
    messages = {"replied": replied, "noted": noted, "pending": pending, "unseen": unseen, "newest": newest}
    return {name: each.message_id for name, each in messages.items()} | {"talk": talk, "lonely": lonely}


@pytest.fixture(scope="module")
def lived(database: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """A desk that has lived, put away, and a copy of it to tamper with."""
    home, url = tmp_path_factory.mktemp("lived"), database.fresh_url()
    names = live(home / "data", url) | {"no": "false" if url else "0"}
    copy = Copy(home / "data", url, home / "copy", database)
    yield Lived(copy, names)
    copy.throw_away()
    database.drop(url)


@dataclass(frozen=True)
class Lived:
    """A copy, and what statements may call its rows by."""

    copy: Copy
    names: dict[str, str]

    def tamper(self, connection: Connection, tampering: Tampering) -> str:
        """Do it; the key of the row that has to be named."""
        key = connection.exec_driver_sql(tampering.names.format(**self.names)).scalar_one()
        for statement in tampering.statements:
            connection.exec_driver_sql(statement.format(**self.names))
        return str(key)


def test_nothing_is_found_where_nobody_tampered(lived: Lived) -> None:
    with lived.copy.changing() as connection:
        assert lived.copy.findings(connection) == []


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda each: str(each.what))
def test_tampering_is_found_and_the_row_is_named(lived: Lived, tampering: Tampering) -> None:
    with lived.copy.changing() as connection:
        key = lived.tamper(connection, tampering)
        found = [(each.law, each.table, each.key) for each in lived.copy.findings(connection)]
    assert (tampering.law, tampering.table, key) in found, found


def test_the_command_says_where_and_ends_with_1(database: Databases, tmp_path: Path) -> None:
    url = database.fresh_url()
    names = live(tmp_path / "data", url)
    lived = Lived(Copy(tmp_path / "data", url, tmp_path / "copy", database), names)
    desk = Desk(tmp_path, database_url=lived.copy.url)
    desk.data = lived.copy.directory
    with lived.copy.changing(keep=True) as connection:
        keys = [lived.tamper(connection, each) for each in TAMPERINGS[:2]]
    done = desk.command("verify")
    assert done.returncode == 1
    assert all(key in done.stdout for key in keys), done.stdout + done.stderr
    lived.copy.throw_away()
    database.drop(url)
