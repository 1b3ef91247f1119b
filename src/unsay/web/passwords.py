"""Hashing passwords with Argon2id on a few threads, with a bounded queue before them: a hash costs a good
part of a core's second.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import argon2

from unsay.core.limits import PASSWORD_JOBS_PER_ADDRESS, PASSWORD_QUEUE_MAX_JOBS, PASSWORD_THREADS
from unsay.desk.ports import OverloadedError
from unsay.web.proxies import site_of

T = TypeVar("T")


def hash_password(password: str) -> str:
    """Return the hash to keep of `password`, salt and costs within."""
    return argon2.PasswordHasher().hash(password)


class Passwords:
    """Hashes and checks off the event loop; raises `OverloadedError` when too many wait, of all or of one
    address.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(PASSWORD_THREADS, thread_name_prefix="password")
        self._hasher = argon2.PasswordHasher()
        self._nobody = self._hasher.hash("nobody has this password")
        self._jobs = Counter[str]()

    async def hash(self, password: str, address: str) -> str:
        """Return the hash to keep of `password`, for whoever asks at `address`."""
        return await self._run(lambda: self._hasher.hash(password), address)

    async def matches(self, password: str, kept: str | None, address: str) -> bool:
        """Say whether `password` is the one of the hash `kept`; without one it takes as long and is no."""
        same = await self._run(lambda: self._verify(password, kept or self._nobody), address)
        return same and kept is not None

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _verify(self, password: str, kept: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False

    async def _run(self, job: Callable[[], T], address: str) -> T:
        site = site_of(address)
        if self._jobs.total() >= PASSWORD_QUEUE_MAX_JOBS or self._jobs[site] >= PASSWORD_JOBS_PER_ADDRESS:
            raise OverloadedError
        self._jobs[site] += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, job)
        finally:
            self._jobs[site] -= 1
            if not self._jobs[site]:
                del self._jobs[site]
