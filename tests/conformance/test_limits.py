"""Rate limits (protocol §0): a burst, then so many a second, per author; recalls are not counted, nobody else
is slowed.
"""

from __future__ import annotations

import contextlib
import socket
import uuid
from typing import TYPE_CHECKING

import pytest

from tests.conformance.client import ContactApi, refused
from tests.conformance.fixtures import Talk, Team, begin, own_team
from tests.conformance.tab import Tab
from tests.conformance.waiting import eventually

if TYPE_CHECKING:
    from tests.conformance.desk import Channel, Desk
    from tests.conformance.fixtures import NewContact, NewDesk

BURST = 5


@pytest.fixture
def narrow(new_desk: NewDesk) -> tuple[Desk, Team, Channel]:
    """A desk where everybody may send five, and then one in ten seconds."""
    limits = {"UNSAY_RATE_CONTACT": f"{BURST}/0.1", "UNSAY_RATE_AGENT": f"{BURST}/0.1"}
    desk = new_desk(environment=limits)
    team, shop = own_team(desk)
    return desk, team, shop


def visit(desk: Desk, shop: Channel, team: Team) -> Talk:
    """A contact who has written once."""
    contact = ContactApi(desk, shop)
    contact.open()
    return begin(contact, team.ann)


def test_everybody_has_a_limit_of_their_own_and_recalls_are_not_counted(
    narrow: tuple[Desk, Team, Channel],
) -> None:
    desk, team, shop = narrow
    talk = visit(desk, shop, team)
    for _ in range(BURST - 1):
        talk.contact.send()
    slowed = talk.contact.post_message({"client_ref": str(uuid.uuid4()), "text": "one too many"})
    problem = refused(slowed, 429, "rate_limited")
    assert problem["status"] == 429
    assert 1 <= int(slowed.headers["retry-after"]) <= 10
    tab = Tab(talk.contact)
    tab.open()
    ref = str(uuid.uuid4())
    tab.send({"type": "send", "client_ref": ref, "text": "nor so", "files": [], "reply_to": None})
    answer = tab.heard("refused")
    assert (answer["client_ref"], answer["code"]) == (ref, "rate_limited")
    assert answer["retry_after"] > 0
    visit(desk, shop, team).contact.send()

    sent = [team.ann.reply(talk.id) for _ in range(BURST)]
    refused(team.ann.reply_raw(talk.id), 429, "rate_limited")
    for message in sent:
        team.ann.recall(talk.id, message["id"])
    refused(team.ann.reply_raw(talk.id), 429, "rate_limited")
    team.bob.reply(talk.id)
    assert len(talk.contact.thread()) == BURST + 1


def test_a_limit_may_be_switched_off_and_gives_way_again_with_time(new_desk: NewDesk) -> None:
    desk = new_desk(environment={"UNSAY_RATE_CONTACT": "2/2", "UNSAY_RATE_AGENT": "off"})
    team, shop = own_team(desk)
    talk = visit(desk, shop, team)
    for _ in range(300):
        team.ann.reply(talk.id)
    body = {"client_ref": str(uuid.uuid4()), "text": "patience"}
    for _ in range(10):
        talk.contact.post_message({"client_ref": str(uuid.uuid4()), "text": "hurry"})
    for status in (201, 200):
        eventually(lambda status=status: talk.contact.post_message(body).status_code == status, every=0.3)  # type: ignore[misc]
    assert [message["text"] for message in talk.contact.thread()].count("patience") == 1


def test_a_visitor_who_asks_for_their_history_and_does_not_read_is_the_only_one_refused(
    desk: Desk, talk: Talk, new_contact: NewContact
) -> None:
    for _ in range(8):
        talk.contact.send("\x01" * 9_999 + "x")
    request = (
        f"GET /widget/v1/messages HTTP/1.1\r\nHost: desk\r\nAuthorization: Bearer {talk.contact.token}\r\n"
    )
    with contextlib.ExitStack() as unread:
        for _ in range(8):
            client = unread.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", desk.port))
            # As many as it takes until the kernel takes no more, one after the other.
            client.sendall((request + "\r\n").encode() * 20)
        eventually(lambda: talk.contact.call("GET", "/widget/v1/messages").status_code == 503)
        refused(talk.contact.call("GET", "/widget/v1/messages"), 503, "overloaded")
        assert new_contact().history()["items"] == []
    eventually(lambda: talk.contact.call("GET", "/widget/v1/messages").status_code == 200)
