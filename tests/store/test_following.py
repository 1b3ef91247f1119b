"""Following the log: whoever is told what this process commits, and reads what others do, misses nothing."""

import asyncio
from collections.abc import Callable

from tests.laws.company import Company
from tests.loops import run
from tests.store.test_writing import Bookkeeper, receive
from unsay.core.refusals import Refusal
from unsay.desk.feed import Look, look, look_at_batch
from unsay.desk.ports import Deed
from unsay.desk.recalling import RecallMessage
from unsay.desk.rows import ConversationRow
from unsay.desk.sending import PostMessage
from unsay.desk.staffing import ChangeAgent
from unsay.desk.working_set import WorkingSet
from unsay.web.feed_loop import FeedLoop

PATIENCE_SECONDS = 10


def reply(company: Company, message_id: str) -> PostMessage:
    """Ann answers in the first conversation."""
    conversation = company.desk_door(lambda door: door.find(ConversationRow, order="id"))[0]
    return PostMessage(
        caller=company.agents[0],
        conversation_id=conversation.id,
        message_id=message_id,
        client_ref=message_id,
        text="slip",
        note=False,
        reply_to=None,
    )


def recall(company: Company, posted: PostMessage) -> RecallMessage:
    return RecallMessage(
        caller=posted.caller,
        conversation_id=posted.conversation_id,
        message_id=posted.message_id,
        reason=None,
        note=None,
        audit_id=company.new_id(),
    )


def test_what_a_writer_tells_is_what_the_log_says(company: Company) -> None:
    pairs: list[tuple[Look, Look]] = []

    def hear(batch: WorkingSet) -> None:
        said = look_at_batch(batch)
        pairs.append((said, company.desk_door(lambda door: look(door, said.after))))

    writer = company.store.writer(Bookkeeper(), hear)
    visitors = [company.visit() for _ in range(2)]
    for number, visitor in enumerate(visitors):
        writer.run(receive(company, visitor, "hello", f"r{number}"))
    posted = reply(company, company.new_id())
    ann, bo = company.agents
    deeds: list[Deed[object]] = [
        posted,
        recall(company, posted),
        ChangeAgent(caller=ann, agent_id=bo.id, audit_id=company.new_id(), active=False),
    ]
    for deed in deeds:
        assert not isinstance(writer.run(deed), Refusal)
    writer.close()
    assert len(pairs) == 5
    assert all(said == read for said, read in pairs)
    assert [said.recalled for said, _ in pairs if said.recalled] == [(posted.message_id,)]
    assert [said.revoking for said, _ in pairs] == [False, False, False, False, True]
    heard = frozenset[str]().union(*(said.contacts for said, _ in pairs))
    assert heard == {visitor.contact_id for visitor in visitors}


def follow(
    company: Company, act: Callable[[FeedLoop], None], hear: Callable[[Look], None], *, upto: int
) -> None:
    """Follow the log while `act` does something, until `hear` has been told of everything up to `upto`."""

    async def work() -> None:
        done = asyncio.Event()

        def heard(found: Look) -> None:
            hear(found)
            if found.head >= upto + start:
                done.set()

        feed = FeedLoop(company.store.doors)
        start = company.desk_door(lambda door: door.head())
        await feed.start()
        following = asyncio.ensure_future(feed.run(heard))
        await asyncio.sleep(0)
        act(feed)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await done.wait()
        # One look more: what was passed over by then would not be looked at again.
        await asyncio.sleep(0.6)
        following.cancel()

    run(work())


def test_what_another_process_wrote_before_us_is_not_passed_over(company: Company) -> None:
    visitors = [company.visit() for _ in range(4)]
    heard: set[str] = set()

    def act(feed: FeedLoop) -> None:
        ours = company.store.writer(Bookkeeper(), feed.committed)
        theirs = company.store.writer(Bookkeeper(), lambda _batch: None)
        for number, visitor in enumerate(visitors):
            (ours if number % 2 else theirs).run(receive(company, visitor, "hello", f"r{number}"))
        ours.close()
        theirs.close()

    follow(company, act, lambda found: heard.update(found.contacts), upto=2 * len(visitors))
    assert heard == {visitor.contact_id for visitor in visitors}


def test_what_could_not_be_heard_is_heard_again(company: Company) -> None:
    visitor = company.visit()
    heard: list[frozenset[str]] = []
    tries = 0

    def hear(found: Look) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise ZeroDivisionError
        heard.append(found.contacts)

    def act(feed: FeedLoop) -> None:
        writer = company.store.writer(Bookkeeper(), feed.committed)
        writer.run(receive(company, visitor, "hello", "r1"))
        writer.close()

    follow(company, act, hear, upto=2)
    assert heard == [{visitor.contact_id}]
