"""Lists (protocol §0): newest first, counted in rows one may see, walked to the end by their cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conformance.client import Http, granted, make_bot, refused
from tests.conformance.fixtures import NewContact, Talk, Team, begin

if TYPE_CHECKING:
    from tests.conformance.desk import Desk, Json

BAD_LIMITS = ["0", "-1", "201", "1.5", "x", "", "9" * 5000, "NaN", "١"]
LISTS = ["/conversations", "/contacts", "/audit", "/agents", "/channels", "/tokens"]


@pytest.fixture
def long_talk(talk: Talk, team: Team) -> Talk:
    """Twelve entries: contact's and agents' messages, notes, and two recalls."""
    for number in range(5):
        sent = team.ann.reply(talk.id)
        team.ann.note(talk.id)
        if number % 2:
            team.ann.recall(talk.id, sent["id"])
    talk.contact.send()
    return talk


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 200])
def test_a_contacts_history_walks_back_to_the_beginning_in_pages_of_what_they_may_see(
    long_talk: Talk, team: Team, limit: int
) -> None:
    record = [m for m in team.ann.messages(long_talk.id) if m["kind"] != "note" and m["recalled"] is None]
    walked: list[Json] = []
    answer = long_talk.contact.history(limit=limit)
    while True:
        assert len(answer["items"]) == min(limit, len(record) - len(walked)), (
            "a page counts only what may be seen"
        )
        walked += answer["items"]
        if answer["next"] is None:
            break
        assert isinstance(answer["next"], int), "the contact's cursor is a seq"
        answer = long_talk.contact.history(limit=limit, before=answer["next"])
    assert [message["id"] for message in walked] == [message["id"] for message in record]
    assert answer["next"] is None


COSTLY = "\x01" * 9_999 + "x"
"""A text at its longest: six bytes a character in JSON."""


def test_a_history_of_the_longest_texts_comes_in_pages_of_bounded_length(talk: Talk, team: Team) -> None:
    sent = [talk.contact.send(COSTLY)["id"] for _ in range(20)]
    contacts = _walked(talk.contact, "/widget/v1/messages")
    desks = _walked(team.ann, f"/api/v1/conversations/{talk.id}/messages")
    assert contacts == desks == [*reversed(sent), talk.first["id"]]


def test_a_list_of_conversations_with_the_longest_texts_comes_in_pages_of_bounded_length(
    team: Team, new_contact: NewContact
) -> None:
    talks = [begin(new_contact(), team.ann, COSTLY).id for _ in range(12)]
    assert _walked(team.ann, "/api/v1/conversations")[: len(talks)] == talks[::-1]


def _walked(caller: Http, path: str) -> list[str]:
    """Walk a list to its end, as much at a time as one gets; the ids in it."""
    ids: list[str] = []
    before: dict[str, str | int] = {}
    while True:
        response = caller.call("GET", path, params={"limit": 200} | before)
        assert len(response.content) <= 1 << 19
        answer = granted(response)
        ids += [item["id"] for item in answer["items"]]
        if answer["next"] is None:
            return ids
        before = {"before": answer["next"]}


def test_a_full_last_page_says_that_there_is_nothing_older(long_talk: Talk) -> None:
    whole = long_talk.contact.thread()
    answer = long_talk.contact.history(limit=len(whole))
    assert len(answer["items"]) == len(whole)
    assert answer["next"] is None


def test_before_is_exclusive(long_talk: Talk) -> None:
    whole = long_talk.contact.thread()
    older = long_talk.contact.history(before=whole[2]["seq"])["items"]
    assert [message["id"] for message in older] == [whole[1]["id"], whole[0]["id"]]
    assert long_talk.contact.history(before=whole[0]["seq"])["items"] == []
    assert long_talk.contact.history(before=10**9)["items"][0]["id"] == whole[-1]["id"]


def test_history_says_how_far_the_thread_has_come_and_on_which_timeline(long_talk: Talk) -> None:
    answer = long_talk.contact.history(limit=1)
    assert answer["upto"] == answer["items"][0]["seq"] == 9
    assert long_talk.contact.history(before=3)["upto"] == answer["upto"]
    assert long_talk.contact.history()["epoch"] == answer["epoch"]


@pytest.mark.parametrize("limit", [1, 3, 4, 200])
def test_the_desks_record_walks_back_with_notes_and_recalled_messages(
    long_talk: Talk, team: Team, limit: int
) -> None:
    where = f"/conversations/{long_talk.id}/messages"
    whole = team.ann.every(where, limit=200)
    assert len(whole) == 12
    assert team.ann.every(where, limit=limit) == whole
    assert [m["position"] for m in whole] == sorted((m["position"] for m in whole), reverse=True)
    assert team.ann.page(where)["upto"] >= whole[0]["position"]


def test_conversations_come_newest_activity_first_and_in_pages(team: Team, new_contact: NewContact) -> None:
    talks = [begin(new_contact(), team.ann) for _ in range(3)]
    team.ann.reply(talks[0].id)
    top = [each["id"] for each in team.ann.page("/conversations", limit=3)["items"]]
    assert top == [talks[0].id, talks[2].id, talks[1].id]
    whole = team.ann.every("/conversations", limit=200)
    assert [each["id"] for each in team.ann.every("/conversations", limit=7)] == [
        each["id"] for each in whole
    ]
    times = [each["last_activity_at"] for each in whole]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize("path", LISTS)
def test_every_list_has_the_same_form_and_takes_a_limit(team: Team, talk: Talk, path: str) -> None:
    make_bot(team.admin, "Listed")
    whole = team.admin.every(path, limit=200)
    assert whole
    one = team.admin.page(path, limit=1)
    assert len(one["items"]) == 1
    assert one["items"][0]["id"] == whole[0]["id"]
    assert (one["next"] is None) == (len(whole) == 1)
    assert [each["id"] for each in team.admin.every(path, limit=2)] == [each["id"] for each in whole]


@pytest.mark.parametrize("limit", BAD_LIMITS, ids=lambda limit: repr(limit)[:12])
def test_a_limit_is_a_whole_number_from_1_to_200(talk: Talk, team: Team, limit: str) -> None:
    refused(talk.contact.call("GET", "/widget/v1/messages", params={"limit": limit}), 422, "invalid")
    for path in (f"/conversations/{talk.id}/messages", *LISTS):
        refused(team.admin.call("GET", "/api/v1" + path, params={"limit": limit}), 422, "invalid")


@pytest.mark.parametrize(
    "before", ["x", "-", "9" * 5000, "\0", "١", "' OR 1=1 --"], ids=lambda text: repr(text)[:12]
)
def test_a_cursor_that_the_desk_did_not_give_is_refused(talk: Talk, team: Team, before: str) -> None:
    refused(talk.contact.call("GET", "/widget/v1/messages", params={"before": before}), 422, "invalid")
    for path in (f"/conversations/{talk.id}/messages", "/conversations", "/contacts", "/audit"):
        refused(team.admin.call("GET", "/api/v1" + path, params={"before": before}), 422, "invalid")


def test_an_empty_list_is_a_list(desk: Desk, team: Team, talk: Talk) -> None:
    nothing = team.ann.page("/conversations", q="nobody ever wrote these words")
    assert (nothing["items"], nothing["next"]) == ([], None)
    assert granted(talk.contact.call("GET", "/widget/v1/messages", params={"before": 1}))["items"] == []
