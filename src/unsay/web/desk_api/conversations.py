"""Conversations: the list, one of them, changing and reading it.

Not here: what is said in it (see `messages`).
"""

import msgspec
from litestar import get, patch, post
from litestar.handlers.http_handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from unsay.core.limits import LIST_DEFAULT_ROWS
from unsay.core.policy import Right
from unsay.core.words import Id, Status
from unsay.desk import inquiries, views
from unsay.desk.conversing import ChangeConversation, MarkRead
from unsay.desk.inquiries import ConversationFilter
from unsay.desk.paging import Page
from unsay.web.answers import granted
from unsay.web.fields import AnyId, Body, Labels, Moment, Number, millis_of
from unsay.web.guards import BODY, desk_call
from unsay.web.queries import Before, Limit, QueryAssignee, QueryId, QueryText
from unsay.web.requests import DeskRequest

TAG = "conversations"


class ConversationChange(Body, frozen=True):
    """What is to change; what is left out stays."""

    status: Status | msgspec.UnsetType = msgspec.UNSET
    assignee_id: AnyId | msgspec.UnsetType | None = msgspec.UNSET
    labels: Labels | msgspec.UnsetType = msgspec.UNSET
    snoozed_until: Moment | msgspec.UnsetType | None = msgspec.UNSET


class ReadUpTo(Body, frozen=True):
    """Up to which position of the desk's log one has read the conversation."""

    position: Number


@get("/conversations", **desk_call(Right.READ, tag=TAG))
async def list_conversations(
    request: DeskRequest,
    *,
    status: Status | None = None,
    assignee: QueryAssignee = None,
    channel: QueryId = None,
    q: QueryText = None,
    before: Before = None,
    limit: Limit = LIST_DEFAULT_ROWS,
) -> Page[views.Conversation]:
    """List conversations, latest activity first."""
    desk, caller = request.desk, request.caller
    which = ConversationFilter(status=status, assignee=assignee, channel=channel, q=q)
    online = desk.presence.contacts_online
    return granted(
        await desk.doors.desk(
            lambda door: inquiries.conversations(
                door, caller, which, before=before, limit=limit, online=online
            )
        ),
        at="before",
    )


@get("/conversations/{conversation_id:str}", **desk_call(Right.READ, tag=TAG))
async def get_conversation(request: DeskRequest, conversation_id: FromPath[Id]) -> views.Conversation:
    """Return one conversation."""
    return await _conversation(request, conversation_id)


@patch("/conversations/{conversation_id:str}", **desk_call(Right.ANSWER, *BODY, tag=TAG))
async def change_conversation(
    request: DeskRequest, conversation_id: FromPath[Id], data: JSONBody[ConversationChange]
) -> views.Conversation:
    """Assign, label, snooze, resolve or reopen a conversation."""
    until = data.snoozed_until
    deed = ChangeConversation(
        caller=request.caller,
        conversation_id=conversation_id,
        status=data.status,
        assignee_id=data.assignee_id,
        labels=data.labels,
        snoozed_until=until
        if until is None or until is msgspec.UNSET
        else millis_of(until, path="snoozed_until"),
    )
    granted(await request.desk.writer.submit(deed), at=_doubtful(data))
    return await _conversation(request, conversation_id)


@post("/conversations/{conversation_id:str}/read", status_code=204, **desk_call(Right.ANSWER, *BODY, tag=TAG))
async def mark_read(request: DeskRequest, conversation_id: FromPath[Id], data: JSONBody[ReadUpTo]) -> None:
    """Say how far one has read; what is unread is each agent's own."""
    desk = request.desk
    deed = MarkRead(
        caller=request.caller,
        conversation_id=conversation_id,
        position=data.position,
        contact_messages=await desk.doors.desk(
            lambda door: inquiries.reading_at(door, conversation_id, data.position)
        ),
    )
    granted(await desk.writer.submit(deed))


def _doubtful(change: ConversationChange) -> str:
    """Return the field that a change refused as invalid must be about."""
    return "assignee_id" if isinstance(change.assignee_id, str) else "snoozed_until"


async def _conversation(request: DeskRequest, conversation_id: Id) -> views.Conversation:
    caller, online = request.caller, request.desk.presence.contacts_online
    return granted(
        await request.desk.doors.desk(
            lambda door: inquiries.conversation(door, caller, conversation_id, online)
        )
    )


CONVERSATION_ROUTES: list[HTTPRouteHandler] = [
    list_conversations,
    get_conversation,
    change_conversation,
    mark_read,
]
