"""How the outside is told no: RFC 9457 problem documents.

Belongs here: each code's status and words, one table. Not here: the rules that refuse.

A detail never quotes what is stored or what somebody else sent; `errors` names the place in what *this*
caller sent.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec

from unsay.core.refusals import Refusal

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 1
"""What 503 asks for: the queue drains and a locked database clears within that, or the next answer says so
again.
"""

TABLE: dict[Refusal, tuple[HTTPStatus, str, str]] = {
    Refusal.NOT_HTTP: (HTTPStatus.BAD_REQUEST, "Not HTTP", "The request could not be read as HTTP/1.1."),
    Refusal.NOT_JSON: (HTTPStatus.BAD_REQUEST, "Not JSON", "The request could not be read as JSON in UTF-8."),
    Refusal.NOT_SIGNED_IN: (
        HTTPStatus.UNAUTHORIZED,
        "Not signed in",
        "Sign in first; a session or token may have ended.",
    ),
    Refusal.BAD_CREDENTIALS: (
        HTTPStatus.UNAUTHORIZED,
        "Not signed in",
        "The e-mail address or the password is wrong.",
    ),
    Refusal.IDENTITY_REFUSED: (
        HTTPStatus.UNAUTHORIZED,
        "Identity refused",
        "The identity's signature does not hold.",
    ),
    Refusal.CSRF: (
        HTTPStatus.FORBIDDEN,
        "Forbidden",
        "The X-Unsay-Csrf header is missing or not this session's.",
    ),
    Refusal.FORBIDDEN: (HTTPStatus.FORBIDDEN, "Forbidden", "You may not do this."),
    Refusal.NOT_SENDER: (HTTPStatus.FORBIDDEN, "Not the sender", "Only its author can recall a message."),
    Refusal.ORIGIN_NOT_ALLOWED: (
        HTTPStatus.FORBIDDEN,
        "Origin not allowed",
        "Pages of this origin may not call the desk.",
    ),
    Refusal.NOT_FOUND: (HTTPStatus.NOT_FOUND, "Not found", "There is nothing here, or nothing of yours."),
    Refusal.METHOD_NOT_ALLOWED: (
        HTTPStatus.METHOD_NOT_ALLOWED,
        "Method not allowed",
        "See the Allow header.",
    ),
    Refusal.NOT_RECALLABLE: (
        HTTPStatus.CONFLICT,
        "Not recallable",
        "Only replies to the contact can be recalled.",
    ),
    Refusal.ALREADY_RECALLED: (HTTPStatus.CONFLICT, "Already recalled", "The message was recalled before."),
    Refusal.CHANNEL_CANNOT_RECALL: (
        HTTPStatus.CONFLICT,
        "Channel cannot recall",
        "The channel's platform offers no recall.",
    ),
    Refusal.NOT_SENT: (HTTPStatus.CONFLICT, "Not sent", "The message failed, so the contact never had it."),
    Refusal.WINDOW_PASSED: (
        HTTPStatus.CONFLICT,
        "Window passed",
        "The time in which the message could be recalled is over.",
    ),
    Refusal.EMAIL_TAKEN: (
        HTTPStatus.CONFLICT,
        "E-mail address taken",
        "Another agent has this e-mail address.",
    ),
    Refusal.LAST_ADMIN: (
        HTTPStatus.CONFLICT,
        "Last admin",
        "The desk would be left without an active admin.",
    ),
    Refusal.TOO_LARGE: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Too large", "The request's body is too large."),
    Refusal.UNSUPPORTED_MEDIA_TYPE: (
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "Unsupported media type",
        "Send the body as application/json.",
    ),
    Refusal.INVALID: (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "Invalid",
        "The request has the wrong shape; see errors.",
    ),
    Refusal.BAD_TEXT: (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "Bad text",
        "A text has 1 to 10000 characters, something to see, and neither NUL nor half a character.",
    ),
    Refusal.BAD_REPLY_TO: (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "Bad reply_to",
        "What is replied to must be in this conversation, visible to the reader and not recalled.",
    ),
    Refusal.RATE_LIMITED: (
        HTTPStatus.TOO_MANY_REQUESTS,
        "Too many requests",
        "Wait as long as Retry-After says.",
    ),
    Refusal.OVERLOADED: (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Overloaded",
        "Nothing was done. Try again shortly.",
    ),
    Refusal.UNAVAILABLE: (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Unavailable",
        "The outcome is unknown. Ask again with the same client_ref.",
    ),
    Refusal.INTERNAL: (
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "Internal error",
        "Something is wrong on the desk's side.",
    ),
}
"""Every code with its status, title and detail. The table of codes in the docs is made from this one."""


class FieldError(msgspec.Struct, frozen=True):
    """What is wrong at one place of the request; `path` such as `origins[2]`, empty for the whole."""

    path: str
    message: str


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """The document itself."""

    type: str
    title: str
    status: int
    detail: str
    code: Refusal
    errors: Sequence[FieldError] | msgspec.UnsetType = msgspec.UNSET


class ProblemError(Exception):
    """Ends a request with a problem document."""

    def __init__(
        self,
        code: Refusal,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        status = status_of(code)
        if status is HTTPStatus.UNAUTHORIZED:
            self.headers.setdefault("www-authenticate", 'Bearer realm="unsay"')
        if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
            seconds = RETRY_AFTER_SECONDS if retry_after is None else retry_after
            self.headers["retry-after"] = str(max(1, int(-(-seconds // 1))))


def status_of(code: Refusal) -> HTTPStatus:
    """Return the HTTP status a code is answered with."""
    return TABLE[code][0]


def problem(error: ProblemError) -> Problem:
    """Return the document for `error`."""
    status, title, detail = TABLE[error.code]
    return Problem(
        type=f"urn:unsay:problem:{error.code}",
        title=title,
        status=status,
        detail=detail,
        code=error.code,
        errors=error.errors or msgspec.UNSET,
    )


async def as_asgi(
    error: ProblemError, send: Callable[[Any], Awaitable[None]], *, prefix: str = "http.response"
) -> None:
    """Answer with the document for `error` where no framework does."""
    headers, body = _written(error)
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": f"{prefix}.start", "status": int(status_of(error.code)), "headers": raw})
    await send({"type": f"{prefix}.body", "body": body})


def as_http(error: ProblemError) -> bytes:
    """Return a whole answer, after which the connection is closed, where nothing at all could be read."""
    headers, body = _written(error)
    status = status_of(error.code)
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", "connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _written(error: ProblemError) -> tuple[dict[str, str], bytes]:
    body = msgspec.json.encode(problem(error))
    return {"content-type": MEDIA_TYPE, "content-length": str(len(body)), **error.headers}, body
