"""The first tables, each made after those it refers to."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _agents()
    _audits()
    _channels()
    _desk()
    _log()
    _tokens()
    _channel_secrets()
    _contacts()
    _sessions()
    _contact_tokens()
    _conversations()
    _views()
    _messages()
    _reads()
    _message_content()
    _note_content()
    _recalled_content()
    _recalls()
    _pending_removals()


def _agents() -> None:
    op.create_table(
        "agents",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("email", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password_hash", TEXT, nullable=False),
        sa.Column("created_at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agents")),
        sa.UniqueConstraint("email", name=op.f("uq_agents_email")),
    )


def _audits() -> None:
    op.create_table(
        "audits",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("agent_id", TEXT, nullable=True),
        sa.Column("agent_name", TEXT, nullable=False),
        sa.Column("from_address", TEXT, nullable=False),
        sa.Column("conversation_id", TEXT, nullable=True),
        sa.Column("message_id", TEXT, nullable=True),
        sa.Column("code", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audits")),
    )
    op.create_index(op.f("ix_audits_agent_id_at_id"), "audits", ["agent_id", "at", "id"])
    op.create_index(op.f("ix_audits_at_id"), "audits", ["at", "id"])
    op.create_index(op.f("ix_audits_kind_at_id"), "audits", ["kind", "at", "id"])


def _channels() -> None:
    op.create_table(
        "channels",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("origins", TEXT, nullable=False),
        sa.Column("recall_window_seconds", NUMBER, nullable=False),
        sa.Column("created_at", NUMBER, nullable=False),
        sa.CheckConstraint("recall_window_seconds >= 0", name=op.f("ck_channels_window")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channels")),
        sa.UniqueConstraint("key", name=op.f("uq_channels_key")),
    )


def _desk() -> None:
    op.create_table(
        "desk",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("epoch", TEXT, nullable=False),
        sa.Column("setup_token_hash", TEXT, nullable=True),
        sa.Column("created_at", NUMBER, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_desk_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk")),
    )


def _log() -> None:
    op.create_table(
        "log",
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("conversation_id", TEXT, nullable=True),
        sa.Column("message_id", TEXT, nullable=True),
        sa.Column("seq", NUMBER, nullable=True),
        sa.Column("data", TEXT, nullable=False),
        sa.CheckConstraint(
            "seq IS NULL OR (seq >= 1 AND kind IN ('message_posted', 'message_recalled'))",
            name=op.f("ck_log_addressed_to_contact"),
        ),
        sa.CheckConstraint("position >= 1", name=op.f("ck_log_position")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_log")),
        sa.UniqueConstraint("conversation_id", "seq", name=op.f("uq_log_conversation_id_seq")),
    )
    op.create_index(op.f("ix_log_kind_position"), "log", ["kind", "position"])


def _tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("token_hash", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("scope", TEXT, nullable=False),
        sa.Column("created_at", NUMBER, nullable=False),
        sa.Column("revoked_at", NUMBER, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_tokens_token_hash")),
    )


def _channel_secrets() -> None:
    op.create_table(
        "channel_secrets",
        sa.Column("channel_id", TEXT, nullable=False),
        sa.Column("identity_secret", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_channel_secrets_channel_id")),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_channel_secrets")),
    )


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("channel_id", TEXT, nullable=False),
        sa.Column("external_id", TEXT, nullable=True),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("email", TEXT, nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("created_at", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_contacts_channel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("channel_id", "external_id", name=op.f("uq_contacts_channel_id_external_id")),
    )
    op.create_index(op.f("ix_contacts_created_at_id"), "contacts", ["created_at", "id"])


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("token_hash", TEXT, nullable=False),
        sa.Column("agent_id", TEXT, nullable=False),
        sa.Column("created_at", NUMBER, nullable=False),
        sa.Column("expires_at", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_sessions_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_index(op.f("ix_sessions_agent_id"), "sessions", ["agent_id"])
    op.create_index(op.f("ix_sessions_expires_at"), "sessions", ["expires_at"])


def _contact_tokens() -> None:
    op.create_table(
        "contact_tokens",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("token_hash", TEXT, nullable=False),
        sa.Column("contact_id", TEXT, nullable=False),
        sa.Column("channel_id", TEXT, nullable=False),
        sa.Column("created_at", NUMBER, nullable=False),
        sa.Column("expires_at", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_contact_tokens_channel_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_contact_tokens_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_contact_tokens_token_hash")),
    )
    op.create_index(op.f("ix_contact_tokens_contact_id"), "contact_tokens", ["contact_id"])
    op.create_index(op.f("ix_contact_tokens_expires_at"), "contact_tokens", ["expires_at"])


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("channel_id", TEXT, nullable=False),
        sa.Column("contact_id", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("assignee_id", TEXT, nullable=True),
        sa.Column("labels", TEXT, nullable=False),
        sa.Column("snoozed_until", NUMBER, nullable=True),
        sa.Column("created_at", NUMBER, nullable=False),
        sa.Column("last_activity_at", NUMBER, nullable=False),
        sa.Column("last_message_id", TEXT, nullable=True),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("last_seq", NUMBER, nullable=False),
        sa.Column("last_reply_seq", NUMBER, nullable=False),
        sa.Column("contact_messages", NUMBER, nullable=False),
        sa.Column("seen_seq", NUMBER, nullable=False),
        sa.Column("delivered_seq", NUMBER, nullable=False),
        sa.Column("given_seq", NUMBER, nullable=False),
        sa.CheckConstraint(
            "seen_seq <= last_seq AND delivered_seq <= last_seq AND given_seq <= last_seq",
            name=op.f("ck_conversations_seqs"),
        ),
        sa.ForeignKeyConstraint(["assignee_id"], ["agents.id"], name=op.f("fk_conversations_assignee_id")),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_conversations_channel_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_conversations_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_conversations_contact_id")),
    )
    op.create_index(
        op.f("ix_conversations_assignee_id_last_activity_at_id"),
        "conversations",
        ["assignee_id", "last_activity_at", "id"],
    )
    op.create_index(op.f("ix_conversations_last_activity_at_id"), "conversations", ["last_activity_at", "id"])
    op.create_index(
        op.f("ix_conversations_status_last_activity_at_id"),
        "conversations",
        ["status", "last_activity_at", "id"],
    )
    op.create_index(op.f("ix_conversations_version"), "conversations", ["version"])


def _views() -> None:
    op.create_table(
        "views",
        sa.Column("contact_id", TEXT, nullable=False),
        sa.Column("view", TEXT, nullable=False),
        sa.Column("token_id", TEXT, nullable=False),
        sa.Column("connection", TEXT, nullable=False),
        sa.Column("connected", sa.Boolean(), nullable=False),
        sa.Column("opened_at", NUMBER, nullable=False),
        sa.Column("given_seq", NUMBER, nullable=False),
        sa.Column("seen_seq", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_views_contact_id")),
        sa.PrimaryKeyConstraint("contact_id", "view", name=op.f("pk_views")),
    )
    op.create_index(op.f("ix_views_opened_at"), "views", ["opened_at"])
    op.create_index(op.f("ix_views_token_id_view"), "views", ["token_id", "view"])


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("conversation_id", TEXT, nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("seq", NUMBER, nullable=True),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("changed_seq", NUMBER, nullable=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("author_kind", TEXT, nullable=False),
        sa.Column("author_id", TEXT, nullable=False),
        sa.Column("author_name", TEXT, nullable=False),
        sa.Column("client_ref", TEXT, nullable=False),
        sa.Column("reply_to", TEXT, nullable=True),
        sa.Column("delivery", TEXT, nullable=False),
        sa.Column("sent_at", NUMBER, nullable=False),
        sa.Column("delivered_at", NUMBER, nullable=True),
        sa.Column("seen_at", NUMBER, nullable=True),
        sa.Column("recalled", sa.Boolean(), nullable=False),
        sa.Column("contact_messages", NUMBER, nullable=False),
        sa.CheckConstraint("(kind = 'note') = (seq IS NULL)", name=op.f("ck_messages_note_has_no_seq")),
        sa.CheckConstraint(
            "kind = 'reply' OR NOT recalled", name=op.f("ck_messages_only_replies_are_recalled")
        ),
        sa.CheckConstraint("(seq IS NULL) = (changed_seq IS NULL)", name=op.f("ck_messages_changed_seq")),
        sa.CheckConstraint(
            "version >= position AND (changed_seq IS NULL OR changed_seq >= seq)",
            name=op.f("ck_messages_versions"),
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_messages_conversation_id")
        ),
        sa.ForeignKeyConstraint(["reply_to"], ["messages.id"], name=op.f("fk_messages_reply_to")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint(
            "author_id",
            "client_ref",
            "conversation_id",
            name=op.f("uq_messages_author_id_client_ref_conversation_id"),
        ),
        sa.UniqueConstraint("conversation_id", "position", name=op.f("uq_messages_conversation_id_position")),
        sa.UniqueConstraint("conversation_id", "seq", name=op.f("uq_messages_conversation_id_seq")),
    )
    op.create_index(
        op.f("ix_messages_conversation_id_changed_seq"), "messages", ["conversation_id", "changed_seq"]
    )
    op.create_index(op.f("ix_messages_conversation_id_version"), "messages", ["conversation_id", "version"])
    op.create_index(op.f("ix_messages_reply_to"), "messages", ["reply_to"])


def _reads() -> None:
    op.create_table(
        "reads",
        sa.Column("agent_id", TEXT, nullable=False),
        sa.Column("conversation_id", TEXT, nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("contact_messages", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_reads_conversation_id")
        ),
        sa.PrimaryKeyConstraint("agent_id", "conversation_id", name=op.f("pk_reads")),
    )


def _message_content() -> None:
    op.create_table(
        "message_content",
        sa.Column("message_id", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_content_message_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_content")),
    )


def _note_content() -> None:
    op.create_table(
        "note_content",
        sa.Column("message_id", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_note_content_message_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_note_content")),
    )


def _recalled_content() -> None:
    op.create_table(
        "recalled_content",
        sa.Column("message_id", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_recalled_content_message_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_recalled_content")),
    )


def _recalls() -> None:
    op.create_table(
        "recalls",
        sa.Column("message_id", TEXT, nullable=False),
        sa.Column("conversation_id", TEXT, nullable=False),
        sa.Column("by_id", TEXT, nullable=False),
        sa.Column("by_name", TEXT, nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("note", TEXT, nullable=True),
        sa.Column("seq", NUMBER, nullable=False),
        sa.Column("contact_had", TEXT, nullable=False),
        sa.Column("removal", TEXT, nullable=False),
        sa.Column("removed_at", NUMBER, nullable=True),
        sa.Column("waiting_for", NUMBER, nullable=False),
        sa.CheckConstraint(
            "contact_had <> 'nothing' OR removal = 'confirmed'", name=op.f("ck_recalls_nothing_to_remove")
        ),
        sa.CheckConstraint(
            "removal <> 'confirmed' OR waiting_for = 0", name=op.f("ck_recalls_confirmed_by_all")
        ),
        sa.CheckConstraint(
            "removal <> 'pending' OR waiting_for > 0", name=op.f("ck_recalls_pending_for_someone")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_recalls_conversation_id")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_recalls_message_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_recalls")),
        sa.UniqueConstraint("conversation_id", "seq", name=op.f("uq_recalls_conversation_id_seq")),
    )
    op.create_index(op.f("ix_recalls_removal_at"), "recalls", ["removal", "at"])


def _pending_removals() -> None:
    op.create_table(
        "pending_removals",
        sa.Column("message_id", TEXT, nullable=False),
        sa.Column("view", TEXT, nullable=False),
        sa.Column("contact_id", TEXT, nullable=False),
        sa.Column("seq", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_pending_removals_contact_id")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["recalls.message_id"], name=op.f("fk_pending_removals_message_id")
        ),
        sa.PrimaryKeyConstraint("message_id", "view", name=op.f("pk_pending_removals")),
    )
    op.create_index(op.f("ix_pending_removals_contact_id_view"), "pending_removals", ["contact_id", "view"])
