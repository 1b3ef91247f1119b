"""What the program says about itself, for those who run it.

Belongs here: form, level and what may never be in it.

No line holds what people wrote: exceptions are told by their kinds and places, since a library's own message
may quote what it was given, and other people's loggers that show frames, statements or addresses are kept
quiet.
"""

import logging
import sys
import traceback
from types import TracebackType

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from unsay.main.settings import LogFormat, LogLevel

TALKATIVE = ("asyncio", "uvicorn", "uvicorn.error", "websockets", "sqlalchemy", "alembic", "psycopg")
"""At DEBUG or INFO these show frames, queries or parameters."""
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def configure_logs(level: LogLevel, form: LogFormat) -> None:
    """Send all logs, ours and libraries', to standard error in one form."""
    before: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        tell_exception,
    ]
    renderer = (
        structlog.processors.JSONRenderer()
        if form is LogFormat.JSON
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0)
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *before,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.value.upper())
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def tell_exception(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace an exception by the kinds in its chain and where it came through, without any message."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["exception"] = "\n".join(_chain(error))
    return event


def _chain(error: BaseException) -> list[str]:
    told: list[str] = []
    seen: set[int] = set()
    step: BaseException | None = error
    while step is not None and id(step) not in seen:
        seen.add(id(step))
        places = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in _frames(step)]
        told = [type(step).__qualname__, *places, *told]
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    return told


def _frames(error: BaseException) -> traceback.StackSummary:
    return traceback.extract_tb(error.__traceback__)
