"""What bad input gets: for every field of every body, values no client should send. The answer is a refusal
in the protocol's
words, the same on both databases, and never a 500; what was there before is there after.
"""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from tests.conformance.client import Http, refused
from tests.conformance.fixtures import NewContact, Talk, Team, begin

if TYPE_CHECKING:
    from tests.conformance.desk import Channel, Desk, Json

# As JSON text, because Python would not write some of them.
ODD: dict[str, str] = {
    "null": "null",
    "a boolean": "true",
    "a number": "17",
    "a fraction": "1.5",
    "a negative": "-1",
    "beyond 64 bits": "99999999999999999999",
    "5 000 digits": "1" + "0" * 5000,
    "beyond a float": "1e400",
    "an empty text": '""',
    "a blank": '" "',
    "a text": '"nonsense"',
    "a long text": '"' + "x" * 100_000 + '"',
    "a NUL": '"a\\u0000b"',
    "half a surrogate": '"a\\ud800b"',
    "a formula": '"=1+1"',
    "SQL": '"\'; DROP TABLE messages; --"',
    "a path": '"../../etc/passwd"',
    "a list": "[]",
    "a list of nothing": "[null]",
    "a list of lists": "[[[[]]]]",
    "an object": "{}",
    "an object with a type": '{"$type": "x", "__class__": "y"}',
    "a date": '"2026-13-45T99:99:99Z"',
    "a nil id": '"00000000-0000-0000-0000-000000000000"',
}
REFUSALS = {400, 404, 409, 413, 422}


def bodies(talk: Talk, channel: Channel) -> dict[str, tuple[str, str, Json]]:
    """Every call that takes a body: method, path, and a body with nothing wrong about it."""
    here = f"/api/v1/conversations/{talk.id}"
    message = {"client_ref": str(uuid.uuid4()), "text": "hello", "reply_to": talk.first["id"], "files": []}
    return {
        "sign in": (
            "POST",
            "/api/v1/session",
            {"email": "nobody@desk.example", "password": "not the password"},
        ),
        "password": (
            "PUT",
            "/api/v1/session/password",
            {"current": "not the password", "new": "another password"},
        ),
        "set up": (
            "POST",
            "/api/v1/setup",
            {"token": "x", "name": "N", "email": "n@x.example", "password": "x" * 12},
        ),
        "change": ("PATCH", here, {"status": "open", "assignee_id": None, "labels": ["x"]}),
        "snooze": ("PATCH", here, {"status": "snoozed", "snoozed_until": "2027-01-01T00:00:00.000Z"}),
        "read": ("POST", here + "/read", {"position": 1}),
        "reply": ("POST", here + "/messages", message | {"note": False}),
        "recall": ("POST", f"{here}/messages/{talk.first['id']}/recall", {"reason": "other", "note": "why"}),
        "channel": ("PATCH", f"/api/v1/channels/{channel.id}", {"name": "Shop", "origins": []}),
        "window": ("PATCH", f"/api/v1/channels/{channel.id}", {"recall_window_seconds": 300}),
        "new agent": (
            "POST",
            "/api/v1/agents",
            {"email": "x", "name": "N", "role": "agent", "password": "x" * 12},
        ),
        "agent": ("PATCH", f"/api/v1/agents/{uuid.uuid4()}", {"name": "N", "role": "agent", "active": True}),
        "token": ("POST", "/api/v1/tokens", {"name": "", "scope": "reply"}),
        "contact": ("PATCH", f"/api/v1/contacts/{talk.contact.id}", {"name": "Visitor", "email": None}),
        "visit": ("POST", "/widget/v1/session", {"channel_key": "nobody", "token": "x"}),
        "identity": ("POST", "/widget/v1/session", {"channel_key": talk.contact.channel.key, "identity": {}}),
        "say": ("POST", "/widget/v1/messages", message),
    }


def spoiled(body: Json, field: str, value: str) -> bytes:
    """The body with one field's value replaced by a piece of JSON text."""
    whole = {name: json.dumps(each) for name, each in body.items()} | {field: value}
    return ("{" + ",".join(f"{json.dumps(name)}:{text}" for name, text in whole.items()) + "}").encode()


FIELDS = {
    "sign in": ["email", "password"],
    "password": ["current", "new"],
    "set up": ["token", "name", "email", "password"],
    "change": ["status", "assignee_id", "labels"],
    "snooze": ["snoozed_until"],
    "read": ["position"],
    "reply": ["client_ref", "text", "note", "reply_to", "files"],
    "recall": ["reason", "note"],
    "channel": ["name", "origins"],
    "window": ["recall_window_seconds"],
    "new agent": ["email", "name", "role", "password"],
    "agent": ["name", "role", "active"],
    "token": ["name", "scope"],
    "contact": ["name", "email"],
    "visit": ["channel_key", "token"],
    "identity": ["identity"],
    "say": ["client_ref", "text", "reply_to", "files"],
}
# Calls for which nobody is signed in, so the refusal may be about that.
SIGNED_OUT = {"sign in", "set up", "visit", "identity"}
# What some odd values legitimately are for some fields.
MEANT = {
    "null": {
        "assignee_id",
        "snoozed_until",
        "reason",
        "note",
        "reply_to",
        "email",
        "name",
        "token",
        "identity",
        "files",
    },
    "a list": {"labels", "origins", "files"},
    "a number": {"position", "recall_window_seconds"},
    "a boolean": {"note", "active"},
}


def asker(call: str, desk: Desk, talk: Talk, team: Team) -> Http:
    """Who would make this call."""
    if call in SIGNED_OUT:
        return Http(desk)
    return talk.contact if call == "say" else team.admin


@pytest.mark.parametrize(("call", "field"), [(call, field) for call in FIELDS for field in FIELDS[call]])
def test_a_value_no_field_should_have_is_refused_in_the_protocols_words(
    desk: Desk, talk: Talk, team: Team, windowed: Channel, call: str, field: str
) -> None:
    method, path, good = bodies(talk, windowed)[call]
    who = asker(call, desk, talk, team)
    before = team.ann.conversation(talk.id)
    for name, value in ODD.items():
        response = who.call(method, path, content=spoiled(good, field, value))
        where = f"{call}.{field} = {name}: {response.status_code} {response.text[:300]}"
        assert response.status_code < 500, where
        if response.status_code in (401, 403, 429):
            assert call in SIGNED_OUT or field in ("current", "new"), where
        elif field not in MEANT.get(name, ()) and not value.startswith('"'):
            assert response.status_code in REFUSALS, where
        if response.status_code in REFUSALS:
            refused(response, response.status_code)
            assert "DROP TABLE" not in response.text, "no refusal quotes what was sent"
    after = team.ann.conversation(talk.id)
    assert (after["contact"]["id"], after["channel"]) == (before["contact"]["id"], before["channel"])


@pytest.mark.parametrize("call", sorted(FIELDS.keys() - {"identity"}))
def test_a_field_nobody_asked_for_is_named_and_refused(
    desk: Desk, talk: Talk, team: Team, windowed: Channel, call: str
) -> None:
    method, path, good = bodies(talk, windowed)[call]
    who = asker(call, desk, talk, team)
    problem = refused(who.call(method, path, good | {"colour": "red"}), 422, "invalid")
    assert problem["errors"]
    assert "red" not in json.dumps(problem)


def test_two_contacts_ids_crossed_open_nothing(talk: Talk, team: Team, new_contact: NewContact) -> None:
    other = begin(new_contact(), team.ann)
    theirs = team.ann.reply(other.id)
    here = f"/api/v1/conversations/{talk.id}"
    refused(team.ann.try_recall(talk.id, theirs["id"]), 404, "not_found")
    refused(
        team.ann.call("PATCH", f"/api/v1/conversations/{other.contact.id}", {"status": "open"}),
        404,
        "not_found",
    )
    refused(team.ann.call("GET", f"/api/v1/contacts/{talk.id}"), 404, "not_found")
    refused(team.ann.call("GET", f"{here}/messages/{theirs['id']}"), 404)
    refused(team.admin.call("PATCH", f"/api/v1/agents/{talk.contact.id}", {"name": "X"}), 404, "not_found")
    refused(team.admin.call("PATCH", f"/api/v1/channels/{team.ann.id}", {"name": "X"}), 404, "not_found")
    refused(team.admin.call("DELETE", f"/api/v1/tokens/{team.ann.id}"), 404, "not_found")
    assert talk.contact.history(before=10**6)["items"] == talk.contact.history()["items"]
    assert theirs["text"].encode() not in talk.contact.tape.since()


def test_a_host_that_is_none_is_not_http(desk: Desk) -> None:
    for path in ("/healthz", "/api/v1/session", "/widget/v1/messages"):
        refused(Http(desk).call("GET", path, headers={"Host": b"\xff"}), 400, "not_http")  # type: ignore[dict-item]


@pytest.mark.parametrize(
    "header",
    [
        {"Authorization": "Bearer \xff\xfe"},
        {"Authorization": "Basic dXNlcjpwYXNz"},
        {"Authorization": "Bearer " + "x" * 5000},
        {"Cookie": "unsay_session=" + "x" * 5000},
        {"Cookie": "unsay_session=\xff; unsay_session=;;;="},
        {"X-Forwarded-For": "'; DROP TABLE agents; --"},
        {"Host": "evil.example"},
        {"Accept": "text/html"},
        {"Content-Length": "0"},
        {"Range": "bytes=0-"},
    ],
    ids=lambda header: next(iter(header)) + str(len(str(header))),
)
def test_odd_headers_never_break_anything(desk: Desk, header: dict[str, Any]) -> None:
    for path in ("/api/v1/conversations", "/widget/v1/messages", "/api/v1/session"):
        response = Http(desk).call("GET", path, headers={n: v.encode("latin-1") for n, v in header.items()})
        refused(response, 401, "not_signed_in")
