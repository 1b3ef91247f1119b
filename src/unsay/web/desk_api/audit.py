"""What agents did and tried, for supervisors and admins."""

from litestar import get
from litestar.handlers.http_handlers import HTTPRouteHandler

from unsay.core.limits import LIST_DEFAULT_ROWS
from unsay.core.policy import Right
from unsay.desk import inquiries, views
from unsay.desk.paging import Page
from unsay.web.answers import granted
from unsay.web.guards import desk_call
from unsay.web.queries import Before, Limit, QueryId, QueryText
from unsay.web.requests import DeskRequest


@get("/audit", **desk_call(Right.AUDIT, tag="audit"))
async def list_audit(
    request: DeskRequest,
    *,
    kind: QueryText = None,
    agent: QueryId = None,
    before: Before = None,
    limit: Limit = LIST_DEFAULT_ROWS,
) -> Page[views.Audit]:
    """List what was done and tried, latest first."""
    return granted(
        await request.desk.doors.desk(
            lambda door: inquiries.audit(door, kind=kind, agent=agent, before=before, limit=limit)
        ),
        at="before",
    )


AUDIT_ROUTES: list[HTTPRouteHandler] = [list_audit]
