"""An agent in a conversation, over the desk API: for journeys in which only the visitor's window is seen."""

from tests.conformance.client import AgentApi
from tests.conformance.console import Console
from tests.conformance.desk import Json, said
from tests.conformance.waiting import eventually


class Answering:
    """An agent in the conversation that opened with `hello`."""

    def __init__(self, agent: AgentApi, hello: str) -> None:
        self.agent = agent
        self.id = eventually(lambda: self._find(hello))
        self._ids: dict[str, str] = {}

    def _find(self, hello: str) -> str | None:
        found = self.agent.page("/conversations", q=hello)["items"]
        return str(found[0]["id"]) if found else None

    def reply(self, text: str | None = None, **more: object) -> str:
        """Send a reply; its text."""
        message = self.agent.reply(self.id, said("answer") if text is None else text, **more)
        self._ids[message["text"]] = message["id"]
        return str(message["text"])

    def reply_to(self, quoted: str) -> str:
        """Send a reply that quotes another; its text."""
        return self.reply(said("quoting"), reply_to=self._ids[quoted])

    def recall(self, text: str) -> None:
        """Take a reply back."""
        self.agent.recall(self.id, self._ids[text])

    def message(self, text: str) -> Json:
        """A reply as the record has it now."""
        return self.agent.message(self.id, self._ids[text])

    def removal(self, text: str) -> str:
        """How far the removal of a recalled reply has come."""
        return str(self.message(text)["recalled"]["removal"])

    def heard(self, text: str) -> bool:
        """Whether the visitor's words are in the record, and once."""
        return [each["text"] for each in self.agent.messages(self.id)].count(text) == 1

    def at_the_desk(self) -> Console:
        """The agent's console, open on this conversation."""
        console = Console(self.agent)
        console.open()
        console.watch(self.id)
        return console

    def types(self, console: Console) -> None:
        console.live.say({"type": "typing", "conversation_id": self.id, "on": True})
