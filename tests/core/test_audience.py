"""What a contact may see, from the shared vectors and as a property."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unsay.core.audience import ADDRESSED_TO_CONTACT, Posted, contact_view, is_visible_to_contact
from unsay.core.entries import EntryKind
from unsay.core.timestamps import rfc3339
from unsay.core.words import AuthorKind, MessageKind

CASES = json.loads((Path(__file__).parents[2] / "spec/vectors/audience.json").read_text())["cases"]
WHITELIST = {"id", "seq", "client_ref", "author", "text", "files", "reply_to", "sent_at"}

rows = st.builds(
    Posted,
    id=st.just("m"),
    seq=st.none() | st.integers(1, 9),
    kind=st.sampled_from(MessageKind),
    author_kind=st.sampled_from(AuthorKind),
    author_name=st.just("Ann"),
    client_ref=st.just("ref-of-the-sender"),
    sent_at=st.integers(0, 10**13),
    recalled=st.booleans(),
    text=st.none() | st.just("SECRET"),
    reply_to=st.none() | st.just("q"),
    reply_to_recalled=st.booleans(),
)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_contact_sees_what_the_vectors_say(case: dict[str, Any]) -> None:
    message = msgspec.convert(case["message"], Posted)
    view = contact_view(message, sent_at=rfc3339(message.sent_at))
    assert msgspec.to_builtins(view) == case["expect"]


@given(rows)
def test_a_contact_never_sees_a_note_or_a_recalled_message_or_more_than_the_whitelist(row: Posted) -> None:
    view = contact_view(row, sent_at=rfc3339(row.sent_at))
    if row.kind is MessageKind.NOTE or row.recalled:
        assert view is None
        assert not is_visible_to_contact(row)
    if view is not None:
        shown = msgspec.to_builtins(view)
        assert set(shown) <= WHITELIST
        assert set(shown["author"]) == {"kind", "name"}
        assert ("client_ref" in shown) == (row.kind is MessageKind.CONTACT)


def test_only_posting_and_recalling_are_addressed_to_the_contact() -> None:
    assert {EntryKind.MESSAGE_POSTED, EntryKind.MESSAGE_RECALLED} == ADDRESSED_TO_CONTACT
