"""Agents, as admins keep them."""

import msgspec
from litestar import get, patch, post
from litestar.handlers.http_handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from unsay.core.limits import LIST_DEFAULT_ROWS
from unsay.core.policy import Right
from unsay.core.refusals import Refusal
from unsay.core.words import Id, Role
from unsay.desk import inquiries, views
from unsay.desk.paging import Page
from unsay.desk.staffing import AddAgent, ChangeAgent, NewAgent
from unsay.web.answers import granted
from unsay.web.fields import Body, Email, Name, Password, visible
from unsay.web.guards import BODY, desk_call
from unsay.web.queries import Before, Limit
from unsay.web.requests import DeskRequest

TAG = "agents"


class AgentToAdd(Body, frozen=True):
    """An agent to be, with their first password."""

    email: Email
    name: Name
    role: Role
    password: Password


class AgentChange(Body, frozen=True):
    """What is to change; what is left out stays. `active: false` signs the agent out everywhere."""

    name: Name | msgspec.UnsetType = msgspec.UNSET
    role: Role | msgspec.UnsetType = msgspec.UNSET
    active: bool | msgspec.UnsetType = msgspec.UNSET


@get("/agents", **desk_call(Right.ADMINISTER, tag=TAG))
async def list_agents(
    request: DeskRequest, *, before: Before = None, limit: Limit = LIST_DEFAULT_ROWS
) -> Page[views.Agent]:
    """List the agents."""
    return granted(
        await request.desk.doors.desk(lambda door: inquiries.agents(door, before=before, limit=limit)),
        at="before",
    )


@post("/agents", **desk_call(Right.ADMINISTER, Refusal.EMAIL_TAKEN, *BODY, tag=TAG))
async def add_agent(request: DeskRequest, data: JSONBody[AgentToAdd]) -> views.Agent:
    """Add an agent."""
    desk = request.desk
    agent = NewAgent(
        id=desk.new_id(),
        email=data.email.lower(),
        name=visible(data.name),
        role=data.role,
        password_hash=await desk.passwords.hash(data.password, request.asker.address),
    )
    deed = AddAgent(agent=agent, by=request.caller, audit_id=desk.new_id(), address=request.asker.address)
    granted(await desk.writer.submit(deed))
    return await _agent(request, agent.id)


@patch("/agents/{agent_id:str}", **desk_call(Right.ADMINISTER, Refusal.LAST_ADMIN, *BODY, tag=TAG))
async def change_agent(
    request: DeskRequest, agent_id: FromPath[Id], data: JSONBody[AgentChange]
) -> views.Agent:
    """Rename an agent, give them another role, put them out or let them in again."""
    desk = request.desk
    deed = ChangeAgent(
        caller=request.caller,
        agent_id=agent_id,
        audit_id=desk.new_id(),
        name=data.name if data.name is msgspec.UNSET else visible(data.name),
        role=data.role,
        active=data.active,
    )
    granted(await desk.writer.submit(deed))
    return await _agent(request, agent_id)


async def _agent(request: DeskRequest, agent_id: Id) -> views.Agent:
    return granted(await request.desk.doors.desk(lambda door: inquiries.agent(door, agent_id)))


AGENT_ROUTES: list[HTTPRouteHandler] = [list_agents, add_agent, change_agent]
