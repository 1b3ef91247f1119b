"""An HTTP client for both sides of a desk, written from protocol §0, §2 and §3; sockets are in `live`.

A call either hands back the raw response, for tests that look at it, or, where its name says what it does,
what the protocol promises.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
import uuid
from typing import TYPE_CHECKING, Any

import httpx2

from tests.conformance.desk import Json, said
from tests.conformance.tape import Tape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.conformance.desk import Channel, Desk, Person

OK, CREATED, NO_CONTENT, TOO_FAST = 200, 201, 204, 429
WAIT_SECONDS = 60.0
PROBLEM_KEYS = {"type", "title", "status", "detail", "code"}


def granted(response: httpx2.Response, status: int = OK) -> Json:
    """The answer of a call that must have worked."""
    assert response.status_code == status, f"{response.status_code}: {response.text[:600]}"
    assert response.headers["content-type"].split(";")[0] == "application/json", response.headers
    answer = response.json()
    assert isinstance(answer, dict)
    return answer


def refused(response: httpx2.Response, status: int, code: str | None = None) -> Json:
    """The problem of a call that must have been refused, checked for the form all refusals share."""
    assert response.status_code == status, f"{response.status_code}: {response.text[:600]}"
    assert response.headers["content-type"].split(";")[0] == "application/problem+json", response.headers
    problem = response.json()
    assert isinstance(problem, dict)
    assert problem.keys() >= PROBLEM_KEYS, problem
    assert problem["status"] == status
    if code is not None:
        assert problem["code"] == code, problem
    if status in (429, 503):
        assert int(response.headers["retry-after"]) >= 0
    return problem


class Http:
    """One caller: the headers it always sends, its cookies, and a tape of all that came back."""

    def __init__(
        self, desk: Desk, headers: Mapping[str, str] | None = None, tape: Tape | None = None
    ) -> None:
        self.desk = desk
        self.tape = tape or Tape()
        self.headers = dict(headers or {})
        # One connection each, thrown away with a restart of the server: a stale one is not what is being
        # tested.
        self._client = httpx2.Client(timeout=WAIT_SECONDS, trust_env=False)
        desk.hold(self)

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str | int] | None = None,
    ) -> httpx2.Response:
        """Any request; `body` is sent as JSON by the plainest encoder there is, so that odd values travel as
        they are.
        """
        sent = dict(self.headers)
        if content is None and body is not None:
            content = json.dumps(body).encode()
        if content is not None:
            sent["Content-Type"] = "application/json"
        sent |= headers or {}
        response = self._client.request(
            method,
            self.desk.base_url + path,
            content=content,
            headers=sent,
            params=dict(params) if params else None,
        )
        head = b"\r\n".join(name + b": " + value for name, value in response.headers.raw)
        self.tape.record(head + b"\r\n\r\n" + response.content)
        return response

    def close(self) -> None:
        """Let the connection go."""
        self._client.close()


class AgentApi(Http):
    """Somebody of the team, or a bot, on the desk API."""

    @classmethod
    def sign_in(cls, desk: Desk, person: Person) -> AgentApi:
        """A new browser session of this person: cookie and CSRF value."""
        agent = cls(desk)
        response = agent.call("POST", "/api/v1/session", {"email": person.email, "password": person.password})
        answer = granted(response)
        agent.headers["X-Unsay-Csrf"] = answer["csrf"]
        agent.id = answer["agent"]["id"]
        agent.name = answer["agent"]["name"]
        return agent

    @classmethod
    def bot(cls, desk: Desk, token: str) -> AgentApi:
        """A program with an API token."""
        return cls(desk, {"Authorization": f"Bearer {token}"})

    id: str = ""
    name: str = ""

    @property
    def cookie(self) -> str:
        """The `Cookie` header a browser would send."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._client.cookies.jar)

    def post_message(self, conversation: str, body: object) -> httpx2.Response:
        """The raw answer to sending anything at all."""
        return self.call("POST", f"/api/v1/conversations/{conversation}/messages", body)

    def reply(self, conversation: str, text: str | None = None, **more: object) -> Json:
        """A reply that must be accepted, if need be after as long as the desk says to wait."""
        body = {"client_ref": str(uuid.uuid4()), "text": said() if text is None else text} | more
        answer = self.post_message(conversation, body)
        while answer.status_code == TOO_FAST:
            time.sleep(int(answer.headers["retry-after"]))
            answer = self.post_message(conversation, body)
        return granted(answer, CREATED)

    def reply_raw(self, conversation: str) -> httpx2.Response:
        """The raw answer to a reply with nothing wrong about it."""
        return self.post_message(conversation, {"client_ref": str(uuid.uuid4()), "text": said()})

    def note(self, conversation: str, text: str | None = None) -> Json:
        """An internal note that must be accepted."""
        return self.reply(conversation, text, note=True)

    def try_recall(self, conversation: str, message: str, body: object | None = None) -> httpx2.Response:
        """The raw answer to a recall."""
        where = f"/api/v1/conversations/{conversation}/messages/{message}/recall"
        return self.call("POST", where, {} if body is None else body)

    def recall(self, conversation: str, message: str, **body: object) -> Json:
        """A recall that must be granted."""
        return granted(self.try_recall(conversation, message, body))

    def page(self, path: str, **params: str | int) -> Json:
        """One page of any list, checked for the form all lists share."""
        answer = granted(self.call("GET", "/api/v1" + path, params=params))
        assert isinstance(answer["items"], list)
        assert "next" in answer
        return answer

    def every(self, path: str, **params: str | int) -> list[Json]:
        """All pages of a list, in the order of the list."""
        items: list[Json] = []
        while True:
            answer = self.page(path, **params)
            items += answer["items"]
            if answer["next"] is None:
                return items
            params["before"] = answer["next"]

    def messages(self, conversation: str) -> list[Json]:
        """The whole record of a conversation, newest first."""
        return self.every(f"/conversations/{conversation}/messages", limit=200)

    def message(self, conversation: str, message: str) -> Json:
        """One message as the record has it now."""
        return next(each for each in self.messages(conversation) if each["id"] == message)

    def conversation(self, conversation: str) -> Json:
        """One conversation as it is now."""
        return granted(self.call("GET", f"/api/v1/conversations/{conversation}"))

    def change(self, conversation: str, **body: object) -> Json:
        """Change a conversation; must be granted."""
        return granted(self.call("PATCH", f"/api/v1/conversations/{conversation}", body))

    def conversation_of(self, contact: ContactApi) -> str:
        """The conversation of a contact who has written, found by the text of it or by their id."""
        newest_first = self.every("/conversations", limit=200)
        return str(next(each["id"] for each in newest_first if each["contact"]["id"] == contact.id))


class ContactApi(Http):
    """A contact's browser on the widget API: its token and everything it ever received."""

    def __init__(self, desk: Desk, channel: Channel, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(desk, headers)
        self.channel = channel
        self.token = ""
        self.id = ""

    def ask_session(self, **body: object) -> httpx2.Response:
        """The raw answer to asking for a session."""
        return self.call("POST", "/widget/v1/session", {"channel_key": self.channel.key} | body)

    def open(self, **body: object) -> Json:
        """Begin (or go on, with the token one has): must be granted."""
        known = {"token": self.token} if self.token else {}
        answer = granted(self.ask_session(**(known | body)))
        self.token = answer["token"]
        self.id = answer["contact"]["id"]
        self.headers["Authorization"] = f"Bearer {self.token}"
        return answer

    def post_message(self, body: object) -> httpx2.Response:
        """The raw answer to sending anything at all."""
        return self.call("POST", "/widget/v1/messages", body)

    def send(self, text: str | None = None, **more: object) -> Json:
        """A message that must be accepted."""
        body = {"client_ref": str(uuid.uuid4()), "text": said() if text is None else text} | more
        return granted(self.post_message(body), CREATED)

    def history(self, **params: str | int) -> Json:
        """One page of the thread, newest first."""
        return granted(self.call("GET", "/widget/v1/messages", params=params))

    def thread(self) -> list[Json]:
        """The whole thread as a fresh page would load it, oldest first."""
        answer = self.history(limit=200)
        items: list[Json] = list(answer["items"])
        while answer["next"] is not None:
            answer = self.history(limit=200, before=answer["next"])
            items += answer["items"]
        return items[::-1]


def signature(secret: str, who: Mapping[str, Any]) -> str:
    """Protocol §3, identity: HMAC-SHA256 in hex over id, email, name, expires joined by newlines, an absent
    one empty.
    """
    signed = "\n".join(
        str(who[name]) if who.get(name) is not None else "" for name in ("id", "email", "name", "expires")
    )
    return hmac.new(secret.encode(), signed.encode(), hashlib.sha256).hexdigest()


def set_window(admin: AgentApi, channel: Channel, seconds: int) -> None:
    """Give a channel another recall window."""
    granted(admin.call("PATCH", f"/api/v1/channels/{channel.id}", {"recall_window_seconds": seconds}))


def make_bot(admin: AgentApi, name: str, scope: str = "reply") -> AgentApi:
    """A new API token's bot."""
    made = granted(admin.call("POST", "/api/v1/tokens", {"name": name, "scope": scope}), CREATED)
    return AgentApi.bot(admin.desk, made["secret"])
