"""Verified identity: the signature by which a website vouches for its visitor (protocol, section 3)."""

import hashlib
import hmac


def identity_signature(
    secret: str, *, id: str, email: str | None, name: str | None, expires: int | None
) -> str:
    """Return the hex HMAC-SHA256 over id, email, name, expires joined by newlines, an absent one empty."""
    parts = (id, email or "", name or "", "" if expires is None else str(expires))
    return hmac.new(secret.encode(), "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def is_unambiguous(*, id: str, email: str | None, name: str | None) -> bool:
    """Say whether the fields can be told apart in what is signed: one that holds a newline could pass for
    two.
    """
    return not any("\n" in each for each in (id, email or "", name or ""))


def is_signed(signature: str, expected: str) -> bool:
    """Compare in constant time; any text is a legal (if wrong) signature."""
    return hmac.compare_digest(signature.encode("utf-8", "surrogatepass"), expected.encode())
