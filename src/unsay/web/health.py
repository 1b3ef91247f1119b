"""How the desk is, for those who run it: alive, ready, and its numbers."""

import hmac

import msgspec
from litestar import Response, get
from litestar.handlers.http_handlers import HTTPRouteHandler

from unsay.core.refusals import Refusal
from unsay.web.guards import open_call
from unsay.web.problems import ProblemError
from unsay.web.proxies import is_loopback
from unsay.web.requests import DeskRequest
from unsay.web.secrets import bearer


class Health(msgspec.Struct, frozen=True):
    """`status` is `ok`."""

    status: str


class Readiness(msgspec.Struct, frozen=True):
    """`status` is `ok` or `unready`; `reasons` in words, empty if ready."""

    status: str
    reasons: list[str]


@get("/healthz", **open_call(tag="health"))
async def healthz() -> Health:
    """Say that the process is alive, and nothing about the rest."""
    return Health("ok")


@get("/readyz", **open_call(tag="health"))
async def readyz(request: DeskRequest) -> Response[Readiness]:
    """Say whether requests can be answered now: 200, or 503 with the reasons."""
    reasons = list(request.desk.troubles())
    if request.desk.writer.trouble is not None:
        reasons.append(request.desk.writer.trouble)
    if not reasons:
        try:
            await request.desk.doors.contact(lambda door: door.head())
        except Exception:  # noqa: BLE001 -- whatever it is, the database doesn't answer
            reasons = ["the database does not answer"]
    if reasons:
        return Response(Readiness("unready", reasons), status_code=503, headers={"retry-after": "1"})
    return Response(Readiness("ok", []))


@get("/metrics", include_in_schema=False)
async def metrics(request: DeskRequest) -> Response[bytes]:
    """Give the numbers to this machine, or to whoever has the token; nobody else learns of them."""
    token = request.desk.metrics_token
    given = bearer(request.headers.get("authorization"))
    by_token = token is not None and given is not None and hmac.compare_digest(given.encode(), token.encode())
    if not by_token and not (request.asker.direct and is_loopback(request.asker.address)):
        raise ProblemError(Refusal.NOT_FOUND)
    content_type, content = request.desk.metrics()
    return Response(content, media_type=content_type.removesuffix("; charset=utf-8"))


HEALTH_ROUTES: list[HTTPRouteHandler] = [healthz, readyz, metrics]
