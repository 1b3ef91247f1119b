"""A contact's session (protocol §3): tokens, who a visitor is, and a company's word for it (identity)."""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from tests.conformance.client import ContactApi, granted, refused, signature
from tests.conformance.fixtures import NewContact, Talk, Team, begin
from tests.conformance.tab import Tab

if TYPE_CHECKING:
    from tests.conformance.desk import Channel, Desk


def signed(channel: Channel, **who: object) -> dict[str, Any]:
    """An identity as the company's own server would sign it."""
    return who | {"signature": signature(channel.identity_secret, who)}


def somebody() -> str:
    """A customer number nobody has used yet."""
    return f"customer-{uuid.uuid4().hex}"


def test_a_visitor_gets_a_token_a_name_and_the_state_of_the_desk(desk: Desk, shop: Channel) -> None:
    answer = ContactApi(desk, shop).open()
    assert answer.keys() >= {"token", "contact", "channel", "desk", "unread"}
    assert answer["contact"].keys() == {"id", "name"}
    assert answer["channel"]["name"] == "Shop"
    assert isinstance(answer["desk"]["online"], bool)
    assert answer["unread"] == 0
    assert len(answer["token"]) >= 32


def test_a_visitor_who_comes_back_with_the_token_is_the_same(contact: ContactApi) -> None:
    first = contact.id
    assert contact.open()["contact"]["id"] == first


@pytest.mark.parametrize("token", ["", "x", "x" * 10_000, "\0", "é"], ids=lambda text: repr(text)[:8])
def test_an_unknown_token_is_refused_or_makes_a_new_visitor_but_never_somebody_elses(
    desk: Desk, shop: Channel, talk: Talk, token: str
) -> None:
    response = ContactApi(desk, shop).ask_session(token=token)
    assert response.status_code in (200, 401, 422), response.text
    if response.status_code == 200:
        assert granted(response)["contact"]["id"] != talk.contact.id


def test_a_token_of_another_channel_opens_nothing_here(
    desk: Desk, shop: Channel, windowed: Channel, talk: Talk
) -> None:
    response = ContactApi(desk, windowed).ask_session(token=talk.contact.token)
    assert response.status_code in (200, 401), response.text
    if response.status_code == 200:
        there = ContactApi(desk, windowed)
        there.token = granted(response)["token"]
        there.open()
        assert there.id != talk.contact.id
        assert there.thread() == []


@pytest.mark.parametrize("key", ["", "x", "\0", "x" * 10_000], ids=lambda text: repr(text)[:8])
def test_an_unknown_channel_is_not_found(desk: Desk, shop: Channel, key: str) -> None:
    response = ContactApi(desk, shop).ask_session(channel_key=key)
    assert response.status_code in (404, 422), response.text
    refused(response, response.status_code)


@pytest.mark.parametrize(
    "body", [{"token": 5}, {"identity": "x"}, {"identity": {}}, {"identity": {"id": 5}}, {"x": 1}]
)
def test_a_session_of_the_wrong_shape_is_refused(desk: Desk, shop: Channel, body: dict[str, Any]) -> None:
    refused(ContactApi(desk, shop).ask_session(**body), 422, "invalid")


@pytest.mark.parametrize("token", [" ", "x", "Bearer", "\x7e"])
def test_without_a_good_token_there_is_nothing_to_see(desk: Desk, shop: Channel, token: str) -> None:
    nobody = ContactApi(desk, shop, {"Authorization": f"Bearer {token}".strip()})
    refused(nobody.call("GET", "/widget/v1/messages"), 401, "not_signed_in")
    refused(nobody.post_message({"client_ref": str(uuid.uuid4()), "text": "x"}), 401, "not_signed_in")
    refused(ContactApi(desk, shop).call("GET", "/widget/v1/messages"), 401, "not_signed_in")


def test_an_agents_cookie_is_no_contacts_token(desk: Desk, shop: Channel, team: Team) -> None:
    agent = ContactApi(desk, shop, {"Cookie": team.ann.cookie})
    refused(agent.call("GET", "/widget/v1/messages"), 401, "not_signed_in")


def test_unread_counts_replies_until_they_are_seen(talk: Talk, team: Team) -> None:
    team.ann.reply(talk.id)
    team.ann.note(talk.id)
    sent = team.ann.reply(talk.id)
    assert talk.contact.open()["unread"] == 2
    tab = Tab(talk.contact)
    assert tab.open()["unread"] == 2
    tab.send({"type": "seen", "seq": sent["seq"]})
    tab.send({"type": "ack", "upto": sent["seq"]})
    tab.bye()
    again = Tab(talk.contact)
    assert again.open()["unread"] == 0
    assert talk.contact.open()["unread"] == 0


def test_a_signed_visitor_is_known_by_name_and_verified(
    contact: ContactApi, shop: Channel, team: Team
) -> None:
    who = signed(
        shop, id=somebody(), name="Mrs Known", email="known@shop.example", expires=int(time.time()) + 60
    )
    assert contact.open(identity=who)["contact"]["name"] == "Mrs Known"
    talk = begin(contact, team.ann)
    seen = team.ann.conversation(talk.id)["contact"]
    assert (seen["name"], seen["email"], seen["verified"]) == ("Mrs Known", "known@shop.example", True)


def test_an_absent_field_is_signed_as_empty(contact: ContactApi, shop: Channel) -> None:
    contact.open(identity=signed(shop, id=somebody()))
    contact.open(identity=signed(shop, id=somebody(), name="Zoë 你好"))
    contact.open(identity=signed(shop, id=somebody(), email="a@b.example"))


def test_a_new_identity_makes_this_visitor_that_contact_and_keeps_the_thread(
    talk: Talk, shop: Channel
) -> None:
    before = talk.contact.id
    answer = talk.contact.open(identity=signed(shop, id=somebody(), name="Now known"))
    assert answer["contact"] == {"id": before, "name": "Now known"}
    assert [message["id"] for message in talk.contact.thread()] == [talk.first["id"]]


def test_a_known_identity_switches_to_that_contact_and_threads_are_never_merged(
    talk: Talk, shop: Channel, team: Team, new_contact: NewContact
) -> None:
    customer = signed(shop, id=somebody(), name="Customer")
    talk.contact.open(identity=customer)
    anonymous = new_contact()
    other = begin(anonymous, team.ann)
    elsewhere = Tab(anonymous)
    elsewhere.open()
    assert elsewhere.page.texts == [other.first["text"]]
    anonymous.open(identity=customer)
    assert anonymous.id == talk.contact.id
    elsewhere.drop()
    elsewhere.page.switch(anonymous.token)
    assert elsewhere.open()["reset"] is True
    assert elsewhere.page.texts == [talk.first["text"]]
    assert [message["id"] for message in anonymous.thread()] == [talk.first["id"]]
    assert [message["id"] for message in team.ann.messages(other.id)] == [other.first["id"]]


@pytest.mark.parametrize("spoil", ["id", "name", "email", "expires", "signature", "secret", "late"])
def test_a_bad_signature_is_refused_and_the_visitor_stays_who_they_were(
    talk: Talk, shop: Channel, windowed: Channel, team: Team, spoil: str
) -> None:
    now = int(time.time())
    who: dict[str, Any] = {
        "id": somebody(),
        "name": "Mallory",
        "email": "m@shop.example",
        "expires": now + 60,
    }
    if spoil == "late":
        who["expires"] = now - 600
    identity = signed(windowed if spoil == "secret" else shop, **who)
    if spoil == "expires":
        identity["expires"] += 1
    elif spoil == "signature":
        identity["signature"] = identity["signature"][::-1]
    elif spoil not in ("secret", "late"):
        identity[spoil] += "x"
    response = talk.contact.ask_session(token=talk.contact.token, identity=identity)
    refused(response, 401, "identity_refused")
    assert talk.contact.open()["contact"]["id"] == talk.contact.id
    assert team.ann.conversation(talk.id)["contact"]["verified"] is False


def test_fields_cannot_be_moved_across_the_signatures_joints(contact: ContactApi, shop: Channel) -> None:
    honest = signed(shop, id=somebody(), email="a@b.example", name="N")
    shifted = honest | {"id": f"{honest['id']}\n{honest['email']}", "email": honest["name"], "name": None}
    response = contact.ask_session(token=contact.token, identity=shifted)
    assert response.status_code in (401, 422), response.text


@pytest.mark.parametrize("text", ["", "zz", "é" * 64, "0" * 63, "0" * 64, "\0"], ids=repr)
def test_what_is_no_signature_is_a_bad_one(contact: ContactApi, text: str) -> None:
    response = contact.ask_session(identity={"id": somebody(), "signature": text})
    assert response.status_code in (401, 422), response.text


def test_the_contacts_two_pages_are_told_apart_from_two_contacts(new_contact: NewContact, team: Team) -> None:
    one, other = begin(new_contact(), team.ann), begin(new_contact(), team.ann)
    assert one.id != other.id
    answer = one.contact.thread()
    assert [message["id"] for message in answer] == [one.first["id"]]
    assert other.first["text"].encode() not in one.contact.tape.since()


def test_fields_cannot_be_shifted_under_a_signature(contact: ContactApi, shop: Channel) -> None:
    honest = {"id": "u1", "email": "mallory@mail.example", "name": "victim@corp.example\nBob"}
    by_hand = {"id": "u1\nmallory@mail.example", "email": "victim@corp.example", "name": "Bob"}
    assert signature(shop.identity_secret, honest) == signature(shop.identity_secret, by_hand)
    for claim in (honest, by_hand):
        refused(
            contact.ask_session(token=contact.token, identity=signed(shop, **claim)), 401, "identity_refused"
        )


def test_an_address_an_agent_typed_is_kept_and_not_vouched_for(talk: Talk, team: Team, shop: Channel) -> None:
    where = f"/api/v1/contacts/{talk.contact.id}"
    granted(team.ann.call("PATCH", where, {"email": "typed@mail.example"}))
    talk.contact.open(identity=signed(shop, id=somebody()))
    seen = team.ann.conversation(talk.id)["contact"]
    assert (seen["email"], seen["verified"]) == ("typed@mail.example", False)
