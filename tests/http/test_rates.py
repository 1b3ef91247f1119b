"""Rates are counted in memory, in bounded room, and never punish one for another."""

import pytest

from unsay.core.limits import SIGN_IN_FAILURES, SIGN_IN_WINDOW_SECONDS
from unsay.web.rates import KEYS_MAX_COUNT, Buckets, Rate
from unsay.web.sign_in_limits import SignInLimits


class Clock:
    """Monotonic seconds that pass when told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_a_burst_passes_then_so_many_a_second() -> None:
    clock = Clock()
    buckets = Buckets(Rate(burst=3, per_second=2), clock)
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 0]
    assert buckets.take("a") == pytest.approx(0.5)
    assert buckets.take("b") == 0, "another's bucket is full"
    clock.seconds += 0.5
    assert buckets.take("a") == 0
    assert buckets.take("a") > 0
    clock.seconds += 100
    assert [buckets.take("a") > 0 for _ in range(4)] == [False, False, False, True]


def test_asking_in_vain_does_not_make_one_wait_longer() -> None:
    clock = Clock()
    buckets = Buckets(Rate(burst=1, per_second=1), clock)
    buckets.take("a")
    waits = {round(buckets.take("a"), 6) for _ in range(50)}
    assert waits == {1.0}


def test_without_a_rate_everything_passes() -> None:
    buckets = Buckets(None, Clock())
    assert not any(buckets.take("a") for _ in range(10_000))


def test_buckets_take_bounded_room() -> None:
    buckets = Buckets(Rate(burst=1, per_second=1), Clock())
    for number in range(KEYS_MAX_COUNT + 10):
        buckets.take(str(number))
    assert buckets.take(str(KEYS_MAX_COUNT + 9)) > 0, "the latest is remembered"
    assert buckets.take("0") == 0, "the longest unused is forgotten"


@pytest.mark.parametrize(
    "text", ["", "5", "5/", "/5", "0/5", "5/0", "-1/5", "x/y", "nan/1", "5/inf", "1/2/3"]
)
def test_a_rate_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        Rate.parse(text)


def test_failed_sign_ins_are_counted_for_an_account_and_an_address() -> None:
    clock = Clock()
    limits = SignInLimits(clock)
    assert not any(limits.attempt("ann", "1.1.1.1") for _ in range(SIGN_IN_FAILURES))
    assert limits.attempt("ann", "1.1.1.1") == pytest.approx(SIGN_IN_WINDOW_SECONDS)
    assert limits.attempt("ann", "2.2.2.2") == 0, "the account is not locked for others"
    assert limits.attempt("bob", "1.1.1.1") == 0
    clock.seconds += SIGN_IN_WINDOW_SECONDS + 1
    assert limits.attempt("ann", "1.1.1.1") == 0


def test_a_success_does_not_wash_away_the_failures_before_it() -> None:
    limits = SignInLimits(Clock())
    for _ in range(SIGN_IN_FAILURES - 1):
        limits.attempt("ann", "1.1.1.1")
    for _ in range(5):
        assert limits.attempt("ann", "1.1.1.1") == 0
        limits.take_back("ann", "1.1.1.1")
    assert limits.attempt("ann", "1.1.1.1") == 0
    assert limits.attempt("ann", "1.1.1.1") > 0


def test_the_addresses_of_one_ipv6_site_count_as_one() -> None:
    limits = SignInLimits(Clock())
    for number in range(SIGN_IN_FAILURES):
        limits.attempt("ann", f"2001:db8:0:1::{number:x}")
    assert limits.attempt("ann", "2001:db8:0:1:ffff::1") > 0
    assert limits.attempt("ann", "2001:db8:0:2::1") == 0
