"""The contact's live socket (protocol §4): hello and resets, changes in order, sending, signals, and how it
ends.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from tests.conformance.client import ContactApi, granted
from tests.conformance.console import Console
from tests.conformance.fixtures import NewContact, Talk, Team
from tests.conformance.live import Live
from tests.conformance.tab import PATH, Tab, not_showing, showing, tab_of

if TYPE_CHECKING:
    from tests.conformance.desk import Json

WELCOME_KEYS = {
    "type", "reset", "epoch", "upto", "server_time", "contact", "channel", "desk", "unread", "messages",
}  # fmt: skip


def test_a_first_hello_is_answered_with_a_reset_and_the_latest_page(talk: Talk, team: Team) -> None:
    sent = team.ann.reply(talk.id)
    team.ann.note(talk.id)
    tab = Tab(talk.contact)
    welcome = tab.open()
    assert welcome.keys() >= WELCOME_KEYS
    assert (welcome["reset"], welcome["upto"], welcome["unread"]) == (True, 2, 1)
    assert welcome["contact"]["id"] == talk.contact.id
    assert welcome["channel"]["name"] == "Shop"
    assert isinstance(welcome["desk"]["online"], bool)
    assert welcome["server_time"].endswith("Z")
    assert {message["id"] for message in welcome["messages"]} == {talk.first["id"], sent["id"]}
    assert tab.page.thread == talk.contact.thread()


def test_a_visitor_who_has_not_written_stands_at_the_beginning(contact: ContactApi) -> None:
    tab = Tab(contact)
    welcome = tab.open()
    assert (welcome["reset"], welcome["upto"], welcome["messages"], welcome["unread"]) == (True, 0, [], 0)
    sent = contact.send()
    tab.settle(showing(sent["id"]))
    assert tab.page.after == 1


def test_replies_arrive_and_notes_do_not(talk: Talk, team: Team) -> None:
    tab = tab_of(talk.contact)
    team.ann.note(talk.id)
    sent = team.ann.reply(talk.id)
    tab.settle(showing(sent["id"]))
    assert tab.page.thread == talk.contact.thread()
    assert len(tab.page.shown) == 2


def test_a_recall_takes_the_message_off_an_open_page_and_off_every_tab(talk: Talk, team: Team) -> None:
    tabs = [tab_of(talk.contact), tab_of(talk.contact)]
    sent = team.ann.reply(talk.id)
    for tab in tabs:
        tab.settle(showing(sent["id"]))
    team.ann.recall(talk.id, sent["id"])
    for tab in tabs:
        tab.settle(not_showing(sent["id"]))
        assert sent["id"] in tab.page.removed
        assert tab.page.thread == talk.contact.thread()


def test_a_page_that_slept_through_a_recall_is_told_before_it_sees_anything_newer(
    talk: Talk, team: Team
) -> None:
    tab = tab_of(talk.contact)
    sent = team.ann.reply(talk.id)
    tab.settle(showing(sent["id"]))
    tab.drop()
    team.ann.recall(talk.id, sent["id"])
    newer = team.ann.reply(talk.id)
    live = Live(talk.contact.desk, PATH, tape=talk.contact.tape)
    talk.contact.desk.hold(live)
    live.say(tab.page.hello())
    welcome = live.hear_a("welcome")
    assert welcome["reset"] is False
    tab.page.receive(welcome)
    first = live.hear_a("changes")
    assert first["remove"] == [sent["id"]]
    tab.page.receive(first)
    while newer["id"] not in tab.page.shown:
        tab.page.receive(live.hear_a("changes"))
    assert tab.page.thread == talk.contact.thread()


def test_a_message_sent_and_recalled_while_the_page_was_away_never_travels(talk: Talk, team: Team) -> None:
    tab = tab_of(talk.contact)
    tab.drop()
    place = talk.contact.tape.place()
    sent = team.ann.reply(talk.id)
    team.ann.recall(talk.id, sent["id"])
    tab.open()
    assert sent["text"].encode() not in talk.contact.tape.since(place)
    assert tab.page.after == 3, "numbers with nothing to show still count"
    assert tab.page.thread == talk.contact.thread()


def test_a_quoting_message_is_shown_again_without_the_recalled_one(talk: Talk, team: Team) -> None:
    tab = tab_of(talk.contact)
    sent = team.ann.reply(talk.id)
    quoting = talk.contact.send(reply_to=sent["id"])
    tab.settle(showing(quoting["id"]))
    assert tab.page.shown[quoting["id"]]["reply_to"]["removed"] is False
    team.ann.recall(talk.id, sent["id"])
    tab.settle(not_showing(sent["id"]))
    tab.settle(lambda page: page.shown[quoting["id"]]["reply_to"]["removed"])
    assert tab.page.thread == talk.contact.thread()


def test_a_page_that_was_away_goes_on_from_where_it_was(talk: Talk, team: Team) -> None:
    tab = tab_of(talk.contact)
    tab.drop()
    sent = [team.ann.reply(talk.id)["id"] for _ in range(3)]
    welcome = tab.open()
    assert (welcome["reset"], welcome["upto"]) == (False, 4)
    assert [message["id"] for message in tab.page.thread][1:] == sent
    assert tab.page.resets == 1


def test_a_page_that_missed_nothing_goes_on_without_a_reset(talk: Talk) -> None:
    tab = tab_of(talk.contact)
    tab.drop()
    welcome = tab.open()
    assert (welcome["reset"], welcome["upto"]) == (False, 1)
    sent = talk.contact.send()
    tab.settle(showing(sent["id"]))


@pytest.mark.parametrize("case", ["after is null", "another epoch", "no epoch", "ahead of the desk"])
def test_a_page_in_doubt_is_reset(talk: Talk, case: str) -> None:
    tab = tab_of(talk.contact)
    tab.drop()
    if case == "after is null":
        tab.page.after = None
    elif case == "another epoch":
        tab.page.epoch = str(uuid.uuid4())
    elif case == "no epoch":
        tab.page.epoch = None
    else:
        tab.page.after = 10_000
    assert tab.open()["reset"] is True
    assert tab.page.thread == talk.contact.thread()


def test_a_page_far_behind_is_brought_up_to_date_one_way_or_the_other(talk: Talk, team: Team) -> None:
    tab = tab_of(talk.contact)
    tab.drop()
    for _ in range(230):
        team.ann.reply(talk.id)
    tab.open()
    tab.load_history()
    assert tab.page.after == 231
    assert tab.page.thread == talk.contact.thread()
    assert len(tab.page.shown) == 231


def test_a_first_welcome_holds_at_most_200_messages_and_the_rest_is_history(talk: Talk, team: Team) -> None:
    for _ in range(205):
        team.ann.reply(talk.id)
    tab = tab_of(talk.contact)
    assert 1 <= len(tab.page.shown) <= 200
    assert tab.page.after == 206
    latest = [message["id"] for message in tab.page.thread]
    assert latest == [message["id"] for message in talk.contact.thread()][-len(latest) :]


def test_saying_hello_again_on_the_same_socket_is_allowed(talk: Talk, team: Team) -> None:
    tab = tab_of(talk.contact)
    sent = team.ann.reply(talk.id)
    tab.page.after = None
    tab.live.say(tab.page.hello())
    tab.settle(lambda page: page.resets == 2)
    tab.settle(showing(sent["id"]))
    assert tab.page.thread == talk.contact.thread()


def test_sending_over_the_socket_is_accepted_with_its_number_and_shown_everywhere(
    talk: Talk, team: Team
) -> None:
    tab, other = tab_of(talk.contact), tab_of(talk.contact)
    ref = str(uuid.uuid4())
    tab.send(
        {
            "type": "send",
            "client_ref": ref,
            "text": "over the socket",
            "files": [],
            "reply_to": talk.first["id"],
        }
    )
    accepted = tab.heard("accepted")
    assert accepted.keys() >= {"client_ref", "id", "seq", "sent_at"}
    assert (accepted["client_ref"], accepted["seq"]) == (ref, 2)
    for each in (tab, other):
        each.settle(showing(accepted["id"]))
        shown = each.page.shown[accepted["id"]]
        assert (shown["text"], shown["client_ref"], shown["reply_to"]["id"]) == (
            "over the socket",
            ref,
            talk.first["id"],
        )
        assert shown["sent_at"] == accepted["sent_at"]
    assert team.ann.message(talk.id, accepted["id"])["text"] == "over the socket"


def test_the_first_message_over_the_socket_opens_the_conversation(contact: ContactApi, team: Team) -> None:
    tab = tab_of(contact)
    tab.send(
        {"type": "send", "client_ref": str(uuid.uuid4()), "text": "hello", "files": [], "reply_to": None}
    )
    accepted = tab.heard("accepted")
    tab.settle(showing(accepted["id"]))
    assert [m["id"] for m in team.ann.messages(team.ann.conversation_of(contact))] == [accepted["id"]]


@pytest.mark.parametrize(
    ("spoil", "codes"),
    [
        ({"text": " "}, {"bad_text", "invalid"}),
        ({"reply_to": str(uuid.UUID(int=7))}, {"bad_reply_to"}),
        ({"text": "x" * 10_001}, {"bad_text", "invalid"}),
    ],
    ids=["blank", "bad quote", "too long"],
)
def test_what_cannot_be_sent_is_refused_by_its_ref_and_the_socket_stays(
    talk: Talk, spoil: dict[str, Any], codes: set[str]
) -> None:
    tab = tab_of(talk.contact)
    ref = str(uuid.uuid4())
    good: Json = {"type": "send", "client_ref": ref, "text": "x", "files": [], "reply_to": None}
    tab.send(good | spoil)
    answer = tab.heard("refused")
    assert answer["client_ref"] == ref
    assert answer["code"] in codes
    tab.send(good)
    assert tab.heard("accepted")["client_ref"] == ref


def test_the_contact_sees_an_agent_typing_and_nothing_of_a_note(talk: Talk, team: Team) -> None:
    tab = tab_of(talk.contact)
    console = Console(team.ann)
    console.open()
    console.live.say({"type": "typing", "conversation_id": talk.id, "on": True})
    signal = tab.heard("signal")
    assert signal["typing"] == {"name": "Ann", "on": True}
    console.live.say({"type": "typing", "conversation_id": talk.id, "on": False})
    assert tab.heard("signal")["typing"]["on"] is False


def test_the_same_view_connecting_again_ends_the_older_connection(talk: Talk, team: Team) -> None:
    tab = tab_of(talk.contact)
    old = tab.live
    tab.open()
    assert old.close_code() == 4410
    sent = team.ann.reply(talk.id)
    tab.settle(showing(sent["id"]))


def test_two_contacts_cannot_end_each_others_page_by_naming_its_view(
    talk: Talk, new_contact: NewContact
) -> None:
    tab = tab_of(talk.contact)
    stranger = Tab(new_contact())
    stranger.page.view = tab.page.view
    stranger.open()
    sent = talk.contact.send()
    tab.settle(showing(sent["id"]))
    assert stranger.page.shown == {}


def test_an_ack_beyond_what_was_said_confirms_nothing(talk: Talk, team: Team) -> None:
    tab = tab_of(talk.contact)
    sent = team.ann.reply(talk.id)
    tab.settle(showing(sent["id"]))
    tab.acking = False
    tab.send({"type": "ack", "upto": 10**9})
    recalled = team.ann.recall(talk.id, sent["id"])["recalled"]
    assert recalled["removal"] == "pending"
    assert team.ann.message(talk.id, sent["id"])["recalled"]["removal"] == "pending"


def test_seen_is_told_to_the_desk(talk: Talk, team: Team) -> None:
    sent = team.ann.reply(talk.id)
    console = Console(team.ann)
    console.open()
    console.watch(talk.id)
    tab = tab_of(talk.contact)
    tab.send({"type": "seen", "seq": sent["seq"]})
    console.settle(lambda: console.messages[talk.id][sent["id"]]["delivery"]["seen_at"])
    assert team.ann.message(talk.id, sent["id"])["delivery"]["delivered_at"] is not None
    granted(talk.contact.call("GET", "/widget/v1/messages"))
    assert talk.contact.open()["unread"] == 0
