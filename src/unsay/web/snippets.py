"""The line that puts the widget on a website's pages. Pure."""

import html


def snippet(*, base_url: str, key: str) -> str:
    """Return the script element for the channel with this public key, of the desk at `base_url`."""
    source = html.escape(f"{base_url}/embed.js")
    return f'<script async src="{source}" data-channel="{html.escape(key)}"></script>'
