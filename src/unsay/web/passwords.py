"""Hashing passwords with Argon2id on a few threads, with a bounded queue before them: a hash costs a good
part of a core's second.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import argon2

from unsay.core.limits import PASSWORD_QUEUE_MAX_JOBS, PASSWORD_THREADS
from unsay.desk.ports import OverloadedError

T = TypeVar("T")


def hash_password(password: str) -> str:
    """Return the hash to keep of `password`, salt and costs within."""
    return argon2.PasswordHasher().hash(password)


class Passwords:
    """Hashes and checks off the event loop; raises `OverloadedError` when too many wait."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(PASSWORD_THREADS, thread_name_prefix="password")
        self._hasher = argon2.PasswordHasher()
        self._nobody = self._hasher.hash("nobody has this password")
        self._jobs = 0

    async def hash(self, password: str) -> str:
        """Return the hash to keep of `password`."""
        return await self._run(lambda: self._hasher.hash(password))

    async def matches(self, password: str, kept: str | None) -> bool:
        """Say whether `password` is the one of the hash `kept`; without one it takes as long and is no."""
        same = await self._run(lambda: self._verify(password, kept or self._nobody))
        return same and kept is not None

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _verify(self, password: str, kept: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False

    async def _run(self, job: Callable[[], T]) -> T:
        if self._jobs >= PASSWORD_QUEUE_MAX_JOBS:
            raise OverloadedError
        self._jobs += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, job)
        finally:
            self._jobs -= 1
