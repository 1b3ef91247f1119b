"""Every setting of the program, its default and its check.

Belongs here: where values come from. Not here: what they do.

A flag wins over the environment (`UNSAY_*`), the environment over the default. A bad value is named in words.
"""

import ipaddress
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec

from unsay.web.proxies import Network
from unsay.web.rates import Rate

PREFIX = "UNSAY_"


class BadSettingError(Exception):
    """A setting can't be used; the text says which and why, for a person."""


class LogLevel(StrEnum):
    """The least serious thing that is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """For a person's eyes, or one JSON object a line."""

    CONSOLE = "console"
    JSON = "json"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What can be set.

    A field is the environment variable of its name in capitals, with `UNSAY_` before it.
    """

    data: Path = Path("unsay-data")
    """Directory of the desk's files; made, private, if it isn't there."""
    database_url: str | None = None
    """A PostgreSQL to use instead of the SQLite file in the data directory."""
    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 8000
    """Where to listen; port 0 takes a free one."""
    log_level: LogLevel = LogLevel.INFO
    log_format: LogFormat = LogFormat.CONSOLE
    public_url: str | None = None
    """The address browsers use, such as `https://desk.example.com/chat`, for the links and snippets that are
    printed.
    """
    root_path: str = ""
    """The path under which a proxy shows the desk, such as `/chat`; it may take it off or leave it on."""
    trusted_proxies: tuple[Network, ...] = ()
    """Addresses or networks, split by commas, whose `X-Forwarded-For`, `-Proto` and `-Host` are believed."""
    rate_contact: Rate | None = Rate(burst=200, per_second=10)
    rate_agent: Rate | None = Rate(burst=200, per_second=100)
    """Messages one contact or agent may send, as `burst/per second`, or `off`."""
    metrics_token: str | None = None
    """Lets `GET /metrics` be read from elsewhere than this machine, as `Authorization: Bearer`."""


def load_settings(flags: Mapping[str, object], environment: Mapping[str, str]) -> Settings:
    """Return the settings by precedence; raises `BadSettingError`."""
    known = {field.name: field.type for field in msgspec.structs.fields(Settings)}
    values: dict[str, Any] = {}
    for name, type_ in known.items():
        variable = PREFIX + name.upper()
        flag = flags.get(name)
        given = environment.get(variable) if flag is None else str(flag)
        if given is None or (given == "" and flag is None):
            continue
        where = variable if flag is None else "--" + name.replace("_", "-")
        try:
            values[name] = _parse(name, type_, given)
        except (msgspec.ValidationError, ValueError) as error:
            raise BadSettingError(f"{where} is not usable: {_in_words(error)}") from None
    return Settings(**values)


def unknown_variables(environment: Mapping[str, str]) -> list[str]:
    """Return the variables that look like settings but are none, such as misspelt ones."""
    known = {PREFIX + field.name.upper() for field in msgspec.structs.fields(Settings)}
    return sorted(name for name in environment if name.startswith(PREFIX) and name not in known)


def _parse(name: str, type_: object, given: str) -> object:
    match name:
        case "trusted_proxies":
            return tuple(
                ipaddress.ip_network(each.strip(), strict=False) for each in given.split(",") if each.strip()
            )
        case "rate_contact" | "rate_agent":
            return None if given == "off" else Rate.parse(given)
        case "root_path":
            return _root_path(given)
        case "public_url":
            return _public_url(given)
        case "database_url":
            return _database_url(given)
        case "data":
            return Path(given)
        case _:
            return msgspec.convert(given, type_, strict=False)


def _root_path(given: str) -> str:
    path = given.rstrip("/")
    if path and (not path.startswith("/") or "//" in path or not set(path) <= _PATH_LETTERS):
        raise ValueError("expected a path such as /chat")
    return path


def _public_url(given: str) -> str:
    parts = urlsplit(given)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("expected an address such as https://desk.example.com")
    return given.rstrip("/")


def _database_url(given: str) -> str:
    # Never quoted back: it may hold a password.
    if not given.startswith(("postgresql://", "postgres://", "postgresql+psycopg://")):
        raise ValueError("expected an address such as postgresql://user@host/database")
    return given


def _in_words(error: Exception) -> str:
    return str(error).replace("`", "")


_PATH_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/")
