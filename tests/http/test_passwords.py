"""Hashing passwords is costly, so how much of it one address can ask for at a time has a bound."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.loops import run
from unsay.core.limits import PASSWORD_JOBS_PER_ADDRESS, PASSWORD_QUEUE_MAX_JOBS
from unsay.desk.ports import OverloadedError
from unsay.web.passwords import Passwords

CROWD, OTHER = "203.0.113.9", "203.0.113.10"


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    passwords = Passwords()
    yield passwords
    passwords.close()


def turned_away(passwords: Passwords, *addresses: str) -> list[bool]:
    """Let somebody at each address give a wrong password, all at once; say who was turned away."""

    async def ask() -> list[bool]:
        tries = [passwords.matches("wrong", None, address) for address in addresses]
        answers = await asyncio.gather(*tries, return_exceptions=True)
        assert all(answer is False or isinstance(answer, OverloadedError) for answer in answers), answers
        return [isinstance(answer, OverloadedError) for answer in answers]

    return run(ask())


def test_one_address_cannot_take_signing_in_away_from_the_others(passwords: Passwords) -> None:
    answers = turned_away(passwords, *[CROWD] * PASSWORD_QUEUE_MAX_JOBS, OTHER)
    assert answers.count(True) == PASSWORD_QUEUE_MAX_JOBS - PASSWORD_JOBS_PER_ADDRESS
    assert not answers[-1]


def test_an_address_that_was_turned_away_may_come_again(passwords: Passwords) -> None:
    turned_away(passwords, *[CROWD] * (PASSWORD_JOBS_PER_ADDRESS + 1))
    assert turned_away(passwords, CROWD) == [False]


def test_the_addresses_of_one_ipv6_site_share_what_one_may_ask_for(passwords: Passwords) -> None:
    site = [f"2001:db8:0:1::{number:x}" for number in range(PASSWORD_JOBS_PER_ADDRESS + 1)]
    answers = turned_away(passwords, *site, "2001:db8:0:2::1")
    assert answers.count(True) == 1
    assert not answers[-1]


def test_all_addresses_together_have_a_bound_too(passwords: Passwords) -> None:
    answers = turned_away(
        passwords, *(f"203.0.113.{number}" for number in range(PASSWORD_QUEUE_MAX_JOBS + 5))
    )
    assert answers.count(True) == 5
