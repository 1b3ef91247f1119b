"""Sending (protocol §0, §2, §3): accepted once, answered as it is now, quoting only what the reader may
see.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from tests.conformance.client import granted, make_bot, refused
from tests.conformance.fixtures import NewContact, Talk, Team, begin
from tests.conformance.page import check_contact_message
from tests.conformance.tab import Tab

if TYPE_CHECKING:
    from tests.conformance.client import ContactApi
    from tests.conformance.desk import Json

DESK_KEYS = {
    "id", "version", "conversation_id", "position", "seq", "client_ref", "kind", "author", "text", "files",
    "reply_to",
    "sent_at", "delivery", "recall", "recalled",
}  # fmt: skip


def body(text: str = "hello", **more: object) -> Json:
    """The least a message needs."""
    return {"client_ref": str(uuid.uuid4()), "text": text} | more


def test_a_reply_reaches_the_contact_and_has_every_field_promised(talk: Talk, team: Team) -> None:
    sent = team.ann.reply(talk.id)
    assert sent.keys() >= DESK_KEYS
    assert (sent["kind"], sent["conversation_id"]) == ("reply", talk.id)
    assert sent["author"] == {"kind": "agent", "id": team.ann.id, "name": "Ann"}
    assert sent["delivery"]["state"] == "sent"
    assert sent["delivery"].keys() >= {"state", "delivered_at", "seen_at"}
    assert sent["recall"].keys() >= {"allowed", "until", "refusal"}
    assert (sent["recalled"], sent["reply_to"], sent["files"]) == (None, None, [])
    assert sent["sent_at"].endswith("Z")
    assert len(sent["sent_at"]) == len("2026-01-01T00:00:00.000Z")
    assert datetime.fromisoformat(sent["sent_at"]).tzinfo is not None
    assert uuid.UUID(sent["id"]).version == 7
    assert talk.contact.thread()[-1]["id"] == sent["id"]


def test_what_a_contact_is_told_of_a_message_is_the_whitelist_and_nothing_else(
    talk: Talk, team: Team
) -> None:
    team.ann.reply(talk.id, reply_to=talk.first["id"])
    make_bot(team.admin, "Greeter").reply(talk.id)
    team.ann.note(talk.id)
    thread = talk.contact.thread()
    for message in [talk.first, *thread]:
        check_contact_message(message)
    assert [message["author"]["kind"] for message in thread] == ["contact", "agent", "bot"]
    assert [message["author"]["name"] for message in thread[1:]] == ["Ann", "Greeter"]
    assert thread[0]["client_ref"] == talk.first["client_ref"]


def test_the_numbers_of_a_thread_are_dense_and_notes_have_none(talk: Talk, team: Team) -> None:
    sent = [team.ann.reply(talk.id), team.ann.note(talk.id), team.ann.reply(talk.id)]
    assert talk.first["seq"] == 1
    assert [message["seq"] for message in sent] == [2, None, 3]
    positions = [message["position"] for message in sent]
    assert positions == sorted(set(positions))


@pytest.mark.parametrize("note", [False, True])
def test_an_agents_retried_send_is_one_message_whatever_the_second_body_says(
    talk: Talk, team: Team, *, note: bool
) -> None:
    ref = str(uuid.uuid4())
    first = granted(team.ann.post_message(talk.id, body("once", client_ref=ref, note=note)), 201)
    again = granted(team.ann.post_message(talk.id, body("once", client_ref=ref, note=note)), 200)
    other = granted(
        team.ann.post_message(talk.id, body("something else", client_ref=ref, note=not note)), 200
    )
    assert again == other == team.ann.message(talk.id, first["id"])
    assert (other["id"], other["text"], other["kind"]) == (first["id"], "once", first["kind"])
    assert len(team.ann.messages(talk.id)) == 2


def test_a_contacts_retried_send_is_one_message_whatever_the_second_body_says(talk: Talk, team: Team) -> None:
    ref = str(uuid.uuid4())
    first = granted(talk.contact.post_message(body("once", client_ref=ref)), 201)
    again = granted(talk.contact.post_message(body("other", client_ref=ref)), 200)
    assert again == first
    tab = Tab(talk.contact)
    tab.open()
    tab.send({"type": "send", "client_ref": ref, "text": "third", "files": [], "reply_to": None})
    accepted = tab.heard("accepted")
    assert {name: accepted[name] for name in ("client_ref", "id", "seq", "sent_at")} == {
        name: first[name] for name in ("client_ref", "id", "seq", "sent_at")
    }
    assert len(team.ann.messages(talk.id)) == 2


def test_a_client_ref_belongs_to_its_author_and_its_conversation(
    talk: Talk, team: Team, new_contact: NewContact
) -> None:
    ref = str(uuid.uuid4())
    other = begin(new_contact(), team.ann)
    ids = {
        granted(team.ann.post_message(talk.id, body(client_ref=ref)), 201)["id"],
        granted(team.bob.post_message(talk.id, body(client_ref=ref)), 201)["id"],
        granted(team.ann.post_message(other.id, body(client_ref=ref)), 201)["id"],
        granted(talk.contact.post_message(body(client_ref=ref)), 201)["id"],
        granted(other.contact.post_message(body(client_ref=ref)), 201)["id"],
    }
    assert len(ids) == 5


@pytest.mark.parametrize("ref", [None, "", "not-a-uuid", 5, "0" * 36, ["x"], "x" * 5000])
def test_a_client_ref_is_a_uuid(talk: Talk, team: Team, ref: object) -> None:
    refused(team.ann.post_message(talk.id, {"client_ref": ref, "text": "hello"}), 422)
    refused(talk.contact.post_message({"client_ref": ref, "text": "hello"}), 422)


def test_a_client_ref_is_the_same_in_capitals(talk: Talk, team: Team) -> None:
    ref = "ab" + str(uuid.uuid4())[2:]
    first = granted(team.ann.post_message(talk.id, body(client_ref=ref)), 201)
    assert granted(team.ann.post_message(talk.id, body(client_ref=ref.upper())), 200)["id"] == first["id"]


def test_a_client_ref_may_not_be_missing(talk: Talk, team: Team) -> None:
    refused(team.ann.post_message(talk.id, {"text": "hello"}), 422)
    refused(talk.contact.post_message({"text": "hello"}), 422)


def test_a_reply_may_quote_what_its_reader_may_see(talk: Talk, team: Team) -> None:
    quoting_contact = team.ann.reply(talk.id, reply_to=talk.first["id"])
    quoting_agent = talk.contact.send(reply_to=quoting_contact["id"])
    assert talk.contact.thread()[1]["reply_to"] == {"id": talk.first["id"], "removed": False}
    assert quoting_agent["reply_to"] == {"id": quoting_contact["id"], "removed": False}


def test_a_note_may_quote_a_note_but_a_reply_may_not(talk: Talk, team: Team) -> None:
    note = team.ann.note(talk.id)
    team.bob.reply(talk.id, note=True, reply_to=note["id"])
    refused(team.ann.post_message(talk.id, body(reply_to=note["id"])), 422, "bad_reply_to")
    refused(talk.contact.post_message(body(reply_to=note["id"])), 422, "bad_reply_to")


def test_a_recalled_message_cannot_be_quoted(talk: Talk, team: Team) -> None:
    sent = team.ann.reply(talk.id)
    team.ann.recall(talk.id, sent["id"])
    refused(team.ann.post_message(talk.id, body(reply_to=sent["id"])), 422, "bad_reply_to")
    refused(team.ann.post_message(talk.id, body(reply_to=sent["id"], note=True)), 422, "bad_reply_to")
    refused(talk.contact.post_message(body(reply_to=sent["id"])), 422, "bad_reply_to")


def test_a_message_of_another_conversation_or_of_none_cannot_be_quoted(
    talk: Talk, team: Team, new_contact: NewContact
) -> None:
    elsewhere = begin(new_contact(), team.ann)
    theirs = team.ann.reply(elsewhere.id)
    for quoted in (elsewhere.first["id"], theirs["id"], str(uuid.uuid4()), talk.id):
        refused(team.ann.post_message(talk.id, body(reply_to=quoted)), 422, "bad_reply_to")
        refused(team.ann.post_message(talk.id, body(reply_to=quoted, note=True)), 422, "bad_reply_to")
        refused(talk.contact.post_message(body(reply_to=quoted)), 422, "bad_reply_to")
    assert len(team.ann.messages(talk.id)) == 1


def test_a_refused_first_message_opens_no_conversation(new_contact: NewContact, team: Team) -> None:
    visitor = new_contact()
    refused(visitor.post_message(body(reply_to=str(uuid.uuid4()))), 422, "bad_reply_to")
    refused(visitor.post_message(body(" ")), 422)
    assert visitor.id not in [each["contact"]["id"] for each in team.ann.every("/conversations", limit=200)]
    assert visitor.thread() == []


def test_a_reply_to_a_resolved_conversation_leaves_it_resolved_and_a_contacts_word_reopens_it(
    talk: Talk, team: Team
) -> None:
    team.ann.change(talk.id, status="resolved")
    team.ann.reply(talk.id)
    team.ann.note(talk.id)
    assert team.ann.conversation(talk.id)["status"] == "resolved"
    talk.contact.send()
    assert team.ann.conversation(talk.id)["status"] == "open"
    assert team.ann.conversation_of(talk.contact) == talk.id, "one conversation for good"


def test_nobody_can_write_where_there_is_no_conversation(team: Team) -> None:
    refused(team.ann.post_message(str(uuid.uuid4()), body()), 404, "not_found")
    refused(team.ann.post_message("nowhere", body()), 404)


@pytest.mark.parametrize("extra", ["author", "sent_at", "seq", "kind", "id", "delivery"])
def test_a_field_the_protocol_does_not_name_is_refused(talk: Talk, team: Team, extra: str) -> None:
    problem = refused(team.ann.post_message(talk.id, body(**{extra: "x"})), 422, "invalid")
    assert problem["errors"]
    assert all(error.keys() >= {"path", "message"} for error in problem["errors"])
    refused(talk.contact.post_message(body(**{extra: "x"})), 422, "invalid")


def test_a_contact_cannot_write_a_note(talk: Talk) -> None:
    refused(talk.contact.post_message(body(note=True)), 422, "invalid")


def test_a_contact_sees_the_authors_name_as_it_was_then(talk: Talk, team: Team) -> None:
    bot = make_bot(team.admin, "Old name")
    bot.reply(talk.id)
    assert talk.contact.thread()[-1]["author"] == {"kind": "bot", "name": "Old name"}


def test_a_contact_without_a_conversation_has_an_empty_history(contact: ContactApi) -> None:
    answer = contact.history()
    assert (answer["items"], answer["next"]) == ([], None)
    assert answer["upto"] == 0
    assert str(uuid.UUID(answer["epoch"])) == answer["epoch"]


def test_a_files_list_must_name_files_that_exist(talk: Talk, team: Team) -> None:
    odd: list[object] = [[str(uuid.uuid4())], ["x"], "x", [5], {}]
    for files in odd:
        response = team.ann.post_message(talk.id, body(files=files))
        assert response.status_code in (404, 422), response.text
        response = talk.contact.post_message(body(files=files))
        assert response.status_code in (404, 422), response.text
    assert len(team.ann.messages(talk.id)) == 1


@pytest.mark.parametrize("reply_to", ["", "x", "0", "\u202e"])
def test_a_quote_of_nothing_is_refused_everywhere(talk: Talk, team: Team, reply_to: str) -> None:
    refused(talk.contact.post_message(body(reply_to=reply_to)), 422, "bad_reply_to")
    refused(team.ann.post_message(talk.id, body(reply_to=reply_to)), 422, "bad_reply_to")
    tab = Tab(talk.contact)
    tab.open()
    ref = str(uuid.uuid4())
    tab.send({"type": "send", "client_ref": ref, "text": "x", "files": [], "reply_to": reply_to})
    assert tab.heard("refused")["code"] == "bad_reply_to"


def test_a_quote_is_found_in_capitals_too(talk: Talk, team: Team) -> None:
    sent = team.ann.reply(talk.id, reply_to=talk.first["id"].upper())
    assert sent["reply_to"] == talk.first["id"]


def test_a_message_sent_again_is_answered_whatever_it_says_now(talk: Talk, team: Team) -> None:
    mine, theirs = body(), body()
    first = granted(talk.contact.post_message(mine), 201)
    reply = granted(team.ann.post_message(talk.id, theirs), 201)
    assert granted(talk.contact.post_message(mine | {"text": " "}), 200) == first
    assert granted(team.ann.post_message(talk.id, theirs | {"text": ""}), 200)["id"] == reply["id"]
    tab = Tab(talk.contact)
    tab.open()
    tab.send({"type": "send", "text": "", "files": [], "reply_to": "x", "client_ref": mine["client_ref"]})
    assert tab.heard("accepted")["id"] == first["id"]


def test_a_client_ref_does_not_end_in_a_newline(talk: Talk, team: Team) -> None:
    odd = body(client_ref=f"{uuid.uuid4()}\n")
    refused(talk.contact.post_message(odd), 422, "invalid")
    refused(team.ann.post_message(talk.id, odd), 422, "invalid")
