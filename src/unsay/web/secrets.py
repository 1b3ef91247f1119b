"""Tokens: how they are made, kept and read. A token is 32 random bytes; the desk keeps only its SHA-256."""

import hashlib
import hmac
import secrets

TOKEN_BYTES = 32
CHANNEL_KEY_BYTES = 12
TOKEN_MAX_CHARACTERS = 200
"""No token of ours is longer, so a longer one needn't be looked up."""


def new_token() -> str:
    """Return a new secret, safe in URLs, headers and cookies."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_channel_key() -> str:
    """Return a channel's public key: it names the channel on a page, and opens nothing by itself."""
    return secrets.token_hex(CHANNEL_KEY_BYTES)


def hash_of(token: str) -> str:
    """Return what is kept of `token`: it has full entropy, so a plain hash can't be guessed back."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def csrf_of(session_token: str) -> str:
    """Return the value a session's requests must repeat: only who knows the cookie's secret can make it."""
    return hmac.new(session_token.encode("utf-8", "surrogatepass"), b"unsay csrf", hashlib.sha256).hexdigest()


def is_csrf_of(given: str, session_token: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), csrf_of(session_token).encode())


def bearer(authorization: str | None) -> str | None:
    """Return the token of an `Authorization: Bearer` header; None if it is another scheme or none."""
    scheme, _, token = (authorization or "").partition(" ")
    token = token.strip()
    return token if scheme.lower() == "bearer" and 0 < len(token) <= TOKEN_MAX_CHARACTERS else None
