"""Rendering for the desk: from current rows to what an agent is shown.

The contact's counterpart is `core.audience`.

A `Shelf` holds everything a set of messages and conversations needs, loaded once, so that many viewers of the
same change cost one read.
"""

from collections.abc import Container, Iterable, Sequence

import msgspec

from unsay.core.recall import offer_recall
from unsay.core.timestamps import rfc3339, rfc3339_or_none
from unsay.core.words import Id, MessageKind, Millis
from unsay.desk import views
from unsay.desk.cutting import view_bytes
from unsay.desk.ports import DeskDoor
from unsay.desk.rows import (
    AgentRow,
    ChannelRow,
    ContactRow,
    ConversationRow,
    MessageContentRow,
    MessageRow,
    NoteContentRow,
    ReadRow,
    RecalledContentRow,
    RecallRow,
)
from unsay.desk.threads import recallable


class Shelf(msgspec.Struct, kw_only=True):
    """Rows by id, ready for rendering at desk time `now`. `reads` is by (agent or bot, conversation)."""

    now: Millis
    conversations: dict[Id, ConversationRow]
    messages: dict[Id, MessageRow]
    texts: dict[Id, str]
    recalls: dict[Id, RecallRow]
    channels: dict[Id, ChannelRow]
    contacts: dict[Id, ContactRow]
    agents: dict[Id, AgentRow]
    reads: dict[tuple[Id, Id], ReadRow]

    def message(self, row: MessageRow, viewer: Id) -> views.Message:
        """Return `row` as `viewer` sees it."""
        conversation = self.conversations[row.conversation_id]
        return message_view(
            row,
            text=self.texts[row.id],
            recall=self.recalls[row.id] if row.recalled else None,
            channel=self.channels[conversation.channel_id],
            viewer=viewer,
            now=self.now,
        )

    def conversation(self, row: ConversationRow, viewer: Id, online: Container[Id]) -> views.Conversation:
        """Return `row` as `viewer` sees it; `online` holds the contacts with a live page."""
        channel, contact = self.channels[row.channel_id], self.contacts[row.contact_id]
        last = self.messages[row.last_message_id] if row.last_message_id else None
        read = self.reads.get((viewer, row.id))
        agent = self.agents[row.assignee_id] if row.assignee_id else None
        return views.Conversation(
            id=row.id,
            version=row.version,
            channel=views.ChannelRef(id=channel.id, kind=channel.kind, name=channel.name),
            contact=views.ContactRef(
                id=contact.id, name=contact.name, email=contact.email, verified=contact.verified
            ),
            status=row.status,
            assignee=views.Person(id=agent.id, name=agent.name) if agent else None,
            labels=row.labels,
            snoozed_until=rfc3339_or_none(row.snoozed_until),
            last_message=self.message(last, viewer) if last else None,
            unread=max(0, row.contact_messages - (read.contact_messages if read else 0)),
            online=row.contact_id in online,
            created_at=rfc3339(row.created_at),
            last_activity_at=rfc3339(row.last_activity_at),
        )

    def message_bytes(self, row: MessageRow) -> int:
        """Return an upper bound of the bytes of `message`, whoever views it."""
        recall = self.recalls[row.id] if row.recalled else None
        mark = (recall.by_name, recall.note) if recall else ()
        return view_bytes(self.texts[row.id], row.author_name, *mark)

    def conversation_bytes(self, row: ConversationRow) -> int:
        """Return an upper bound of the bytes of `conversation`, whoever views it."""
        channel, contact = self.channels[row.channel_id], self.contacts[row.contact_id]
        agent = self.agents[row.assignee_id] if row.assignee_id else None
        names = (channel.name, contact.name, contact.email, agent.name if agent else None)
        last = self.message_bytes(self.messages[row.last_message_id]) if row.last_message_id else 0
        return view_bytes(*names, *row.labels) + last


def message_view(
    row: MessageRow, *, text: str, recall: RecallRow | None, channel: ChannelRow, viewer: Id, now: Millis
) -> views.Message:
    """Return `row` as `viewer` sees it at desk time `now`; `recall` says how it was recalled, if it was."""
    offer = offer_recall(recallable(row, channel), to=viewer, now=now)
    return views.Message(
        id=row.id,
        conversation_id=row.conversation_id,
        version=row.version,
        position=row.position,
        seq=row.seq,
        client_ref=row.client_ref,
        kind=row.kind,
        author=views.Author(kind=row.author_kind, id=row.author_id, name=row.author_name),
        text=text,
        files=[],
        reply_to=row.reply_to,
        sent_at=rfc3339(row.sent_at),
        delivery=views.Delivery(
            state=row.delivery,
            delivered_at=rfc3339_or_none(row.delivered_at),
            seen_at=rfc3339_or_none(row.seen_at),
        ),
        recall=views.RecallOffer(
            allowed=offer.allowed, until=rfc3339_or_none(offer.until), refusal=offer.refusal
        ),
        recalled=_recalled_mark(recall) if recall else None,
    )


def load_shelf(
    door: DeskDoor,
    *,
    messages: Sequence[MessageRow] = (),
    conversations: Sequence[ConversationRow] = (),
    viewers: Iterable[Id] = (),
) -> Shelf:
    """Load everything needed to render `messages`, and `conversations` for `viewers`, one query a table."""
    by_id = {row.id: row for row in messages}
    last = [row.last_message_id for row in conversations if row.last_message_id not in {None, *by_id}]
    by_id |= {row.id: row for row in door.find(MessageRow, among={"id": last})}
    threads = {row.id: row for row in conversations}
    further = {row.conversation_id for row in by_id.values()} - set(threads)
    threads |= {row.id: row for row in door.find(ConversationRow, among={"id": sorted(further)})}
    channels = {row.channel_id for row in threads.values()}
    contacts = {row.contact_id for row in conversations}
    agents = {row.assignee_id for row in conversations if row.assignee_id}
    recalled = [row.id for row in by_id.values() if row.recalled]
    reads = door.find(
        ReadRow,
        among={"agent_id": sorted(set(viewers)), "conversation_id": [row.id for row in conversations]},
    )
    return Shelf(
        now=door.now(),
        conversations=threads,
        messages=by_id,
        texts=_texts(door, by_id.values(), recalled),
        recalls={row.message_id: row for row in door.find(RecallRow, among={"message_id": recalled})},
        channels={row.id: row for row in door.find(ChannelRow, among={"id": sorted(channels)})},
        contacts={row.id: row for row in door.find(ContactRow, among={"id": sorted(contacts)})},
        agents={row.id: row for row in door.find(AgentRow, among={"id": sorted(agents)})},
        reads={(row.agent_id, row.conversation_id): row for row in reads},
    )


def _texts(door: DeskDoor, messages: Iterable[MessageRow], recalled: Sequence[Id]) -> dict[Id, str]:
    notes = [row.id for row in messages if row.kind is MessageKind.NOTE]
    elsewhere = {*notes, *recalled}
    shown = [row.id for row in messages if row.id not in elsewhere]
    texts = {row.message_id: row.text for row in door.find(MessageContentRow, among={"message_id": shown})}
    texts |= {row.message_id: row.text for row in door.find(NoteContentRow, among={"message_id": notes})}
    texts |= {
        row.message_id: row.text for row in door.find(RecalledContentRow, among={"message_id": recalled})
    }
    return texts


def _recalled_mark(recall: RecallRow) -> views.RecalledMark:
    return views.RecalledMark(
        by=views.Person(id=recall.by_id, name=recall.by_name),
        at=rfc3339(recall.at),
        reason=recall.reason,
        note=recall.note,
        state="done",
        contact_had=recall.contact_had,
        removal=recall.removal,
        removed_at=rfc3339_or_none(recall.removed_at),
        waiting_for=recall.waiting_for,
    )
