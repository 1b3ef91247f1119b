"""Who asks, when proxies stand between: believed only from peers that the settings name."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unsay.web.proxies import Asker, asker, is_loopback

TRUSTED = [ip_network("10.0.0.0/8"), ip_network("::1/128")]
PROXY, STRANGER = "10.1.1.1", "203.0.113.9"


def asked(peer: str, **headers: str) -> Asker:
    given_headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return asker(
        peer=peer, scheme="http", headers={"host": "desk.local:8000"} | given_headers, trusted=TRUSTED
    )


def test_a_peer_nobody_vouches_for_is_who_it_is_whatever_it_says() -> None:
    told = asked(
        STRANGER, x_forwarded_for="1.2.3.4", x_forwarded_proto="https", x_forwarded_host="evil.example"
    )
    assert (told.address, told.scheme, told.host) == (STRANGER, "http", "desk.local:8000")
    assert not told.direct
    assert asked(STRANGER).direct


def test_a_trusted_proxy_says_who_asked_and_how() -> None:
    told = asked(
        PROXY, x_forwarded_for=STRANGER, x_forwarded_proto="https", x_forwarded_host="desk.example:443"
    )
    assert (told.address, told.origin) == (STRANGER, "https://desk.example")
    assert not told.direct


def test_the_machine_of_a_proxy_may_ask_for_itself() -> None:
    assert asked("::1").direct, "and not for anybody else"
    for trace in (
        "x_forwarded_for",
        "x_forwarded_proto",
        "x_forwarded_host",
        "forwarded",
        "via",
        "x_real_ip",
    ):
        assert not asked("::1", **{trace: ""}).direct, trace


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        (f"6.6.6.6, {STRANGER}", STRANGER),
        (f"6.6.6.6, {STRANGER}, 10.2.2.2", STRANGER),
        (f"{STRANGER}:4711", STRANGER),
        ("[2001:db8::7]:4711, 10.2.2.2", "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"),
        ("::ffff:203.0.113.9", STRANGER),
        ("", PROXY),
        ("unknown", PROXY),
        (f"{STRANGER}, nonsense", PROXY),
        ("10.3.3.3, 10.2.2.2", "10.3.3.3"),
    ],
)
def test_the_nearest_hop_that_is_no_proxy_of_ours_is_who_asked(forwarded: str, address: str) -> None:
    assert asked(PROXY, x_forwarded_for=forwarded).address == address


@pytest.mark.parametrize(("proto", "scheme"), [("https", "https"), ("HTTPS", "https"), ("ftp", "http")])
def test_only_schemes_of_the_web_are_believed(proto: str, scheme: str) -> None:
    assert asked(PROXY, x_forwarded_proto=proto).scheme == scheme


@pytest.mark.parametrize(
    ("address", "loopback"),
    [("127.0.0.1", True), ("::1", True), ("::ffff:127.0.0.1", True), ("10.0.0.1", False), ("", False)],
)
def test_this_machine_is_known_by_its_address(address: str, loopback: bool) -> None:
    assert is_loopback(address) is loopback


@given(st.text(max_size=80))
def test_no_header_makes_a_trusted_proxy_crash_us(text: str) -> None:
    told = asked(PROXY, x_forwarded_for=text, x_forwarded_proto=text, x_forwarded_host=text)
    assert told.address
    assert told.scheme in {"http", "https"}
