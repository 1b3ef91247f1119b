"""The recall rule: whether this author may take back this message now. The only place it is written.

Checked in this order; the first that applies is the answer.

| refusal                | when                                                                  |
| ---------------------- | --------------------------------------------------------------------- |
| not_found              | decided before: no such message here, or none of the caller's business |
| not_recallable         | not a reply to the contact: the contact's own, a note, a system line  |
| not_sender             | the caller is not its author, whatever their role                     |
| already_recalled       | its author already did (an answer, not an error: nothing new happens) |
| channel_cannot_recall  | the platform offers no recall                                         |
| not_sent               | it failed, so the contact never had it                                |
| window_passed          | desk time - sent_at > the window; exactly the window is still allowed |

The API asks `decide_recall`; what the console offers comes from `offer_recall`, which asks the same rule.
"""

import msgspec

from unsay.core.capability import Live, Platform, RecallCapability, Unable
from unsay.core.refusals import Refusal
from unsay.core.words import DeliveryState, Id, MessageKind, Millis


class Recallable(msgspec.Struct, frozen=True, kw_only=True):
    """What the rule needs to know of a message and its channel. Times and the window in milliseconds."""

    kind: MessageKind
    author_id: Id
    delivery: DeliveryState
    sent_at: Millis
    recalled: bool
    capability: RecallCapability
    window: Millis


class RecallOffer(msgspec.Struct, frozen=True, kw_only=True):
    """What to offer one viewer: whether, until when (milliseconds; None if never), and why not."""

    allowed: bool
    until: Millis | None
    refusal: Refusal | None


def decide_recall(message: Recallable, *, by: Id, now: Millis) -> Refusal | None:
    """Return why `by` may not recall `message` at desk time `now`, or None if they may."""
    if message.kind is not MessageKind.REPLY:
        return Refusal.NOT_RECALLABLE
    if by != message.author_id:
        return Refusal.NOT_SENDER
    if message.recalled:
        return Refusal.ALREADY_RECALLED
    if isinstance(message.capability, Unable):
        return Refusal.CHANNEL_CANNOT_RECALL
    if message.delivery is DeliveryState.FAILED:
        return Refusal.NOT_SENT
    if now > _allowed_until(message, message.capability):
        return Refusal.WINDOW_PASSED
    return None


def _allowed_until(message: Recallable, capability: Live | Platform) -> Millis:
    """Return the last moment of the channel's window, or of the platform's patience if that is shorter."""
    patience = message.window if isinstance(capability, Live) else min(message.window, capability.max_age)
    return message.sent_at + patience


def offer_recall(message: Recallable, *, to: Id, now: Millis) -> RecallOffer:
    """Return what a desk page may offer `to`; `until` is told only where time is what decides."""
    refusal = decide_recall(message, by=to, now=now)
    until = None
    if refusal in {None, Refusal.WINDOW_PASSED} and not isinstance(message.capability, Unable):
        until = _allowed_until(message, message.capability)
    return RecallOffer(allowed=refusal is None, until=until, refusal=refusal)
