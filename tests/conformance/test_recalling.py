"""Recall (protocol §2, "Recall, exactly"): every refusal in its order, and what a recall does and leaves
alone.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.conformance.client import AgentApi, granted, make_bot, refused, set_window
from tests.conformance.fixtures import NewContact, Talk, Team, begin
from tests.conformance.waiting import eventually

if TYPE_CHECKING:
    from tests.conformance.desk import Channel, Desk


def closed_window(team: Team, channel: Channel, talk: Talk, message: str) -> None:
    """Shorten the channel's window until this message is surely outside it."""
    set_window(team.admin, channel, 0)
    eventually(lambda: team.ann.message(talk.id, message)["recall"]["refusal"] == "window_passed")


@pytest.fixture
def timed(windowed: Channel, new_contact: NewContact, team: Team) -> Talk:
    """A talk on the channel whose window tests may change; it begins wide open."""
    set_window(team.admin, windowed, 300)
    return begin(new_contact(windowed), team.ann)


def test_a_recalled_message_is_gone_for_the_contact_and_kept_marked_in_the_record(
    talk: Talk, team: Team
) -> None:
    sent = team.ann.reply(talk.id)
    answer = team.ann.recall(talk.id, sent["id"], reason="wrong_message", note="for somebody else")
    assert [message["id"] for message in talk.contact.thread()] == [talk.first["id"]]
    kept = team.bob.message(talk.id, sent["id"])
    assert kept["text"] == sent["text"]
    assert kept["recalled"]["by"] == {"id": team.ann.id, "name": "Ann"}
    assert (kept["recalled"]["reason"], kept["recalled"]["note"]) == ("wrong_message", "for somebody else")
    assert kept["recalled"]["state"] == "done"
    assert answer["recalled"]["at"] == kept["recalled"]["at"]
    assert kept["version"] > sent["version"]


def test_recalling_needs_no_reason(talk: Talk, team: Team) -> None:
    answer = team.ann.recall(talk.id, team.ann.reply(talk.id)["id"])
    assert answer["recalled"]["reason"] is None
    assert answer["recalled"]["note"] is None


@pytest.mark.parametrize("reason", ["wrong_message", "unfinished", "wrong_link_or_file", "other"])
def test_every_reason_of_the_menu_is_taken(talk: Talk, team: Team, reason: str) -> None:
    assert (
        team.ann.recall(talk.id, team.ann.reply(talk.id)["id"], reason=reason)["recalled"]["reason"] == reason
    )


@pytest.mark.parametrize(
    "body", [{"reason": "because"}, {"reason": 5}, {"note": 5}, {"why": "x"}, {"note": "\0"}, []]
)
def test_a_recall_with_an_odd_body_is_refused_and_recalls_nothing(
    talk: Talk, team: Team, body: object
) -> None:
    sent = team.ann.reply(talk.id)
    refused(team.ann.try_recall(talk.id, sent["id"], body), 422)
    assert team.ann.message(talk.id, sent["id"])["recalled"] is None


def test_what_does_not_exist_cannot_be_recalled(talk: Talk, team: Team) -> None:
    sent = team.ann.reply(talk.id)
    nobody = str(uuid.uuid4())
    refused(team.ann.try_recall(talk.id, nobody), 404, "not_found")
    refused(team.ann.try_recall(nobody, sent["id"]), 404, "not_found")
    refused(team.ann.try_recall("nonsense", "nonsense"), 404)


def test_a_message_is_found_only_in_its_own_conversation(
    talk: Talk, team: Team, new_contact: NewContact
) -> None:
    other = begin(new_contact(), team.ann)
    sent = team.ann.reply(other.id)
    refused(team.ann.try_recall(talk.id, sent["id"]), 404, "not_found")
    assert team.ann.message(other.id, sent["id"])["recalled"] is None


def test_a_contacts_message_cannot_be_recalled_by_anybody(talk: Talk, team: Team) -> None:
    for agent in (team.ann, team.supervisor, team.admin):
        refused(agent.try_recall(talk.id, talk.first["id"]), 409, "not_recallable")


def test_a_note_is_not_recallable_even_by_its_author_and_that_comes_before_not_sender(
    talk: Talk, team: Team
) -> None:
    note = team.ann.note(talk.id)
    refused(team.ann.try_recall(talk.id, note["id"]), 409, "not_recallable")
    refused(team.bob.try_recall(talk.id, note["id"]), 409, "not_recallable")


def test_not_recallable_comes_before_window_passed(timed: Talk, team: Team, windowed: Channel) -> None:
    note, reply = team.ann.note(timed.id), team.ann.reply(timed.id)
    closed_window(team, windowed, timed, reply["id"])
    refused(team.bob.try_recall(timed.id, note["id"]), 409, "not_recallable")
    refused(team.bob.try_recall(timed.id, timed.first["id"]), 409, "not_recallable")


def test_only_the_sender_may_recall_not_a_colleague_a_supervisor_or_an_admin(talk: Talk, team: Team) -> None:
    sent = team.ann.reply(talk.id)
    for other in (team.bob, team.supervisor, team.admin):
        refused(other.try_recall(talk.id, sent["id"]), 403, "not_sender")
    assert sent["id"] in [message["id"] for message in talk.contact.thread()]


def test_not_sender_comes_before_already_recalled_and_window_passed(
    timed: Talk, team: Team, windowed: Channel
) -> None:
    recalled, late = team.ann.reply(timed.id), team.ann.reply(timed.id)
    team.ann.recall(timed.id, recalled["id"])
    closed_window(team, windowed, timed, late["id"])
    refused(team.bob.try_recall(timed.id, late["id"]), 403, "not_sender")
    refused(team.bob.try_recall(timed.id, recalled["id"]), 403, "not_sender")


def test_a_sender_may_recall_from_another_browser(desk: Desk, talk: Talk, team: Team) -> None:
    sent = team.ann.reply(talk.id)
    AgentApi.sign_in(desk, desk.people["Ann"]).recall(talk.id, sent["id"])


def test_recalling_again_answers_the_same_and_writes_nothing_whatever_the_time(
    timed: Talk, team: Team, windowed: Channel
) -> None:
    sent, witness = team.ann.reply(timed.id), team.ann.reply(timed.id)
    once = team.ann.recall(timed.id, sent["id"], reason="unfinished")
    closed_window(team, windowed, timed, witness["id"])
    again = team.ann.recall(timed.id, sent["id"], reason="other", note="another story")
    assert again == once
    assert again["recall"]["refusal"] == "already_recalled"
    assert team.ann.message(timed.id, sent["id"]) == once


def test_after_the_window_a_recall_is_refused_and_the_window_is_the_channels_now(
    timed: Talk, team: Team, windowed: Channel
) -> None:
    sent = team.ann.reply(timed.id)
    closed_window(team, windowed, timed, sent["id"])
    refused(team.ann.try_recall(timed.id, sent["id"]), 409, "window_passed")
    assert team.ann.message(timed.id, sent["id"])["recalled"] is None
    set_window(team.admin, windowed, 86400)
    team.ann.recall(timed.id, sent["id"])


def test_a_bot_is_an_author_of_its_own(talk: Talk, team: Team) -> None:
    one, other = make_bot(team.admin, "Greeter"), make_bot(team.admin, "Closer")
    by_bot, by_ann = one.reply(talk.id), team.ann.reply(talk.id)
    assert (by_bot["author"]["kind"], by_bot["author"]["name"]) == ("bot", "Greeter")
    for somebody_else in (other, team.ann, team.admin):
        refused(somebody_else.try_recall(talk.id, by_bot["id"]), 403, "not_sender")
    refused(one.try_recall(talk.id, by_ann["id"]), 403, "not_sender")
    one.recall(talk.id, by_bot["id"])


def test_the_menu_is_told_what_to_offer_to_this_agent(timed: Talk, team: Team, windowed: Channel) -> None:
    set_window(team.admin, windowed, 120)
    sent, note = team.ann.reply(timed.id), team.ann.note(timed.id)
    mine = team.ann.message(timed.id, sent["id"])["recall"]
    assert (mine["allowed"], mine["refusal"]) == (True, None)
    assert datetime.fromisoformat(mine["until"]) - datetime.fromisoformat(sent["sent_at"]) == timedelta(
        seconds=120
    )
    theirs = team.bob.message(timed.id, sent["id"])["recall"]
    assert (theirs["allowed"], theirs["refusal"]) == (False, "not_sender")
    for other in (note["id"], timed.first["id"]):
        fixed = team.ann.message(timed.id, other)["recall"]
        assert (fixed["allowed"], fixed["refusal"]) == (False, "not_recallable")
    closed_window(team, windowed, timed, sent["id"])
    assert team.ann.message(timed.id, sent["id"])["recall"]["allowed"] is False


def test_a_recall_reopens_reassigns_bumps_and_marks_nothing(
    talk: Talk, team: Team, new_contact: NewContact
) -> None:
    sent = team.ann.reply(talk.id)
    newer = begin(new_contact(), team.ann)
    team.ann.change(talk.id, status="resolved", assignee_id=team.bob.id)
    before = team.ann.conversation(talk.id)
    team.ann.recall(talk.id, sent["id"])
    after = team.ann.conversation(talk.id)
    for name in ("status", "assignee", "labels", "unread", "last_activity_at"):
        assert after[name] == before[name], name
    order = [each["id"] for each in team.ann.every("/conversations", limit=200)]
    assert order.index(newer.id) < order.index(talk.id)


def test_a_recall_lowers_the_contacts_unread_count(talk: Talk, team: Team) -> None:
    sent = team.ann.reply(talk.id)
    team.ann.reply(talk.id)
    assert talk.contact.open()["unread"] == 2
    team.ann.recall(talk.id, sent["id"])
    assert talk.contact.open()["unread"] == 1


def test_a_quote_of_a_recalled_message_stays_and_says_the_quoted_one_is_removed(
    talk: Talk, team: Team
) -> None:
    sent = team.ann.reply(talk.id)
    quoting = talk.contact.send(reply_to=sent["id"])
    assert quoting["reply_to"] == {"id": sent["id"], "removed": False}
    team.ann.recall(talk.id, sent["id"])
    shown = {message["id"]: message for message in talk.contact.thread()}
    assert sent["id"] not in shown
    assert shown[quoting["id"]]["reply_to"] == {"id": sent["id"], "removed": True}


def test_recalls_and_refused_recalls_are_in_the_audit(talk: Talk, team: Team) -> None:
    sent = team.ann.reply(talk.id)
    refused(team.bob.try_recall(talk.id, sent["id"]), 403, "not_sender")
    team.ann.recall(talk.id, sent["id"])
    for kind, agent in (("recall", team.ann), ("recall_refused", team.bob)):
        about = [row for row in team.supervisor.every("/audit", kind=kind) if row["message_id"] == sent["id"]]
        assert len(about) == 1, kind
        assert about[0]["kind"] == kind
        assert about[0]["agent"] == {"id": agent.id, "name": agent.name}
        assert about[0]["conversation_id"] == talk.id
        assert sent["text"] not in str(about)


def test_the_contact_api_has_no_way_to_take_back_change_or_delete(talk: Talk, team: Team) -> None:
    mine, theirs = talk.first["id"], team.ann.reply(talk.id)["id"]
    for message in (mine, theirs):
        where = f"/widget/v1/messages/{message}"
        for method, path in (
            ("POST", where + "/recall"),
            ("DELETE", where),
            ("PATCH", where),
            ("PUT", where),
            ("POST", f"/api/v1/conversations/{talk.id}/messages/{message}/recall"),
        ):
            response = talk.contact.call(method, path, {})
            assert response.status_code in (401, 404, 405), (method, path, response.status_code)
            if path.startswith("/widget"):
                assert response.status_code in (404, 405)
    assert len(talk.contact.thread()) == 2


def test_a_recalled_message_keeps_its_place_and_its_numbers(talk: Talk, team: Team) -> None:
    sent = team.ann.reply(talk.id)
    answer = team.ann.recall(talk.id, sent["id"])
    for name in ("id", "position", "seq", "client_ref", "kind", "author", "text", "sent_at", "files"):
        assert answer[name] == sent[name], name
    after = team.ann.reply(talk.id)
    assert after["seq"] == sent["seq"] + 2, "the recall is one entry of the contact's thread"


def test_a_retried_send_of_a_recalled_message_answers_with_the_message_as_it_is_now(
    talk: Talk, team: Team
) -> None:
    body = {"client_ref": str(uuid.uuid4()), "text": "first try"}
    sent = granted(team.ann.post_message(talk.id, body), 201)
    team.ann.recall(talk.id, sent["id"])
    again = granted(team.ann.post_message(talk.id, body), 200)
    assert again["id"] == sent["id"]
    assert again["recalled"] is not None
    assert len(talk.contact.thread()) == 1
