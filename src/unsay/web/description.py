"""The API's description for programs (OpenAPI), made from the routes themselves.

Belongs here: what the framework can't know, which is the problems each call answers and how one signs in.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, cast

from litestar import Litestar
from litestar.openapi.config import OpenAPIConfig
from litestar.routes import HTTPRoute

from unsay import __version__
from unsay.core.refusals import Refusal
from unsay.web.cookies import SESSION_COOKIE
from unsay.web.problems import MEDIA_TYPE, TABLE, status_of

Json = dict[str, Any]
CONFIG = OpenAPIConfig(
    title="Unsay",
    version=__version__,
    description="A live-chat desk whose agents can take a message back. Errors are problem documents.",
    use_handler_docstrings=True,
)
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_FIELD_ERROR: Json = {
    "type": "object",
    "required": ["path", "message"],
    "properties": {"path": {"type": "string"}, "message": {"type": "string"}},
}
_SCHEMES: Json = {
    "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE},
    "token": {"type": "http", "scheme": "bearer", "description": "An API token"},
    "contact": {"type": "http", "scheme": "bearer", "description": "A contact's token"},
}


def describe(app: Litestar) -> Json:
    """Return the description of `app`."""
    described: Json = app.openapi_schema.to_schema()
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for method, (handler, _) in route.route_handler_map.items():
                operation = described["paths"].get(route.path_format, {}).get(method.lower())
                if operation is not None:
                    _describe_call(operation, handler.opt["refusals"])
    components = described.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = _problem_schema()
    components["securitySchemes"] = _SCHEMES
    return described


def _describe_call(operation: Json, refusals: Iterable[Refusal]) -> None:
    # The framework's own guess at what a bad request gets is dropped: it isn't what ours gets.
    operation["responses"] = {
        status: answer for status, answer in operation["responses"].items() if status != "400"
    }
    by_status: dict[str, list[Refusal]] = defaultdict(list)
    for refusal in dict.fromkeys(refusals):
        by_status[str(int(status_of(refusal)))].append(refusal)
    for status, codes in sorted(by_status.items()):
        operation["responses"][status] = {
            "description": ", ".join(f"`{code}`" for code in codes),
            "content": {MEDIA_TYPE: {"schema": _PROBLEM}},
        }
    operation["security"] = _security(operation)


def _security(operation: Json) -> list[Json]:
    codes = cast("Json", operation["responses"]).get("401", {}).get("description", "")
    if Refusal.NOT_SIGNED_IN not in codes:
        return []
    return [{"contact": []}] if "contact" in operation["tags"] else [{"session": []}, {"token": []}]


def _problem_schema() -> Json:
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail", "code"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "code": {"type": "string", "enum": [code.value for code in TABLE]},
            "errors": {"type": "array", "items": _FIELD_ERROR},
        },
    }
