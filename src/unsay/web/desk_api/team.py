"""The team, as every agent may know it: for assigning."""

from litestar import get
from litestar.handlers.http_handlers import HTTPRouteHandler

from unsay.core.policy import Right
from unsay.desk import inquiries, views
from unsay.desk.paging import Page
from unsay.web.guards import desk_call
from unsay.web.requests import DeskRequest


@get("/team", **desk_call(Right.READ, tag="agents"))
async def list_team(request: DeskRequest) -> Page[views.Colleague]:
    """List everybody who answers."""
    return await request.desk.doors.desk(inquiries.team)


TEAM_ROUTES: list[HTTPRouteHandler] = [list_team]
