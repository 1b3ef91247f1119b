"""API tokens, each a bot, as admins keep them."""

import msgspec
from litestar import delete, get, post
from litestar.handlers.http_handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from unsay.core.limits import LIST_DEFAULT_ROWS
from unsay.core.policy import Right
from unsay.core.words import Id, Scope
from unsay.desk import inquiries, views
from unsay.desk.paging import Page
from unsay.desk.token_keeping import AddToken, RevokeToken
from unsay.web.answers import granted
from unsay.web.fields import Body, Name, visible
from unsay.web.guards import BODY, desk_call
from unsay.web.queries import Before, Limit
from unsay.web.requests import DeskRequest
from unsay.web.secrets import hash_of, new_token

TAG = "tokens"


class NewToken(Body, frozen=True):
    """A bot to be."""

    name: Name
    scope: Scope


class TokenMade(views.Token, frozen=True, kw_only=True):
    """A new bot and its secret, shown this once; `token` says it again, as what is given back."""

    secret: str
    token: str


@get("/tokens", **desk_call(Right.ADMINISTER, tag=TAG))
async def list_tokens(
    request: DeskRequest, *, before: Before = None, limit: Limit = LIST_DEFAULT_ROWS
) -> Page[views.Token]:
    """List the tokens, revoked ones included, without their secrets."""
    return granted(
        await request.desk.doors.desk(lambda door: inquiries.tokens(door, before=before, limit=limit)),
        at="before",
    )


@post("/tokens", **desk_call(Right.ADMINISTER, *BODY, tag=TAG))
async def add_token(request: DeskRequest, data: JSONBody[NewToken]) -> TokenMade:
    """Make a bot."""
    desk, secret = request.desk, new_token()
    deed = AddToken(
        caller=request.caller,
        token_id=desk.new_id(),
        token_hash=hash_of(secret),
        name=visible(data.name),
        scope=data.scope,
        audit_id=desk.new_id(),
    )
    granted(await desk.writer.submit(deed))
    made = granted(await desk.doors.desk(lambda door: inquiries.token(door, deed.token_id)))
    return TokenMade(**msgspec.structs.asdict(made), secret=secret, token=secret)


@delete("/tokens/{token_id:str}", **desk_call(Right.ADMINISTER, tag=TAG))
async def revoke_token(request: DeskRequest, token_id: FromPath[Id]) -> None:
    """End a bot's right; what it wrote stays."""
    desk = request.desk
    deed = RevokeToken(caller=request.caller, token_id=token_id, audit_id=desk.new_id())
    granted(await desk.writer.submit(deed))


TOKEN_ROUTES: list[HTTPRouteHandler] = [list_tokens, add_token, revoke_token]
