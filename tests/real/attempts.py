"""What can be attempted at a desk, each with how to look whether it happened and how to try again.

Belongs here: one function a deed. Not here: what befalls the desk meanwhile.
"""

from __future__ import annotations

import contextlib
import uuid
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import httpx2

from tests.conformance.client import AgentApi, ContactApi
from tests.conformance.desk import said
from tests.conformance.live import Closed
from tests.conformance.tab import Tab
from tests.conformance.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conformance.desk import Channel, Desk
    from tests.conformance.fixtures import Talk, Team

UNAVAILABLE = 503


@dataclass
class Stage:
    """Where it happens: a conversation, and a page of its contact that is open."""

    desk: Desk
    team: Team
    shop: Channel
    talk: Talk
    tab: Tab

    @property
    def path(self) -> str:
        """The conversation, on the desk API."""
        return f"/api/v1/conversations/{self.talk.id}"


@dataclass
class Attempt:
    """`act` is true if it was acknowledged; `there` whether it happened, None where nobody can tell; `again`
    has to succeed, and to end in exactly one.
    """

    deed: str
    act: Callable[[], bool]
    there: Callable[[], bool | None]
    again: Callable[[], None]


def answered(ask: Callable[[], httpx2.Response]) -> bool:
    """Whether a good answer came; else there is none, or it says that the outcome is unknown."""
    try:
        response = ask()
    except httpx2.HTTPError:
        return False
    assert response.is_success or response.status_code == UNAVAILABLE, response.text
    return response.is_success


def once(ask: Callable[[], httpx2.Response], *others: int) -> None:
    """Ask; the answer is a good one, or one of those that say it had been done."""
    response = ask()
    assert response.is_success or response.status_code in others, response.text


def message(stage: Stage, deed: str, ref: str, post: Callable[[], httpx2.Response]) -> Attempt:
    """A message under a client_ref, which makes it one however often it is posted."""

    def found() -> int:
        record = stage.team.ann.messages(stage.talk.id)
        return len([each for each in record if each["client_ref"] == ref])

    def again() -> None:
        before = found()
        first, second = post(), post()
        assert first.status_code == (200 if before else 201), first.text
        assert second.json()["id"] == first.json()["id"]
        assert found() == 1, "one client_ref, one message"

    return Attempt(deed, partial(answered, post), lambda: found() == 1, again)


def receive(stage: Stage, *, live: bool = False) -> Attempt:
    """The contact writes, over HTTP or on the page's socket."""
    body = {"client_ref": str(uuid.uuid4()), "text": said()}
    post = partial(stage.talk.contact.post_message, body)
    attempt = message(stage, "ReceiveMessage", body["client_ref"], post)

    def on_the_socket() -> bool:
        stage.tab.send({"type": "send"} | body)
        with contextlib.suppress(Closed, AssertionError):
            return bool(stage.tab.heard("accepted"))
        return False

    if live:
        attempt.act = on_the_socket
    return attempt


def reply(stage: Stage, *, note: bool = False) -> Attempt:
    """An agent answers, or writes a note."""
    ref = str(uuid.uuid4())
    body = {"client_ref": ref, "text": said(), "note": note}
    return message(stage, "PostMessage", ref, partial(stage.team.ann.post_message, stage.talk.id, body))


def recall(stage: Stage) -> Attempt:
    """An agent takes back what the page shows."""
    team, talk = stage.team, stage.talk
    sent = team.ann.reply(talk.id)
    stage.tab.settle(lambda page: sent["id"] in page.shown)
    # Else the recall would first write down what the page has to report.
    eventually(lambda: team.ann.message(talk.id, sent["id"])["delivery"]["delivered_at"])

    def there() -> bool:
        record = team.ann.message(talk.id, sent["id"])
        with_contact = sent["id"] in [each["id"] for each in talk.contact.thread()]
        assert (record["recalled"] is None) == with_contact, "half a recall"
        assert record["text"] == sent["text"], "the record keeps it"
        return record["recalled"] is not None

    def again() -> None:
        first, second = (team.ann.recall(talk.id, sent["id"])["recalled"] for _ in range(2))
        assert first["contact_had"] in ("delivered", "seen"), "it was on the page"
        assert (first["at"], first["by"]) == (second["at"], second["by"])
        assert there()

    return Attempt(
        "RecallMessage", partial(answered, partial(team.ann.try_recall, talk.id, sent["id"])), there, again
    )


def change(stage: Stage, **body: object) -> Attempt:
    """An agent assigns or resolves the conversation, which is back to nobody's and open before."""
    stage.team.ann.change(stage.talk.id, status="open", assignee_id=None)
    patch = partial(stage.team.ann.call, "PATCH", stage.path, body)

    def there() -> bool:
        now = stage.team.ann.conversation(stage.talk.id)
        return (now["status"], now["assignee"] is not None) != ("open", False)

    return Attempt("ChangeConversation", partial(answered, patch), there, partial(once, patch))


def assign(stage: Stage) -> Attempt:
    """An agent takes the conversation."""
    return change(stage, assignee_id=stage.team.ann.id)


def resolve(stage: Stage) -> Attempt:
    """An agent closes the conversation."""
    return change(stage, status="resolved")


def read(stage: Stage) -> Attempt:
    """An agent reads what is new."""
    stage.talk.contact.send()
    upto = stage.team.ann.messages(stage.talk.id)[0]["position"]
    post = partial(stage.team.ann.call, "POST", f"{stage.path}/read", {"position": upto})

    def there() -> bool:
        return bool(stage.team.ann.conversation(stage.talk.id)["unread"] == 0)

    return Attempt("MarkRead", partial(answered, post), there, partial(once, post))


def sign_in(stage: Stage) -> Attempt:
    """An agent signs in; whether it happened only the audit can tell."""
    person = stage.desk.people["Ada"]
    body = {"email": person.email, "password": person.password}
    post = partial(AgentApi(stage.desk).call, "POST", "/api/v1/session", body)

    def count() -> int:
        return len(stage.team.admin.every("/audit", kind="sign_in", agent=person.id, limit=200))

    before = count()
    return Attempt("OpenSession", partial(answered, post), lambda: count() > before, partial(once, post))


def sign_out(stage: Stage) -> Attempt:
    """An agent signs out."""
    agent = AgentApi.sign_in(stage.desk, stage.desk.people["Ada"])
    leave = partial(agent.call, "DELETE", "/api/v1/session")

    def there() -> bool:
        return agent.call("GET", "/api/v1/session").status_code == 401

    return Attempt("EndSession", partial(answered, leave), there, partial(once, leave, 401))


def hire(stage: Stage) -> Attempt:
    """An admin adds an agent."""
    email = f"new-{uuid.uuid4().hex[:8]}@desk.example"
    body = {"email": email, "name": "New", "role": "agent", "password": "pass " + uuid.uuid4().hex}
    post = partial(stage.team.admin.call, "POST", "/api/v1/agents", body)

    def there() -> bool:
        found = [each for each in stage.team.admin.every("/agents", limit=200) if each["email"] == email]
        assert len(found) <= 1
        return bool(found)

    return Attempt("AddAgent", partial(answered, post), there, partial(once, post, 409))


def make_token(stage: Stage) -> Attempt:
    """An admin makes a bot."""
    name = f"bot {uuid.uuid4().hex}"
    post = partial(stage.team.admin.call, "POST", "/api/v1/tokens", {"name": name, "scope": "reply"})

    def there() -> bool:
        return name in [each["name"] for each in stage.team.admin.every("/tokens", limit=200)]

    return Attempt("AddToken", partial(answered, post), there, partial(once, post))


def change_channel(stage: Stage) -> Attempt:
    """An admin renames the channel."""
    name = f"Shop {uuid.uuid4().hex[:8]}"
    patch = partial(stage.team.admin.call, "PATCH", f"/api/v1/channels/{stage.shop.id}", {"name": name})

    def there() -> bool:
        return name in [each["name"] for each in stage.team.admin.every("/channels")]

    return Attempt("ChangeChannel", partial(answered, patch), there, partial(once, patch))


def name_contact(stage: Stage) -> Attempt:
    """An agent gives the contact a name."""
    name = f"Contact {uuid.uuid4().hex[:8]}"
    path = f"/api/v1/contacts/{stage.talk.contact.id}"
    patch = partial(stage.team.ann.call, "PATCH", path, {"name": name})

    def there() -> bool:
        return bool(stage.team.ann.conversation(stage.talk.id)["contact"]["name"] == name)

    return Attempt("ChangeContact", partial(answered, patch), there, partial(once, patch))


def visit(stage: Stage) -> Attempt:
    """Somebody comes for the first time."""
    contact = ContactApi(stage.desk, stage.shop)

    def count() -> int:
        return len(stage.team.ann.every("/contacts", limit=200))

    before = count()
    return Attempt(
        "StartVisit",
        partial(answered, contact.ask_session),
        lambda: count() > before,
        partial(once, contact.ask_session),
    )


def open_page(stage: Stage) -> Attempt:
    """Another page says hello."""
    tab = Tab(stage.talk.contact)

    def act() -> bool:
        try:
            return bool(tab.open())
        except (Closed, httpx2.HTTPError, AssertionError, OSError):
            return False

    def again() -> None:
        tab.open()
        tab.load_history()
        assert tab.page.thread == stage.talk.contact.thread()
        tab.bye()

    return Attempt("OpenView", act, lambda: None, again)


def acknowledge(stage: Stage) -> Attempt:
    """The page says that it shows a reply."""
    stage.tab.acking = False
    sent = stage.team.ann.reply(stage.talk.id)
    stage.tab.settle(lambda page: sent["id"] in page.shown)

    def act() -> bool:
        stage.tab.send({"type": "ack", "upto": stage.tab.page.after})
        stage.tab.acking = True
        with contextlib.suppress(Closed, AssertionError):
            stage.tab.settle(lambda _: False)
        return False

    def there() -> bool:
        return bool(stage.team.ann.message(stage.talk.id, sent["id"])["delivery"]["delivered_at"])

    def again() -> None:
        tab = Tab(stage.talk.contact)
        tab.open()
        eventually(there)
        tab.bye()

    return Attempt("AckView", act, there, again)


ATTEMPTS: dict[str, Callable[[Stage], Attempt]] = {
    "a contact writes": receive,
    "an agent replies": reply,
    "an agent recalls": recall,
    "a contact writes on the socket": partial(receive, live=True),
    "an agent takes a note": partial(reply, note=True),
    "an agent assigns": assign,
    "an agent resolves": resolve,
    "an agent reads": read,
    "an agent signs in": sign_in,
    "an agent signs out": sign_out,
    "a page acknowledges": acknowledge,
    "a page opens": open_page,
    "an admin adds an agent": hire,
    "an admin makes a bot": make_token,
    "an admin renames a channel": change_channel,
    "an agent names the contact": name_contact,
    "a visitor comes": visit,
}
"""Every deed a desk knows, by what somebody would say."""
