"""Conversations (protocol §2): what one is, filters, changes, unread, and who may do what."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.conformance.client import granted, refused
from tests.conformance.fixtures import NewContact, Talk, Team, begin

if TYPE_CHECKING:
    from tests.conformance.client import AgentApi
    from tests.conformance.desk import Channel

KEYS = {
    "id", "version", "channel", "contact", "status", "assignee", "labels", "last_message", "unread",
    "created_at",
    "last_activity_at", "online",
}  # fmt: skip


def listed(agent: AgentApi, **params: str) -> set[str]:
    """The ids a filter finds."""
    return {each["id"] for each in agent.every("/conversations", limit=200, **params)}


def test_a_conversation_has_every_field_promised(talk: Talk, team: Team, shop: Channel) -> None:
    seen = team.ann.conversation(talk.id)
    assert seen.keys() >= KEYS
    assert seen["channel"] == {"id": shop.id, "kind": "website", "name": "Shop"}
    assert seen["contact"].keys() >= {"id", "name", "email", "verified"}
    assert (seen["contact"]["id"], seen["contact"]["verified"]) == (talk.contact.id, False)
    assert (seen["status"], seen["assignee"], seen["labels"], seen["unread"]) == ("open", None, [], 1)
    assert seen["last_message"]["id"] == talk.first["id"]
    assert seen in team.ann.every("/conversations", limit=200)


@pytest.mark.parametrize("status", ["resolved", "snoozed", "open"])
def test_a_conversation_is_found_under_its_status(talk: Talk, team: Team, status: str) -> None:
    more = (
        {"snoozed_until": (datetime.now(UTC) + timedelta(hours=1)).isoformat()} if status == "snoozed" else {}
    )
    assert team.ann.change(talk.id, status=status, **more)["status"] == status
    for other in ("open", "snoozed", "resolved"):
        assert (talk.id in listed(team.ann, status=other)) == (other == status)
    assert talk.id in listed(team.ann), "no status = all"


def test_a_conversation_is_taken_assigned_and_let_go(talk: Talk, team: Team) -> None:
    assert talk.id in listed(team.ann, assignee="none")
    assert team.ann.change(talk.id, assignee_id=team.ann.id)["assignee"] == {"id": team.ann.id, "name": "Ann"}
    assert talk.id in listed(team.ann, assignee="me")
    assert talk.id not in listed(team.bob, assignee="me")
    assert talk.id in listed(team.bob, assignee=team.ann.id)
    team.bob.change(talk.id, assignee_id=team.bob.id)
    assert talk.id in listed(team.bob, assignee="me")
    assert team.ann.change(talk.id, assignee_id=None)["assignee"] is None
    assert talk.id in listed(team.ann, assignee="none")


def test_conversations_are_filtered_by_channel_and_by_words(
    team: Team, windowed: Channel, new_contact: NewContact, talk: Talk
) -> None:
    other = begin(new_contact(windowed), team.ann, f"needle{uuid.uuid4().hex} in the hay")
    assert listed(team.ann, channel=windowed.id) >= {other.id}
    assert talk.id not in listed(team.ann, channel=windowed.id)
    assert listed(team.ann, q=other.first["text"].split()[0]) == {other.id}


def test_labels_are_set_whole(talk: Talk, team: Team) -> None:
    assert sorted(team.ann.change(talk.id, labels=["urgent", "billing"])["labels"]) == ["billing", "urgent"]
    assert team.ann.change(talk.id, labels=[])["labels"] == []


def test_a_change_of_nothing_changes_nothing(talk: Talk, team: Team) -> None:
    before = team.ann.conversation(talk.id)
    assert team.ann.change(talk.id) == before
    assert team.ann.change(talk.id, status="open") == before


@pytest.mark.parametrize(
    "body",
    [
        {"status": "closed"},
        {"status": 5},
        {"status": None},
        {"labels": "x"},
        {"labels": [5]},
        {"labels": ["\0"]},
        {"labels": ["\ud800"]},
        {"labels": ["x"] * 10_000},
        {"assignee_id": 5},
        {"assignee_id": "nobody"},
        {"assignee_id": str(uuid.UUID(int=7))},
        {"snoozed_until": "tomorrow"},
        {"snoozed_until": 5},
        {"version": 1},
        {"channel": None},
        [],
        "x",
        None,
    ],
    ids=lambda body: repr(body)[:40],
)
def test_a_change_of_the_wrong_shape_is_refused_whole(talk: Talk, team: Team, body: object) -> None:
    before = team.ann.conversation(talk.id)
    whole = {"labels": ["new"]} | body if isinstance(body, dict) and "labels" not in body else body
    response = team.ann.call(
        "PATCH", f"/api/v1/conversations/{talk.id}", whole, content=b"null" if body is None else None
    )
    refused(response, 422)
    assert team.ann.conversation(talk.id) == before


def test_unread_is_counted_for_each_agent_and_read_up_to_a_position(talk: Talk, team: Team) -> None:
    second = talk.contact.send()
    record = {message["id"]: message for message in team.ann.messages(talk.id)}
    assert team.ann.conversation(talk.id)["unread"] == 2
    where = f"/api/v1/conversations/{talk.id}/read"
    first_position, last_position = record[talk.first["id"]]["position"], record[second["id"]]["position"]
    for position, left in ((first_position, 1), (last_position, 0), (first_position, 1)):
        assert team.ann.call("POST", where, {"position": position}).status_code == 204
        assert team.ann.conversation(talk.id)["unread"] == left, "a lower position marks as unread again"
    assert team.bob.conversation(talk.id)["unread"] == 2
    team.ann.reply(talk.id)
    assert team.bob.conversation(talk.id)["unread"] == 2, "a colleague's reply is not unread"


@pytest.mark.parametrize(
    "position",
    ["-1", '"1"', "1.5", "null", "true", "1" + "0" * 5000, "[]", "9223372036854775808", "NaN"],
    ids=lambda text: text[:12],
)
def test_a_position_is_a_position(talk: Talk, team: Team, position: str) -> None:
    content = b'{"position":' + position.encode() + b"}"
    response = team.ann.call("POST", f"/api/v1/conversations/{talk.id}/read", content=content)
    assert response.status_code in (400, 422), response.text
    assert team.ann.conversation(talk.id)["unread"] == 1


def test_what_does_not_exist_is_not_found(team: Team, talk: Talk) -> None:
    for nobody in (str(uuid.uuid4()), "nonsense", "%00", "..%2f", talk.first["id"], "x" * 3000):
        where = f"/api/v1/conversations/{nobody}"
        refused(team.ann.call("GET", where), 404)
        refused(team.ann.call("PATCH", where, {"status": "open"}), 404)
        refused(team.ann.call("GET", where + "/messages"), 404)
        refused(team.ann.call("POST", where + "/read", {"position": 1}), 404)


@pytest.mark.parametrize(
    "name", ["status=closed", "assignee=nobody", "channel=nowhere", "colour=red", "q=%00", "q=%ff"]
)
def test_an_odd_filter_is_refused_or_finds_nothing(team: Team, talk: Talk, name: str) -> None:
    response = team.ann.call("GET", f"/api/v1/conversations?{name}")
    if response.status_code == 200:
        assert granted(response)["items"] == []
    else:
        refused(response, 422 if response.status_code == 422 else 400)


@pytest.mark.parametrize(
    "words", ["%", "_", "'", '"', "\\", "* OR *", "NEAR(", "x" * 5000, "\u202e", "a AND", "- -", "(("]
)
def test_any_words_may_be_searched_for(team: Team, talk: Talk, words: str) -> None:
    answer = team.ann.call("GET", "/api/v1/conversations", params={"q": words})
    assert answer.status_code in (200, 422), answer.text
    if answer.status_code == 200:
        assert granted(answer)["items"] == [], "no text holds these words"


def test_admin_calls_are_forbidden_to_agents_and_audits_to_all_but_supervisors(team: Team) -> None:
    for path in ("/channels", "/agents", "/tokens"):
        for agent in (team.ann, team.supervisor):
            refused(agent.call("GET", "/api/v1" + path), 403, "forbidden")
            refused(agent.call("POST", "/api/v1" + path, {}), 403, "forbidden")
        team.admin.page(path)
    refused(team.ann.call("GET", "/api/v1/audit"), 403, "forbidden")
    team.supervisor.page("/audit")
    team.admin.page("/audit")


def test_everybody_signed_in_may_know_the_team(team: Team) -> None:
    names = {each["name"]: each["role"] for each in team.ann.page("/team")["items"]}
    assert names.items() >= {"Ada": "admin", "Sam": "supervisor", "Ann": "agent", "Bob": "agent"}.items()


def test_contacts_are_listed_and_known_by_id(team: Team, talk: Talk) -> None:
    assert talk.contact.id in [each["id"] for each in team.ann.every("/contacts", limit=200)]
    known = granted(team.ann.call("GET", f"/api/v1/contacts/{talk.contact.id}"))
    assert known["id"] == talk.contact.id
    renamed = granted(team.ann.call("PATCH", f"/api/v1/contacts/{talk.contact.id}", {"name": "Mrs Visitor"}))
    assert renamed["name"] == "Mrs Visitor"
    assert team.bob.conversation(talk.id)["contact"]["name"] == "Mrs Visitor"
    refused(team.ann.call("GET", f"/api/v1/contacts/{uuid.uuid4()}"), 404, "not_found")


@pytest.mark.parametrize("value", [-1, 86401, 1.5, "300", None, True, [], "x"])
def test_a_recall_window_is_whole_seconds_from_0_to_a_day(
    team: Team, windowed: Channel, value: object
) -> None:
    response = team.admin.call("PATCH", f"/api/v1/channels/{windowed.id}", {"recall_window_seconds": value})
    refused(response, 422, "invalid")
    for good in (0, 86400, 300):
        path = f"/api/v1/channels/{windowed.id}"
        changed = granted(team.admin.call("PATCH", path, {"recall_window_seconds": good}))
        assert changed["recall_window_seconds"] == good


@pytest.mark.parametrize(
    "until",
    ["9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59.999999-00:01", "0001-01-01T00:00:00+14:00", "x"],
)
def test_a_time_no_calendar_can_write_is_refused(talk: Talk, team: Team, until: str) -> None:
    where = f"/api/v1/conversations/{talk.id}"
    refused(team.ann.call("PATCH", where, {"status": "snoozed", "snoozed_until": until}), 422, "invalid")
    assert team.ann.conversation(talk.id)["status"] == "open"


@pytest.mark.parametrize("name", ["assignee=me%0A", "assignee=none%0A", "channel=%0A"])
def test_a_filter_does_not_end_in_a_newline(team: Team, name: str) -> None:
    refused(team.ann.call("GET", f"/api/v1/conversations?{name}"), 422, "invalid")
