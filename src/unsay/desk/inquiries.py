"""Inquiries of agents and bots: lists and single things, read through the desk's door.

Nothing here changes anything.
"""

from collections.abc import Container, Sequence
from functools import partial

import msgspec

from unsay.core.refusals import Refusal
from unsay.core.timestamps import rfc3339, rfc3339_or_none
from unsay.core.words import Id, Status
from unsay.desk import views
from unsay.desk.cutting import first_fitting
from unsay.desk.paging import Find, Page, cursor_after, page, parse_cursor, parse_number, take
from unsay.desk.people import Caller
from unsay.desk.ports import DeskDoor
from unsay.desk.rendering import load_shelf
from unsay.desk.rows import (
    AgentRow,
    AuditRow,
    ChannelRow,
    ContactRow,
    ConversationRow,
    MessageRow,
    TokenRow,
)


class MessagePage(msgspec.Struct, frozen=True):
    """Part of a conversation, newest first, as of position `upto` of the desk's log."""

    items: list[views.Message]
    next: str | None
    upto: int


class ConversationFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which conversations; None is any. `assignee`: `me`, `none` or an agent's id."""

    status: Status | None = None
    assignee: str | None = None
    channel: Id | None = None
    q: str | None = None


def conversation(
    door: DeskDoor, caller: Caller, conversation_id: Id, online: Container[Id]
) -> views.Conversation | Refusal:
    """Return one conversation."""
    row = door.get(ConversationRow, conversation_id)
    if row is None:
        return Refusal.NOT_FOUND
    return load_shelf(door, conversations=[row], viewers=[caller.id]).conversation(row, caller.id, online)


def conversations(
    door: DeskDoor,
    caller: Caller,
    which: ConversationFilter,
    *,
    before: str | None,
    limit: int,
    online: Container[Id],
) -> Page[views.Conversation] | Refusal:
    """Return conversations by their last activity."""
    equals: dict[str, object] = {}
    if which.status is not None:
        equals["status"] = which.status
    if which.channel is not None:
        equals["channel_id"] = which.channel
    if which.assignee is not None:
        names = {"me": caller.id, "none": None}
        equals["assignee_id"] = names.get(which.assignee, which.assignee)
    find: Find[ConversationRow] = partial(door.find, ConversationRow)
    if which.q:
        find = partial(door.conversations_holding, which.q)
    cursor = parse_cursor(before)
    if isinstance(cursor, Refusal):
        return cursor
    rows, following = take(find, "last_activity_at", equals=equals, cursor=cursor, limit=limit)
    shelf = load_shelf(door, conversations=rows, viewers=[caller.id])
    fitting = first_fitting(rows, limit=limit, size=shelf.conversation_bytes)
    if len(fitting) < len(rows):
        following = cursor_after(fitting[-1], "last_activity_at")
    return Page([shelf.conversation(row, caller.id, online) for row in fitting], following)


def messages(
    door: DeskDoor, caller: Caller, conversation_id: Id, *, before: str | None, limit: int
) -> MessagePage | Refusal:
    """Return a conversation's messages; `before` is an exclusive position."""
    if door.get(ConversationRow, conversation_id) is None:
        return Refusal.NOT_FOUND
    position = parse_number(before)
    if isinstance(position, Refusal):
        return position
    rows = door.find(
        MessageRow,
        equals={"conversation_id": conversation_id},
        below={"position": position} if position is not None else None,
        order="position",
        descending=True,
        limit=limit + 1,
    )
    shelf = load_shelf(door, messages=rows[:limit])
    fitting = first_fitting(rows, limit=limit, size=shelf.message_bytes)
    following = str(fitting[-1].position) if len(rows) > len(fitting) else None
    return MessagePage([shelf.message(row, caller.id) for row in fitting], following, door.head())


def message(door: DeskDoor, caller: Caller, conversation_id: Id, message_id: Id) -> views.Message | Refusal:
    """Return one message as it is now."""
    row = door.get(MessageRow, message_id)
    if row is None or row.conversation_id != conversation_id:
        return Refusal.NOT_FOUND
    return load_shelf(door, messages=[row]).message(row, caller.id)


def reading_at(door: DeskDoor, conversation_id: Id, position: int) -> int:
    """Return how many of the contact's messages stand at or before `position`: what `MarkRead` keeps."""
    rows = door.find(
        MessageRow,
        equals={"conversation_id": conversation_id},
        below={"position": position + 1},
        order="position",
        descending=True,
        limit=1,
    )
    return rows[0].contact_messages if rows else 0


def agents(door: DeskDoor, *, before: str | None, limit: int) -> Page[views.Agent] | Refusal:
    """Return the agents."""
    return page(door, AgentRow, agent_view, before=before, limit=limit)


def agent(door: DeskDoor, agent_id: Id) -> views.Agent | Refusal:
    """Return one agent."""
    row = door.get(AgentRow, agent_id)
    return agent_view(row) if row else Refusal.NOT_FOUND


def team(door: DeskDoor) -> Page[views.Colleague]:
    """Return everybody who answers, as any agent may know them."""
    rows = door.find(AgentRow, order="name")
    return Page([views.Colleague(id=r.id, name=r.name, role=r.role, active=r.active) for r in rows], None)


def tokens(door: DeskDoor, *, before: str | None, limit: int) -> Page[views.Token] | Refusal:
    """Return the API tokens, without their secrets."""
    return page(door, TokenRow, token_view, before=before, limit=limit)


def token(door: DeskDoor, token_id: Id) -> views.Token | Refusal:
    """Return one API token."""
    row = door.get(TokenRow, token_id)
    return token_view(row) if row else Refusal.NOT_FOUND


def channels(door: DeskDoor, *, before: str | None, limit: int) -> Page[views.Channel] | Refusal:
    """Return the channels."""
    return page(door, ChannelRow, channel_view, before=before, limit=limit)


def channel(door: DeskDoor, channel_id: Id) -> views.Channel | Refusal:
    """Return one channel."""
    row = door.get(ChannelRow, channel_id)
    return channel_view(row) if row else Refusal.NOT_FOUND


def contacts(door: DeskDoor, *, before: str | None, limit: int) -> Page[views.Contact] | Refusal:
    """Return the contacts."""
    cursor = parse_cursor(before)
    if isinstance(cursor, Refusal):
        return cursor
    rows, following = take(partial(door.find, ContactRow), "created_at", cursor=cursor, limit=limit)
    return Page(_contact_views(door, rows), following)


def contact(door: DeskDoor, contact_id: Id) -> views.Contact | Refusal:
    """Return one contact."""
    row = door.get(ContactRow, contact_id)
    return _contact_views(door, [row])[0] if row else Refusal.NOT_FOUND


def audit(
    door: DeskDoor, *, kind: str | None, agent: Id | None, before: str | None, limit: int
) -> Page[views.Audit] | Refusal:
    """Return what agents did and tried."""
    equals: dict[str, object] = {}
    if kind is not None:
        equals["kind"] = kind
    if agent is not None:
        equals["agent_id"] = agent
    cursor = parse_cursor(before)
    if isinstance(cursor, Refusal):
        return cursor
    rows, following = take(partial(door.find, AuditRow), "at", equals=equals, cursor=cursor, limit=limit)
    return Page([_audit_view(row) for row in rows], following)


def agent_view(row: AgentRow) -> views.Agent:
    """Return an agent as admins see them."""
    return views.Agent(id=row.id, name=row.name, email=row.email, role=row.role, active=row.active)


def token_view(row: TokenRow) -> views.Token:
    """Return a token as admins see it."""
    return views.Token(
        id=row.id,
        name=row.name,
        scope=row.scope,
        created_at=rfc3339(row.created_at),
        revoked_at=rfc3339_or_none(row.revoked_at),
    )


def channel_view(row: ChannelRow) -> views.Channel:
    """Return a channel as admins see it."""
    return views.Channel(
        id=row.id,
        kind=row.kind,
        name=row.name,
        key=row.key,
        origins=row.origins,
        recall_window_seconds=row.recall_window_seconds,
        created_at=rfc3339(row.created_at),
    )


def _contact_views(door: DeskDoor, rows: Sequence[ContactRow]) -> list[views.Contact]:
    threads = door.find(ConversationRow, among={"contact_id": [row.id for row in rows]})
    conversation_of = {row.contact_id: row.id for row in threads}
    return [
        views.Contact(
            id=row.id,
            name=row.name,
            email=row.email,
            verified=row.verified,
            external_id=row.external_id,
            channel_id=row.channel_id,
            conversation_id=conversation_of.get(row.id),
            created_at=rfc3339(row.created_at),
        )
        for row in rows
    ]


def _audit_view(row: AuditRow) -> views.Audit:
    return views.Audit(
        id=row.id,
        at=rfc3339(row.at),
        kind=row.kind,
        agent=views.Person(id=row.agent_id, name=row.agent_name) if row.agent_id else None,
        from_=row.from_address,
        conversation_id=row.conversation_id or msgspec.UNSET,
        message_id=row.message_id or msgspec.UNSET,
        code=row.code or msgspec.UNSET,
    )
