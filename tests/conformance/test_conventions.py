"""What all answers have in common (protocol §0), and the doors beside the two APIs (§5)."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

import httpx2
import pytest

from tests.conformance.client import Http, granted, refused
from tests.conformance.fixtures import own_team
from tests.conformance.waiting import eventually

if TYPE_CHECKING:
    from tests.conformance.desk import Channel, Desk
    from tests.conformance.fixtures import NewDesk, Talk, Team


def paths(talk: Talk) -> tuple[str, str]:
    """Where an agent and where a contact sends."""
    return f"/api/v1/conversations/{talk.id}/messages", "/widget/v1/messages"


NOT_JSON: dict[str, bytes] = {
    "nothing": b"",
    "half an object": b'{"text": "x"',
    "a bare word": b"hello",
    "NaN": b'{"text": NaN}',
    "Infinity": b'{"text": -Infinity}',
    "single quotes": b"{'text': 'x'}",
    "a trailing comma": b'{"text": "x",}',
    "a NUL byte": b'{"text": "x"}\x00',
    "a raw control character": b'{"text": "a\nb"}',
    "bad UTF-8": b'{"text": "\xff\xfe"}',
    "overlong UTF-8": b'{"text": "\xc0\x80"}',
    "a surrogate in UTF-8": b'{"text": "\xed\xa0\x80"}',
    "UTF-16": '{"text": "x"}'.encode("utf-16"),
    "a lone brace": b"}",
    "two objects": b"{}{}",
}


@pytest.mark.parametrize("content", NOT_JSON.values(), ids=NOT_JSON.keys())
def test_what_is_not_json_is_a_bad_request(talk: Talk, team: Team, content: bytes) -> None:
    agents, contacts = paths(talk)
    refused(team.ann.call("POST", agents, content=content), 400, "not_json")
    refused(talk.contact.call("POST", contacts, content=content), 400, "not_json")
    refused(Http(team.ann.desk).call("POST", "/widget/v1/session", content=content), 400, "not_json")
    refused(Http(team.ann.desk).call("POST", "/api/v1/session", content=content), 400, "not_json")


DEEP: dict[str, bytes] = {
    "lists": b"[" * 100_000,
    "closed lists": b"[" * 100_000 + b"]" * 100_000,
    "objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "deep in a field": b'{"client_ref":' + b"[" * 60_000 + b"]" * 60_000 + b"}",
    "5 000 digits": b'{"client_ref": 1' + b"0" * 5000 + b"}",
    "a huge exponent": b'{"client_ref": 1e999999}',
    "a huge fraction": b'{"text": 0.' + b"1" * 5000 + b"}",
    "ten thousand keys": b"{" + b",".join(b'"k%d":1' % n for n in range(10_000)) + b"}",
    "a key twice": b'{"text":"a","text":"b"}',
}


@pytest.mark.parametrize("content", DEEP.values(), ids=DEEP.keys())
def test_monstrous_json_is_refused_in_words(talk: Talk, team: Team, content: bytes) -> None:
    agents, contacts = paths(talk)
    for response in (
        team.ann.call("POST", agents, content=content),
        talk.contact.call("POST", contacts, content=content),
    ):
        assert response.status_code in (400, 413, 422), response.text[:300]
        refused(response, response.status_code)
        assert len(response.content) < 20_000


@pytest.mark.parametrize("value", [None, True, 5, 1.5, "text", [], [{}]], ids=repr)
def test_a_body_that_is_no_object_has_the_wrong_shape(talk: Talk, team: Team, value: object) -> None:
    content = json.dumps(value).encode()
    agents, contacts = paths(talk)
    refused(team.ann.call("POST", agents, content=content), 422, "invalid")
    refused(talk.contact.call("POST", contacts, content=content), 422, "invalid")


def test_a_body_that_is_far_too_large_is_refused(talk: Talk, team: Team) -> None:
    content = json.dumps({"client_ref": str(uuid.uuid4()), "text": "x" * 20_000_000}).encode()
    agents, contacts = paths(talk)
    refused(team.ann.call("POST", agents, content=content), 413, "too_large")
    refused(talk.contact.call("POST", contacts, content=content), 413, "too_large")


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "",
    ],
)
def test_only_json_is_taken(talk: Talk, team: Team, kind: str) -> None:
    content = json.dumps({"client_ref": str(uuid.uuid4()), "text": "hello"}).encode()
    agents, contacts = paths(talk)
    headers = {"Content-Type": kind}
    refused(team.ann.call("POST", agents, content=content, headers=headers), 415, "unsupported_media_type")
    refused(
        talk.contact.call("POST", contacts, content=content, headers=headers), 415, "unsupported_media_type"
    )


def test_json_may_name_its_charset(talk: Talk) -> None:
    content = json.dumps({"client_ref": str(uuid.uuid4()), "text": "hello"}).encode()
    headers = {"Content-Type": "application/json; charset=utf-8"}
    granted(talk.contact.call("POST", "/widget/v1/messages", content=content, headers=headers), 201)


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/widget/v1/nothing", "/nothing", "/api", "/api/v2/conversations", "/a%00b"]
)
def test_what_is_nowhere_is_not_found(team: Team, path: str) -> None:
    refused(team.ann.call("GET", path), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/api/v1/conversations"),
        ("PUT", "/api/v1/session"),
        ("DELETE", "/widget/v1/messages"),
        ("PATCH", "/widget/v1/messages"),
        ("PUT", "/widget/v1/session"),
    ],
)
def test_a_method_a_call_does_not_have_is_not_allowed(team: Team, talk: Talk, method: str, path: str) -> None:
    who = team.ann if path.startswith("/api") else talk.contact
    refused(who.call(method, path, {}), 405, "method_not_allowed")


def test_no_answer_of_either_api_may_be_stored_or_sniffed(team: Team, talk: Talk) -> None:
    agents, contacts = paths(talk)
    answers = [
        team.ann.call("GET", agents),
        team.ann.call("GET", "/api/v1/session"),
        team.ann.call("POST", agents, {}),
        team.ann.call("GET", "/api/v1/nothing"),
        Http(team.ann.desk).call("GET", agents),
        talk.contact.call("GET", contacts),
        talk.contact.call("POST", contacts, {}),
        talk.contact.call("DELETE", contacts, {}),
        talk.contact.ask_session(),
    ]
    for response in answers:
        assert response.headers["cache-control"] == "no-store", response.request.url
        assert response.headers["x-content-type-options"] == "nosniff", response.request.url


def test_ids_are_uuids_of_version_7_and_sort_by_time(team: Team, talk: Talk) -> None:
    ids = [team.ann.reply(talk.id)["id"] for _ in range(5)]
    assert all(uuid.UUID(each).version == 7 for each in [*ids, talk.id, talk.contact.id])
    assert all(str(uuid.UUID(each)) == each for each in ids)


def test_the_desk_says_how_it_is(desk: Desk) -> None:
    assert granted(Http(desk).call("GET", "/healthz")) == {"status": "ok"}
    assert Http(desk).call("GET", "/readyz").status_code == 200
    metrics = Http(desk).call("GET", "/metrics")
    assert metrics.status_code == 200
    assert "# TYPE" in metrics.text


def test_the_desk_describes_its_api(desk: Desk) -> None:
    described = granted(Http(desk).call("GET", "/openapi.json"))
    assert described["openapi"].startswith("3.")
    assert "/api/v1/conversations/{" in str(described["paths"].keys())
    assert "/widget/v1/messages" in described["paths"]
    assert Http(desk).call("GET", "/docs").status_code == 200


def test_the_console_the_panel_and_the_loader_are_served(desk: Desk, shop: Channel) -> None:
    for path, kind in (
        ("/", "text/html"),
        (f"/panel?channel={shop.key}", "text/html"),
        ("/embed.js", "javascript"),
    ):
        response = Http(desk).call("GET", path)
        assert response.status_code == 200, path
        assert kind in response.headers["content-type"], path
    policy = Http(desk).call("GET", "/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "/embed.js" in shop.snippet
    assert f'data-channel="{shop.key}"' in shop.snippet


def test_a_panel_of_no_channel_is_not_found(desk: Desk) -> None:
    for key in ("", "nobody", "\0", "x" * 5000):
        response = Http(desk).call("GET", "/panel", params={"channel": key})
        assert response.status_code in (404, 422), response.status_code


def test_the_demo_shop_is_only_in_the_demo(desk: Desk) -> None:
    assert Http(desk).call("GET", "/demo").status_code == 404


@pytest.mark.parametrize(
    "path", ["/static/../pyproject.toml", "/static/x/..%2f..%2fmain.py", "/static/%2e%2e/x", "/static/x/\0"]
)
def test_nothing_beside_the_static_files_is_served(desk: Desk, path: str) -> None:
    assert Http(desk).call("GET", path).status_code in (400, 404)


def test_an_empty_desk_is_set_up_once_with_the_printed_link(new_desk: NewDesk) -> None:
    desk = new_desk()
    desk.start()
    visitor = Http(desk)
    assert granted(visitor.call("GET", "/api/v1/setup")) == {"needed": True}
    token = eventually(lambda: desk.log().partition("/setup#")[2].split()[0].strip())
    first = {"name": "Ada", "email": "ada@desk.example", "password": "a good password"}
    refused(visitor.call("POST", "/api/v1/setup", first | {"token": "wrong"}), 404, "not_found")
    refused(visitor.call("POST", "/api/v1/setup", first | {"token": token, "password": "short"}), 422)
    made = granted(visitor.call("POST", "/api/v1/setup", first | {"token": token}))
    assert made["agent"]["role"] == "admin"
    assert made["csrf"]
    assert granted(visitor.call("GET", "/api/v1/session"))["agent"]["email"] == "ada@desk.example"
    refused(Http(desk).call("POST", "/api/v1/setup", first | {"token": token}), 404, "not_found")
    assert granted(Http(desk).call("GET", "/api/v1/setup")) == {"needed": False}


def test_the_desk_lists_its_commands_and_names_a_bad_setting(new_desk: NewDesk) -> None:
    desk = new_desk()
    helped = desk.command("--help").stdout + desk.command("agent", "--help").stdout
    for word in ("serve", "demo", "agent", "channel", "doctor", "verify", "add", "password"):
        assert word in helped, word
    desk.environment["UNSAY_RATE_CONTACT"] = "plenty"
    refused_start = desk.command("serve", "--port", "0")
    assert refused_start.returncode != 0
    assert "UNSAY_RATE_CONTACT" in refused_start.stdout + refused_start.stderr
    assert "Traceback" not in refused_start.stderr
    del desk.environment["UNSAY_RATE_CONTACT"]


def test_the_data_directory_is_nobody_elses_business(new_desk: NewDesk) -> None:
    desk = new_desk()
    own_team(desk)
    assert desk.data.stat().st_mode & 0o777 == 0o700


def test_one_server_a_data_directory_and_a_taken_port_is_said_in_words(desk: Desk, new_desk: NewDesk) -> None:
    second = desk.command("serve", "--port", "0")
    assert second.returncode != 0
    assert "Traceback" not in second.stderr
    other = new_desk()
    taken = other.command("serve", "--port", str(desk.port))
    assert taken.returncode != 0
    assert str(desk.port) in taken.stdout + taken.stderr
    assert "Traceback" not in taken.stderr


def test_doctor_says_that_a_channel_without_origins_may_be_framed_anywhere(desk: Desk, shop: Channel) -> None:
    done = desk.command("doctor")
    assert "Shop" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_password_too_short_is_not_taken_on_the_command_line(desk: Desk) -> None:
    words = ("agent", "add", "short@desk.example", "--name", "Short", "--role", "agent", "--password-stdin")
    for password in ("", "short", "x" * 201):
        done = desk.command(*words, stdin=password + "\n")
        assert done.returncode != 0
        assert "Traceback" not in done.stderr


def test_a_slow_or_broken_request_costs_only_itself(desk: Desk, talk: Talk, team: Team) -> None:
    client = httpx2.Client(base_url=desk.base_url, trust_env=False, timeout=5)
    with client, pytest.raises(httpx2.HTTPError):
        client.post("/widget/v1/messages", content=stalling(), headers={"Content-Type": "application/json"})
    team.ann.reply(talk.id)


def stalling() -> list[bytes]:
    """A body that breaks off: its last piece cannot be sent."""

    def pieces() -> object:
        yield b'{"text":'
        raise httpx2.WriteError("the cable is cut")

    return pieces()  # type: ignore[return-value]
