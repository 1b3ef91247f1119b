"""Receipts: what the contact had of a recalled message, and whether it is gone.

They may err only to the careful side.

A view (one open page) *may have* a message if it was connected at or after the message's commit, or was sent
it before it went away, or was given it over HTTP, unless it said goodbye before. A crash leaves its views
connected, so they are presumed to have everything.
"""

from collections.abc import Iterable

import msgspec

from unsay.core.words import ContactHad, Id


class ViewStanding(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one view. Numbers are seqs of the contact's thread; 0 is nothing."""

    view: Id
    connected: bool
    """A connection is open, or was when the server stopped without saying so."""
    given_seq: int
    """Everything up to here may have been handed over."""
    seen_seq: int
    """The person saw everything up to here, as the page reported."""
    gone: bool
    """The page said goodbye: it shows nothing any more."""


def may_have(view: ViewStanding, seq: int) -> bool:
    """Say whether `view` may show the message at `seq`."""
    return not view.gone and (view.connected or view.given_seq >= seq)


def had(views: Iterable[ViewStanding], *, seq: int, seen_seq: int, given_seq: int) -> ContactHad:
    """Return what the contact had of the message at `seq`.

    `seen_seq` and `given_seq` are the contact's own high-water marks, which outlive views.
    """
    views = list(views)
    if seen_seq >= seq or any(view.seen_seq >= seq for view in views):
        return ContactHad.SEEN
    if given_seq >= seq or any(may_have(view, seq) for view in views):
        return ContactHad.DELIVERED
    return ContactHad.NOTHING


def waiting_for(views: Iterable[ViewStanding], *, seq: int) -> list[Id]:
    """Return the views whose removal of the message at `seq` must still be confirmed."""
    return [view.view for view in views if may_have(view, seq)]
