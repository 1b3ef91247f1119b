"""The addresses of the desk's pages and of the files they load. Belongs here: which has which headers."""

from collections.abc import Mapping

from litestar import MediaType, Response, get
from litestar.handlers.http_handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from unsay.core.refusals import Refusal
from unsay.desk.proving import channel_by_key
from unsay.web.content_policy import NOBODY, embedders, page_policy
from unsay.web.guards import anybody
from unsay.web.problems import ProblemError
from unsay.web.requests import DeskRequest
from unsay.web.static_files import PAGES, StaticFile

LOADER = "widget/embed.js"
KEEP_FOREVER = "public, max-age=31536000, immutable"
KEEP_BRIEFLY = "public, max-age=300"
"""The loader's address never changes, so a new one must be noticed soon."""
Page = Response[bytes]


@get("/", media_type=MediaType.HTML, include_in_schema=False)
async def console(request: DeskRequest) -> Page:
    """Serve the agents' console."""
    return _page(request, "console/index.html")


@get("/setup", media_type=MediaType.HTML, include_in_schema=False)
async def setup(request: DeskRequest) -> Page:
    """Serve the page on which the first admin is made; the one-time token stays in the address's fragment."""
    return _page(request, "console/setup.html")


@get("/docs", media_type=MediaType.HTML, include_in_schema=False)
async def docs(request: DeskRequest) -> Page:
    """Serve the page that shows the API's description."""
    return _page(request, "docs/index.html")


@get("/panel", guards=[anybody], media_type=MediaType.HTML, include_in_schema=False)
async def panel(request: DeskRequest, channel: FromQuery[str]) -> Page:
    """Serve the widget's panel, which only the channel's origins may embed."""
    row = await request.desk.doors.contact(lambda door: channel_by_key(door, channel))
    if row is None:
        raise ProblemError(Refusal.NOT_FOUND)
    return _page(request, "widget/panel.html", frame_ancestors=embedders(row.origins))


@get("/demo", media_type=MediaType.HTML, include_in_schema=False)
async def demo(request: DeskRequest) -> Page:
    """Serve the demo shop, at a demo desk."""
    key = request.desk.pages.demo_channel_key
    if key is None:
        raise ProblemError(Refusal.NOT_FOUND)
    return _page(request, "demo/shop.html", more={"channel_key": key}, frames=True)


@get("/embed.js", include_in_schema=False)
async def embed(request: DeskRequest) -> Page:
    """Serve the widget's loader to any website."""
    answer = _file(request, request.desk.pages.files.get(LOADER), KEEP_BRIEFLY)
    answer.headers["cross-origin-resource-policy"] = "cross-origin"
    return answer


@get("/static/{digest:str}/{name:path}", include_in_schema=False)
async def static(request: DeskRequest, digest: FromPath[str], name: FromPath[str]) -> Page:
    """Serve a file of this very version, for good; pages come only filled, from their own addresses."""
    files = request.desk.pages.files
    path = name.lstrip("/")
    file = files.get(path) if digest == files.digest and not path.endswith(PAGES) else None
    return _file(request, file, KEEP_FOREVER)


PAGE_ROUTES: list[HTTPRouteHandler] = [console, setup, docs, panel, demo, embed, static]


def _page(
    request: DeskRequest,
    name: str,
    *,
    more: Mapping[str, str] | None = None,
    frame_ancestors: str = NOBODY,
    frames: bool = False,
) -> Page:
    content = request.desk.pages.fill(name, more)
    policy = page_policy(content, frame_ancestors=frame_ancestors, frames=frames)
    headers = {"content-security-policy": policy, "cache-control": "no-store"}
    return Response(content, media_type="text/html", headers=headers)


def _file(request: DeskRequest, file: StaticFile | None, keep: str) -> Page:
    if file is None:
        raise ProblemError(Refusal.NOT_FOUND)
    headers = {"cache-control": keep}
    content = file.content
    if file.gzipped is not None:
        headers["vary"] = "Accept-Encoding"
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["content-encoding"] = "gzip"
            content = file.gzipped
    return Response(content, media_type=file.content_type, headers=headers)
