"""Being shown out (protocol §2, §4): whatever ends a session, a token or an account also ends its live
sockets, with 4409.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.conformance.client import AgentApi, ContactApi, granted, make_bot
from tests.conformance.console import PATH, Console
from tests.conformance.fixtures import Talk, Team, begin, own_team
from tests.conformance.live import Closed, Live
from tests.conformance.page import Page
from tests.conformance.tab import Tab, showing

if TYPE_CHECKING:
    from tests.conformance.desk import Desk, Person
    from tests.conformance.fixtures import NewDesk

SHOWN_OUT = 4409
RESTARTING = 1012


@pytest.fixture
def newcomer(desk: Desk) -> Person:
    """An agent whose account a test may spoil."""
    return desk.add_agent("Newcomer")


def listening(desk: Desk, person: Person) -> tuple[AgentApi, Console]:
    """A new session of a person, with an open console."""
    agent = AgentApi.sign_in(desk, person)
    console = Console(agent)
    console.open()
    return agent, console


def test_signing_out_ends_the_consoles_of_this_session_and_of_no_other(
    desk: Desk, newcomer: Person, talk: Talk
) -> None:
    one, here = listening(desk, newcomer)
    other, there = listening(desk, newcomer)
    assert one.call("DELETE", "/api/v1/session").status_code == 204
    assert here.live.close_code() == SHOWN_OUT
    sent = other.reply(talk.id)
    there.settle(lambda: there.conversations[talk.id]["last_message"]["id"] == sent["id"])


def test_an_agent_made_inactive_is_cut_off_everywhere(desk: Desk, team: Team, newcomer: Person) -> None:
    consoles = [listening(desk, newcomer)[1] for _ in range(2)]
    granted(team.admin.call("PATCH", f"/api/v1/agents/{newcomer.id}", {"active": False}))
    assert [console.live.close_code() for console in consoles] == [SHOWN_OUT, SHOWN_OUT]


def test_a_new_password_ends_the_agents_other_consoles(desk: Desk, newcomer: Person, talk: Talk) -> None:
    one, here = listening(desk, newcomer)
    _, there = listening(desk, newcomer)
    body = {"current": newcomer.password, "new": "a new password"}
    assert one.call("PUT", "/api/v1/session/password", body).status_code == 204
    assert there.live.close_code() == SHOWN_OUT
    sent = one.reply(talk.id)
    here.settle(lambda: here.conversations[talk.id]["last_message"]["id"] == sent["id"])


def test_a_password_set_on_the_command_line_ends_the_open_consoles(desk: Desk, newcomer: Person) -> None:
    consoles = [listening(desk, newcomer)[1] for _ in range(2)]
    done = desk.command("agent", "password", newcomer.email, "--password-stdin", stdin="another password\n")
    assert done.returncode == 0, done.stderr
    # The deadline here is what is promised to be at most a second, plus room for a busy machine.
    assert [console.live.close_code(5) for console in consoles] == [SHOWN_OUT, SHOWN_OUT]


def test_a_deleted_tokens_bot_is_cut_off(desk: Desk, team: Team) -> None:
    bot = make_bot(team.admin, "Doomed")
    live = Live(desk, PATH)
    desk.hold(live)
    token = bot.headers["Authorization"].split()[1]
    live.say({"type": "hello", "token": token, "after": None, "epoch": None, "watch": []})
    live.hear_a("welcome")
    row = next(each for each in team.admin.every("/tokens", limit=200) if each["name"] == "Doomed")
    assert team.admin.call("DELETE", f"/api/v1/tokens/{row['id']}").status_code == 204
    assert live.close_code() == SHOWN_OUT


def test_a_new_role_is_felt_at_once(desk: Desk, team: Team, newcomer: Person) -> None:
    agent = AgentApi.sign_in(desk, newcomer)
    assert agent.call("GET", "/api/v1/audit").status_code == 403
    granted(team.admin.call("PATCH", f"/api/v1/agents/{newcomer.id}", {"role": "supervisor"}))
    assert agent.call("GET", "/api/v1/audit").status_code == 200


def test_a_server_going_down_says_that_it_restarts_and_pages_go_on_afterwards(new_desk: NewDesk) -> None:
    desk = new_desk()
    team, shop = own_team(desk)
    contact = ContactApi(desk, shop)
    contact.open()
    talk = begin(contact, team.ann)
    tab, console = Tab(contact), Console(team.ann)
    tab.open()
    console.open()
    console.watch(talk.id)
    assert desk.stop() == 0
    for live in (tab.live, console.live):
        assert live.close_code() == RESTARTING
    desk.start()
    assert tab.open()["reset"] is False
    sent = team.ann.reply(talk.id)
    tab.settle(showing(sent["id"]))
    console.open()
    console.settle(lambda: sent["id"] in console.messages[talk.id])


def test_ten_thousand_frames_in_a_row_are_too_fast_and_hurt_nobody_else(talk: Talk, team: Team) -> None:
    loud, quiet = Tab(talk.contact), Tab(talk.contact)
    loud.open()
    quiet.open()
    frame = json.dumps({"type": "typing", "on": True})
    for _ in range(10_000):
        loud.live.say_raw(frame)
    assert loud.live.close_code() == 4429
    sent = team.ann.reply(talk.id)
    quiet.settle(showing(sent["id"]))
    loud.open()
    loud.settle(showing(sent["id"]))


def test_a_page_that_reads_nothing_holds_nobody_up(desk: Desk, talk: Talk, team: Team) -> None:
    deaf = Live(desk, "/widget/v1/live", tape=talk.contact.tape, reads=False)
    desk.hold(deaf)
    tab = Tab(talk.contact)
    tab.open()
    deaf.say(Page(token=talk.contact.token).hello())
    sent = [team.ann.reply(talk.id, "x" * 10_000) for _ in range(60)]
    tab.settle(showing(sent[-1]["id"]))
    recalled = team.ann.recall(talk.id, sent[-1]["id"])
    tab.settle(lambda page: sent[-1]["id"] not in page.shown)
    assert recalled["recalled"]["contact_had"] == "delivered"


@pytest.mark.parametrize("cut", [1, 3, 7, 200])
def test_a_page_that_dies_in_the_middle_of_a_frame_is_merely_gone(desk: Desk, talk: Talk, cut: int) -> None:
    tab = Tab(talk.contact)
    tab.open()
    # A masked text frame of 500 bytes, of which only the beginning is ever sent.
    frame = b"\x81\xfe\x01\xf4" + b"mask" + b'{"type":"send","text":"' * 30
    tab.live.raw.sendall(frame[:cut])
    tab.drop()
    other = Tab(talk.contact)
    other.open()
    sent = talk.contact.send()
    other.settle(showing(sent["id"]))
    assert len(talk.contact.thread()) == 2


@pytest.mark.parametrize(
    "bad", [b"\x81\x05hello", b"\x83\x80mask", b"\x81\xff" + b"\xff" * 8 + b"mask", b"\xc1\x80mask"]
)
def test_a_broken_frame_ends_the_socket(desk: Desk, talk: Talk, bad: bytes) -> None:
    tab = Tab(talk.contact)
    tab.open()
    tab.live.raw.sendall(bad)
    with pytest.raises(Closed):
        tab.live.hear_a("never")
    other = Tab(talk.contact)
    other.open()


def test_text_frames_must_be_utf_8(desk: Desk, talk: Talk) -> None:
    tab = Tab(talk.contact)
    tab.open()
    tab.live.raw.sendall(b"\x81\x82\0\0\0\0\xff\xfe")
    assert tab.live.close_code() in (1007, 4400)
