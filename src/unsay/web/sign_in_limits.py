"""How many failed sign-ins an account and address may have.

In memory and bounded; never locks the account for other addresses.
"""

from collections import OrderedDict, deque
from collections.abc import Callable

from unsay.core.limits import SIGN_IN_FAILURES, SIGN_IN_WINDOW_SECONDS
from unsay.web.proxies import site_of

KEYS_MAX_COUNT = 20_000
"""Pairs remembered; beyond it the longest quiet is forgotten."""


class SignInLimits:
    """Failures by (account, address) within the window; `clock` is monotonic seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failures: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()

    def attempt(self, account: str, address: str) -> float:
        """Count an attempt as failed until `take_back` says otherwise; or return in how many seconds one may
        try again.

        Counting first is what keeps a hundred attempts at once from all getting a look at the password.
        """
        key, now = (account, site_of(address)), self._clock()
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

    def take_back(self, account: str, address: str) -> None:
        """Take the last attempt back: it was none that failed, or nobody looked whether it was."""
        failures = self._failures.get((account, site_of(address)))
        if failures:
            failures.pop()
