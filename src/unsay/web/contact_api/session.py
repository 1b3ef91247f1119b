"""A visitor comes in: from a channel's public key to a contact with a token."""

import msgspec
from litestar import post
from litestar.handlers.http_handlers import HTTPRouteHandler
from litestar.params import JSONBody

from unsay.core.refusals import Refusal
from unsay.core.words import Id
from unsay.desk.contact_feed import contact_unread
from unsay.desk.proving import channel_by_key
from unsay.desk.visiting import Identity, NewVisit, StartVisit
from unsay.web.answers import granted
from unsay.web.fields import Body, Email, Name, Number, Secret
from unsay.web.guards import BODY, admit_origin, open_call
from unsay.web.problems import ProblemError
from unsay.web.requests import DeskRequest
from unsay.web.secrets import hash_of, new_token


class IdentityClaim(Body, frozen=True):
    """Who the website says its visitor is; `expires` in Unix seconds. Signed as the protocol says."""

    id: Secret
    signature: Secret
    name: Name | None = None
    email: Email | None = None
    expires: Number | None = None


class VisitStart(Body, frozen=True):
    """The channel's key, the token of an earlier visit, and the website's word for who this is."""

    channel_key: Secret
    token: Secret | None = None
    identity: IdentityClaim | None = None


class Myself(msgspec.Struct, frozen=True):
    """The contact, as they may know themselves."""

    id: Id
    name: str


class ChannelShown(msgspec.Struct, frozen=True):
    """The channel, as its visitors see it."""

    name: str


class DeskShown(msgspec.Struct, frozen=True):
    """Whether anybody is at the desk."""

    online: bool


class VisitStarted(msgspec.Struct, frozen=True, kw_only=True):
    """Who one is now; `token` proves it from here on."""

    token: str
    contact: Myself
    channel: ChannelShown
    desk: DeskShown
    unread: int


@post(
    "/session",
    status_code=200,
    **open_call(Refusal.IDENTITY_REFUSED, Refusal.ORIGIN_NOT_ALLOWED, *BODY, tag="contact"),
)
async def start_visit(request: DeskRequest, data: JSONBody[VisitStart]) -> VisitStarted:
    """Begin a visit, or go on with an earlier one."""
    desk = request.desk
    channel = await desk.doors.contact(lambda door: channel_by_key(door, data.channel_key))
    if channel is None:
        raise ProblemError(Refusal.NOT_FOUND)
    admit_origin(request, channel.origins)
    token = new_token()
    new = NewVisit(contact_id=desk.new_id(), token_id=desk.new_id(), token_hash=hash_of(token))
    deed = StartVisit(
        channel_key=data.channel_key,
        token_hash=hash_of(data.token) if data.token else None,
        identity=_identity(data.identity),
        new=new,
    )
    visit = granted(await desk.writer.submit(deed))
    return VisitStarted(
        token=token if visit.token_is_new or data.token is None else data.token,
        contact=Myself(visit.visitor.contact_id, visit.contact_name),
        channel=ChannelShown(visit.channel_name),
        desk=DeskShown(desk.presence.desk_online),
        unread=await desk.doors.contact(lambda door: contact_unread(door, visit.visitor)),
    )


def _identity(claim: IdentityClaim | None) -> Identity | None:
    return None if claim is None else Identity(**msgspec.structs.asdict(claim))


CONTACT_SESSION_ROUTES: list[HTTPRouteHandler] = [start_visit]
