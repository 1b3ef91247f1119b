"""The recall rule, from the shared vectors and as properties."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unsay.core.capability import Live, Platform, RecallCapability, Unable
from unsay.core.recall import Recallable, RecallOffer, decide_recall, offer_recall
from unsay.core.refusals import Refusal
from unsay.core.words import DeliveryState, MessageKind

VECTORS = json.loads((Path(__file__).parents[2] / "spec/vectors/recall.json").read_text())
CASES = VECTORS["cases"]

capabilities: st.SearchStrategy[RecallCapability] = st.one_of(
    st.just(Live()), st.builds(Platform, st.integers(0, 10**9)), st.just(Unable("none"))
)
messages = st.builds(
    Recallable,
    kind=st.sampled_from(MessageKind),
    author_id=st.sampled_from(["ann", "bo"]),
    delivery=st.sampled_from(DeliveryState),
    sent_at=st.integers(0, 10**12),
    recalled=st.booleans(),
    capability=capabilities,
    window=st.integers(0, 86_400_000),
)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_rule_answers_as_the_vectors_say(case: dict[str, Any]) -> None:
    message = msgspec.convert(case["message"], Recallable)
    expected = case["expect"]
    assert decide_recall(message, by=case["by"], now=case["now"]) == expected["refusal"]
    offer = offer_recall(message, to=case["by"], now=case["now"])
    assert offer == msgspec.convert(expected["offer"], RecallOffer)


@given(messages, st.sampled_from(["ann", "bo", "cy"]), st.integers(0, 2 * 10**12))
def test_only_its_author_ever_recalls_a_reply_and_only_in_time(
    message: Recallable, by: str, now: int
) -> None:
    if decide_recall(message, by=by, now=now) is None:
        assert by == message.author_id
        assert message.kind is MessageKind.REPLY
        assert not message.recalled
        assert not isinstance(message.capability, Unable)
        assert message.delivery is not DeliveryState.FAILED
        assert now - message.sent_at <= message.window


@given(messages, st.integers(0, 2 * 10**12), st.integers(0, 10**9))
def test_a_window_that_passed_never_opens_again(message: Recallable, now: int, later: int) -> None:
    if decide_recall(message, by=message.author_id, now=now) is Refusal.WINDOW_PASSED:
        assert decide_recall(message, by=message.author_id, now=now + later) is Refusal.WINDOW_PASSED


@given(messages, st.sampled_from(["ann", "bo"]), st.integers(0, 2 * 10**12))
def test_what_is_offered_is_what_would_be_decided(message: Recallable, viewer: str, now: int) -> None:
    offer = offer_recall(message, to=viewer, now=now)
    assert offer.refusal == decide_recall(message, by=viewer, now=now)
    assert offer.allowed == (offer.refusal is None)
    if offer.until is not None:
        assert offer.allowed == (now <= offer.until)
