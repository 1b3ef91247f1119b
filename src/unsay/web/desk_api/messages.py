"""Messages of a conversation: the record, sending, and taking one back."""

import asyncio
from collections.abc import Awaitable

from litestar import Response, get, post
from litestar.handlers.http_handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody

from unsay.core.limits import LIST_DEFAULT_ROWS
from unsay.core.policy import Right
from unsay.core.refusals import Refusal
from unsay.core.words import Id, RecallReason
from unsay.desk import inquiries, views
from unsay.desk.inquiries import MessagePage
from unsay.desk.recalling import RecallMessage
from unsay.desk.rows import ConversationRow
from unsay.desk.sending import PostMessage
from unsay.web.answers import granted
from unsay.web.desk import Desk
from unsay.web.fields import AnyId, Body, ClientRef, NoFiles, RecallNote, quoted, text_flaw
from unsay.web.guards import BODY, desk_call
from unsay.web.problems import ProblemError
from unsay.web.queries import Before, Limit
from unsay.web.requests import DeskRequest

TAG = "messages"
_RECALL = (
    Refusal.NOT_RECALLABLE,
    Refusal.NOT_SENDER,
    Refusal.CHANNEL_CANNOT_RECALL,
    Refusal.NOT_SENT,
    Refusal.WINDOW_PASSED,
)
SENT_BEFORE = {200: ResponseSpec(views.Message, description="Sent before with this client_ref, as it is now")}


class NewDeskMessage(Body, frozen=True):
    """A reply to the contact, or a `note` that only the team sees."""

    client_ref: ClientRef
    text: str = ""
    files: NoFiles = ()
    note: bool = False
    reply_to: AnyId | None = None


class Recall(Body, frozen=True):
    """Why a message is taken back, for the record."""

    reason: RecallReason | None = None
    note: RecallNote | None = None


@get("/conversations/{conversation_id:str}/messages", **desk_call(Right.READ, tag=TAG))
async def list_messages(
    request: DeskRequest,
    conversation_id: FromPath[Id],
    *,
    before: Before = None,
    limit: Limit = LIST_DEFAULT_ROWS,
) -> MessagePage:
    """List a conversation's messages, newest first; `before` is an exclusive position."""
    caller = request.caller
    return granted(
        await request.desk.doors.desk(
            lambda door: inquiries.messages(door, caller, conversation_id, before=before, limit=limit)
        ),
        at="before",
    )


@post(
    "/conversations/{conversation_id:str}/messages",
    responses=SENT_BEFORE,
    **desk_call(Right.ANSWER, Refusal.BAD_TEXT, Refusal.BAD_REPLY_TO, Refusal.RATE_LIMITED, *BODY, tag=TAG),
)
async def send_message(
    request: DeskRequest, conversation_id: FromPath[Id], data: JSONBody[NewDeskMessage]
) -> Response[views.Message]:
    """Send a reply or write a note: 201 the first time, 200 with the same message ever after."""
    desk, caller = request.desk, request.caller
    wait = desk.agent_sends.take(caller.id)
    if wait:
        raise ProblemError(Refusal.RATE_LIMITED, retry_after=wait)
    flaw = text_flaw(data.text)
    deed = PostMessage(
        caller=caller,
        conversation_id=conversation_id,
        message_id=desk.new_id(),
        client_ref=data.client_ref.lower(),
        text=data.text,
        note=data.note,
        reply_to=quoted(data.reply_to),
        flaw=flaw.code if flaw else None,
    )
    posted = granted(await desk.writer.submit(deed), flaw=flaw)
    if posted.message is not None:
        return Response(posted.message, status_code=201)
    return Response(await _message(request, conversation_id, posted.message_id), status_code=200)


@post(
    "/conversations/{conversation_id:str}/messages/{message_id:str}/recall",
    status_code=200,
    **desk_call(Right.ANSWER, *_RECALL, *BODY, tag=TAG),
)
async def recall_message(
    request: DeskRequest,
    conversation_id: FromPath[Id],
    message_id: FromPath[Id],
    data: JSONBody[Recall],
) -> views.Message:
    """Take one's own message back: gone from the contact's side, marked in the record."""
    desk = request.desk
    reported = await _contacts_reports(desk, conversation_id)
    deed = RecallMessage(
        caller=request.caller,
        conversation_id=conversation_id,
        message_id=message_id,
        reason=data.reason,
        note=data.note,
        audit_id=desk.new_id(),
    )
    _, outcome = await asyncio.gather(reported, desk.writer.submit(deed))
    recalled = granted(outcome)
    return recalled.message or await _message(request, conversation_id, recalled.message_id)


async def _contacts_reports(desk: Desk, conversation_id: Id) -> Awaitable[object]:
    """Submit what the contact's pages reported before now, which the receipt has to count."""
    row = await desk.doors.desk(lambda door: door.get(ConversationRow, conversation_id), hot=True)
    return desk.reports.write_of(row.contact_id) if row is not None else asyncio.sleep(0)


async def _message(request: DeskRequest, conversation_id: Id, message_id: Id) -> views.Message:
    caller = request.caller
    return granted(
        await request.desk.doors.desk(
            lambda door: inquiries.message(door, caller, conversation_id, message_id), hot=True
        )
    )


MESSAGE_ROUTES: list[HTTPRouteHandler] = [list_messages, send_message, recall_message]
