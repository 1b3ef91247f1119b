"""Reading frames: strict about what is known, lax about what is not."""

import pytest

from tests.wire.pages import REF, VIEW, words
from unsay.wire.frames import CONTACT_SHAPES, DESK_SHAPES, Ack, BadFrameError, Send, Viewing, read_frame

BAD = {
    "not JSON": "{",
    "nothing": "",
    "two": '{"type":"bye"}{"type":"bye"}',
    "binary": b'{"type":"bye"}',
    "a list": "[]",
    "a number": "5",
    "no type": "{}",
    "a type that is none": '{"type":5}',
    "NaN": '{"type":"bye","x":NaN}',
    "NaN beside half a character": r'{"type":"bye","x":NaN,"y":"\ud800"}',
    "half a character where no text is": r'{"type":"ack","upto":"\ud800"}',
    "half a character, raw": '{"type":"bye","x":"\ud800"}',
    "half a character in a list": r'["\ud800"]',
    "deep": '{"type":' * 20_000,
    "deep in what is ignored": '{"type":"bye","x":' + "[" * 50_000 + "]" * 50_000 + "}",
    "deep beside half a character": '{"type":"bye","y":"\\ud800","x":' + "[" * 50_000 + "]" * 50_000 + "}",
    "5 000 digits": '{"type":"ack","upto":1' + "0" * 5000 + "}",
    "5 000 digits beside half a character": '{"type":"ack","y":"\\ud800","upto":1' + "0" * 5000 + "}",
    "a fraction": '{"type":"ack","upto":1.0}',
    "text for a number": '{"type":"ack","upto":"1"}',
    "true for a number": '{"type":"ack","upto":true}',
    "below nothing": '{"type":"seen","seq":-1}',
    "1 for true": '{"type":"typing","on":1}',
    "a missing field": '{"type":"ack"}',
    "a ref that is none": words(type="send", client_ref="x", text="x"),
    "a ref with a line's end": words(type="send", client_ref=REF + "\n", text="x"),
    "a view that is none": words(type="hello", token="t", view="http"),
    "files that are none": words(type="send", client_ref=REF, text="x", files=[1]),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD.keys())
def test_what_is_no_frame_is_refused(data: str | bytes) -> None:
    with pytest.raises(BadFrameError):
        read_frame(data, CONTACT_SHAPES)


@pytest.mark.parametrize(
    "data",
    [words(type="recall", message_id="m"), words(type="watch"), r'{"type":"new","x":"\ud800"}'],
    ids=["a recall", "another audience's", "with half a character"],
)
def test_a_type_nobody_knows_is_ignored(data: str) -> None:
    assert read_frame(data, CONTACT_SHAPES) is None


def test_a_field_nobody_knows_is_ignored() -> None:
    assert read_frame(words(type="ack", upto=3, new={"x": [1]}), CONTACT_SHAPES) == Ack(upto=3)


def test_half_a_character_in_a_text_is_left_to_the_judge_of_texts() -> None:
    frame = read_frame(words(type="send", client_ref=REF, text="\ud800"), CONTACT_SHAPES)
    assert frame == Send(client_ref=REF, text="\ud800")


@pytest.mark.parametrize(
    "data",
    [
        words(type="watch"),
        words(type="watch", conversation_id=5),
        words(type="unwatch", conversation_id="x"),
        words(type="typing", on=True),
        words(type="viewing"),
        words(type="hello", watch=[VIEW] * 101),
        words(type="hello", watch=["x"]),
        words(type="hello", token=5),
    ],
)
def test_a_desk_pages_frame_of_the_wrong_shape_is_refused(data: str) -> None:
    with pytest.raises(BadFrameError):
        read_frame(data, DESK_SHAPES)


def test_viewing_nothing_is_said_with_null() -> None:
    assert read_frame(words(type="viewing", conversation_id=None), DESK_SHAPES) == Viewing(
        conversation_id=None
    )
