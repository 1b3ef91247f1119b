"""From outcomes to answers: refusals and exceptions become problem documents.

Belongs here: the one place where anything that went wrong gets its status.
"""

from typing import TypeVar

import structlog
from litestar import Response
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)

from unsay.core.refusals import Refusal
from unsay.desk.ports import OverloadedError, UnavailableError
from unsay.web.problems import MEDIA_TYPE, FieldError, Problem, ProblemError, problem, status_of
from unsay.web.requests import DeskRequest, GoneError

T = TypeVar("T")
_log = structlog.get_logger("unsay.web")


def granted(outcome: T | Refusal, *, at: str = "", flaw: ProblemError | None = None) -> T:
    """Return what was granted, or end the request with the refusal; `at` is the field an invalid one is
    about, `flaw` what is said where it was refused for that.
    """
    if isinstance(outcome, Refusal):
        if flaw is not None and outcome is flaw.code:
            raise flaw
        errors = [FieldError(at, "Not a value that fits here")] if outcome is Refusal.INVALID else []
        raise ProblemError(outcome, errors=errors)
    return outcome


def answer_exception(request: DeskRequest, error: Exception) -> Response[Problem]:
    """Return the problem document for anything raised on the way."""
    known = as_problem(error)
    if known.code is Refusal.INTERNAL:
        _log.error("request_failed", method=request.method, route=route_of(request), exc_info=error)
    elif isinstance(error, (UnavailableError, OverloadedError)):
        _log.warning("request_turned_away", code=known.code.value, route=route_of(request))
    headers = dict(known.headers)
    return Response(problem(known), status_code=status_of(known.code), headers=headers, media_type=MEDIA_TYPE)


def as_problem(error: Exception) -> ProblemError:
    """Return what to say of `error`; whatever isn't known is a bug and is told without detail."""
    match error:
        case ProblemError():
            return error
        case UnavailableError():
            return ProblemError(Refusal.UNAVAILABLE)
        case OverloadedError():
            return ProblemError(Refusal.OVERLOADED)
        case GoneError():
            return ProblemError(Refusal.NOT_JSON)
        case NotFoundException():
            return ProblemError(Refusal.NOT_FOUND)
        case MethodNotAllowedException():
            return ProblemError(Refusal.METHOD_NOT_ALLOWED, headers={"allow": _allowed(error)})
        case ValidationException():
            return ProblemError(Refusal.INVALID, errors=_field_errors(error))
        case HTTPException(status_code=400):
            # What is wrong with a body is said by `requests`; this is the framework, of a header.
            return ProblemError(Refusal.NOT_HTTP)
        case _:
            return ProblemError(Refusal.INTERNAL)


def route_of(request: DeskRequest) -> str:
    """Return the route's template, which holds no ids and no query; empty if there is none."""
    return str(request.scope.get("path_template", ""))


def _allowed(error: MethodNotAllowedException) -> str:
    methods = {each.strip() for each in (error.headers or {}).get("allow", "").split(",")}
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))


def _field_errors(error: ValidationException) -> list[FieldError]:
    extra = error.extra if isinstance(error.extra, list) else []
    found = [
        FieldError(str(each.get("key", "")), str(each.get("message", "")).replace("`", ""))
        for each in extra
        if isinstance(each, dict)
    ]
    return found or [FieldError("", "A required parameter is missing")]
