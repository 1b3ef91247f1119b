"""The laws of the desk, tried on random histories of agents, contacts, pages, crashes and clocks."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import ClassVar, Protocol

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.laws.company import Company, Console, Page, fresh_look
from unsay.core.refusals import Refusal

SECRET = "SECRET"
WINDOW = 300_000
agents = st.integers(0, 1)
picks = st.integers(0, 10**6)


class Databases(Protocol):
    """Where data may be kept (see `tests.conformance.fixtures`)."""

    def fresh_url(self) -> str | None: ...

    def drop(self, url: str | None) -> None: ...


class Desk(RuleBasedStateMachine):
    """Two contacts, two agents, any number of pages."""

    databases: ClassVar[Databases]

    def __init__(self) -> None:
        super().__init__()
        self.dir = Path(tempfile.mkdtemp())
        self.url = self.databases.fresh_url()

    @initialize()
    def open(self) -> None:
        self.company = Company(self.dir, self.url)
        self.visitors = [self.company.visit() for _ in range(2)]
        self.pages: list[Page] = []
        self.consoles = [Console(self.company, agent) for agent in self.company.agents]
        self.sent: dict[str, tuple[int, str, int, str]] = {}  # id → author, conversation, at, text
        self.recalled: set[str] = set()
        self.refs: dict[tuple[int, str], str] = {}
        self.conversations: dict[int, str] = {}
        self.count = 0

    def teardown(self) -> None:
        if hasattr(self, "company"):
            findings = self.company.store.verify()
            self.company.close()
            assert findings == []
        self.databases.drop(self.url)
        shutil.rmtree(self.dir)

    def _text(self, word: str) -> str:
        self.count += 1
        return f"{word} {self.count}"

    @rule(who=st.integers(0, 1), again=st.booleans())
    def a_contact_writes_perhaps_twice(self, who: int, again: bool) -> None:
        ref = self.company.new_id()
        first = self.company.write(self.visitors[who], self._text("hello"), ref)
        assert first.created
        if again:
            repeated = self.company.write(self.visitors[who], "other words", ref)
            assert not repeated.created
            assert repeated.message_id == first.message_id
        self.consoles[0].sync()
        for conversation in self.consoles[0].conversations.values():
            if conversation.contact.id == self.visitors[who].contact_id:
                self.conversations[who] = conversation.id

    @rule(who=st.integers(0, 1), agent=agents, note=st.booleans(), pick=picks)
    def an_agent_answers(self, who: int, agent: int, note: bool, pick: int) -> None:
        if who not in self.conversations:
            return
        text = self._text(SECRET if note else "answer")
        quotable = [i for i, m in self.sent.items() if m[1] == self.conversations[who]]
        quoted = quotable[pick % len(quotable)] if quotable and pick % 3 == 0 else None
        answer = self.company.answer(
            self.company.agents[agent],
            self.conversations[who],
            text,
            self.company.new_id(),
            note=note,
            reply_to=quoted,
        )
        if quoted in self.recalled and quoted is not None:
            assert answer is Refusal.BAD_REPLY_TO
        elif not note:
            self.sent[answer.message_id] = (agent, self.conversations[who], self.company.clock, text)

    @rule(agent=agents, pick=picks)
    def an_agent_recalls(self, agent: int, pick: int) -> None:
        if not self.sent:
            return
        message_id = sorted(self.sent)[pick % len(self.sent)]
        author, conversation, at, _ = self.sent[message_id]
        result = self.company.recall(self.company.agents[agent], conversation, message_id)
        if agent != author:
            assert result is Refusal.NOT_SENDER
        elif message_id in self.recalled:
            assert not isinstance(result, Refusal)
        elif self.company.clock - at > WINDOW:
            assert result is Refusal.WINDOW_PASSED
        else:
            # Desk time stands still while the clock is behind, so it may be later than the clock says.
            if isinstance(result, Refusal):
                assert result is Refusal.WINDOW_PASSED
                return
            self.recalled.add(message_id)
            self._check_receipt(message_id, conversation)

    def _check_receipt(self, message_id: str, conversation: str) -> None:
        record = {m.id: m for m in self.company.record(self.company.agents[0], conversation)}
        mark = record[message_id].recalled
        assert mark is not None
        showing = [page for page in self.pages if message_id in page.shows and not page.gone]
        if showing:
            assert mark.contact_had in {"seen", "delivered"}
            assert mark.removal == "pending"
        if mark.contact_had == "nothing":
            assert mark.removal == "confirmed"

    @rule(who=st.integers(0, 1))
    def a_page_opens(self, who: int) -> None:
        if len(self.pages) < 6:
            page = Page(self.company, self.visitors[who])
            page.connect()
            self.pages.append(page)

    @rule(pick=picks, what=st.sampled_from(["sync", "ack", "seen", "drop", "connect", "leave", "fetch"]))
    def a_page_does_something(self, pick: int, what: str) -> None:
        pages = [page for page in self.pages if not page.gone]
        if not pages:
            return
        page = pages[pick % len(pages)]
        if what == "fetch":
            page.fetch()
        elif what == "connect":
            page.drop()
            page.connect()
        elif page.connection is None:
            page.connect()
        elif what == "leave":
            page.leave()
        else:
            {"sync": page.sync, "ack": page.ack, "seen": page.report_seen, "drop": page.drop}[what]()

    @rule(pick=picks)
    def a_desk_page_that_resumes_equals_a_fresh_one(self, pick: int) -> None:
        console = self.consoles[pick % 2]
        console.sync()
        fresh = Console(self.company, console.caller)
        fresh.sync()
        assert console.looks() == fresh.looks()

    @rule(step=st.sampled_from([1, 1000, 299_000, 300_001, 3_600_000, -1000, -301_000]))
    def the_clock_steps(self, step: int) -> None:
        self.company.clock += step

    @rule()
    def the_server_dies_and_comes_back(self) -> None:
        self.company.restart()
        for page in self.pages:
            page.connection = None

    @rule(pick=picks)
    def a_page_that_resumes_equals_a_fresh_one(self, pick: int) -> None:
        pages = [page for page in self.pages if not page.gone]
        if not pages:
            return
        page = pages[pick % len(pages)]
        if page.connection is None:
            page.connect()
        page.sync()
        assert page.shows == fresh_look(self.company, page.visitor)

    @invariant()
    def nothing_recalled_or_noted_is_ever_shown(self) -> None:
        for page in getattr(self, "pages", []):
            assert not any(SECRET in text for text in page.given)

    @invariant()
    def a_removal_is_confirmed_only_when_no_page_shows_the_message(self) -> None:
        for conversation in set(getattr(self, "conversations", {}).values()):
            for message in self.company.record(self.company.agents[0], conversation):
                if message.recalled and message.recalled.removal == "confirmed":
                    assert not any(message.id in page.shows for page in self.pages if not page.gone)


LONG = bool(os.environ.get("UNSAY_TEST_LONG"))
PROFILE = settings(
    max_examples=300 if LONG else 20,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.timeout(1800 if LONG else 120)
def test_the_laws_hold_through_any_history(database: Databases) -> None:
    """On each database: what agents, contacts, pages, crashes and clocks do in any order breaks no law."""

    class OnThisDatabase(Desk):
        databases = database

    run_state_machine_as_test(OnThisDatabase, settings=PROFILE)
