"""Channels: the ways in, for admins."""

import msgspec
from litestar import get, patch, post
from litestar.handlers.http_handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from unsay.core.limits import LIST_DEFAULT_ROWS, RECALL_WINDOW_DEFAULT_SECONDS
from unsay.core.policy import Right
from unsay.core.words import Id
from unsay.desk import inquiries, views
from unsay.desk.channel_keeping import AddChannel, ChangeChannel
from unsay.desk.paging import Page
from unsay.web.answers import granted
from unsay.web.fields import Body, Name, Origins, RecallWindow, origins_of, visible
from unsay.web.guards import BODY, desk_call
from unsay.web.queries import Before, Limit
from unsay.web.requests import DeskRequest
from unsay.web.secrets import new_channel_key, new_token
from unsay.web.snippets import snippet

TAG = "channels"


class NewChannel(Body, frozen=True):
    """A website channel to be. No `origins` listed: the panel may be embedded anywhere."""

    name: Name
    origins: Origins = msgspec.field(default_factory=list)
    recall_window_seconds: RecallWindow = RECALL_WINDOW_DEFAULT_SECONDS


class ChannelChange(Body, frozen=True):
    """What is to change; what is left out stays."""

    name: Name | msgspec.UnsetType = msgspec.UNSET
    origins: Origins | msgspec.UnsetType = msgspec.UNSET
    recall_window_seconds: RecallWindow | msgspec.UnsetType = msgspec.UNSET


class ChannelMade(views.Channel, frozen=True, kw_only=True):
    """A new channel, with what its website needs. The identity secret is shown this once."""

    identity_secret: str
    snippet: str


@get("/channels", **desk_call(Right.ADMINISTER, tag=TAG))
async def list_channels(
    request: DeskRequest, *, before: Before = None, limit: Limit = LIST_DEFAULT_ROWS
) -> Page[views.Channel]:
    """List the channels."""
    return granted(
        await request.desk.doors.desk(lambda door: inquiries.channels(door, before=before, limit=limit)),
        at="before",
    )


@post("/channels", **desk_call(Right.ADMINISTER, *BODY, tag=TAG))
async def add_channel(request: DeskRequest, data: JSONBody[NewChannel]) -> ChannelMade:
    """Add a website channel."""
    desk, secret = request.desk, new_token()
    deed = AddChannel(
        channel_id=desk.new_id(),
        name=visible(data.name),
        key=new_channel_key(),
        origins=origins_of(data.origins),
        recall_window_seconds=data.recall_window_seconds,
        identity_secret=secret,
        by=request.caller,
        audit_id=desk.new_id(),
        address=request.asker.address,
    )
    granted(await desk.writer.submit(deed))
    channel = await _channel(request, deed.channel_id)
    line = snippet(base_url=desk.public_url or request.asker.origin + desk.root_path, key=deed.key)
    return ChannelMade(**msgspec.structs.asdict(channel), identity_secret=secret, snippet=line)


@patch("/channels/{channel_id:str}", **desk_call(Right.ADMINISTER, *BODY, tag=TAG))
async def change_channel(
    request: DeskRequest, channel_id: FromPath[Id], data: JSONBody[ChannelChange]
) -> views.Channel:
    """Change a channel; a new recall window holds for messages already sent, too."""
    desk = request.desk
    deed = ChangeChannel(
        caller=request.caller,
        channel_id=channel_id,
        audit_id=desk.new_id(),
        name=data.name if data.name is msgspec.UNSET else visible(data.name),
        origins=data.origins if data.origins is msgspec.UNSET else origins_of(data.origins),
        recall_window_seconds=data.recall_window_seconds,
    )
    granted(await desk.writer.submit(deed))
    return await _channel(request, channel_id)


async def _channel(request: DeskRequest, channel_id: Id) -> views.Channel:
    return granted(await request.desk.doors.desk(lambda door: inquiries.channel(door, channel_id)))


CHANNEL_ROUTES: list[HTTPRouteHandler] = [list_channels, add_channel, change_channel]
