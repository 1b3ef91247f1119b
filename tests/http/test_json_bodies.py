"""Bodies are read strictly: exactly the declared shape, or a refusal; never a crash, never a guess."""

import json
from typing import Annotated

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from unsay.core.refusals import Refusal
from unsay.web.fields import Body
from unsay.web.json_bodies import decode_body
from unsay.web.problems import ProblemError


class Inner(Body, frozen=True):
    """A field's own fields."""

    word: str


class Shape(Body, frozen=True):
    """A body as calls have them."""

    text: str = ""
    count: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0
    flag: bool = False
    words: tuple[str, ...] = ()
    inner: Inner | None = None


def refusal(body: bytes) -> ProblemError:
    with pytest.raises(ProblemError) as refused:
        decode_body(body, Shape)
    return refused.value


def test_a_body_of_the_declared_shape_is_read() -> None:
    body = b'{"text":"\\ud83d\\ude00 \\u4f60","count":100,"flag":true,"words":["a"],"inner":{"word":"b"}}'
    assert decode_body(body, Shape) == Shape(
        text="😀 你", count=100, flag=True, words=("a",), inner=Inner(word="b")
    )


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b'{"count":"5"}', "count"),
        (b'{"count":5.5}', "count"),
        (b'{"count":true}', "count"),
        (b'{"count":101}', "count"),
        (b'{"count":1' + b"0" * 5000 + b"}", "count"),
        (b'{"flag":1}', "flag"),
        (b'{"flag":"true"}', "flag"),
        (b'{"text":5}', "text"),
        (b'{"text":null}', "text"),
        (b'{"words":["a",5]}', "words[1]"),
        (b'{"inner":{"word":"a","more":1}}', "inner"),
        (b'{"inner":{}}', "inner"),
        (b'{"more":1}', ""),
        (b"[]", ""),
        (b"5", ""),
        (b'"text"', ""),
    ],
    ids=lambda case: case[:40].decode() if isinstance(case, bytes) else None,
)
def test_a_body_of_another_shape_is_refused_with_the_place_named(body: bytes, path: str) -> None:
    refused = refusal(body)
    assert refused.code is Refusal.INVALID
    assert [error.path for error in refused.errors] == [path]
    assert all("`" not in error.message for error in refused.errors)


@pytest.mark.parametrize(
    "body",
    [
        b'{"count":"5"',
        b'{"count":"5"} {}',
        b'{"count":"5","text":NaN}',
        b'{"count":"5","text":"\xff"}',
        b'{"text":"\xed\xa0\x80"}',
        b"",
        b"\xef\xbb\xbf{}",
    ],
    ids=repr,
)
def test_what_is_no_json_is_that_whatever_else_is_wrong_with_it(body: bytes) -> None:
    assert refusal(body).code is Refusal.NOT_JSON


@pytest.mark.parametrize(
    ("body", "code", "path"),
    [
        (rb'{"text":"a\u0000b"}', Refusal.BAD_TEXT, "text"),
        (rb'{"text":"half \ud83d"}', Refusal.BAD_TEXT, "text"),
        (rb'{"text":"\ude00\ud83d"}', Refusal.BAD_TEXT, "text"),
        (rb'{"words":["a","\u0000"]}', Refusal.INVALID, "words[1]"),
        (rb'{"inner":{"word":"\ud800"}}', Refusal.INVALID, "inner.word"),
    ],
    ids=lambda case: case.decode() if isinstance(case, bytes) else None,
)
def test_what_no_database_can_hold_is_refused(body: bytes, code: Refusal, path: str) -> None:
    refused = refusal(body)
    assert (refused.code, [error.path for error in refused.errors]) == (code, [path])


def test_an_escaped_backslash_before_u_is_just_text() -> None:
    assert decode_body(rb'{"text":"C:\\u0000"}', Shape) == Shape(text=r"C:\u0000")


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"inner":' * 50_000, b'{"words":' + b"[" * 90_000])
def test_nothing_is_nested_too_deeply_to_be_refused(body: bytes) -> None:
    assert refusal(body).code in {Refusal.INVALID, Refusal.NOT_JSON}


def test_a_refusal_does_not_send_a_body_back() -> None:
    refused = refusal(b'{"' + b"k" * 100_000 + b'":1}')
    assert len(msgspec.json.encode(refused.errors)) < 1000


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "inner"]), inner),
)


@given(st.binary(max_size=60) | values.map(lambda value: json.dumps(value).encode()))
@example(b'{"text":"\\ud800"}')
def test_any_bytes_are_either_read_or_refused(body: bytes) -> None:
    read, refused = None, None
    try:
        read = decode_body(body, Shape)
    except ProblemError as problem:
        refused = problem.code
    if isinstance(read, Shape):
        assert read.text.encode().count(b"\0") == 0
    else:
        assert refused in {Refusal.NOT_JSON, Refusal.INVALID, Refusal.BAD_TEXT}
