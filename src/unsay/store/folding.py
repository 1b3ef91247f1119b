"""Which letters are the same letter for a search: one rule, so that both databases find the same.

Belongs here: the rule, letter by letter. Not here: SQL (see `searching`).

SQLite has no cases beyond ASCII and PostgreSQL those of whatever locale it was made with, so neither's own
are used. A letter stays one letter: `ß` is `ẞ` but not `ss`.
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

_LAST_CASED = 0x1FFFF
_TURKISH = "\u0130"
"""A capital I with a dot, whose small letter no other language would tell from `i`."""


def fold(text: str) -> str:
    """Return `text` with one letter for all that are the same; as long as it was."""
    return text.lower() if text.isascii() else text.translate(_folds())


def alike(letter: str) -> str:
    """Return every letter that folds to this folded one, itself included."""
    return _unfolded().get(letter, letter)


@cache
def _folds() -> Mapping[int, str]:
    letters = map(chr, range(_LAST_CASED + 1))
    folds = {letter: _fold_letter(letter) for letter in letters}
    return {ord(letter): folded for letter, folded in folds.items() if letter != folded}


@cache
def _unfolded() -> Mapping[str, str]:
    found: dict[str, str] = defaultdict(str)
    for code, folded in _folds().items():
        found[folded] += chr(code)
    return {folded: folded + letters for folded, letters in found.items()}


def _fold_letter(letter: str) -> str:
    if letter == _TURKISH:
        return "i"
    # Case folding makes some letters two; then lower case, which knows one for most of them.
    return next((each for each in (letter.casefold(), letter.lower()) if len(each) == 1), letter)
