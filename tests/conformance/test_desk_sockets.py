"""The desk's live socket (protocol §4): a console's welcome, changes, watching, and what is not stored."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from tests.conformance.client import ContactApi, make_bot, signature
from tests.conformance.console import PATH, Console, connect_console
from tests.conformance.fixtures import NewContact, Talk, Team, begin
from tests.conformance.live import Live
from tests.conformance.tab import Tab

if TYPE_CHECKING:
    from tests.conformance.client import AgentApi
    from tests.conformance.desk import Channel, Desk


def open_console(agent: AgentApi, talk: Talk | None = None) -> Console:
    """An open console, with a conversation open in it."""
    console = Console(agent)
    console.open()
    if talk is not None:
        console.watch(talk.id)
    return console


def test_a_console_is_welcomed_and_told_of_new_conversations(team: Team, new_contact: NewContact) -> None:
    console = Console(team.ann)
    welcome = console.open()
    assert welcome.keys() >= {"reset", "epoch", "upto", "server_time", "agent"}
    assert welcome["reset"] is True
    assert welcome["agent"]["id"] == team.ann.id
    talk = begin(new_contact(), team.bob)
    console.settle(lambda: talk.id in console.conversations)
    seen = console.conversations[talk.id]
    assert seen["unread"] == 1
    assert seen["last_message"]["text"] == talk.first["text"]


def test_a_watched_conversation_brings_its_messages_and_an_unwatched_one_does_not(
    talk: Talk, team: Team, new_contact: NewContact
) -> None:
    other = begin(new_contact(), team.ann)
    console = open_console(team.ann, talk)
    team.bob.reply(other.id)
    reply, note = team.bob.reply(talk.id), team.bob.note(talk.id)
    answer = talk.contact.send()
    console.settle(lambda: {reply["id"], note["id"], answer["id"]} <= console.messages[talk.id].keys())
    assert console.messages[talk.id][note["id"]]["kind"] == "note"
    assert other.id not in console.messages
    console.live.say({"type": "unwatch", "conversation_id": talk.id})
    console.settle(lambda: (console.after or 0) >= answer["seq"])
    known = dict(console.messages[talk.id])
    marker = team.bob.reply(talk.id)
    console.settle(lambda: console.conversations[talk.id]["last_message"]["id"] == marker["id"])
    console.live.say({"type": "watch", "conversation_id": talk.id})
    console.signal(lambda frame: frame["type"] == "watched")
    assert known.keys() <= console.messages[talk.id].keys()


def test_changes_are_told_as_this_agent_may_act_on_them(talk: Talk, team: Team) -> None:
    mine, theirs = open_console(team.ann, talk), open_console(team.bob, talk)
    sent = team.ann.reply(talk.id)
    for console in (mine, theirs):
        console.settle(lambda console=console: sent["id"] in console.messages[talk.id])  # type: ignore[misc]
    assert mine.messages[talk.id][sent["id"]]["recall"]["allowed"] is True
    assert theirs.messages[talk.id][sent["id"]]["recall"]["refusal"] == "not_sender"


def test_a_change_of_a_conversation_is_told_to_everybody(talk: Talk, team: Team) -> None:
    console = open_console(team.bob)
    team.ann.change(talk.id, status="resolved", assignee_id=team.bob.id, labels=["vip"])
    console.settle(lambda: console.conversations[talk.id]["status"] == "resolved")
    assert console.conversations[talk.id] == team.bob.conversation(talk.id)


def test_what_one_has_read_is_read_on_ones_other_console_too(desk: Desk, talk: Talk, team: Team) -> None:
    console = open_console(team.ann, talk)
    assert console.conversations[talk.id]["unread"] == 1
    position = team.ann.messages(talk.id)[0]["position"]
    assert (
        team.ann.call("POST", f"/api/v1/conversations/{talk.id}/read", {"position": position}).status_code
        == 204
    )
    console.settle(lambda: console.conversations[talk.id]["unread"] == 0)


def test_long_texts_labels_and_names_still_come_in_frames_a_console_can_read(
    desk: Desk, shop: Channel, talk: Talk, team: Team
) -> None:
    console = open_console(team.ann, talk)
    console.drop()
    costly = "\x01"  # six bytes in JSON
    texts = [talk.contact.send(costly * 9_999 + "x")["text"] for _ in range(6)]
    team.ann.note(talk.id)
    labels = [f"{number:02}" + costly * 58 for number in range(50)]
    others = []
    for _ in range(40):
        contact, who = ContactApi(desk, shop), {"id": str(uuid.uuid4()), "name": costly * 199 + "x"}
        contact.open(identity=who | {"signature": signature(shop.identity_secret, who)})
        others.append(begin(contact, team.ann).id)
    for each in others:
        team.ann.change(each, labels=labels)
    console.open()
    assert all(console.conversations[each]["labels"] == labels for each in others)
    assert {*texts} <= {message["text"] for message in console.messages[talk.id].values()}


def test_a_recall_is_told_with_its_text_kept(talk: Talk, team: Team) -> None:
    console = open_console(team.bob, talk)
    sent = team.ann.reply(talk.id)
    team.ann.recall(talk.id, sent["id"], reason="unfinished")
    console.settle(lambda: (console.messages[talk.id].get(sent["id"]) or {}).get("recalled"))
    assert console.messages[talk.id][sent["id"]] == team.bob.message(talk.id, sent["id"])
    assert console.messages[talk.id][sent["id"]]["text"] == sent["text"]


def test_a_console_that_was_away_is_brought_up_to_date(
    talk: Talk, team: Team, new_contact: NewContact
) -> None:
    console = open_console(team.ann, talk)
    console.drop()
    sent = team.ann.reply(talk.id)
    team.ann.recall(talk.id, sent["id"])
    team.ann.note(talk.id)
    other = begin(new_contact(), team.bob)
    console.open()
    assert set(console.messages[talk.id]) == {message["id"] for message in team.ann.messages(talk.id)}
    assert console.messages[talk.id][sent["id"]]["recalled"] is not None
    assert console.conversations[other.id] == team.ann.conversation(other.id)


@pytest.mark.parametrize("case", ["another epoch", "ahead of the desk"])
def test_a_console_in_doubt_is_reset(talk: Talk, team: Team, case: str) -> None:
    console = open_console(team.ann, talk)
    console.drop()
    if case == "another epoch":
        console.epoch = str(uuid.uuid4())
        live = connect_console(team.ann)
        live.say({"type": "hello", "after": console.after, "epoch": console.epoch, "watch": []})
        assert live.hear_a("welcome")["reset"] is True
    else:
        console.after = (console.after or 0) + 10**6
        assert console.open()["reset"] is True


def test_typing_viewing_and_presence_are_told_and_not_stored(talk: Talk, team: Team) -> None:
    ann, bob = open_console(team.ann, talk), open_console(team.bob, talk)
    tab = Tab(talk.contact)
    tab.open()
    ann.signal(lambda f: f["type"] == "presence" and f["contact_id"] == talk.contact.id and f["online"])
    tab.send({"type": "typing", "on": True})
    heard = ann.signal(lambda f: f["type"] == "signal" and f.get("typing") and f["from"]["kind"] == "contact")
    assert (heard["conversation_id"], heard["from"]["id"]) == (talk.id, talk.contact.id)
    bob.live.say({"type": "viewing", "conversation_id": talk.id})
    heard = ann.signal(lambda f: f["type"] == "signal" and f.get("viewing"))
    assert (heard["conversation_id"], heard["from"]) == (
        talk.id,
        {"kind": "agent", "id": team.bob.id, "name": "Bob"},
    )
    bob.live.say({"type": "typing", "conversation_id": talk.id, "on": True})
    ann.signal(lambda f: f["type"] == "signal" and f.get("typing") and f["from"]["id"] == team.bob.id)
    assert len(team.ann.messages(talk.id)) == 1
    tab.bye()
    ann.signal(lambda f: f["type"] == "presence" and f["contact_id"] == talk.contact.id and not f["online"])


def test_a_bot_may_listen_with_its_token(desk: Desk, talk: Talk, team: Team) -> None:
    bot = make_bot(team.admin, "Listener")
    live = Live(desk, PATH)
    desk.hold(live)
    token = bot.headers["Authorization"].split()[1]
    live.say({"type": "hello", "token": token, "after": None, "epoch": None, "watch": [talk.id]})
    welcome = live.hear_a("welcome")
    sent = team.ann.reply(talk.id)
    while True:
        changes = live.hear_a("changes")
        if sent["id"] in [message["id"] for message in changes["messages"]]:
            break
    assert changes["upto"] > welcome["upto"]


@pytest.mark.parametrize("token", ["", "x", None])
def test_without_cookie_and_token_a_desk_socket_is_not_signed_in(desk: Desk, token: str | None) -> None:
    live = Live(desk, PATH)
    desk.hold(live)
    live.say({"type": "hello", "token": token, "after": None, "epoch": None, "watch": []})
    assert live.close_code() == 4401


def test_a_contacts_token_opens_no_desk_socket_and_a_bots_no_contact_socket(
    desk: Desk, talk: Talk, team: Team
) -> None:
    live, other = Live(desk, PATH), Live(desk, "/widget/v1/live")
    desk.hold(live)
    desk.hold(other)
    live.say({"type": "hello", "token": talk.contact.token, "after": None, "epoch": None, "watch": []})
    assert live.close_code() == 4401
    token = make_bot(team.admin, "Lost").headers["Authorization"].split()[1]
    other.say({"type": "hello", "token": token, "view": str(uuid.uuid4()), "after": None, "epoch": None})
    assert other.close_code() == 4401


BAD = {
    "not JSON": "{",
    "binary": b"\x00",
    "no type": "{}",
    "watch of a number": '{"type":"watch","conversation_id":5}',
    "watch of nothing": '{"type":"watch"}',
    "typing where": '{"type":"typing","on":true}',
    "deep": "[" * 50_000,
}


@pytest.mark.parametrize("frame", BAD.values(), ids=BAD.keys())
def test_a_frame_of_the_wrong_shape_ends_a_consoles_socket(team: Team, frame: str | bytes) -> None:
    console = open_console(team.ann)
    console.live.say_raw(frame)
    assert console.live.close_code() == 4400


def test_watching_what_does_not_exist_tells_nothing(talk: Talk, team: Team) -> None:
    console = open_console(team.ann)
    console.live.say({"type": "watch", "conversation_id": str(uuid.uuid4())})
    sent = team.ann.reply(talk.id)
    console.settle(lambda: console.conversations[talk.id]["last_message"]["id"] == sent["id"])
    assert console.messages == {}
