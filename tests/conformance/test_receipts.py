"""Receipts of a recall (protocol §2, "Receipts"): what the contact had, and whether every page has let go of
it.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from tests.conformance.client import ContactApi, signature
from tests.conformance.console import Console
from tests.conformance.fixtures import begin
from tests.conformance.live import Live
from tests.conformance.tab import Tab, not_showing, showing
from tests.conformance.waiting import eventually

if TYPE_CHECKING:
    from tests.conformance.desk import Channel, Desk, Json
    from tests.conformance.fixtures import NewContact, Talk, Team


def receipt(team: Team, talk: Talk, message: str) -> Json:
    """What the record says of a recall now."""
    recalled = team.bob.message(talk.id, message)["recalled"]
    assert isinstance(recalled, dict)
    return recalled


def confirmed(team: Team, talk: Talk, message: str) -> Json:
    """Wait until the removal is confirmed."""

    def look() -> Json:
        now = receipt(team, talk, message)
        assert now["removal"] == "confirmed", now
        return now

    return eventually(look)


def open_tab(talk: Talk, seen: Json | None = None) -> Tab:
    """A tab that shows a message."""
    tab = Tab(talk.contact)
    tab.open()
    if seen is not None:
        tab.settle(showing(seen["id"]))
    return tab


def test_a_contact_who_never_looked_had_nothing_and_that_is_confirmed_at_once(talk: Talk, team: Team) -> None:
    sent = team.ann.reply(talk.id)
    recalled = team.ann.recall(talk.id, sent["id"])["recalled"]
    assert (recalled["contact_had"], recalled["removal"]) == ("nothing", "confirmed")
    assert recalled["removed_at"] is not None
    assert recalled["waiting_for"] == 0


def test_a_page_closed_for_good_before_the_message_had_nothing(talk: Talk, team: Team) -> None:
    open_tab(talk).bye()
    eventually(lambda: team.ann.conversation(talk.id)["online"] is False)
    sent = team.ann.reply(talk.id)
    assert team.ann.recall(talk.id, sent["id"])["recalled"]["contact_had"] == "nothing"


def test_an_open_page_had_it_delivered_and_the_removal_is_pending_until_it_acks(
    talk: Talk, team: Team
) -> None:
    tab = open_tab(talk)
    sent = team.ann.reply(talk.id)
    tab.settle(showing(sent["id"]))
    tab.acking = False
    recalled = team.ann.recall(talk.id, sent["id"])["recalled"]
    assert (recalled["contact_had"], recalled["removal"], recalled["removed_at"]) == (
        "delivered",
        "pending",
        None,
    )
    assert recalled["waiting_for"] == 1
    tab.settle(not_showing(sent["id"]))
    assert receipt(team, talk, sent["id"])["removal"] == "pending"
    tab.send({"type": "ack", "upto": tab.page.after})
    done = confirmed(team, talk, sent["id"])
    assert done["contact_had"] == "delivered", "fixed at the recall"
    assert done["removed_at"] >= done["at"]
    assert done["waiting_for"] == 0


def test_a_page_that_reported_seeing_it_had_seen_it(talk: Talk, team: Team) -> None:
    tab = open_tab(talk)
    sent = team.ann.reply(talk.id)
    tab.settle(showing(sent["id"]))
    tab.send({"type": "seen", "seq": sent["seq"]})
    eventually(lambda: team.ann.message(talk.id, sent["id"])["delivery"]["seen_at"])
    recalled = team.ann.recall(talk.id, sent["id"])["recalled"]
    assert recalled["contact_had"] == "seen"
    tab.settle(not_showing(sent["id"]))
    assert confirmed(team, talk, sent["id"])["contact_had"] == "seen"


def test_seen_up_to_an_older_message_is_not_seen(talk: Talk, team: Team) -> None:
    tab = open_tab(talk)
    older, sent = team.ann.reply(talk.id), team.ann.reply(talk.id)
    tab.settle(showing(sent["id"]))
    tab.send({"type": "seen", "seq": older["seq"]})
    eventually(lambda: team.ann.message(talk.id, older["id"])["delivery"]["seen_at"])
    assert team.ann.recall(talk.id, sent["id"])["recalled"]["contact_had"] == "delivered"


def test_a_page_that_fell_asleep_keeps_the_removal_pending_until_it_is_back(talk: Talk, team: Team) -> None:
    tab = open_tab(talk)
    sent = team.ann.reply(talk.id)
    tab.settle(showing(sent["id"]))
    tab.drop()
    assert team.ann.recall(talk.id, sent["id"])["recalled"]["removal"] == "pending"
    tab.open()
    assert sent["id"] not in tab.page.shown
    confirmed(team, talk, sent["id"])


def test_a_page_that_comes_back_in_doubt_confirms_by_its_reset(talk: Talk, team: Team) -> None:
    tab = open_tab(talk)
    sent = team.ann.reply(talk.id)
    tab.settle(showing(sent["id"]))
    tab.drop()
    team.ann.recall(talk.id, sent["id"])
    tab.page.after = None
    assert tab.open()["reset"] is True
    confirmed(team, talk, sent["id"])


def test_a_page_that_says_bye_no_longer_holds_anything(talk: Talk, team: Team) -> None:
    tab = open_tab(talk)
    sent = team.ann.reply(talk.id)
    tab.settle(showing(sent["id"]))
    tab.acking = False
    team.ann.recall(talk.id, sent["id"])
    tab.bye()
    confirmed(team, talk, sent["id"])


def test_a_page_that_was_open_when_the_message_was_sent_may_have_it_though_it_read_nothing(
    talk: Talk, team: Team
) -> None:
    open_tab(talk)
    sent = team.ann.reply(talk.id)
    assert team.ann.recall(talk.id, sent["id"])["recalled"]["contact_had"] in ("delivered", "nothing")


def test_a_message_fetched_over_http_may_be_had(talk: Talk, team: Team) -> None:
    tab = open_tab(talk)
    tab.drop()
    eventually(lambda: team.ann.conversation(talk.id)["online"] is False)
    sent = team.ann.reply(talk.id)
    assert sent["id"] in [message["id"] for message in talk.contact.thread()]
    assert team.ann.recall(talk.id, sent["id"])["recalled"]["contact_had"] == "delivered"


def test_every_page_must_have_let_go(talk: Talk, team: Team) -> None:
    tabs = [open_tab(talk) for _ in range(3)]
    sent = team.ann.reply(talk.id)
    for tab in tabs:
        tab.settle(showing(sent["id"]))
        tab.acking = False
    tabs[2].drop()
    recalled = team.ann.recall(talk.id, sent["id"])["recalled"]
    assert (recalled["contact_had"], recalled["waiting_for"]) == ("delivered", 3)
    for tab in tabs[:2]:
        tab.settle(not_showing(sent["id"]))
    tabs[0].send({"type": "ack", "upto": tabs[0].page.after})
    eventually(lambda: receipt(team, talk, sent["id"])["waiting_for"] == 2)
    tabs[1].bye()
    eventually(lambda: receipt(team, talk, sent["id"])["waiting_for"] == 1)
    assert receipt(team, talk, sent["id"])["removal"] == "pending"
    tabs[2].acking = True
    tabs[2].open()
    confirmed(team, talk, sent["id"])


def test_a_page_opened_after_the_recall_is_not_waited_for(talk: Talk, team: Team) -> None:
    old = open_tab(talk)
    sent = team.ann.reply(talk.id)
    old.settle(showing(sent["id"]))
    old.acking = False
    team.ann.recall(talk.id, sent["id"])
    young = open_tab(talk)
    young.acking = False
    assert receipt(team, talk, sent["id"])["waiting_for"] == 1
    old.settle(not_showing(sent["id"]))
    old.send({"type": "ack", "upto": old.page.after})
    confirmed(team, talk, sent["id"])


def test_the_receipt_moves_on_by_itself_in_an_open_console(talk: Talk, team: Team) -> None:
    console = Console(team.ann)
    console.open()
    console.watch(talk.id)
    tab = open_tab(talk)
    sent = team.ann.reply(talk.id)
    tab.settle(showing(sent["id"]))
    tab.acking = False
    team.ann.recall(talk.id, sent["id"])

    def shown() -> Json | None:
        found = console.messages[talk.id].get(sent["id"], {}).get("recalled")
        return found if isinstance(found, dict) else None

    console.settle(lambda: (shown() or {}).get("removal") == "pending")
    tab.settle(not_showing(sent["id"]))
    tab.send({"type": "ack", "upto": tab.page.after})
    console.settle(lambda: (shown() or {}).get("removal") == "confirmed")
    assert shown() == receipt(team, talk, sent["id"])


@pytest.mark.parametrize("acked", [False, True])
def test_after_a_crash_a_page_that_was_open_is_presumed_to_have_everything(
    desk: Desk, talk: Talk, team: Team, *, acked: bool
) -> None:
    tab = open_tab(talk)
    sent = team.ann.reply(talk.id)
    tab.settle(showing(sent["id"]))
    tab.acking = acked
    tab.send({"type": "ack", "upto": tab.page.after})
    desk.restart()
    tab.drop()
    recalled = team.ann.recall(talk.id, sent["id"])["recalled"]
    assert (recalled["contact_had"], recalled["removal"]) == ("delivered", "pending")
    tab.acking = True
    tab.open()
    confirmed(team, talk, sent["id"])


def test_what_was_fetched_over_http_after_the_pages_were_closed_is_waited_for(talk: Talk, team: Team) -> None:
    tab = open_tab(talk)
    sent = team.ann.reply(talk.id)
    tab.settle(showing(sent["id"]))
    tab.bye()
    eventually(lambda: team.ann.conversation(talk.id)["online"] is False)
    assert sent["id"] in {message["id"] for message in talk.contact.thread()}
    recalled = team.ann.recall(talk.id, sent["id"])["recalled"]
    assert (recalled["contact_had"], recalled["removal"]) == ("delivered", "pending")
    open_tab(talk)
    confirmed(team, talk, sent["id"])


def test_what_another_page_had_and_this_one_fetched_over_http_is_removed_from_both(
    talk: Talk, team: Team
) -> None:
    here, there = open_tab(talk), open_tab(talk)
    there.drop()
    sent = team.ann.reply(talk.id)
    here.settle(showing(sent["id"]))
    eventually(lambda: team.ann.message(talk.id, sent["id"])["delivery"]["delivered_at"])
    assert sent["id"] in {message["id"] for message in talk.contact.thread()}, "there shows it too"
    team.ann.recall(talk.id, sent["id"])
    there.open()
    assert sent["id"] in there.page.removed
    here.settle(not_showing(sent["id"]))
    confirmed(team, talk, sent["id"])


def test_a_page_whose_socket_is_down_owes_what_it_may_have_fetched_over_http(talk: Talk, team: Team) -> None:
    here, there = open_tab(talk), open_tab(talk)
    there.drop()
    sent = team.ann.reply(talk.id)
    here.settle(showing(sent["id"]))
    assert sent["id"] in {message["id"] for message in talk.contact.thread()}, "either may have asked"
    team.ann.recall(talk.id, sent["id"])
    here.settle(not_showing(sent["id"]))
    eventually(lambda: receipt(team, talk, sent["id"])["waiting_for"] == 1)
    assert receipt(team, talk, sent["id"])["removal"] == "pending"
    there.open()
    confirmed(team, talk, sent["id"])


def test_a_page_that_says_which_it_is_is_the_only_one_waited_for(talk: Talk, team: Team) -> None:
    here, there = open_tab(talk), open_tab(talk)
    there.drop()
    sent = team.ann.reply(talk.id)
    here.settle(showing(sent["id"]))
    assert talk.contact.history(view=here.page.view)["items"][0]["id"] == sent["id"]
    team.ann.recall(talk.id, sent["id"])
    here.settle(not_showing(sent["id"]))
    confirmed(team, talk, sent["id"])


def test_a_page_that_asked_before_it_ever_connected_is_waited_for_by_name(talk: Talk, team: Team) -> None:
    sent = team.ann.reply(talk.id)
    early = Tab(talk.contact)
    assert talk.contact.history(view=early.page.view)["items"][0]["id"] == sent["id"]
    assert team.ann.recall(talk.id, sent["id"])["recalled"]["removal"] == "pending"
    open_tab(talk)
    assert receipt(team, talk, sent["id"])["removal"] == "pending", "another page does not answer for it"
    early.open()
    confirmed(team, talk, sent["id"])


def test_a_page_of_another_browser_does_not_answer_for_what_was_fetched_over_http(
    desk: Desk, team: Team, shop: Channel
) -> None:
    who = {"id": f"customer-{uuid.uuid4().hex}"}
    vouched = who | {"signature": signature(shop.identity_secret, who)}
    phone, laptop = ContactApi(desk, shop), ContactApi(desk, shop)
    phone.open(identity=vouched)
    talk = begin(phone, team.ann)
    laptop.open(identity=vouched)
    sent = team.ann.reply(talk.id)
    assert sent["id"] in {message["id"] for message in phone.thread()}
    assert team.ann.recall(talk.id, sent["id"])["recalled"]["waiting_for"] == 1
    other = Tab(laptop)
    other.open()
    other.drain()
    assert receipt(team, talk, sent["id"])["removal"] == "pending"
    open_tab(talk)
    confirmed(team, talk, sent["id"])


def test_a_stalled_page_that_fetched_over_http_is_waited_for_when_its_socket_is_gone(
    talk: Talk, team: Team
) -> None:
    tab = open_tab(talk)
    tab.drop()
    sent = team.ann.reply(talk.id)
    stalled = Live(talk.contact.desk, "/widget/v1/live", tape=talk.contact.tape)
    stalled.say(tab.page.hello())
    stalled.hear_a("welcome")
    assert sent["id"] in {message["id"] for message in talk.contact.thread()}
    stalled.die()
    eventually(lambda: team.ann.conversation(talk.id)["online"] is False)
    assert team.ann.recall(talk.id, sent["id"])["recalled"]["removal"] == "pending"
    tab.open()
    confirmed(team, talk, sent["id"])


def test_a_page_that_is_reset_has_confirmed_nothing_by_its_hello(talk: Talk, team: Team) -> None:
    tab = open_tab(talk)
    sent = team.ann.reply(talk.id)
    tab.settle(showing(sent["id"]))
    tab.drop()
    team.ann.recall(talk.id, sent["id"])
    tab.page.after, tab.page.epoch, tab.acking = 50, str(uuid.uuid4()), False
    assert tab.open()["reset"] is True
    team.ann.recall(talk.id, team.ann.reply(talk.id)["id"])
    assert receipt(team, talk, sent["id"])["removal"] == "pending"
    tab.send({"type": "ack", "upto": tab.page.after})
    confirmed(team, talk, sent["id"])


def test_what_was_seen_just_before_the_recall_was_seen(talk: Talk, team: Team) -> None:
    tab = open_tab(talk)
    for _ in range(3):
        sent = team.ann.reply(talk.id)
        tab.settle(showing(sent["id"]))
        tab.send({"type": "seen", "seq": sent["seq"]})
        # An answer on the same socket: whatever was said before it has been heard.
        tab.send(
            {"type": "send", "client_ref": str(uuid.uuid4()), "text": "hm", "files": [], "reply_to": None}
        )
        tab.heard("accepted")
        assert team.ann.recall(talk.id, sent["id"])["recalled"]["contact_had"] == "seen"


def test_a_browser_that_became_somebody_else_leaves_no_report_that_cannot_be_written(
    desk: Desk, team: Team, shop: Channel, new_contact: NewContact
) -> None:
    first, second = new_contact(), new_contact()
    talk = begin(first, team.ann)
    for _ in range(5):
        team.ann.reply(talk.id)
    tab = open_tab(talk)
    tab.send(tab.page.hello() | {"token": second.token, "after": None})
    tab.live.die()
    begin(second, team.ann)
    seen = len(desk.log())
    other = Tab(second)
    other.open()
    other.drain()
    assert "report" not in desk.log()[seen:]
    assert "could not be written" not in desk.log()[seen:]
