"""Origins are compared whole, the way browsers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unsay.web.origins import judge_origin, plain_origin

OWN = "https://desk.example"
LISTED = ["https://shop.example", "http://shop.example:8080", "https://[2001:db8::1]:8443"]


@pytest.mark.parametrize(
    ("origin", "accepted", "cors"),
    [
        (None, True, None),
        (OWN, True, None),
        ("https://DESK.example:443", True, None),
        (LISTED[0], True, LISTED[0]),
        ("https://shop.example:443", True, "https://shop.example:443"),
        (LISTED[1], True, LISTED[1]),
        (LISTED[2], True, LISTED[2]),
        ("http://shop.example", False, None),
        ("https://shop.example:8080", False, None),
        ("https://www.shop.example", False, None),
        ("https://shop.example.evil.example", False, None),
        ("https://shop.example@evil.example", False, None),
        ("https://shop.example/", False, None),
        ("null", False, None),
        ("", False, None),
        ("*", False, None),
        ("file://", False, None),
        ("https://shop.example:port", False, None),
        (" https://shop.example", False, None),
        ("http://desk.example", False, None),
    ],
)
def test_an_origin_is_judged_whole(origin: str | None, accepted: bool, cors: str | None) -> None:
    judged = judge_origin(origin, own=OWN, listed=LISTED)
    assert (judged.accepted, judged.cors) == (accepted, cors)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("HTTPS://Shop.Example", "https://shop.example"),
        ("http://shop.example:80", "http://shop.example"),
        ("https://shop.example:80", "https://shop.example:80"),
        ("https://xn--9krt00a.example", "https://xn--9krt00a.example"),
        ("https://商店.example", None),
        ("https://shop.example;", None),
        ("https://*.example", None),
        ("https://shop.example?", None),
        ("https://shop.example#", None),
        ("ftp://shop.example", None),
        ("https://", None),
        ("https://shop.example:99999", None),
    ],
)
def test_an_origin_is_written_as_browsers_do(text: str, plain: str | None) -> None:
    assert plain_origin(text) == plain


@given(st.text(max_size=60) | st.from_regex(r"https?://[^ ]*"))
def test_what_is_made_plain_stays_so_and_cannot_break_out_of_a_policy(text: str) -> None:
    plain = plain_origin(text)
    if plain is not None:
        assert plain_origin(plain) == plain
        assert not set(plain) & set(" ;,'\"\\*<>\n\r")
