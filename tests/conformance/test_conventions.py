"""What all answers have in common (protocol §0): problems, bodies that are no JSON or far too much of it,
headers, ids.
"""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

import pytest

from tests.conformance.client import Http, granted, refused
from tests.conformance.tape import connected

if TYPE_CHECKING:
    from tests.conformance.desk import Desk
    from tests.conformance.fixtures import Talk, Team


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


def test_a_request_that_breaks_off_costs_only_itself(desk: Desk, talk: Talk, team: Team) -> None:
    head = "POST /widget/v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n"
    head += "Content-Type: application/json\r\n"
    for content in (head, head + f"Authorization: Bearer {talk.contact.token}\r\n\r\n" + '{"text":"half'):
        cut = connected(desk.port)
        cut.sendall(content.encode())
        cut.close()
    team.ann.reply(talk.id)
    assert len(talk.contact.thread()) == 2
