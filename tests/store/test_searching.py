"""Searching: the same conversations on both databases, whatever the script, and all of them."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.laws.company import NOBODY, Company, NullFence
from tests.loops import run
from unsay.core.refusals import Refusal
from unsay.core.words import Status
from unsay.desk.conversing import ChangeConversation
from unsay.desk.inquiries import ConversationFilter, conversations
from unsay.desk.people import Visitor
from unsay.desk.receiving import ReceiveMessage
from unsay.desk.rows import ConversationRow
from unsay.desk.visiting import NewVisit, StartVisit
from unsay.store.folding import alike, fold

MANY = 1_010
FOUND = {
    "Ο Σίσυφος": ["ΣΊΣΥΦΟΣ", "σίσυφος", "σίσυφοσ", "ΣΊΣ"],
    "İSTANBUL'dan": ["İSTANBUL", "istanbul", "İstanbul", "Istanbul"],
    "Hauptstraße 1": ["Straße", "STRAßE", "STRAẞE", "hauptstraß"],
    "我要退貨": ["退貨", "貨", "我"],
    "ПРИВЕТ, мир": ["привет", "МИР"],
    "50 % [sic] a_b c\\d (e) *f* ^g$": ["50 %", "[SIC]", "A_B", "c\\d", "(e)", "*f*", "^g$"],
    "𐐀 deseret": ["𐐨"],
}
MISSED = ["strasse", "a.b", "axb", "貨退", ".", "5. %", "[a-z]", "Sisyphos"]


def found(company: Company, q: str, status: Status | None = None) -> list[str]:
    """Ids of all conversations found, page by page."""
    which = ConversationFilter(q=q, status=status)
    ids: list[str] = []
    before: str | None = None
    while True:
        page = company.desk_door(
            lambda door, before=before: conversations(  # type: ignore[misc]
                door, company.agents[0], which, before=before, limit=200, online=NOBODY
            )
        )
        assert not isinstance(page, Refusal)
        ids += [each.id for each in page.items]
        if page.next is None:
            return ids
        before = page.next


def test_words_are_found_in_any_house(company: Company) -> None:
    conversation = opened(company, "Wo ist meine LAMPE?")
    ann = company.agents[0]
    company.answer(ann, conversation, "Ärger", "ref-2", note=True)
    slip = company.answer(ann, conversation, "Ausverkauft", "ref-3")
    assert not isinstance(company.recall(ann, conversation, slip.message_id), Refusal)
    for text in ("lampe", "ärger", "ausverkauft", "visitor"):
        assert found(company, text) == [conversation], text
    assert found(company, "nothing") == []


def test_the_same_words_are_found_on_both_databases_in_any_case_and_script(company: Company) -> None:
    for text, words in FOUND.items():
        conversation = opened(company, text)
        assert [word for word in words if conversation not in found(company, word)] == []
    assert [word for word in MISSED if found(company, word)] == []


@pytest.mark.parametrize("status", [None, Status.RESOLVED])
def test_a_search_finds_what_is_older_than_a_thousand_other_matches(
    company: Company, status: Status | None
) -> None:
    oldest = opened(company, "the needle")
    company.clock += 1
    write_many(company, "another needle")
    company.do(ChangeConversation(caller=company.agents[0], conversation_id=oldest, status=Status.RESOLVED))
    ids = found(company, "NEEDLE", status)
    assert ids[-1] == oldest
    assert len(ids) == (1 if status else MANY + 1)


def opened(company: Company, text: str) -> str:
    """Let a new visitor write; the conversation this opens."""
    visitor = company.visit()
    company.write(visitor, text, company.new_id())
    (row,) = company.contact_door(
        lambda door: door.find(ConversationRow, equals={"contact_id": visitor.contact_id})
    )
    return row.id


def write_many(company: Company, text: str) -> None:
    """Let many new visitors write the same."""
    channel_id = company.visit().channel_id
    new = [
        NewVisit(contact_id=company.new_id(), token_id=company.new_id(), token_hash=company.new_id())
        for _ in range(MANY)
    ]
    visits = [
        StartVisit(channel_key=company.channel_key, token_hash=None, identity=None, new=each) for each in new
    ]
    texts = [
        ReceiveMessage(
            visitor=Visitor(contact_id=each.contact_id, channel_id=channel_id, token_id=each.token_id),
            new_conversation_id=company.new_id(),
            message_id=company.new_id(),
            client_ref=company.new_id(),
            text=text,
            reply_to=None,
        )
        for each in new
    ]
    writer = company.store.writer(NullFence(), lambda _batch: None)
    writer.start()

    async def submit() -> None:
        await asyncio.gather(*map(writer.submit, visits))
        await asyncio.gather(*map(writer.submit, texts))

    run(submit())
    writer.close()


@given(st.text())
def test_folding_keeps_every_letter_and_is_done_once(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded
    assert all(letter in alike(each) for letter, each in zip(text, folded, strict=True))
