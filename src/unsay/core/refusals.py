"""Every way the desk says no, as one closed set of machine words.

Belongs here: the words. Not here: their HTTP status (see `web.problems`).
"""

from enum import StrEnum


class Refusal(StrEnum):
    """Why something was not done. The value is the `code` of the protocol's problem document."""

    # Of a recall, in the order in which they are checked.
    NOT_FOUND = "not_found"
    NOT_RECALLABLE = "not_recallable"
    NOT_SENDER = "not_sender"
    ALREADY_RECALLED = "already_recalled"
    CHANNEL_CANNOT_RECALL = "channel_cannot_recall"
    NOT_SENT = "not_sent"
    WINDOW_PASSED = "window_passed"
    # Of what came in.
    NOT_HTTP = "not_http"
    NOT_JSON = "not_json"
    INVALID = "invalid"
    BAD_TEXT = "bad_text"
    BAD_REPLY_TO = "bad_reply_to"
    TOO_LARGE = "too_large"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    # Of who asked.
    NOT_SIGNED_IN = "not_signed_in"
    BAD_CREDENTIALS = "bad_credentials"
    IDENTITY_REFUSED = "identity_refused"
    CSRF = "csrf"
    FORBIDDEN = "forbidden"
    ORIGIN_NOT_ALLOWED = "origin_not_allowed"
    # Of how things stand.
    EMAIL_TAKEN = "email_taken"
    LAST_ADMIN = "last_admin"
    RATE_LIMITED = "rate_limited"
    # Of our own trouble.
    OVERLOADED = "overloaded"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"
