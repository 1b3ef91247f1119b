"""What a page may load and who may embed it: its Content-Security-Policy. Pure."""

import base64
import hashlib
import re
from collections.abc import Sequence

_IMPORT_MAP = re.compile(rb'<script type="importmap">(.*?)</script>', re.DOTALL)
NOBODY = "'none'"


def page_policy(html: bytes, *, frame_ancestors: str, frames: bool = False) -> str:
    """Return the policy of a page: only the desk's own files, and its import map by hash."""
    scripts = ["'self'", *(f"'sha256-{_sha256(each)}'" for each in _IMPORT_MAP.findall(html))]
    rules = [
        "default-src 'none'",
        f"script-src {' '.join(scripts)}",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'self'",
        "form-action 'self'",
        f"frame-ancestors {frame_ancestors}",
    ]
    if frames:
        rules.append("frame-src 'self'")
    return "; ".join(rules)


def embedders(origins: Sequence[str]) -> str:
    """Return who may embed the panel of a channel that lists `origins`; none listed is anybody."""
    return " ".join(["'self'", *origins]) if origins else "*"


API_POLICY = "default-src 'none'; frame-ancestors 'none'"


def _sha256(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()
