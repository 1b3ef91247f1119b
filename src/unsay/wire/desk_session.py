"""One socket of a desk's page, sans-I/O. The law of this file: the page stands at `after` and watches some
conversations, and only changes rendered for exactly that are offered to it.

The phases are those of `contact_session`, and so are the four verbs: `receive`, `offer`, `gave`, `close`.
Nothing that changes anything comes this way, so there is nothing to acknowledge.
"""

from typing import assert_never

import msgspec

from unsay.core.limits import WATCHED_MAX_CONVERSATIONS
from unsay.core.timestamps import rfc3339
from unsay.core.words import Id
from unsay.desk import views
from unsay.desk.feed import DeskAsk, DeskChanges, DeskWelcome
from unsay.desk.people import Caller
from unsay.wire import frames
from unsay.wire.budget import FrameBudget
from unsay.wire.closing import Close
from unsay.wire.frames import (
    DESK_SHAPES,
    BadFrameError,
    DeskHello,
    DeskTyping,
    Unwatch,
    Viewing,
    Watch,
    Watched,
    read_frame,
    write_frame,
)
from unsay.wire.phase import Phase

Heard = DeskHello | Watched | DeskTyping | Viewing | Close | None
"""What a frame leads to: a thing to do, an answer to give back as it is, the socket's end, or nothing."""


class DeskSession:
    """`now` in monotonic seconds."""

    __slots__ = ("_afresh", "_after", "_budget", "_hello", "phase", "watching")

    def __init__(self, now: float) -> None:
        self.phase = Phase.AWAITING_HELLO
        self.watching: frozenset[Id] = frozenset()
        self._budget = FrameBudget(now)
        self._hello: DeskHello | None = None
        self._after = 0
        self._afresh = False

    def receive(self, data: str | bytes, now: float) -> Heard:
        """Take in one frame of the page."""
        if self.phase is Phase.CLOSED:
            return None  # what had been on its way when the end was decided
        assert self.phase in {Phase.AWAITING_HELLO, Phase.LIVE}, "the driver reads only when it has answered"
        if not self._budget.take(now):
            return Close.TOO_FAST
        try:
            frame = read_frame(data, DESK_SHAPES)
        except BadFrameError:
            return Close.BAD_FRAME
        if frame is None or isinstance(frame, DeskHello):
            return self._hear_hello(frame) if frame else None
        if self.phase is not Phase.LIVE:
            return Close.BAD_FRAME
        match frame:
            case Watch(conversation_id=conversation):
                return self._watch(conversation.lower())
            case Unwatch(conversation_id=conversation):
                self.watching -= {conversation.lower()}
                return None
            case DeskTyping(conversation_id=conversation):
                return msgspec.structs.replace(frame, conversation_id=conversation.lower())
            case Viewing(conversation_id=conversation):
                return Viewing(conversation_id=conversation.lower() if conversation else None)
            case _:
                assert_never(frame)

    def offer(
        self, news: DeskWelcome | DeskChanges, *, caller: Caller, ask: DeskAsk | None = None
    ) -> str | None:
        """Return the frame that tells the page `news`; None if it is not what the page waits for any more.

        `ask` is what changes were rendered for.
        """
        if isinstance(news, DeskWelcome):
            return write_frame(_welcome(news, caller)) if self.phase is Phase.OPENING else None
        if ask is None or ask != self.ask(caller):
            return None
        if news.reset:
            # Changes that begin where the page isn't make it say hello, and that is answered with a reset.
            nowhere = self._after + 1
            return write_frame(frames.DeskChanges(after=nowhere, upto=nowhere, conversations=[], messages=[]))
        if news.upto <= self._after:
            return None
        changes = frames.DeskChanges(
            after=news.after, upto=news.upto, conversations=news.conversations, messages=news.messages
        )
        return write_frame(changes)

    def gave(self, news: DeskWelcome | DeskChanges) -> None:
        """The frame that was offered has been handed to the kernel."""
        if isinstance(news, DeskChanges):
            if news.reset:
                self._afresh = True
            else:
                self._after = news.upto
            return
        assert self._hello is not None, "a welcome answers a hello"
        assert news.reset or self._hello.after is not None, "a page that has nothing is reset"
        self._after = news.upto if news.reset else self._hello.after or 0
        self._afresh = False
        self.phase = Phase.LIVE

    def close(self) -> None:
        """The socket is closed or closing: nothing more is heard or offered."""
        self.phase = Phase.CLOSED

    def ask(self, caller: Caller) -> DeskAsk | None:
        """Return what the page is to be shown next, None while there is nothing it may be shown."""
        if self.phase is not Phase.LIVE or self._afresh:
            return None
        return DeskAsk(caller=caller, after=self._after, watching=self.watching)

    def _hear_hello(self, hello: DeskHello) -> DeskHello:
        self.watching = frozenset(each.lower() for each in hello.watch)
        if self._afresh:
            hello = msgspec.structs.replace(hello, after=None)
        self._hello = hello
        self.phase = Phase.OPENING
        return hello

    def _watch(self, conversation_id: Id) -> Watched | Close:
        self.watching |= {conversation_id}
        if len(self.watching) > WATCHED_MAX_CONVERSATIONS:
            return Close.BAD_FRAME
        # What was under way for the old set is not offered any more, so from here on nothing of it is missed.
        return Watched(conversation_id=conversation_id, upto=self._after)


def _welcome(news: DeskWelcome, caller: Caller) -> frames.DeskWelcome:
    return frames.DeskWelcome(
        reset=news.reset,
        epoch=news.epoch,
        upto=news.upto,
        server_time=rfc3339(news.server_time),
        agent=views.Person(id=caller.id, name=caller.name),
    )
