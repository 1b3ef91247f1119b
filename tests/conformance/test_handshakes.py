"""Handshakes that are turned down (protocol §0, §4): in the words of any refusal, and quietly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conformance.client import Http, granted, refused

if TYPE_CHECKING:
    from tests.conformance.desk import Desk
    from tests.conformance.fixtures import Team

HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
LIVE = "/widget/v1/live"
REFUSED = {
    "without a key": ("GET", LIVE, {"Sec-WebSocket-Key": None}, 400, "not_http"),
    "with a key that is none": ("GET", LIVE, {"Sec-WebSocket-Key": "x"}, 400, "not_http"),
    "of another version": ("GET", LIVE, {"Sec-WebSocket-Version": "8"}, 400, "not_http"),
    "too long": ("GET", LIVE, {"X-Long": "x" * 9000}, 400, "not_http"),
    "by POST": ("POST", LIVE, {}, 405, "method_not_allowed"),
    "from a foreign page": (
        "GET",
        "/api/v1/live",
        {"Origin": "https://evil.example"},
        403,
        "origin_not_allowed",
    ),
    "where there is no socket": ("GET", "/widget/v1/nothing", {}, 404, "not_found"),
}


@pytest.mark.parametrize(("method", "path", "changed", "status", "code"), REFUSED.values(), ids=REFUSED)
def test_a_handshake_is_refused_in_the_protocols_words_and_is_no_error_of_the_desks(
    desk: Desk, team: Team, method: str, path: str, changed: dict[str, str | None], status: int, code: str
) -> None:
    seen = len(desk.log())
    headers = {name: value for name, value in (HANDSHAKE | changed).items() if value is not None}
    response = Http(desk).call(method, path, headers=headers)
    refused(response, status, code)
    assert "GET" in response.headers.get("allow", "GET")
    granted(team.ann.call("GET", "/api/v1/session"))
    assert "[error" not in desk.log()[seen:]
