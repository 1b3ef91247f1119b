"""The tables, one a struct of `desk.rows`, alike on SQLite and PostgreSQL.

Belongs here: columns, keys, indexes, checks. Not here: how a database gets them (see `migrations`).

Text compares byte by byte on both databases. Lists and maps are JSON in text. What a law says about one row
is a check here; what it says about several is `verify`'s.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.sql.schema import SchemaItem

from unsay.desk import rows

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

TEXT = Text().with_variant(Text(collation="C"), "postgresql")
NUMBER = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits on both; SQLite's INTEGER as a primary key is the row's own number."""
FLAG = Boolean()


def _text(name: str, *args: SchemaItem, null: bool = False, key: bool = False) -> Column[str]:
    return Column(name, TEXT, *args, primary_key=key, nullable=null)


def _number(name: str, *, null: bool = False, key: bool = False) -> Column[int]:
    return Column(name, NUMBER, primary_key=key, nullable=null, autoincrement=False)


def _flag(name: str) -> Column[bool]:
    return Column(name, FLAG, nullable=False)


desk = Table(
    "desk",
    metadata,
    _number("id", key=True),
    _text("epoch"),
    _text("setup_token_hash", null=True),
    _number("created_at"),
    CheckConstraint("id = 1", name="single"),
)

channels = Table(
    "channels",
    metadata,
    _text("id", key=True),
    _text("kind"),
    _text("name"),
    _text("key"),
    _text("origins"),
    _number("recall_window_seconds"),
    _number("created_at"),
    UniqueConstraint("key"),
    CheckConstraint("recall_window_seconds >= 0", name="window"),
)

channel_secrets = Table(
    "channel_secrets",
    metadata,
    _text("channel_id", ForeignKey("channels.id"), key=True),
    _text("identity_secret"),
)

contacts = Table(
    "contacts",
    metadata,
    _text("id", key=True),
    _text("channel_id", ForeignKey("channels.id")),
    _text("external_id", null=True),
    _text("name"),
    _text("email", null=True),
    _flag("verified"),
    _number("created_at"),
    UniqueConstraint("channel_id", "external_id"),
    Index(None, "created_at", "id"),
)

contact_tokens = Table(
    "contact_tokens",
    metadata,
    _text("id", key=True),
    _text("token_hash"),
    _text("contact_id", ForeignKey("contacts.id")),
    _text("channel_id", ForeignKey("channels.id")),
    _number("created_at"),
    _number("expires_at"),
    UniqueConstraint("token_hash"),
    Index(None, "contact_id"),
    Index(None, "expires_at"),
)

agents = Table(
    "agents",
    metadata,
    _text("id", key=True),
    _text("email"),
    _text("name"),
    _text("role"),
    _flag("active"),
    _text("password_hash"),
    _number("created_at"),
    UniqueConstraint("email"),
)

conversations = Table(
    "conversations",
    metadata,
    _text("id", key=True),
    _text("channel_id", ForeignKey("channels.id")),
    _text("contact_id", ForeignKey("contacts.id")),
    _text("status"),
    _text("assignee_id", ForeignKey("agents.id"), null=True),
    _text("labels"),
    _number("snoozed_until", null=True),
    _number("created_at"),
    _number("last_activity_at"),
    _text("last_message_id", null=True),
    _number("version"),
    _number("last_seq"),
    _number("last_reply_seq"),
    _number("contact_messages"),
    _number("seen_seq"),
    _number("delivered_seq"),
    _number("given_seq"),
    UniqueConstraint("contact_id"),
    Index(None, "version"),
    Index(None, "last_activity_at", "id"),
    Index(None, "status", "last_activity_at", "id"),
    Index(None, "assignee_id", "last_activity_at", "id"),
    CheckConstraint(
        "seen_seq <= last_seq AND delivered_seq <= last_seq AND given_seq <= last_seq", name="seqs"
    ),
)

messages = Table(
    "messages",
    metadata,
    _text("id", key=True),
    _text("conversation_id", ForeignKey("conversations.id")),
    _number("position"),
    _number("seq", null=True),
    _number("version"),
    _number("changed_seq", null=True),
    _text("kind"),
    _text("author_kind"),
    _text("author_id"),
    _text("author_name"),
    _text("client_ref"),
    _text("reply_to", ForeignKey("messages.id"), null=True),
    _text("delivery"),
    _number("sent_at"),
    _number("delivered_at", null=True),
    _number("seen_at", null=True),
    _flag("recalled"),
    _number("contact_messages"),
    UniqueConstraint("author_id", "client_ref", "conversation_id"),
    UniqueConstraint("conversation_id", "position"),
    UniqueConstraint("conversation_id", "seq"),
    Index(None, "conversation_id", "version"),
    Index(None, "conversation_id", "changed_seq"),
    Index(None, "reply_to"),
    CheckConstraint("(kind = 'note') = (seq IS NULL)", name="note_has_no_seq"),
    CheckConstraint("(seq IS NULL) = (changed_seq IS NULL)", name="changed_seq"),
    CheckConstraint("kind = 'reply' OR NOT recalled", name="only_replies_are_recalled"),
    CheckConstraint("version >= position AND (changed_seq IS NULL OR changed_seq >= seq)", name="versions"),
)


def _content(name: str) -> Table:
    return Table(name, metadata, _text("message_id", ForeignKey("messages.id"), key=True), _text("text"))


message_content = _content("message_content")
note_content = _content("note_content")
recalled_content = _content("recalled_content")

recalls = Table(
    "recalls",
    metadata,
    _text("message_id", ForeignKey("messages.id"), key=True),
    _text("conversation_id", ForeignKey("conversations.id")),
    _text("by_id"),
    _text("by_name"),
    _number("at"),
    _text("reason", null=True),
    _text("note", null=True),
    _number("seq"),
    _text("contact_had"),
    _text("removal"),
    _number("removed_at", null=True),
    _number("waiting_for"),
    UniqueConstraint("conversation_id", "seq"),
    Index(None, "removal", "at"),
    CheckConstraint("contact_had <> 'nothing' OR removal = 'confirmed'", name="nothing_to_remove"),
    CheckConstraint("removal <> 'confirmed' OR waiting_for = 0", name="confirmed_by_all"),
    CheckConstraint("removal <> 'pending' OR waiting_for > 0", name="pending_for_someone"),
)

pending_removals = Table(
    "pending_removals",
    metadata,
    _text("message_id", ForeignKey("recalls.message_id"), key=True),
    _text("view", key=True),
    _text("contact_id", ForeignKey("contacts.id")),
    _number("seq"),
    Index(None, "contact_id", "view"),
)

views = Table(
    "views",
    metadata,
    _text("contact_id", ForeignKey("contacts.id"), key=True),
    _text("view", key=True),
    _text("token_id"),
    _text("connection"),
    _flag("connected"),
    _number("opened_at"),
    _number("given_seq"),
    _number("seen_seq"),
    Index(None, "opened_at"),
    Index(None, "token_id", "view"),
)

sessions = Table(
    "sessions",
    metadata,
    _text("id", key=True),
    _text("token_hash"),
    _text("agent_id", ForeignKey("agents.id")),
    _number("created_at"),
    _number("expires_at"),
    UniqueConstraint("token_hash"),
    Index(None, "agent_id"),
    Index(None, "expires_at"),
)

tokens = Table(
    "tokens",
    metadata,
    _text("id", key=True),
    _text("token_hash"),
    _text("name"),
    _text("scope"),
    _number("created_at"),
    _number("revoked_at", null=True),
    UniqueConstraint("token_hash"),
)

reads = Table(
    "reads",
    metadata,
    _text("agent_id", key=True),
    _text("conversation_id", ForeignKey("conversations.id"), key=True),
    _number("position"),
    _number("contact_messages"),
)

audits = Table(
    "audits",
    metadata,
    _text("id", key=True),
    _number("at"),
    _text("kind"),
    _text("agent_id", null=True),
    _text("agent_name"),
    _text("from_address"),
    _text("conversation_id", null=True),
    _text("message_id", null=True),
    _text("code", null=True),
    Index(None, "at", "id"),
    Index(None, "kind", "at", "id"),
    Index(None, "agent_id", "at", "id"),
)

log = Table(
    "log",
    metadata,
    _number("position", key=True),
    _number("at"),
    _text("kind"),
    _text("actor"),
    _text("conversation_id", null=True),
    _text("message_id", null=True),
    _number("seq", null=True),
    _text("data"),
    UniqueConstraint("conversation_id", "seq"),
    Index(None, "kind", "position"),
    CheckConstraint("position >= 1", name="position"),
    CheckConstraint(
        "seq IS NULL OR (seq >= 1 AND kind IN ('message_posted', 'message_recalled'))",
        name="addressed_to_contact",
    ),
)

TABLES: dict[type[rows.Row], Table] = {
    rows.DeskRow: desk,
    rows.ChannelRow: channels,
    rows.ChannelSecretRow: channel_secrets,
    rows.ContactRow: contacts,
    rows.ContactTokenRow: contact_tokens,
    rows.ConversationRow: conversations,
    rows.MessageRow: messages,
    rows.MessageContentRow: message_content,
    rows.NoteContentRow: note_content,
    rows.RecalledContentRow: recalled_content,
    rows.RecallRow: recalls,
    rows.PendingRemovalRow: pending_removals,
    rows.ViewRow: views,
    rows.AgentRow: agents,
    rows.SessionRow: sessions,
    rows.TokenRow: tokens,
    rows.ReadRow: reads,
    rows.AuditRow: audits,
    rows.LogRow: log,
}
"""A struct's table. Its columns are the struct's fields, in their order."""

IN_ORDER: tuple[type[rows.Row], ...] = tuple(
    row for table in metadata.sorted_tables for row, of in TABLES.items() if of is table
)
"""Row types such that each comes after those it refers to."""

DESK_TIME_COLUMNS = ("position", "at")
"""What of the log the contact's door may read: enough to tell desk time, nothing of what happened."""
