"""Making the first admin of an empty desk, by the one-time link that the server printed."""

import msgspec
from litestar import Response, get, post
from litestar.handlers.http_handlers import HTTPRouteHandler
from litestar.params import JSONBody

from unsay.core.refusals import Refusal
from unsay.core.words import Role
from unsay.desk.proving import agent_by_email, is_set_up
from unsay.desk.rows import DeskRow
from unsay.desk.staffing import NewAgent, SetUp
from unsay.web.answers import granted
from unsay.web.desk_api.session import Session, open_session
from unsay.web.fields import Body, Email, Name, Password, Secret, visible
from unsay.web.guards import BODY, open_call
from unsay.web.problems import ProblemError
from unsay.web.requests import DeskRequest
from unsay.web.secrets import hash_of

TAG = "session"


class SetupNeeded(msgspec.Struct, frozen=True):
    """Whether the desk has no admin yet."""

    needed: bool


class FirstAdmin(Body, frozen=True):
    """The link's token, and who the first admin is."""

    token: Secret
    name: Name
    email: Email
    password: Password


@get("/setup", **open_call(tag=TAG))
async def setup_needed(request: DeskRequest) -> SetupNeeded:
    """Say whether the desk has yet to be set up."""
    return SetupNeeded(not await request.desk.doors.desk(is_set_up))


@post("/setup", status_code=200, **open_call(Refusal.EMAIL_TAKEN, Refusal.BAD_CREDENTIALS, *BODY, tag=TAG))
async def set_up(request: DeskRequest, data: JSONBody[FirstAdmin]) -> Response[Session]:
    """Make the first admin and sign them in."""
    desk, token_hash, email = request.desk, hash_of(data.token), data.email.lower()
    name = visible(data.name)
    row = await desk.doors.desk(lambda door: door.get(DeskRow, 1))
    if row is None or row.setup_token_hash != token_hash:
        raise ProblemError(Refusal.NOT_FOUND)
    agent = NewAgent(
        id=desk.new_id(),
        email=email,
        name=name,
        role=Role.ADMIN,
        password_hash=await desk.passwords.hash(data.password, request.asker.address),
    )
    deed = SetUp(
        setup_token_hash=token_hash, agent=agent, audit_id=desk.new_id(), address=request.asker.address
    )
    granted(await desk.writer.submit(deed))
    made = await desk.doors.desk(lambda door: agent_by_email(door, email))
    if made is None:
        raise ProblemError(Refusal.NOT_FOUND)
    return await open_session(request, made)


SETUP_ROUTES: list[HTTPRouteHandler] = [setup_needed, set_up]
