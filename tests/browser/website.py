"""A website of somebody else's with the widget on it. Belongs here: its pages, and how they are served."""

import functools
import http.server
import threading
from pathlib import Path

from tests.conformance.desk import Channel

HEAD = '<!doctype html><html lang="en"><link rel="icon" href="data:,">'


class Website:
    """One server under two names, since browsers ask which site a frame is on, and who may store something.

    To `far` the desk is another site: a browser that blocks what third parties store, as the tests' does,
    lets the panel store nothing. To `near` it is the same site on another port.
    """

    def __init__(self, folder: Path, channel: Channel, desk_url: str) -> None:
        self._desk_url = desk_url
        self._folder = folder
        snippet = f'<script async src="{desk_url}/embed.js" data-channel="{channel.key}"></script>'
        self.add("index", f'<title>Shop</title><h1>Shop</h1><a href="other.html">Other</a>{snippet}')
        self.add("other", "<title>Other</title><h1>Other page</h1>")
        self.add("strict", f"<title>Strict</title><h1>Strict</h1>{snippet}")
        self.add("twice", f"<title>Twice</title><h1>Twice</h1>{snippet}{snippet}")
        self.add("keyless", f'<title>Shop</title><h1>Shop</h1><script src="{desk_url}/embed.js"></script>')
        handler = functools.partial(_Handler, strict=self._strict_policy(), directory=str(folder))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def far(self, page: str = "index") -> str:
        """The page's address on another site than the desk's."""
        return f"http://localhost:{self._server.server_address[1]}/{page}.html"

    def near(self, page: str = "index") -> str:
        """The page's address on the desk's site."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/{page}.html"

    def add(self, page: str, content: str) -> None:
        (self._folder / f"{page}.html").write_text(HEAD + content)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _strict_policy(self) -> str:
        """As little as a careful website can allow and still have the widget."""
        desk = self._desk_url
        allowed = f"default-src 'none'; img-src data:; script-src {desk}/embed.js; frame-src {desk}"
        return f"{allowed}; require-trusted-types-for 'script'; trusted-types 'none'"


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder without a word, the strict page with its policy."""

    def __init__(self, *args: object, strict: str, directory: str) -> None:
        self._strict = strict
        super().__init__(*args, directory=directory)  # type: ignore[arg-type] # what socketserver gives

    def end_headers(self) -> None:
        if self.path.startswith("/strict"):
            self.send_header("Content-Security-Policy", self._strict)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None: ...
