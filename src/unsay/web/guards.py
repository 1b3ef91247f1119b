"""Who is asking and what they may do, checked before a request's body is read.

Belongs here: sign-in, CSRF, rights, origins, rates.

Handlers say what they need by `desk_call`, `contact_call` or `open_call`; without one of these a handler is
not routed.
"""

import re
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from unsay.core.policy import Right
from unsay.core.refusals import Refusal
from unsay.core.text import is_storable
from unsay.desk.people import Caller, Visitor
from unsay.desk.ports import ContactDoor, DeskDoor
from unsay.desk.proving import caller_by_session, caller_by_token, is_listed_anywhere, visitor_by_token
from unsay.desk.rows import ChannelRow
from unsay.web.cookies import SESSION_COOKIE
from unsay.web.origins import judge_origin, plain_origin
from unsay.web.problems import FieldError, ProblemError
from unsay.web.requests import CALLER, CORS, VISITOR, DeskRequest
from unsay.web.secrets import bearer, hash_of, is_csrf_of

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NOT_QUERY = frozenset({"request", "data"})
Connection = ASGIConnection[Any, Any, Any, Any]
ALWAYS = (
    Refusal.NOT_FOUND,
    Refusal.METHOD_NOT_ALLOWED,
    Refusal.INVALID,
    Refusal.UNAVAILABLE,
    Refusal.OVERLOADED,
    Refusal.INTERNAL,
)
"""What any call may answer."""
BODY = (Refusal.NOT_JSON, Refusal.TOO_LARGE, Refusal.UNSUPPORTED_MEDIA_TYPE)
"""What any call with a body may answer too."""


def desk_call(right: Right | None, *refusals: Refusal, tag: str) -> dict[str, Any]:
    """Return what routes a call of the desk API: for agents and bots with `right` (None: any), answering
    `refusals` too.
    """
    certain = (Refusal.NOT_SIGNED_IN, Refusal.CSRF, Refusal.FORBIDDEN, *ALWAYS)
    return {
        "guards": [signed_in_desk],
        "opt": {"right": right, "refusals": (*certain, *refusals)},
        "tags": [tag],
    }


def contact_call(*refusals: Refusal) -> dict[str, Any]:
    """Return what routes a call of the contact API: for visitors, from origins of their channel."""
    certain = (Refusal.NOT_SIGNED_IN, Refusal.ORIGIN_NOT_ALLOWED, *ALWAYS)
    return {"guards": [signed_in_contact], "opt": {"refusals": (*certain, *refusals)}, "tags": ["contact"]}


def open_call(*refusals: Refusal, tag: str) -> dict[str, Any]:
    """Return what routes a call for anybody."""
    return {"guards": [anybody], "opt": {"refusals": (*ALWAYS, *refusals)}, "tags": [tag]}


async def signed_in_desk(connection: Connection, handler: BaseRouteHandler) -> None:
    """Let an agent or bot in who has the right the handler asks for."""
    request = _request(connection)
    caller = await _caller(request)
    if caller is None:
        raise ProblemError(Refusal.NOT_SIGNED_IN)
    right: Right | None = handler.opt["right"]
    if right is not None and not caller.may(right):
        raise ProblemError(Refusal.FORBIDDEN)
    request.scope[CALLER] = caller  # type: ignore[literal-required]  # ours
    check_address(request)
    check_query(request, handler)


async def signed_in_contact(connection: Connection, handler: BaseRouteHandler) -> None:
    """Let a visitor in by their token, on a page their channel lists."""
    request = _request(connection)
    token = bearer(request.headers.get("authorization"))
    origin = request.headers.get("origin")
    found = await request.desk.doors.contact(lambda door: _visitor(door, token, origin), hot=True)
    if found is None:
        raise ProblemError(Refusal.NOT_SIGNED_IN)
    visitor, listed = found
    if visitor is None:
        # Whoever may embed the widget somewhere may read that they are signed out.
        if origin is not None and listed:
            request.scope[CORS] = origin  # type: ignore[literal-required]  # ours
        raise ProblemError(Refusal.NOT_SIGNED_IN)
    admit_origin(request, listed)
    request.scope[VISITOR] = visitor  # type: ignore[literal-required]  # ours
    check_address(request)
    check_query(request, handler)


async def anybody(connection: Connection, _handler: BaseRouteHandler) -> None:
    """Let anybody in."""
    check_address(_request(connection))


def admit_origin(request: DeskRequest, listed: list[str]) -> None:
    """Refuse a page that the channel, which lists `listed`, doesn't know; else let its browser read the
    answer.
    """
    judged = judge_origin(request.headers.get("origin"), own=request.asker.origin, listed=listed)
    if not judged.accepted:
        raise ProblemError(Refusal.ORIGIN_NOT_ALLOWED)
    if judged.cors is not None:
        request.scope[CORS] = judged.cors  # type: ignore[literal-required]  # ours


def check_address(request: DeskRequest) -> None:
    """Refuse what can't be: an id that is none names nothing, a query neither database could look for is
    invalid.
    """
    if not all(_ID.fullmatch(str(value)) for value in request.path_params.values()):
        raise ProblemError(Refusal.NOT_FOUND)
    for name, value in request.query_params.items():
        if not is_storable(value) or not is_storable(name):
            raise ProblemError(
                Refusal.INVALID, errors=[FieldError("", "The query contains NUL or half a character")]
            )


def check_query(request: DeskRequest, handler: BaseRouteHandler) -> None:
    """Refuse a query the call doesn't know: a filter with a typing error would find everything."""
    known = handler.parsed_fn_signature.parameters
    for name in request.query_params:
        if name not in known or name in request.path_params or name in _NOT_QUERY:
            raise ProblemError(
                Refusal.INVALID, errors=[FieldError(name[:100], "The call knows no such query")]
            )


async def _caller(request: DeskRequest) -> Caller | None:
    authorization = request.headers.get("authorization")
    address = request.asker.address
    if authorization is not None:
        token = bearer(authorization)
        return await request.desk.doors.desk(lambda door: _bot(door, token, address), hot=True)
    session = request.cookies.get(SESSION_COOKIE)
    if not session:
        return None
    hashed = hash_of(session)
    caller = await request.desk.doors.desk(lambda door: caller_by_session(door, hashed, address), hot=True)
    if caller is not None and request.method not in SAFE_METHODS:
        given = request.headers.get("x-unsay-csrf", "")
        if not is_csrf_of(given, session):
            raise ProblemError(Refusal.CSRF)
    return caller


def _bot(door: DeskDoor, token: str | None, address: str) -> Caller | None:
    return caller_by_token(door, hash_of(token), address) if token else None


def _visitor(
    door: ContactDoor, token: str | None, origin: str | None
) -> tuple[Visitor | None, list[str]] | None:
    """Return the visitor and their channel's origins; for nobody, `origin` if any channel lists it."""
    visitor = visitor_by_token(door, hash_of(token)) if token else None
    if visitor is None:
        plain = plain_origin(origin) if origin else None
        return None, [plain] if plain and is_listed_anywhere(door, plain) else []
    channel = door.get(ChannelRow, visitor.channel_id)
    return (visitor, channel.origins) if channel else None


def _request(connection: Connection) -> DeskRequest:
    assert isinstance(connection, DeskRequest), "every route of the app uses our request class"
    return connection
