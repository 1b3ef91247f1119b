"""The web application: every route in its place.

Belongs here: putting routes together. Not here: what they do.
"""

from typing import cast

import msgspec
from litestar import Litestar, Response, Router, get
from litestar.datastructures import State
from litestar.types import ExceptionHandler

from unsay.web.answers import answer_exception
from unsay.web.contact_api.messages import THREAD_ROUTES
from unsay.web.contact_api.session import CONTACT_SESSION_ROUTES
from unsay.web.description import CONFIG, describe
from unsay.web.desk import Desk
from unsay.web.desk_api.agents import AGENT_ROUTES
from unsay.web.desk_api.audit import AUDIT_ROUTES
from unsay.web.desk_api.channels import CHANNEL_ROUTES
from unsay.web.desk_api.contacts import CONTACT_ROUTES
from unsay.web.desk_api.conversations import CONVERSATION_ROUTES
from unsay.web.desk_api.messages import MESSAGE_ROUTES
from unsay.web.desk_api.session import SESSION_ROUTES
from unsay.web.desk_api.setup import SETUP_ROUTES
from unsay.web.desk_api.team import TEAM_ROUTES
from unsay.web.desk_api.tokens import TOKEN_ROUTES
from unsay.web.health import HEALTH_ROUTES
from unsay.web.pages import PAGE_ROUTES
from unsay.web.requests import DeskRequest

DESK_API = "/api/v1"
CONTACT_API = "/widget/v1"
DESK_ROUTES = [
    *SESSION_ROUTES,
    *SETUP_ROUTES,
    *CONVERSATION_ROUTES,
    *MESSAGE_ROUTES,
    *CONTACT_ROUTES,
    *TEAM_ROUTES,
    *CHANNEL_ROUTES,
    *AGENT_ROUTES,
    *TOKEN_ROUTES,
    *AUDIT_ROUTES,
]


def make_app(desk: Desk) -> Litestar:
    """Return the application that answers HTTP for `desk`."""
    # The framework serves pages of its own beside a description it makes, so another app is described.
    description = msgspec.json.encode(describe(_assembled(None, {})))
    return _assembled(desk, {"description": description})


def _assembled(desk: Desk | None, more: dict[str, object]) -> Litestar:
    return Litestar(
        route_handlers=[
            Router(DESK_API, route_handlers=DESK_ROUTES),
            Router(CONTACT_API, route_handlers=[*CONTACT_SESSION_ROUTES, *THREAD_ROUTES]),
            *HEALTH_ROUTES,
            *PAGE_ROUTES,
            openapi,
        ],
        request_class=DeskRequest,
        exception_handlers={Exception: cast("ExceptionHandler[Exception]", answer_exception)},
        state=State({"desk": desk, **more}, deep_copy=False),
        openapi_config=CONFIG if desk is None else None,
        logging_config=None,
    )


@get("/openapi.json", include_in_schema=False)
async def openapi(request: DeskRequest) -> Response[bytes]:
    """Give the API's description."""
    return Response(request.app.state.description, media_type="application/json")
