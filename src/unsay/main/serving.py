"""The composition root of a running desk: every part, made and joined here, in order.

Not here: what any part does.
"""

import asyncio
import contextlib
import importlib.resources
import socket
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import cast

import uvloop
from uvicorn._types import ASGI3Application

from unsay.core.refusals import Refusal
from unsay.desk.staffing import OfferSetUp
from unsay.main.desks import open_data
from unsay.main.ids import Ids
from unsay.main.metrics import Metrics
from unsay.main.server import DeskServer, listen, own_url, raise_file_limit, spare_the_collector
from unsay.main.settings import Settings
from unsay.readers.sweep import Sweep
from unsay.store.opening import Store
from unsay.store.writer import QueueingWriter
from unsay.web.app import CONTACT_API, DESK_API, make_app
from unsay.web.desk import Desk
from unsay.web.edge import App, Edge
from unsay.web.feed_loop import FeedLoop
from unsay.web.fence import Fence
from unsay.web.live import Live
from unsay.web.page_files import Pages
from unsay.web.passwords import Passwords
from unsay.web.rates import Buckets
from unsay.web.secrets import hash_of, new_token
from unsay.web.sign_in_limits import SignInLimits
from unsay.web.static_files import StaticFiles

Announce = Callable[[str, str | None], None]
"""Told, when the desk answers, its URL and the one-time link that sets up an empty one."""


def serve(settings: Settings, announce: Announce, *, demo_channel_key: str | None = None) -> None:
    """Run the desk until it is told to stop. Raises what `words.in_words` knows if it can't begin."""
    with closing(open_data(settings)) as store, closing(listen(settings.host, settings.port)) as listening:
        store.serve()
        store.migrate(tool=False)
        raise_file_limit()
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_serve(settings, store, listening, announce, demo_channel_key))


async def _serve(
    settings: Settings,
    store: Store,
    listening: socket.socket,
    announce: Announce,
    demo_channel_key: str | None,
) -> None:
    fence, feed = Fence(), FeedLoop(store.doors)
    writer = store.writer(fence, feed.committed)
    setup_token = offer_set_up(writer)
    passwords, troubles = Passwords(), list[str]()
    live, edge = _joined(settings, store, writer, fence, feed, passwords, troubles, demo_channel_key)
    async with contextlib.AsyncExitStack() as running:
        fence.open()
        running.callback(fence.close)
        writer.start()
        running.push_async_callback(asyncio.to_thread, writer.close)
        running.callback(passwords.close)
        await running.enter_async_context(live.running())
        await running.enter_async_context(Sweep(store.doors, writer).running())
        url = own_url(settings, listening)
        seen_at = f"{settings.public_url}/" if settings.public_url else url
        link = f"{seen_at}setup#{setup_token}" if setup_token else None
        server = DeskServer(
            cast("ASGI3Application", edge),
            ready=lambda: announce(url, link),
            stopping=lambda: troubles.append("the desk is stopping"),
        )
        spare_the_collector()
        await server.serve([listening])


def _joined(
    settings: Settings,
    store: Store,
    writer: QueueingWriter,
    fence: Fence,
    feed: FeedLoop,
    passwords: Passwords,
    troubles: list[str],
    demo_channel_key: str | None,
) -> tuple[Live, Edge]:
    """Return what is served, none of it running yet."""
    ids, metrics = Ids(), Metrics()
    contact_sends = Buckets(settings.rate_contact, time.monotonic)
    live = Live(
        writer=writer, doors=store.doors, fence=fence, feed=feed, contact_sends=contact_sends, new_id=ids.new
    )
    files = StaticFiles(Path(str(importlib.resources.files("unsay"))) / "static")
    desk = Desk(
        writer=writer,
        doors=store.doors,
        presence=live.roster,
        reports=live.reports,
        fence=fence,
        passwords=passwords,
        pages=Pages(files, settings.root_path, demo_channel_key),
        new_id=ids.new,
        contact_sends=contact_sends,
        agent_sends=Buckets(settings.rate_agent, time.monotonic),
        sign_ins=SignInLimits(time.monotonic),
        root_path=settings.root_path,
        public_url=settings.public_url,
        trusted_proxies=settings.trusted_proxies,
        metrics_token=settings.metrics_token,
        metrics=metrics.exposition,
        troubles=lambda: troubles,
    )
    edge = Edge(
        http=cast("App", make_app(desk)),
        sockets={
            f"{CONTACT_API}/live": cast("App", live.contact),
            f"{DESK_API}/live": cast("App", live.desk),
        },
        doors=store.doors,
        root_path=settings.root_path,
        trusted_proxies=settings.trusted_proxies,
        observe=metrics.observe,
    )
    return live, edge


def offer_set_up(writer: QueueingWriter) -> str | None:
    """Return the token of a new one-time set-up link, or None if the desk has its first admin."""
    token = new_token()
    outcome = writer.run(OfferSetUp(setup_token_hash=hash_of(token)))
    return None if isinstance(outcome, Refusal) else token
