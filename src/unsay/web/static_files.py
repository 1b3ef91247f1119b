"""The files of the console, the widget and the demo, read once at start.

Belongs here: their bytes, types and digest. Not here: pages' headers.
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

DIGEST_CHARACTERS = 16
GZIP_FROM_BYTES = 500
"""Below that the header costs more than it saves."""
_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
_PACKED = ("text/", "image/svg", "application/json", "application/manifest")
PAGES = ".html"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file's bytes as they are sent; `gzipped` is there where it is smaller."""

    content: bytes
    content_type: str
    gzipped: bytes | None


class StaticFiles:
    """Everything under a directory. `digest` names this very set, so what is under it never changes."""

    def __init__(self, directory: Path) -> None:
        self._files: dict[str, StaticFile] = {}
        digest = hashlib.sha256()
        for path in sorted(each for each in directory.rglob("*") if each.is_file()):
            name = path.relative_to(directory).as_posix()
            content = path.read_bytes()
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
            self._files[name] = static_file(content, _content_type(path))
        self.digest = digest.hexdigest()[:DIGEST_CHARACTERS]

    def get(self, name: str) -> StaticFile | None:
        """Return the file of this name relative to the directory."""
        return self._files.get(name)


def static_file(content: bytes, content_type: str) -> StaticFile:
    """Return `content` ready to be sent."""
    gzipped = None
    if len(content) >= GZIP_FROM_BYTES and content_type.startswith(_PACKED):
        gzipped = gzip.compress(content, mtime=0)
    return StaticFile(content, content_type, gzipped if gzipped and len(gzipped) < len(content) else None)


def _content_type(path: Path) -> str:
    return _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
