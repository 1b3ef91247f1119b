"""How a command's result is printed: in words, or as one JSON object and nothing else."""

import sys

import msgspec


class Printer:
    """Prints one result."""

    def __init__(self, *, json: bool) -> None:
        self._json = json

    def tell(self, result: msgspec.Struct, words: str) -> None:
        """Print `result`, or `words` for it."""
        said = msgspec.json.encode(result).decode() if self._json else words
        print(said, file=sys.stdout, flush=True)  # noqa: T201 -- this is the command line
