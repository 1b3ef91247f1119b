"""The contact's door is locked on both databases, and both doors only read, in one snapshot."""

import pytest
from sqlalchemy.exc import DBAPIError

from tests.laws.company import Company
from unsay.core.refusals import Refusal
from unsay.desk.ports import ContactDoor, UnavailableError
from unsay.desk.rows import CONTACT_READABLE, MessageRow, NoteContentRow, Row
from unsay.store.tables import TABLES

CLOSED = [row for row in TABLES if row not in CONTACT_READABLE]


@pytest.mark.parametrize("table", CLOSED, ids=lambda row: row.__name__)
def test_the_contacts_door_raises_for_every_table_a_contact_may_not_see(
    company: Company, table: type[Row]
) -> None:
    with pytest.raises(UnavailableError):
        company.contact_door(lambda door: door.find(table))


@pytest.mark.parametrize("table", CONTACT_READABLE, ids=lambda row: row.__name__)
def test_the_contacts_door_reads_what_a_contact_may_see(company: Company, table: type[Row]) -> None:
    assert company.contact_door(lambda door: door.find(table)) is not None


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT text FROM note_content",
        "SELECT count(*) FROM recalled_content",
        "SELECT (SELECT text FROM recalled_content LIMIT 1) FROM messages",
        "SELECT m.id FROM messages m WHERE EXISTS (SELECT 1 FROM note_content n WHERE n.message_id = m.id)",
        "WITH w AS (SELECT * FROM note_content) SELECT * FROM w",
        "SELECT kind, data FROM log",
        "SELECT identity_secret FROM channel_secrets",
        "SELECT password_hash FROM agents",
        "INSERT INTO note_content VALUES ('x', 'y')",
        "UPDATE messages SET recalled = false",
        "DELETE FROM message_content RETURNING *",
        "CREATE VIEW v AS SELECT * FROM note_content",
        "CREATE TEMP TABLE t AS SELECT * FROM note_content",
        "ATTACH DATABASE ':memory:' AS other",
        "PRAGMA query_only = OFF",
        "COPY note_content TO STDOUT",
        "SET default_transaction_read_only = off; INSERT INTO note_content VALUES ('x', 'y')",
    ],
)
def test_no_statement_gets_past_the_lock_of_the_contacts_connections(company: Company, sql: str) -> None:
    with company.store.database.contact.connect() as connection, pytest.raises(DBAPIError):
        connection.exec_driver_sql(sql).fetchall()


def test_the_lock_is_still_there_when_a_connection_is_used_again(company: Company) -> None:
    for _ in range(3):
        with company.store.database.contact.connect() as connection, pytest.raises(DBAPIError):
            connection.exec_driver_sql("SELECT text FROM note_content").fetchall()


def test_a_reader_of_the_desk_can_not_write(company: Company) -> None:
    with company.store.database.desk.connect() as connection, pytest.raises(DBAPIError):
        connection.exec_driver_sql("UPDATE messages SET recalled = false")


def test_one_read_sees_one_moment(company: Company) -> None:
    visitor = company.visit()
    company.write(visitor, "one", "ref-1")

    def read(door: ContactDoor) -> tuple[int, int]:
        before = len(door.find(MessageRow))
        company.write(visitor, "two", "ref-2")
        return before, len(door.find(MessageRow))

    before, after = company.contact_door(read)
    assert (before, after) == (1, 1)
    assert company.contact_door(lambda door: len(door.find(MessageRow))) == 2


def test_recalled_text_has_left_the_contacts_house(company: Company) -> None:
    visitor = company.visit()
    company.write(visitor, "hello", "ref-1")
    conversation = company.contact_door(lambda door: door.find(MessageRow))[0].conversation_id
    ann = company.agents[0]
    reply = company.answer(ann, conversation, "a slip", "ref-2")
    assert not isinstance(company.recall(ann, conversation, reply.message_id), Refusal)
    record = company.record(ann, conversation)
    assert [message.text for message in record] == ["hello", "a slip"]
    assert record[1].recalled is not None
    assert company.desk_door(lambda door: door.find(NoteContentRow)) == []
