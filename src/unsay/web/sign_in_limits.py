"""How many failed sign-ins an account and address may have.

In memory and bounded; never locks the account for other addresses.
"""

import ipaddress
from collections import OrderedDict, deque
from collections.abc import Callable

from unsay.core.limits import SIGN_IN_FAILURES, SIGN_IN_WINDOW_SECONDS

KEYS_MAX_COUNT = 20_000
"""Pairs remembered; beyond it the longest quiet is forgotten."""
_IPV6_SITE_BITS = 64


class SignInLimits:
    """Failures by (account, address) within the window; `clock` is monotonic seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failures: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()

    def attempt(self, account: str, address: str) -> float:
        """Count an attempt as failed until `succeeded` says otherwise; or return in how many seconds one may
        try again.

        Counting first is what keeps a hundred attempts at once from all getting a look at the password.
        """
        key, now = _key(account, address), self._clock()
        failures = self._failures.setdefault(key, deque())
        self._failures.move_to_end(key)
        while failures and failures[0] <= now - SIGN_IN_WINDOW_SECONDS:
            failures.popleft()
        if len(failures) >= SIGN_IN_FAILURES:
            return failures[0] + SIGN_IN_WINDOW_SECONDS - now
        failures.append(now)
        if len(self._failures) > KEYS_MAX_COUNT:
            self._failures.popitem(last=False)
        return 0.0

    def succeeded(self, account: str, address: str) -> None:
        """Take the last attempt back: it was none that failed."""
        failures = self._failures.get(_key(account, address))
        if failures:
            failures.pop()


def _key(account: str, address: str) -> tuple[str, str]:
    # One IPv6 site has as many addresses as it likes, so its network counts as one.
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return account, address
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return account, str(ipaddress.ip_network((parsed, _IPV6_SITE_BITS), strict=False))
    return account, str(parsed)
