"""Signing in, out, and who one is."""

import msgspec
from litestar import Response, delete, get, post, put
from litestar.handlers.http_handlers import HTTPRouteHandler
from litestar.params import JSONBody

from unsay.core.refusals import Refusal
from unsay.core.words import Id
from unsay.desk.people import Caller
from unsay.desk.ports import OverloadedError, UnavailableError
from unsay.desk.proving import agent_by_email
from unsay.desk.rows import AgentRow
from unsay.desk.signing_in import ChangePassword, EndSession, OpenSession, RecordFailedSignIn
from unsay.web.answers import granted
from unsay.web.cookies import SESSION_COOKIE, no_session_cookie, session_cookie
from unsay.web.fields import Body, Password, Secret
from unsay.web.guards import BODY, desk_call, open_call
from unsay.web.problems import ProblemError
from unsay.web.requests import DeskRequest
from unsay.web.secrets import csrf_of, hash_of, new_token

TAG = "session"


class Myself(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in. A bot has no e-mail address, and its scope for a role."""

    id: Id
    name: str
    email: str | None
    role: str


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in browser, and the value its requests repeat in `X-Unsay-Csrf`; a bot has none."""

    agent: Myself
    csrf: str | None


class SignIn(Body, frozen=True):
    """Who one says to be. The bounds keep the checking cheap; a wrong value is simply wrong."""

    email: Secret
    password: Secret


class NewPassword(Body, frozen=True):
    """The password one has, and the one to be."""

    current: Secret
    new: Password


@post("/session", status_code=200, **open_call(Refusal.BAD_CREDENTIALS, Refusal.RATE_LIMITED, *BODY, tag=TAG))
async def sign_in(request: DeskRequest, data: JSONBody[SignIn]) -> Response[Session]:
    """Sign in with e-mail address and password; the session is a cookie."""
    desk, email = request.desk, data.email.lower()
    agent, proved = await _looked_up(request, email, data.password)
    if agent is None or not proved:
        if agent is not None:
            await desk.writer.submit(
                RecordFailedSignIn(agent_id=agent.id, audit_id=desk.new_id(), address=request.asker.address)
            )
        raise ProblemError(Refusal.BAD_CREDENTIALS)
    return await open_session(request, agent)


@get("/session", **desk_call(None, tag=TAG))
async def who_am_i(request: DeskRequest) -> Session:
    """Say who is signed in."""
    caller = request.caller
    token = request.cookies.get(SESSION_COOKIE) if caller.session_id else None
    me = Myself(id=caller.id, name=caller.name, email=caller.email, role=caller.standing.value)
    return Session(agent=me, csrf=csrf_of(token) if token else None)


@delete("/session", **desk_call(None, tag=TAG))
async def sign_out(request: DeskRequest) -> Response[None]:
    """Sign this browser out."""
    desk = request.desk
    granted(await desk.writer.submit(EndSession(caller=_agent(request.caller), audit_id=desk.new_id())))
    cookie = no_session_cookie(scheme=request.asker.scheme, root_path=desk.root_path)
    return Response(None, status_code=204, cookies=[cookie])


@put("/session/password", status_code=204, **desk_call(None, Refusal.RATE_LIMITED, *BODY, tag=TAG))
async def change_password(request: DeskRequest, data: JSONBody[NewPassword]) -> None:
    """Set a new password, which signs the agent out everywhere else."""
    desk, caller, address = request.desk, _agent(request.caller), request.asker.address
    email = caller.email or ""
    _, proved = await _looked_up(request, email, data.current)
    if not proved:
        raise ProblemError(Refusal.FORBIDDEN)
    deed = ChangePassword(
        email=email,
        password_hash=await desk.passwords.hash(data.new, address),
        keep_session_id=caller.session_id,
        audit_id=desk.new_id(),
        address=address,
    )
    granted(await desk.writer.submit(deed))


async def open_session(request: DeskRequest, agent: AgentRow) -> Response[Session]:
    """Open a session for an agent who proved who they are."""
    desk, token = request.desk, new_token()
    deed = OpenSession(
        agent_id=agent.id,
        password_hash=agent.password_hash,
        session_id=desk.new_id(),
        token_hash=hash_of(token),
        audit_id=desk.new_id(),
        address=request.asker.address,
    )
    granted(await desk.writer.submit(deed))
    me = Myself(id=agent.id, name=agent.name, email=agent.email, role=agent.role.value)
    cookie = session_cookie(token, scheme=request.asker.scheme, root_path=desk.root_path)
    return Response(Session(agent=me, csrf=csrf_of(token)), status_code=200, cookies=[cookie])


async def _looked_up(request: DeskRequest, email: str, password: str) -> tuple[AgentRow | None, bool]:
    """Return the agent with this address and whether the password is theirs; it counts as a failed sign-in
    unless it is, or nobody could look.
    """
    desk, address = request.desk, request.asker.address
    wait = desk.sign_ins.attempt(email, address)
    if wait:
        raise ProblemError(Refusal.RATE_LIMITED, retry_after=wait)
    try:
        agent = await desk.doors.desk(lambda door: agent_by_email(door, email))
        known = agent if agent is not None and agent.active else None
        proved = await desk.passwords.matches(password, known.password_hash if known else None, address)
    except (OverloadedError, UnavailableError):
        desk.sign_ins.take_back(email, address)
        raise
    if proved:
        desk.sign_ins.take_back(email, address)
    return agent, proved


def _agent(caller: Caller) -> Caller:
    """Refuse bots, which have no session and no password."""
    if caller.session_id is None:
        raise ProblemError(Refusal.FORBIDDEN)
    return caller


SESSION_ROUTES: list[HTTPRouteHandler] = [sign_in, who_am_i, sign_out, change_password]
