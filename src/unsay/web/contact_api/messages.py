"""The contact's thread over HTTP: reading it and writing into it. Every answer goes out behind the fence."""

import msgspec
from litestar import get, post
from litestar.handlers.http_handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody

from unsay.core.audience import ContactMessage
from unsay.core.limits import LIST_DEFAULT_ROWS
from unsay.core.refusals import Refusal
from unsay.core.words import Id
from unsay.desk.contact_feed import contact_message, contact_messages
from unsay.desk.receiving import ReceiveMessage
from unsay.desk.viewing import HandOver
from unsay.web.answers import granted
from unsay.web.contact_api.fenced_answer import FencedAnswer, rendered
from unsay.web.fenced_response import Rendered
from unsay.web.fields import AnyId, Body, ClientRef, NoFiles, quoted, text_flaw
from unsay.web.guards import BODY, contact_call
from unsay.web.problems import ProblemError
from unsay.web.queries import Before, Limit, QueryId
from unsay.web.requests import DeskRequest

SENT_BEFORE = {
    200: ResponseSpec(ContactMessage, description="Sent before with this client_ref, as it is now")
}


class NewContactMessage(Body, frozen=True):
    """What a contact writes."""

    client_ref: ClientRef
    text: str = ""
    files: NoFiles = ()
    reply_to: AnyId | None = None


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """Part of the thread, newest first, as of `upto`; `next` goes into `before` for what is older."""

    items: list[ContactMessage]
    next: int | None
    upto: int
    epoch: Id


@get("/messages", **contact_call())
async def read_thread(
    request: DeskRequest,
    *,
    before: Before = None,
    limit: Limit = LIST_DEFAULT_ROWS,
    view: QueryId = None,
) -> FencedAnswer[Thread]:
    """Read one's thread, newest first; `before` is an exclusive `seq`. A page that says its `view` is the
    only one that receipts wait for; without it any page of the same browser may have asked.
    """
    desk, visitor = request.desk, request.visitor
    page_id = view.lower() if view else None

    async def render() -> Rendered:
        live = desk.presence.handed_over(visitor.contact_id)
        page = granted(
            await desk.doors.contact(
                lambda door: contact_messages(
                    door, visitor, before=before, limit=limit, view=page_id, live=live
                )
            ),
            at="before",
        )
        if page.hand_over:
            # Durable before it is handed over, so that a receipt errs to the careful side only.
            granted(await desk.writer.submit(HandOver(visitor=visitor, upto=page.hand_over, view=page_id)))
        following = None if page.next is None else int(page.next)
        thread = Thread(items=page.items, next=following, upto=page.upto, epoch=page.epoch)
        return rendered(thread, status=200, message_ids=frozenset(each.id for each in page.items))

    return await FencedAnswer.of(desk.fence, render, desk.answers.of(visitor.contact_id))


@post(
    "/messages",
    responses=SENT_BEFORE,
    **contact_call(Refusal.BAD_TEXT, Refusal.BAD_REPLY_TO, Refusal.RATE_LIMITED, *BODY),
)
async def write_message(
    request: DeskRequest, data: JSONBody[NewContactMessage]
) -> FencedAnswer[ContactMessage]:
    """Write to the desk: 201 the first time, 200 with the same message ever after."""
    desk, visitor = request.desk, request.visitor
    wait = desk.contact_sends.take(visitor.contact_id)
    if wait:
        raise ProblemError(Refusal.RATE_LIMITED, retry_after=wait)
    flaw = text_flaw(data.text)
    deed = ReceiveMessage(
        visitor=visitor,
        new_conversation_id=desk.new_id(),
        message_id=desk.new_id(),
        client_ref=data.client_ref.lower(),
        text=data.text,
        reply_to=quoted(data.reply_to),
        flaw=flaw.code if flaw else None,
    )
    received = granted(await desk.writer.submit(deed), flaw=flaw)

    async def render() -> Rendered:
        message = await desk.doors.contact(lambda door: contact_message(door, visitor, received.message_id))
        if message is None:
            raise ProblemError(Refusal.NOT_FOUND)
        status = 201 if received.created else 200
        return rendered(message, status=status, message_ids=frozenset({message.id}))

    return await FencedAnswer.of(desk.fence, render, desk.answers.of(visitor.contact_id, done=True))


THREAD_ROUTES: list[HTTPRouteHandler] = [read_thread, write_message]
