"""What may stand in the fields of requests.

Belongs here: their types, as the API's description shows them, and checks no type can say.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

from msgspec import Meta, Struct

from unsay.core import limits
from unsay.core.refusals import Refusal
from unsay.core.text import is_message_text, is_visible
from unsay.core.words import Millis
from unsay.web.origins import plain_origin
from unsay.web.problems import FieldError, ProblemError

ID_PATTERN = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$(?!\n)"
"""The end says so twice: Python's `$` also matches before a last newline, and browsers' know no `\\Z`."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NUMBER_MAX = 2**53 - 1
"""Greater whole numbers don't survive a browser's JSON."""

ClientRef = Annotated[str, Meta(pattern=ID_PATTERN, description="A UUID made by the client")]
AnyId = Annotated[str, Meta(max_length=100)]
Name = Annotated[str, Meta(min_length=1, max_length=limits.NAME_MAX_CODE_POINTS)]
Email = Annotated[str, Meta(max_length=limits.EMAIL_MAX_CODE_POINTS, pattern=r"^[^@\s]+@[^@\s]+$(?!\n)")]
Password = Annotated[
    str, Meta(min_length=limits.PASSWORD_MIN_CODE_POINTS, max_length=limits.PASSWORD_MAX_CODE_POINTS)
]
Secret = Annotated[str, Meta(max_length=1000)]
Number = Annotated[int, Meta(ge=0, le=NUMBER_MAX)]
RecallWindow = Annotated[int, Meta(ge=0, le=limits.RECALL_WINDOW_MAX_SECONDS)]
Origins = Annotated[list[Annotated[str, Meta(max_length=300)]], Meta(max_length=limits.ORIGINS_MAX_COUNT)]
Label = Annotated[str, Meta(min_length=1, max_length=limits.LABEL_MAX_CODE_POINTS)]
Labels = Annotated[list[Label], Meta(max_length=limits.LABELS_MAX_COUNT)]
RecallNote = Annotated[str, Meta(max_length=limits.RECALL_NOTE_MAX_CODE_POINTS)]
Moment = Annotated[datetime, Meta(tz=True)]
NoFiles = Annotated[tuple[AnyId, ...], Meta(max_length=0)]
"""Files of a message; none exist yet, so none can be named."""


class Body(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request's body: a field it doesn't know is refused."""


def text_flaw(text: str) -> ProblemError | None:
    """Return what is wrong with a message's text, if anything is; it is kept exactly as it came."""
    if is_message_text(text):
        return None
    words = f"Expected 1 to {limits.TEXT_MAX_CODE_POINTS} characters, some to be seen"
    return ProblemError(Refusal.BAD_TEXT, errors=[FieldError("text", words)])


def quoted(reply_to: str | None) -> str | None:
    """Return the id of what is replied to the way ids are written here."""
    return None if reply_to is None else reply_to.lower()


def visible(name: str, *, path: str = "name") -> str:
    """Return a name that can be seen, as it came."""
    if not is_visible(name):
        raise invalid(path, "Expected something to see")
    return name


def origins_of(given: Sequence[str]) -> list[str]:
    """Return origins the way browsers write them."""
    plain = [plain_origin(each.rstrip("/")) for each in given]
    for index, each in enumerate(plain):
        if each is None:
            raise invalid(f"origins[{index}]", "Expected an origin such as https://shop.example")
    return [each for each in plain if each is not None]


def millis_of(moment: datetime, *, path: str) -> Millis:
    """Return a moment in milliseconds since 1970; raises `ProblemError` for one that can't be written."""
    millis = (moment - _EPOCH) // timedelta(milliseconds=1)
    if not 0 <= millis <= limits.MOMENT_MAX_MILLIS:
        raise invalid(path, "Expected a time from 1970 to 9999")
    return millis


def invalid(path: str, message: str) -> ProblemError:
    """Return the refusal of one field."""
    return ProblemError(Refusal.INVALID, errors=[FieldError(path, message)])
