"""What may be said (protocol §0, "Text"): the same rule for agents, notes and contacts, over HTTP and over
the socket.
"""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

import httpx2
import pytest

from tests.conformance.client import granted, refused
from tests.conformance.desk import MARK
from tests.conformance.tab import Tab, showing

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conformance.desk import Json
    from tests.conformance.fixtures import Talk, Team

LONGEST = 10_000
REFUSED = {
    "empty": "",
    "one space": " ",
    "only spaces, tabs and line ends": " \t\r\n  ",
    "only an ideographic space": "\u3000",
    "only a no-break space": "\u00a0",
    "only a zero-width space": "\u200b",
    "only joiners and marks": "\u200c\u200d\u200e\u200f\u2060\ufeff",
    "only a soft hyphen": "\u00ad",
    "only line separators": "\u2028\u2029\u0085",
    "only directional isolates": "\u202a\u202e\u2066\u2069",
    "only tag characters": "\U000e0001\U000e0041",
    "a NUL among words": "be\0fore",
    "a NUL alone": "\0",
    "a high surrogate alone": "half \ud83d",
    "a low surrogate alone": "\ude00 half",
    "surrogates the wrong way round": "\ude00\ud83d",
    "one too many": "x" * (LONGEST + 1),
    "one too many beyond the basic plane": "\U0001f600" * (LONGEST + 1),
}
KEPT = {
    "one character": "x",
    "a digit": "0",
    "space around": "  two  words \n",
    "line ends of all kinds": "a\nb\r\nc\rd",
    "decomposed stays decomposed": "e\u0301 \u212b",
    "emoji with joiners": "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f3f3\ufe0f\u200d\U0001f308",
    "right to left": "\u0645\u0631\u062d\u0628\u0627 \u202e!",
    "Chinese, Thai and Korean": "你好 สวัสดี 안녕",
    "markup": "<script>alert(1)</script> & \"quotes\" 'too' {{braces}} %s \\",
    "controls": "bell \x07 escape \x1b[31m delete \x7f",
    "a lone combining mark": "\u0301",
    "noncharacters": "\ufffe\uffff\U0010ffff",
    "a byte order mark in front": "\ufeffhello",
    "the longest there is": "x" * LONGEST,
    "the longest there is beyond the basic plane": "\U0001f600" * LONGEST,
}


def speakers(talk: Talk, team: Team) -> dict[str, Callable[[str], httpx2.Response]]:
    """The three who can say something over HTTP."""

    def body(text: str, **more: object) -> Json:
        return {"client_ref": str(uuid.uuid4()), "text": text} | more

    return {
        "agent": lambda text: team.ann.post_message(talk.id, body(text)),
        "note": lambda text: team.ann.post_message(talk.id, body(text, note=True)),
        "contact": lambda text: talk.contact.post_message(body(text)),
    }


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
@pytest.mark.parametrize("speaker", ["agent", "note", "contact"])
def test_a_text_that_says_nothing_or_is_broken_is_refused(
    talk: Talk, team: Team, speaker: str, text: str
) -> None:
    problem = refused(speakers(talk, team)[speaker](text), 422)
    assert problem["code"] in ("bad_text", "invalid"), problem
    assert len(team.ann.messages(talk.id)) == 1


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT.keys())
@pytest.mark.parametrize("speaker", ["agent", "note", "contact"])
def test_a_text_is_kept_exactly_as_it_came(talk: Talk, team: Team, speaker: str, text: str) -> None:
    sent = granted(speakers(talk, team)[speaker](text), 201)
    assert sent["text"] == text
    assert team.bob.message(talk.id, sent["id"])["text"] == text
    if speaker != "note":
        assert talk.contact.thread()[-1]["text"] == text


def test_the_socket_has_the_same_rule_for_texts(talk: Talk, team: Team) -> None:
    tab = Tab(talk.contact)
    tab.open()
    for name, text in REFUSED.items():
        ref = str(uuid.uuid4())
        tab.send({"type": "send", "client_ref": ref, "text": text, "files": [], "reply_to": None})
        answer = tab.heard("refused")
        assert answer["client_ref"] == ref, name
        assert answer["code"] in ("bad_text", "invalid"), name
    for name in ("space around", "decomposed stays decomposed", "emoji with joiners", "controls"):
        text, ref = KEPT[name], str(uuid.uuid4())
        tab.send({"type": "send", "client_ref": ref, "text": text, "files": [], "reply_to": None})
        accepted = tab.heard("accepted")
        assert accepted["client_ref"] == ref
        tab.settle(showing(accepted["id"]))
        assert tab.page.shown[accepted["id"]]["text"] == text
    assert len(team.ann.messages(talk.id)) == 5


def test_the_longest_text_goes_through_the_socket_both_ways(talk: Talk, team: Team) -> None:
    tab = Tab(talk.contact)
    tab.open()
    longest = KEPT["the longest there is beyond the basic plane"]
    ref = str(uuid.uuid4())
    # In plain ASCII JSON this text takes 120 000 bytes, still under the 128 KiB a frame may have.
    frame = json.dumps({"type": "send", "client_ref": ref, "text": longest, "files": [], "reply_to": None})
    assert 115_000 < len(frame) < 128 << 10
    tab.live.say_raw(frame)
    assert tab.heard("accepted")["client_ref"] == ref
    sent = team.ann.reply(talk.id, longest)
    tab.settle(lambda page: sent["id"] in page.shown)
    assert tab.page.texts[1:] == [longest, longest]


def test_a_text_is_refused_without_being_quoted(talk: Talk, team: Team) -> None:
    for text in (f"{MARK} " * LONGEST, f"{MARK} \0", f"{MARK} \ud800"):
        for speaker in speakers(talk, team).values():
            assert MARK not in speaker(text).text


def test_a_text_may_not_be_missing_altogether(talk: Talk, team: Team) -> None:
    nothings: list[Json] = [{}, {"text": None}, {"files": []}, {"text": None, "files": []}]
    for nothing in nothings:
        sent = {"client_ref": str(uuid.uuid4())} | nothing
        refused(team.ann.post_message(talk.id, sent), 422)
        refused(talk.contact.post_message(sent), 422)
