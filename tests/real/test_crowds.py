"""Many at once: whatever arrives together, each thing happens once, in one order."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tests.conformance.client import AgentApi, ContactApi
from tests.conformance.desk import said
from tests.conformance.fixtures import NewContact, Talk, Team, begin
from tests.conformance.tab import Tab, not_showing, showing

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx2

    from tests.conformance.desk import Channel, Desk, Json

CROWD = 50
THREADS = 12


def at_once(deeds: list[Callable[[], Json]]) -> list[Json]:
    """Do all of this together; what each came to."""
    with ThreadPoolExecutor(THREADS) as crowd:
        return [done.result() for done in [crowd.submit(deed) for deed in deeds]]


def copy_of(agent: AgentApi) -> AgentApi:
    """The same session in another connection."""
    return AgentApi(agent.desk, agent.headers | {"Cookie": agent.cookie})


def test_fifty_recalls_of_one_message_are_one_recall(talk: Talk, team: Team) -> None:
    tab = Tab(talk.contact)
    tab.open()
    sent = team.ann.reply(talk.id)
    tab.settle(showing(sent["id"]))
    agents = [copy_of(team.ann) for _ in range(THREADS)]

    def recall(number: int) -> Callable[[], Json]:
        return lambda: agents[number % THREADS].recall(talk.id, sent["id"], note=f"number {number}")

    answers = at_once([recall(number) for number in range(CROWD)])
    assert (
        len({(a["recalled"]["at"], a["recalled"]["note"], a["recalled"]["by"]["id"]) for a in answers}) == 1
    )
    about = [
        row
        for row in team.supervisor.every("/audit", kind="recall", limit=200)
        if row["message_id"] == sent["id"]
    ]
    assert len(about) == 1
    tab.settle(not_showing(sent["id"]))
    after = team.ann.reply(talk.id)
    assert after["seq"] == sent["seq"] + 2, "one entry, not fifty"
    assert len([message for message in team.ann.messages(talk.id) if message["recalled"]]) == 1


def test_two_first_messages_at_once_open_one_conversation(new_contact: NewContact, team: Team) -> None:
    for _ in range(5):
        visitor = new_contact()
        copies = [ContactApi(visitor.desk, visitor.channel, visitor.headers) for _ in range(2)]
        first, second = at_once([copy.send for copy in copies])
        assert {first["seq"], second["seq"]} == {1, 2}
        found = [c for c in team.ann.every("/conversations", limit=200) if c["contact"]["id"] == visitor.id]
        assert len(found) == 1
        assert {m["id"] for m in team.ann.messages(found[0]["id"])} == {first["id"], second["id"]}


def test_one_send_tried_many_times_at_once_is_one_message(talk: Talk, team: Team) -> None:
    body = {"client_ref": str(uuid.uuid4()), "text": said("again and again")}
    contacts = [
        ContactApi(talk.contact.desk, talk.contact.channel, talk.contact.headers) for _ in range(THREADS)
    ]
    agents = [copy_of(team.ann) for _ in range(THREADS)]

    def by_contact(number: int) -> Callable[[], Json]:
        return lambda: answer(contacts[number % THREADS].post_message(body))

    def by_agent(number: int) -> Callable[[], Json]:
        return lambda: answer(agents[number % THREADS].post_message(talk.id, body))

    answers = at_once([each(number) for number in range(CROWD) for each in (by_contact, by_agent)])
    assert sorted(a["status"] for a in answers) == [200] * (2 * CROWD - 2) + [201] * 2
    assert len({a["id"] for a in answers}) == 2
    assert len(team.ann.messages(talk.id)) == 3


def answer(response: httpx2.Response) -> Json:
    """The status and the id of an answer to a send."""
    assert response.status_code in (200, 201), response.text
    return {"status": response.status_code, "id": response.json()["id"]}


def test_a_crowd_of_senders_gets_dense_numbers_in_one_order(
    desk: Desk, shop: Channel, team: Team, new_contact: NewContact
) -> None:
    talks = [begin(new_contact(), team.ann) for _ in range(4)]
    agents = [copy_of(agent) for agent in (team.ann, team.bob, team.supervisor, team.admin)]

    def say(number: int) -> Callable[[], Json]:
        talk = talks[number % 4]
        if number % 3 == 0:
            return lambda: agents[number % 4].note(talk.id)
        return lambda: agents[number % 4].reply(talk.id)

    sent = at_once([say(number) for number in range(80)])
    positions = [message["position"] for message in sent]
    assert len(set(positions)) == len(positions)
    for talk in talks:
        record = team.ann.messages(talk.id)[::-1]
        numbered = [message["seq"] for message in record if message["seq"] is not None]
        assert numbered == list(range(1, len(numbered) + 1))
        assert [m["position"] for m in record] == sorted(m["position"] for m in record)


def test_a_send_and_a_recall_of_what_it_quotes_meet_in_one_order(talk: Talk, team: Team) -> None:
    for _ in range(5):
        quoted = team.ann.reply(talk.id)
        agents = [copy_of(team.ann), copy_of(team.bob)]

        def quote(quoted: Json = quoted, agent: AgentApi = agents[1]) -> Json:
            body = {"client_ref": str(uuid.uuid4()), "text": said("quoting"), "reply_to": quoted["id"]}
            response = agent.post_message(talk.id, body)
            return {"status": response.status_code, "body": response.json()}

        def recall(quoted: Json = quoted, agent: AgentApi = agents[0]) -> Json:
            return agent.recall(talk.id, quoted["id"])

        quoting, recalled = at_once([quote, recall])
        assert recalled["recalled"] is not None
        if quoting["status"] == 201:
            shown = next(m for m in talk.contact.thread() if m["id"] == quoting["body"]["id"])
            assert shown["reply_to"] == {"id": quoted["id"], "removed": True}
        else:
            assert (quoting["status"], quoting["body"]["code"]) == (422, "bad_reply_to")
