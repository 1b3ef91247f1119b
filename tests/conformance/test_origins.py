"""Origins (protocol §3): which pages may talk to the widget's API, which sites may frame the panel, who may
open sockets.
"""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

import pytest

from tests.conformance.client import ContactApi, Http, granted, refused
from tests.conformance.live import Live, refusal_before_upgrade

if TYPE_CHECKING:
    from tests.conformance.desk import Channel, Desk
    from tests.conformance.fixtures import Team

LISTED = "https://shop.example"
LISTED_TOO = "http://shop.example:8443"
FOREIGN = [
    "https://evil.example",
    "http://shop.example",
    "https://shop.example:8443",
    "https://shop.example.evil.example",
    "https://evilshop.example",
    "https://www.shop.example",
    "https://shop.example/",
    "https://shop.example@evil.example",
    "null",
    "file://",
    "",
    "*",
]


@pytest.fixture(scope="session")
def guarded(shared_desk: tuple[Desk, Team]) -> Channel:
    """A channel that names its sites."""
    return shared_desk[0].add_channel("Guarded", origins=(LISTED, LISTED_TOO))


@pytest.fixture
def visitor(desk: Desk, guarded: Channel) -> ContactApi:
    """A visitor of the guarded channel, come without an Origin."""
    visitor = ContactApi(desk, guarded)
    visitor.open()
    return visitor


def frame_ancestors(desk: Desk, key: str) -> set[str]:
    """Where the panel says it may be embedded."""
    response = Http(desk).call("GET", f"/panel?channel={key}")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"
    found = re.search(r"frame-ancestors ([^;]*)", response.headers["content-security-policy"])
    assert found is not None
    return set(found[1].split())


@pytest.mark.parametrize("origin", [LISTED, LISTED_TOO])
def test_a_listed_origin_is_accepted_with_cors(desk: Desk, visitor: ContactApi, origin: str) -> None:
    response = visitor.call("GET", "/widget/v1/messages", headers={"Origin": origin})
    granted(response)
    assert response.headers["access-control-allow-origin"] == origin
    assert "origin" in response.headers["vary"].lower()
    sent = {"client_ref": str(uuid.uuid4()), "text": "hello"}
    granted(visitor.call("POST", "/widget/v1/messages", sent, headers={"Origin": origin}), 201)
    Live(desk, "/widget/v1/live", origin=origin).close()


def test_a_listed_origin_may_ask_first(desk: Desk, visitor: ContactApi) -> None:
    asks = {
        "Origin": LISTED,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    response = Http(desk).call("OPTIONS", "/widget/v1/messages", headers=asks)
    assert response.status_code in (200, 204)
    assert response.headers["access-control-allow-origin"] in (LISTED, "*")
    allowed = response.headers["access-control-allow-headers"].lower()
    assert "authorization" in allowed
    assert "content-type" in allowed


@pytest.mark.parametrize("origin", FOREIGN)
def test_any_other_origin_is_refused_without_cors(visitor: ContactApi, origin: str) -> None:
    headers = {"Origin": origin}
    for response in (
        visitor.call("GET", "/widget/v1/messages", headers=headers),
        visitor.call(
            "POST", "/widget/v1/messages", {"client_ref": str(uuid.uuid4()), "text": "x"}, headers=headers
        ),
        visitor.call("POST", "/widget/v1/session", {"channel_key": visitor.channel.key}, headers=headers),
    ):
        refused(response, 403, "origin_not_allowed")
        assert "access-control-allow-origin" not in response.headers
    assert visitor.thread() == []


def test_the_desks_own_origin_is_always_accepted(desk: Desk, visitor: ContactApi) -> None:
    granted(visitor.call("GET", "/widget/v1/messages", headers={"Origin": desk.base_url}))
    Live(desk, "/widget/v1/live", origin=desk.base_url).close()


def test_no_origin_is_not_a_browser_and_accepted(desk: Desk, visitor: ContactApi) -> None:
    visitor.send()
    Live(desk, "/widget/v1/live").close()


def test_without_listed_sites_only_the_desks_own_pages_talk_to_the_api(
    desk: Desk, contact: ContactApi
) -> None:
    granted(contact.call("GET", "/widget/v1/messages", headers={"Origin": desk.base_url}))
    for origin in (LISTED, "null"):
        refused(
            contact.call("GET", "/widget/v1/messages", headers={"Origin": origin}), 403, "origin_not_allowed"
        )


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "https://shop.example.evil.example", "file://"]
)
def test_a_foreign_origin_gets_no_socket(desk: Desk, guarded: Channel, origin: str) -> None:
    assert refusal_before_upgrade(desk, "/widget/v1/live", origin=origin) == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", None])
def test_a_cookie_opens_a_desk_socket_only_from_the_consoles_own_origin(
    desk: Desk, team: Team, origin: str | None
) -> None:
    headers = {"Cookie": team.ann.cookie}
    assert refusal_before_upgrade(desk, "/api/v1/live", origin=origin, headers=headers) == 403


def test_a_channels_sites_do_not_open_another_channel(
    desk: Desk, contact: ContactApi, guarded: Channel
) -> None:
    live = Live(desk, "/widget/v1/live", origin=LISTED)
    desk.hold(live)
    live.say(
        {"type": "hello", "token": contact.token, "view": str(uuid.uuid4()), "after": None, "epoch": None}
    )
    assert live.close_code() in (4401, 4403, 1008), "the shop's channel does not list this site"


def test_the_panel_may_be_framed_by_the_listed_sites_only(desk: Desk, guarded: Channel) -> None:
    assert frame_ancestors(desk, guarded.key) - {"'self'", desk.base_url} == {LISTED, LISTED_TOO}


def test_a_channel_that_lists_none_may_be_framed_anywhere(desk: Desk, shop: Channel) -> None:
    assert "*" in frame_ancestors(desk, shop.key)


def test_the_console_may_be_framed_by_nobody(desk: Desk, shop: Channel) -> None:
    response = ContactApi(desk, shop).call("GET", "/")
    assert response.status_code == 200
    assert re.search(r"frame-ancestors ('none'|'self')", response.headers["content-security-policy"])


def test_the_desk_api_grants_no_other_site_anything(desk: Desk, team: Team) -> None:
    response = team.ann.call("GET", "/api/v1/conversations", headers={"Origin": LISTED})
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    "origin", ["shop.example", "https://shop.example/path", "javascript:x", "https://", "*", "\0", ""]
)
def test_what_is_no_origin_cannot_be_listed(team: Team, guarded: Channel, origin: str) -> None:
    response = team.admin.call("PATCH", f"/api/v1/channels/{guarded.id}", {"origins": [origin]})
    refused(response, 422, "invalid")
