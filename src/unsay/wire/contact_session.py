"""One socket of a contact's page, sans-I/O. The law of this file: the page stands at `after`, and only
changes that begin exactly there are offered to it; what it acknowledges counts only as far as it was handed
over here.

| phase            | what may come                      | what it leads to                            |
| ---------------- | ---------------------------------- | ------------------------------------------- |
| awaiting hello   | hello; anything else ends it       | opening                                     |
| opening          | nothing: the driver reads no more  | live, once the welcome was handed over      |
| live             | everything; a hello begins again   | opening, or on                              |
| closed           | nothing                            |                                             |

Four verbs: `receive` what the page said, `offer` it news, `gave` it what was offered, `close`. Between
`offer` and `gave` the news may be thrown away and rendered anew; nothing has changed then.
"""

import msgspec

from unsay.core.refusals import Refusal
from unsay.core.text import is_message_text
from unsay.core.timestamps import rfc3339
from unsay.core.words import Id
from unsay.desk.contact_feed import ContactAsk, ContactChanges, ContactWelcome
from unsay.wire.budget import FrameBudget
from unsay.wire.closing import Close
from unsay.wire.frames import (
    CONTACT_SHAPES,
    UUID,
    Ack,
    BadFrameError,
    Bye,
    Changes,
    ChannelRef,
    ContactRef,
    DeskRef,
    Hello,
    Seen,
    Send,
    Typing,
    Welcome,
    read_frame,
    write_frame,
)
from unsay.wire.phase import Phase


class Compose(msgspec.Struct, frozen=True, kw_only=True):
    """The contact writes `text`."""

    client_ref: str
    text: str
    reply_to: Id | None
    flaw: Refusal | None
    """Why it can't be taken in, unless it was before: a message sent again is answered whatever it says."""


Heard = Hello | Ack | Seen | Typing | Bye | Compose | Close | None
"""What a frame leads to: a thing to do, the socket's end, or nothing."""


class ContactSession:
    """`now` in monotonic seconds."""

    __slots__ = ("_afresh", "_after", "_budget", "_hello", "_page", "handed_over", "phase")

    def __init__(self, now: float) -> None:
        self.phase = Phase.AWAITING_HELLO
        self.handed_over = 0
        """The highest seq the page was handed on this connection, or says it has applied."""
        self._budget = FrameBudget(now)
        self._hello: Hello | None = None
        self._page: tuple[Id, Id] | None = None
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
            frame = read_frame(data, CONTACT_SHAPES)
        except BadFrameError:
            return Close.BAD_FRAME
        if frame is None or isinstance(frame, Hello):
            return self._hear_hello(frame) if frame else None
        if self.phase is not Phase.LIVE:
            return Close.BAD_FRAME
        match frame:
            case Ack(upto=seq) | Seen(seq=seq):
                clamped = min(seq, self.handed_over)
                if clamped == 0:
                    return None
                return Ack(upto=clamped) if isinstance(frame, Ack) else Seen(seq=clamped)
            case Send():
                return _compose(frame)
            case _:
                return frame

    def begin(self, contact_id: Id) -> None:
        """It is proved whose page said hello; what another contact's or view's was handed counts no more."""
        assert self._hello is not None, "a page says hello first"
        page = (contact_id, self._hello.view)
        if page != self._page:
            self._page, self.handed_over = page, 0

    def offer(self, news: ContactWelcome | ContactChanges, *, desk_online: bool) -> str | None:
        """Return the frame that tells the page `news`; None if it is not what the page waits for any more."""
        if isinstance(news, ContactWelcome):
            return (
                write_frame(_welcome(news, desk_online=desk_online)) if self.phase is Phase.OPENING else None
            )
        if self.phase is not Phase.LIVE or self._afresh or news.after != self._after:
            return None
        if news.reset:
            # Changes that begin where the page isn't make it say hello, and that is answered with a reset.
            nowhere = self._after + 1
            return write_frame(Changes(after=nowhere, upto=nowhere, show=[], remove=[]))
        if news.upto <= self._after:
            return None
        return write_frame(Changes(after=news.after, upto=news.upto, show=news.show, remove=news.remove))

    def gave(self, news: ContactWelcome | ContactChanges) -> None:
        """The frame that was offered has been handed to the kernel."""
        if isinstance(news, ContactChanges):
            if news.reset:
                self._afresh = True
                return
            self._after = news.upto
        else:
            assert self._hello is not None, "a welcome answers a hello"
            self.begin(news.contact_id)
            assert news.reset or self._hello.after is not None, "a page that has nothing is reset"
            self._after = news.upto if news.reset else self._hello.after or 0
            self._afresh = False
            self.phase = Phase.LIVE
        self.handed_over = max(self.handed_over, self._after)

    def close(self) -> None:
        """The socket is closed or closing: nothing more is heard or offered."""
        self.phase = Phase.CLOSED

    def ask(self) -> ContactAsk | None:
        """Return what the page is to be shown next, None while there is nothing it may be shown."""
        if self.phase is not Phase.LIVE or self._afresh:
            return None
        assert self._page is not None, "a live page is a contact's"
        return ContactAsk(contact_id=self._page[0], after=self._after)

    def _hear_hello(self, hello: Hello) -> Hello:
        hello = msgspec.structs.replace(hello, view=hello.view.lower())
        if self._afresh:
            hello = msgspec.structs.replace(hello, after=None)
        self._hello = hello
        self.phase = Phase.OPENING
        return hello


def _compose(frame: Send) -> Compose:
    text, reply_to = frame.text or "", frame.reply_to
    flaw = None
    if frame.files:
        flaw = Refusal.INVALID
    elif not is_message_text(text):
        flaw = Refusal.BAD_TEXT
    elif reply_to is not None and not UUID.fullmatch(reply_to):
        flaw = Refusal.BAD_REPLY_TO
    good_quote = reply_to.lower() if reply_to is not None and flaw is None else None
    return Compose(client_ref=frame.client_ref, text=text, reply_to=good_quote, flaw=flaw)


def _welcome(news: ContactWelcome, *, desk_online: bool) -> Welcome:
    return Welcome(
        reset=news.reset,
        epoch=news.epoch,
        upto=news.upto,
        server_time=rfc3339(news.server_time),
        contact=ContactRef(id=news.contact_id, name=news.contact_name),
        channel=ChannelRef(name=news.channel_name),
        desk=DeskRef(online=desk_online),
        unread=news.unread,
        messages=news.messages,
    )
