"""Text, time, resuming, receipts, rights and identity: the small rules, each at its edges."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unsay.core.desk_time import desk_time
from unsay.core.identity import identity_signature, is_signed, is_unambiguous
from unsay.core.limits import CATCH_UP_MAX_ENTRIES, TEXT_MAX_CODE_POINTS
from unsay.core.policy import Right, rights_of
from unsay.core.receipts import ViewStanding, had, may_have, waiting_for
from unsay.core.resume import Standing, must_reset
from unsay.core.text import is_message_text
from unsay.core.timestamps import rfc3339, rfc3339_or_none
from unsay.core.words import ContactHad, Role, Scope


@pytest.mark.parametrize(
    "text", ["a", " a ", "你", "👍", "é", "x" * TEXT_MAX_CODE_POINTS, "\ta\n", "e\u0301"]
)
def test_what_a_person_can_see_is_a_message(text: str) -> None:
    assert is_message_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\n\t\r",
        "\u200b\u200d\ufeff",
        "\u2800",
        "\u3164\u115f",
        "\u2066\u2069",
        "\ufe0f",
        "\U000e0100",
        "x" * (TEXT_MAX_CODE_POINTS + 1),
        "a\0b",
        "a\ud800",
        "\udfffa",
    ],
)
def test_what_nobody_can_see_or_no_database_can_hold_is_no_message(text: str) -> None:
    assert not is_message_text(text)


@given(st.integers(0, 10**13), st.integers(0, 10**13))
def test_desk_time_never_goes_back(clock: int, last: int) -> None:
    now = desk_time(clock=clock, last_entry_at=last)
    assert now >= last
    assert now in {clock, last}


@given(st.integers(0, 4 * 10**12))
def test_times_are_told_to_the_millisecond(at: int) -> None:
    text = rfc3339(at)
    assert text.endswith(f".{at % 1000:03d}Z")
    assert len(text) == len("2026-01-31T09:05:07.123Z")
    assert rfc3339_or_none(at) == text
    assert rfc3339_or_none(None) is None


@pytest.mark.parametrize(
    ("after", "epoch", "upto", "reset"),
    [
        (None, "e", 5, True),
        (5, "e", 5, False),
        (0, "e", 0, False),
        (6, "e", 5, True),
        (-1, "e", 5, True),
        (5, "other", 5, True),
        (5, None, 5, True),
        (0, "e", CATCH_UP_MAX_ENTRIES, False),
        (0, "e", CATCH_UP_MAX_ENTRIES + 1, True),
    ],
)
def test_a_page_goes_on_only_from_where_it_can_have_been(
    after: int | None, epoch: str | None, upto: int, reset: bool
) -> None:
    assert must_reset(after=after, epoch=epoch, standing=Standing(epoch="e", upto=upto)) is reset


def page(
    view: str, *, connected: bool = False, given_seq: int = 0, seen: int = 0, gone: bool = False
) -> ViewStanding:
    return ViewStanding(view=view, connected=connected, given_seq=given_seq, seen_seq=seen, gone=gone)


def test_a_connected_page_may_have_everything_and_one_that_dropped_what_it_was_given() -> None:
    assert may_have(page("a", connected=True), 9)
    assert may_have(page("a", given_seq=9), 9)
    assert not may_have(page("a", given_seq=8), 9)
    assert not may_have(page("a", connected=True, gone=True), 9)


def test_a_receipt_says_the_most_that_any_page_may_have_had() -> None:
    assert had([], seq=3, seen_seq=0, given_seq=0) is ContactHad.NOTHING
    assert had([page("a", given_seq=2)], seq=3, seen_seq=0, given_seq=2) is ContactHad.NOTHING
    assert had([page("a", connected=True)], seq=3, seen_seq=2, given_seq=0) is ContactHad.DELIVERED
    assert had([], seq=3, seen_seq=0, given_seq=3) is ContactHad.DELIVERED
    assert had([page("a", connected=True, seen=3)], seq=3, seen_seq=0, given_seq=0) is ContactHad.SEEN
    assert had([], seq=3, seen_seq=3, given_seq=0) is ContactHad.SEEN


def test_a_removal_waits_for_every_page_that_may_have_the_message_and_no_other() -> None:
    pages = [
        page("live", connected=True),
        page("had", given_seq=5),
        page("not", given_seq=4),
        page("gone", gone=True),
    ]
    assert waiting_for(pages, seq=5) == ["live", "had"]


def test_rights_grow_with_role_and_scope() -> None:
    assert rights_of(Role.AGENT) < rights_of(Role.SUPERVISOR) < rights_of(Role.ADMIN) == frozenset(Right)
    assert rights_of(Scope.READ) < rights_of(Scope.REPLY) < rights_of(Scope.ADMIN) == frozenset(Right)
    assert Right.AUDIT not in rights_of(Role.AGENT)
    assert Right.ADMINISTER not in rights_of(Role.SUPERVISOR)


def test_an_identity_is_signed_over_its_four_fields_an_absent_one_empty() -> None:
    expected = hmac.new(b"secret", b"7\nmei@example.test\n\n1700000000", hashlib.sha256).hexdigest()
    signed = identity_signature("secret", id="7", email="mei@example.test", name=None, expires=1_700_000_000)
    assert signed == expected
    assert is_signed(expected, signed)
    assert not is_signed(expected.upper() + "é\ud800", signed)


@pytest.mark.parametrize("field", ["id", "email", "name"])
def test_a_field_with_a_newline_could_pass_for_two(field: str) -> None:
    plain: dict[str, str | None] = {"id": "7", "email": None, "name": "Mei"}
    assert is_unambiguous(**plain)  # type: ignore[arg-type] # the id is text in each
    assert not is_unambiguous(**plain | {field: "a\nb"})  # type: ignore[arg-type] # as above
