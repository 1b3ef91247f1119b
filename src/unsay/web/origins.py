"""Whose pages may call: origins compared whole (protocol, section 3). Pure; HTTP and sockets ask here.

| `Origin` header                  | accepted                                              |
| -------------------------------- | ----------------------------------------------------- |
| none                             | yes: not a browser                                    |
| the desk's own                   | yes: the panel is a page of the desk                  |
| one the channel lists            | yes, with CORS                                        |
| `null`, anything else            | no: 403 `origin_not_allowed`                          |
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

import msgspec

_NO_HOST = " ;,'\"\\*<>^`{|}%"
"""What could break out of a header or a policy, or is nothing a host is made of."""
_PORTS = {"http": 80, "https": 443}


class OriginAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a page may call, and which origin (if any) the answer must name for its browser to hand it
    over.
    """

    accepted: bool
    cors: str | None


def judge_origin(origin: str | None, *, own: str, listed: Sequence[str]) -> OriginAnswer:
    """Say whether a page of `origin` may call a channel that lists `listed`, on a desk at `own`."""
    if origin is None:
        return OriginAnswer(accepted=True, cors=None)
    asked = plain_origin(origin)
    if asked is None:
        return OriginAnswer(accepted=False, cors=None)
    if asked == plain_origin(own):
        return OriginAnswer(accepted=True, cors=None)
    accepted = asked in {plain_origin(each) for each in listed}
    return OriginAnswer(accepted=accepted, cors=origin if accepted else None)


def plain_origin(text: str) -> str | None:
    """Return an origin the way browsers write it (lower case, no default port), or None if `text` is no http
    origin.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        return None
    if parts.path or parts.query or parts.fragment or text != text.strip() or text.endswith(("?", "#")):
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    if not host.isascii() or any(c in host for c in _NO_HOST):
        return None
    return f"{parts.scheme}://{host}" + ("" if port in {None, _PORTS[parts.scheme]} else f":{port}")
