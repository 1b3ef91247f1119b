"""What counts as a message's text. Kept exactly as it came; only checked."""

import unicodedata

from unsay.core.limits import TEXT_MAX_CODE_POINTS

_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
# Look like nothing though Unicode calls them letters or marks: Hangul fillers, the braille blank, the
# combining grapheme joiner, Khmer inherent vowels, Mongolian and other variation selectors.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5\u180b\u180c\u180d\u180f") | frozenset(
    map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
)


def is_visible(text: str) -> bool:
    """Say whether a person would see anything of `text`."""
    return any(unicodedata.category(c) not in _INVISIBLE and c not in _BLANK for c in text)


def is_storable(text: str) -> bool:
    """Say whether both databases can hold `text`: no NUL, no lone surrogate."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def is_message_text(text: str) -> bool:
    """Say whether `text` can be a message: 1 to 10 000 code points, storable, something to see."""
    return 1 <= len(text) <= TEXT_MAX_CODE_POINTS and is_storable(text) and is_visible(text)
