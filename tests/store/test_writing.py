"""The writer: one order, once is once, batches, refusals, trouble and the fence."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from tests.laws.company import Company
from tests.loops import run
from unsay.core.entries import EntryKind
from unsay.core.limits import WRITER_QUEUE_MAX_UNITS
from unsay.core.refusals import Refusal
from unsay.desk.people import Visitor
from unsay.desk.ports import OverloadedError, UnavailableError
from unsay.desk.recalling import RecallMessage
from unsay.desk.receiving import ReceiveMessage
from unsay.desk.rows import AuditRow, ContactRow, ConversationRow, DeskRow, LogRow, MessageRow
from unsay.desk.threads import Done
from unsay.desk.working_set import Draft, Lookup, WorkingSet, by_key
from unsay.store.writer import QueueingWriter


class Bookkeeper:
    """A fence that writes down what it is told, and may refuse to rise."""

    def __init__(self, *, stuck: bool = False) -> None:
        self.calls: list[tuple[str, tuple[str, ...]]] = []
        self.stuck = stuck

    def raise_(self, message_ids: Sequence[str]) -> None:
        self.calls.append(("raise", tuple(message_ids)))
        if self.stuck:
            raise UnavailableError("stuck")

    def settle(self, message_ids: Sequence[str]) -> None:
        self.calls.append(("settle", tuple(message_ids)))

    def lower(self, message_ids: Sequence[str]) -> None:
        self.calls.append(("lower", tuple(message_ids)))


class Buggy:
    """A deed with a bug in it."""

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        return []

    def decide(self, have: WorkingSet, draft: Draft) -> Done:
        draft.log(EntryKind.CONTACT_CHANGED, "nobody")
        raise ZeroDivisionError


class Unwritable:
    """A deed that the database refuses to write."""

    def needs(self, have: WorkingSet) -> Sequence[Lookup]:
        return [by_key(DeskRow, 1)]

    def decide(self, have: WorkingSet, draft: Draft) -> Done:
        row = ContactRow(
            id="stray",
            channel_id="no such channel",
            external_id=None,
            name="x",
            email=None,
            verified=False,
            created_at=1,
        )
        draft.put(row)
        return Done()


def receive(company: Company, visitor: Visitor, text: str, client_ref: str) -> ReceiveMessage:
    return ReceiveMessage(
        visitor=visitor,
        new_conversation_id=company.new_id(),
        message_id=company.new_id(),
        client_ref=client_ref,
        text=text,
        reply_to=None,
    )


def together(company: Company, deeds: Sequence[Any], fence: Bookkeeper | None = None) -> list[Any]:
    """Submit deeds at once to a writer that starts when all are waiting, so that they make one batch."""
    writer = company.store.writer(fence or Bookkeeper(), lambda _batch: None)

    async def submit() -> list[Any]:
        tasks = [asyncio.ensure_future(writer.submit(deed)) for deed in deeds]
        await asyncio.sleep(0)
        writer.start()
        return list(await asyncio.gather(*tasks, return_exceptions=True))

    try:
        return run(submit())
    finally:
        writer.close()


def log(company: Company) -> list[LogRow]:
    return company.desk_door(lambda door: door.find(LogRow, order="position"))


def test_a_batch_is_one_order_with_dense_numbers(company: Company) -> None:
    visitors = [company.visit() for _ in range(3)]
    deeds = [receive(company, visitors[i % 3], f"text {i}", company.new_id()) for i in range(60)]
    answers = together(company, deeds)
    assert [answer.seq for answer in answers] == [i // 3 + 1 for i in range(60)]
    assert [row.position for row in log(company)] == list(range(1, len(log(company)) + 1))


def test_two_first_messages_at_once_open_one_conversation(company: Company) -> None:
    visitor = company.visit()
    together(company, [receive(company, visitor, "a", "r1"), receive(company, visitor, "b", "r2")])
    assert len(company.desk_door(lambda door: door.find(ConversationRow))) == 1


def test_the_same_client_ref_twice_in_one_batch_makes_one_message(company: Company) -> None:
    visitor = company.visit()
    first, second = together(company, [receive(company, visitor, t, "same") for t in ("one", "two")])
    assert first.created
    assert not second.created
    assert first.message_id == second.message_id
    assert len(company.desk_door(lambda door: door.find(MessageRow))) == 1


def test_a_refused_deed_writes_nothing_but_its_audit(company: Company) -> None:
    visitor = company.visit()
    written = company.write(visitor, "hello", "r1")
    conversation = company.desk_door(lambda door: door.find(ConversationRow))[0].id
    before = log(company)
    assert company.recall(company.agents[0], conversation, written.message_id) is Refusal.NOT_RECALLABLE
    assert log(company) == before
    audits = company.desk_door(lambda door: door.find(AuditRow, equals={"kind": "recall_refused"}))
    assert [(row.message_id, row.code) for row in audits] == [(written.message_id, "not_recallable")]


def test_a_deed_with_a_bug_hurts_no_other(company: Company) -> None:
    visitor = company.visit()
    deeds = [receive(company, visitor, "a", "r1"), Buggy(), receive(company, visitor, "b", "r2")]
    first, bug, last = together(company, deeds)
    assert first.created
    assert last.created
    assert isinstance(bug, ZeroDivisionError)


def test_a_deed_the_database_refuses_hurts_no_other(company: Company) -> None:
    visitor = company.visit()
    deeds = [receive(company, visitor, "a", "r1"), Unwritable(), receive(company, visitor, "b", "r2")]
    first, stray, last = together(company, deeds)
    assert (first.seq, last.seq) == (1, 2)
    assert isinstance(stray, UnavailableError)


def test_fifty_recalls_of_one_message_at_once_have_one_effect(company: Company) -> None:
    visitor = company.visit()
    company.write(visitor, "hello", "r1")
    conversation = company.desk_door(lambda door: door.find(ConversationRow))[0].id
    reply = company.answer(company.agents[0], conversation, "slip", "r2")
    deeds = [
        RecallMessage(
            caller=company.agents[0],
            conversation_id=conversation,
            message_id=reply.message_id,
            reason=None,
            note=None,
            audit_id=company.new_id(),
        )
        for _ in range(50)
    ]
    fence = Bookkeeper()
    answers = together(company, deeds, fence)
    assert not any(isinstance(answer, Refusal) for answer in answers)
    kinds = [row.kind for row in log(company)]
    assert kinds.count(EntryKind.MESSAGE_RECALLED) == 1
    assert fence.calls == [("raise", (reply.message_id,)), ("settle", (reply.message_id,))]


def test_a_recall_whose_fence_does_not_rise_does_not_happen(company: Company) -> None:
    visitor = company.visit()
    company.write(visitor, "hello", "r1")
    conversation = company.desk_door(lambda door: door.find(ConversationRow))[0].id
    reply = company.answer(company.agents[0], conversation, "slip", "r2")
    recall = RecallMessage(
        caller=company.agents[0],
        conversation_id=conversation,
        message_id=reply.message_id,
        reason=None,
        note=None,
        audit_id=company.new_id(),
    )
    fence = Bookkeeper(stuck=True)
    recalled, written = together(company, [recall, receive(company, visitor, "more", "r3")], fence)
    assert isinstance(recalled, UnavailableError)
    assert written.created
    assert company.record(company.agents[0], conversation)[1].recalled is None
    assert fence.calls[-1] == ("lower", (reply.message_id,))
    assert ("settle", (reply.message_id,)) not in fence.calls


def test_two_writers_on_one_database_share_one_order(company: Company) -> None:
    visitors = [company.visit() for _ in range(2)]
    writers: list[QueueingWriter] = [
        company.store.writer(Bookkeeper(), lambda _batch: None) for _ in range(2)
    ]
    for writer in writers:
        writer.start()

    async def submit() -> list[Any]:
        deeds = [writers[i % 2].submit(receive(company, visitors[i % 2], f"{i}", f"r{i}")) for i in range(80)]
        return await asyncio.gather(*deeds)

    answers = run(submit())
    for writer in writers:
        writer.close()
    assert all(answer.created for answer in answers)
    assert [row.position for row in log(company)] == list(range(1, len(log(company)) + 1))


def test_a_full_queue_says_so_and_does_nothing(company: Company) -> None:
    visitor = company.visit()
    writer = company.store.writer(Bookkeeper(), lambda _batch: None)

    async def overfill() -> None:
        waiting = [asyncio.ensure_future(writer.submit(Buggy())) for _ in range(WRITER_QUEUE_MAX_UNITS)]
        await asyncio.sleep(0)
        with pytest.raises(OverloadedError):
            await writer.submit(receive(company, visitor, "too much", "r1"))
        for each in waiting:
            each.cancel()

    run(overfill())
    assert company.desk_door(lambda door: door.find(MessageRow)) == []


def test_desk_time_stands_still_while_the_clock_is_behind(company: Company) -> None:
    visitor = company.visit()
    first = company.write(visitor, "now", "r1")
    company.clock -= 3_600_000
    second = company.write(visitor, "then", "r2")
    assert second.sent_at == first.sent_at
    company.clock += 3_600_001
    assert company.write(visitor, "later", "r3").sent_at == first.sent_at + 1


def test_what_is_submitted_first_is_decided_first(company: Company) -> None:
    visitor = company.visit()
    writer = company.store.writer(Bookkeeper(), lambda _batch: None)

    async def submit() -> list[Any]:
        writer.start()
        first = writer.submit(receive(company, visitor, "first", "r1"))
        second = asyncio.ensure_future(writer.submit(receive(company, visitor, "second", "r2")))
        return [await second, await first]

    try:
        second, first = run(submit())
    finally:
        writer.close()
    assert (first.seq, second.seq) == (1, 2)
