"""Pages as files: their placeholders and how they are filled.

Not here: their addresses and headers (see `pages`).
"""

import html
from collections.abc import Mapping
from dataclasses import dataclass

from unsay.core.refusals import Refusal
from unsay.web.problems import ProblemError
from unsay.web.static_files import StaticFiles


@dataclass(frozen=True, slots=True)
class Pages:
    """What pages are made of. `demo_channel_key` is there at a demo desk only."""

    files: StaticFiles
    root_path: str
    demo_channel_key: str | None

    def fill(self, name: str, more: Mapping[str, str] | None = None) -> bytes:
        """Return the page of this name with its placeholders filled."""
        file = self.files.get(name)
        if file is None:
            raise ProblemError(Refusal.NOT_FOUND)
        static = f"{self.root_path}/static/{self.files.digest}"
        content = file.content
        for placeholder, value in {"root": self.root_path, "static": static, **(more or {})}.items():
            content = content.replace(b"{{%s}}" % placeholder.encode(), html.escape(value).encode())
        return content
