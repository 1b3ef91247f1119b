"""Request bodies, strictly: JSON of exactly the declared shape, or a refusal. Pure: bytes in, a struct out.

| body                                              | answer                                             |
| ------------------------------------------------- | -------------------------------------------------- |
| not JSON, NaN, not UTF-8, nothing                 | 400 `not_json`                                     |
| JSON with a wrong type, a field too many, too deep | 422 `invalid`, the place named                    |
| a NUL or half a character (lone surrogate)        | 422, `bad_text` if it is the message's text        |

A framework's own conversion is laxer: it takes "5" for 5, and one wrong field hides that the rest is no JSON
at all.
"""

import json
import re
from collections.abc import Hashable
from functools import cache
from typing import Any, cast

import msgspec

from unsay.core.refusals import Refusal
from unsay.core.text import is_storable
from unsay.web.problems import FieldError, ProblemError

_PLACE = re.compile(r" - at `\$\.?(?P<path>.*)`$")
_ESCAPED_UNSTORABLE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_VALUE = re.compile(r"(?<=^Invalid enum value) .*", re.DOTALL)
_TEXT = "text"
_QUOTED_MAX_CHARACTERS = 200


def decode_body(body: bytes, shape: type[Any]) -> object:
    """Return `body` as a `shape`; raises `ProblemError`."""
    try:
        value: object = _decoder(cast("Hashable", shape)).decode(body)
    except msgspec.ValidationError as error:
        _must_be_json(body)
        raise ProblemError(Refusal.INVALID, errors=[_field_error(str(error))]) from None
    except RecursionError:
        raise ProblemError(Refusal.INVALID, errors=[FieldError("", "Nested too deeply")]) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        _refuse_unstorable(body)
        raise ProblemError(Refusal.NOT_JSON) from None
    if _ESCAPED_UNSTORABLE.search(body):
        _refuse_unstorable(body)
    return value


@cache
def _decoder(shape: Hashable) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(cast("type[Any]", shape), strict=True)


def _must_be_json(body: bytes) -> None:
    """Raise if `body` is no JSON: a decoder with a shape reads no further than the first wrong field."""
    try:
        json.loads(body.decode("utf-8"), parse_constant=_refuse_constant, parse_int=float)
    except RecursionError:
        return
    except ValueError:
        raise ProblemError(Refusal.NOT_JSON) from None


def _refuse_unstorable(body: bytes) -> None:
    """Raise 422 if `body` is JSON that holds a NUL or a lone surrogate, which a database can't hold."""
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant, parse_int=float)
    except (ValueError, RecursionError):
        return
    path = _unstorable(value, "", 0)
    if path is not None:
        error = FieldError(path, "Contains NUL or half a character")
        raise ProblemError(Refusal.BAD_TEXT if path == _TEXT else Refusal.INVALID, errors=[error])


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


_LOOKED_AT_DEPTH = 20


def _unstorable(value: object, path: str, depth: int) -> str | None:
    if isinstance(value, str):
        return None if is_storable(value) else path
    if depth > _LOOKED_AT_DEPTH:
        return None
    if isinstance(value, dict):
        for key, each in value.items():
            if not is_storable(key):
                return path
            found = _unstorable(each, f"{path}.{key}" if path else key, depth + 1)
            if found is not None:
                return found
    if isinstance(value, list):
        for index, each in enumerate(value):
            found = _unstorable(each, f"{path}[{index}]", depth + 1)
            if found is not None:
                return found
    return None


def _field_error(message: str) -> FieldError:
    place = _PLACE.search(message)
    words = message[: place.start()] if place else message
    # It names what the caller sent, which may be as long as a body. A value is not quoted back at all.
    path = place["path"][:_QUOTED_MAX_CHARACTERS] if place else ""
    words = _VALUE.sub("", words).replace("`", "")
    return FieldError(path, words[:_QUOTED_MAX_CHARACTERS])
