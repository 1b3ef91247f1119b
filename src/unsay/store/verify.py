"""Checking the laws on the data itself. Belongs here: one query a claim, each naming the rows that break it.

Every query returns (key, words) of what is wrong, and nothing where all is right. They are plain SQL that
both databases understand, so that a keeper can run one by hand.
"""

import msgspec
from sqlalchemy import Connection

from unsay.store.database import Dialect

FINDINGS_PER_CLAIM = 100
"""More of the same are not listed."""


class Finding(msgspec.Struct, frozen=True):
    """A row that breaks a law of the design; `law` is its number, 0 for the database's own integrity."""

    law: int
    table: str
    key: str
    words: str


class Claim(msgspec.Struct, frozen=True):
    """What must hold, and the query for what breaks it."""

    law: int
    table: str
    words: str
    broken: str


CLAIMS: tuple[Claim, ...] = (
    Claim(
        3,
        "log",
        "positions are dense from 1",
        "SELECT position FROM (SELECT position, lag(position) OVER (ORDER BY position) AS before FROM log)"
        " AS numbered WHERE position <> coalesce(before, 0) + 1 ORDER BY position",
    ),
    Claim(
        3,
        "log",
        "time never goes back along the log",
        "SELECT position FROM (SELECT position, at, lag(at) OVER (ORDER BY position) AS before FROM log)"
        " AS timed WHERE at < before",
    ),
    Claim(
        3,
        "log",
        "seqs are dense from 1 in each conversation, in the order of the log",
        "SELECT position FROM (SELECT position, seq, lag(seq) OVER (PARTITION BY conversation_id ORDER BY"
        " position) AS before FROM log WHERE seq IS NOT NULL) AS numbered WHERE seq <> coalesce(before, 0)"
        " + 1 ORDER BY position",
    ),
    Claim(
        3,
        "log",
        "only posting and recalling are addressed to the contact",
        "SELECT position FROM log WHERE seq IS NOT NULL AND kind NOT IN ('message_posted',"
        " 'message_recalled')",
    ),
    Claim(
        1,
        "messages",
        "each message has its one entry, at its position and with its seq and time",
        "SELECT m.id FROM messages m WHERE 1 <> (SELECT count(*) FROM log l WHERE l.message_id = m.id"
        " AND l.kind = 'message_posted' AND l.position = m.position AND l.conversation_id ="
        " m.conversation_id AND coalesce(l.seq, 0) = coalesce(m.seq, 0) AND l.at = m.sent_at AND l.actor"
        " = m.author_id)",
    ),
    Claim(
        1,
        "log",
        "each entry of a posted message has its message",
        "SELECT l.position FROM log l LEFT JOIN messages m ON m.id = l.message_id WHERE l.kind IN"
        " ('message_posted', 'message_recalled') AND m.id IS NULL",
    ),
    Claim(
        4,
        "recalls",
        "each recall has its one entry, by the message's author, and its message is marked",
        "SELECT r.message_id FROM recalls r LEFT JOIN messages m ON m.id = r.message_id WHERE m.id IS"
        " NULL OR NOT m.recalled OR m.author_id <> r.by_id OR m.kind <> 'reply' OR m.conversation_id <>"
        " r.conversation_id OR 1 <> (SELECT count(*) FROM log l WHERE l.message_id = r.message_id AND"
        " l.kind = 'message_recalled' AND l.seq = r.seq AND l.at = r.at AND l.actor = r.by_id)",
    ),
    Claim(
        4,
        "log",
        "each entry of a recall has its recall: none is undone",
        "SELECT l.position FROM log l LEFT JOIN recalls r ON r.message_id = l.message_id WHERE l.kind ="
        " 'message_recalled' AND r.message_id IS NULL",
    ),
    Claim(
        4,
        "messages",
        "a message marked recalled has its recall",
        "SELECT m.id FROM messages m LEFT JOIN recalls r ON r.message_id = m.id WHERE m.recalled AND"
        " r.message_id IS NULL",
    ),
    Claim(
        4,
        "log",
        "a message is recalled at most once",
        "SELECT message_id FROM log WHERE kind = 'message_recalled' GROUP BY message_id HAVING count(*) > 1",
    ),
    Claim(
        5,
        "message_content",
        "holds only what a contact may see: no note, nothing recalled",
        "SELECT c.message_id FROM message_content c LEFT JOIN messages m ON m.id = c.message_id WHERE"
        " m.id IS NULL OR m.recalled OR m.kind = 'note'",
    ),
    Claim(
        5,
        "note_content",
        "holds notes only",
        "SELECT c.message_id FROM note_content c LEFT JOIN messages m ON m.id = c.message_id WHERE m.id"
        " IS NULL OR m.kind <> 'note'",
    ),
    Claim(
        5,
        "recalled_content",
        "holds recalled messages only",
        "SELECT c.message_id FROM recalled_content c LEFT JOIN messages m ON m.id = c.message_id WHERE"
        " m.id IS NULL OR NOT m.recalled",
    ),
    Claim(
        5,
        "messages",
        "a note has no place in the contact's thread, everything else has one",
        "SELECT id FROM messages WHERE (kind = 'note') <> (seq IS NULL) OR (seq IS NULL) <> (changed_seq"
        " IS NULL)",
    ),
    Claim(
        6,
        "messages",
        "each message has its text in exactly one house",
        "SELECT m.id FROM messages m WHERE 1 <> (SELECT count(*) FROM message_content c WHERE"
        " c.message_id = m.id) + (SELECT count(*) FROM note_content c WHERE c.message_id = m.id) +"
        " (SELECT count(*) FROM recalled_content c WHERE c.message_id = m.id)",
    ),
    Claim(
        7,
        "messages",
        "version is the position of an entry about the message, no earlier than the last that names it",
        "SELECT m.id FROM messages m LEFT JOIN (SELECT message_id, max(position) AS last FROM log GROUP BY"
        " message_id) AS named ON named.message_id = m.id WHERE m.version < coalesce(named.last, m.position)"
        " OR NOT EXISTS (SELECT 1 FROM log l WHERE l.position = m.version AND l.conversation_id ="
        " m.conversation_id AND (l.message_id = m.id OR l.kind IN ('messages_delivered', 'messages_seen')))",
    ),
    Claim(
        7,
        "messages",
        "changed_seq is that of an entry of the thread, the recall's where it was recalled",
        "SELECT m.id FROM messages m LEFT JOIN recalls r ON r.message_id = m.id WHERE m.seq IS NOT NULL"
        " AND (m.changed_seq < m.seq OR m.changed_seq < coalesce(r.seq, 0) OR NOT EXISTS (SELECT 1 FROM"
        " log l WHERE l.conversation_id = m.conversation_id AND l.seq = m.changed_seq))",
    ),
    Claim(
        7,
        "messages",
        "a quote of a recalled message changed with the recall",
        "SELECT q.id FROM messages q JOIN recalls r ON r.message_id = q.reply_to WHERE q.seq IS NOT NULL"
        " AND q.changed_seq < r.seq",
    ),
    Claim(
        7,
        "conversations",
        "last_seq, last_reply_seq and the count of the contact's messages are what the messages say",
        "SELECT c.id FROM conversations c WHERE c.last_seq <> (SELECT coalesce(max(l.seq), 0) FROM log l"
        " WHERE l.conversation_id = c.id) OR c.last_reply_seq <> (SELECT coalesce(max(m.seq), 0) FROM"
        " messages m WHERE m.conversation_id = c.id AND m.kind = 'reply') OR c.contact_messages <>"
        " (SELECT count(*) FROM messages m WHERE m.conversation_id = c.id AND m.kind = 'contact')",
    ),
    Claim(
        7,
        "conversations",
        "version is the position of an entry of the conversation, of the last but for pages confirming",
        "SELECT c.id FROM conversations c LEFT JOIN (SELECT conversation_id, max(position) AS last FROM log"
        " WHERE kind NOT IN ('removal_progressed', 'removal_confirmed', 'removal_expired') GROUP BY"
        " conversation_id) AS named ON named.conversation_id = c.id WHERE c.version < coalesce(named.last,"
        " 0) OR NOT EXISTS (SELECT 1 FROM log l WHERE l.position = c.version AND l.conversation_id = c.id)",
    ),
    Claim(
        7,
        "conversations",
        "the last message is the one with the highest position",
        "SELECT c.id FROM conversations c WHERE coalesce(c.last_message_id, '') <> coalesce((SELECT m.id"
        " FROM messages m WHERE m.conversation_id = c.id ORDER BY m.position DESC LIMIT 1), '')",
    ),
    Claim(
        7,
        "messages",
        "each counts the contact's messages up to and with it, which is what unread is told from",
        "SELECT id FROM (SELECT id, contact_messages, sum(CASE WHEN kind = 'contact' THEN 1 ELSE 0 END)"
        " OVER (PARTITION BY conversation_id ORDER BY position) AS n FROM messages) AS counted WHERE"
        " contact_messages <> n",
    ),
    Claim(
        7,
        "reads",
        "an agent has read as many of the contact's messages as stand at or before their mark",
        "SELECT r.agent_id FROM reads r WHERE r.contact_messages <> (SELECT count(*) FROM messages m WHERE"
        " m.conversation_id = r.conversation_id AND m.position <= r.position AND m.kind = 'contact')",
    ),
    Claim(
        7,
        "conversations",
        "the contact has seen, acknowledged and been given nothing that is not there",
        "SELECT id FROM conversations WHERE seen_seq > last_seq OR delivered_seq > last_seq OR given_seq"
        " > last_seq",
    ),
    Claim(
        2,
        "messages",
        "a client_ref makes one message of an author in a conversation",
        "SELECT min(id) FROM messages GROUP BY author_id, client_ref, conversation_id HAVING count(*) > 1",
    ),
    Claim(
        2,
        "conversations",
        "a contact has one conversation",
        "SELECT min(id) FROM conversations GROUP BY contact_id HAVING count(*) > 1",
    ),
    Claim(
        5,
        "pending_removals",
        "each belongs to a recall that is pending, and to a page that is remembered",
        "SELECT p.message_id FROM pending_removals p LEFT JOIN recalls r ON r.message_id = p.message_id"
        " LEFT JOIN views v ON v.contact_id = p.contact_id AND v.view = p.view WHERE r.message_id IS NULL"
        " OR r.removal <> 'pending' OR r.seq <> p.seq OR v.view IS NULL",
    ),
    Claim(
        5,
        "recalls",
        "waits for as many pages as have yet to confirm, and is pending while there are any",
        "SELECT r.message_id FROM recalls r WHERE r.waiting_for <> (SELECT count(*) FROM"
        " pending_removals p WHERE p.message_id = r.message_id) OR (r.removal = 'pending') <>"
        " (r.waiting_for > 0) OR (r.contact_had = 'nothing' AND r.removal <> 'confirmed') OR (r.removal ="
        " 'confirmed') <> (r.removed_at IS NOT NULL)",
    ),
)


def verify(connection: Connection, dialect: Dialect) -> list[Finding]:
    """Return everything that breaks a law, at most FINDINGS_PER_CLAIM of a kind."""
    findings = [] if dialect is Dialect.POSTGRESQL else _sqlite_integrity(connection)
    for claim in CLAIMS:
        rows = connection.exec_driver_sql(claim.broken).fetchmany(FINDINGS_PER_CLAIM)
        findings += [
            Finding(claim.law, claim.table, str(row[0]), f"does not hold: {claim.words}") for row in rows
        ]
    return findings


def _sqlite_integrity(connection: Connection) -> list[Finding]:
    found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check").fetchall()]
    findings = [Finding(0, "file", "", words) for words in found if words != "ok"]
    loose = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    return findings + [
        Finding(0, str(row[0]), str(row[1]), f"refers to a missing row of {row[2]}") for row in loose
    ]
