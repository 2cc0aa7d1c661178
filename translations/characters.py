"""Characters that no typed or imported text keeps: invisible ones that break formats or turn what others read.

Kept are the invisible characters that languages need: ZWNJ and ZWJ (Khmer, Arabic), the zero-width space (Khmer, Lao,
Thai), left-to-right and right-to-left marks, and isolates, which the checks require to be closed.
"""

import re
from typing import Any

_SPACES = re.compile("[\x0b\x0c\x85\u2028\u2029]")
"""Line and page breaks of word processors, which other programs show as nothing at all."""
_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters, which XML 1.0 can't represent or discourages
    "\u202a-\u202e\u206a-\u206f"  # embeddings and overrides of the writing direction; deprecated format characters
    "\ufeff\ufff9-\ufffb"  # a byte order mark inside a text; interlinear annotation
    "\ud800-\udfff"  # halves of a character, which UTF-8 can't represent
    "\ufdd0-\ufdef\ufffe\uffff"  # no characters
    "\U000e0000-\U000e007f]"  # invisible letters
)
_ISOLATES, _POP_ISOLATE = "\u2066\u2067\u2068", "\u2069"


def strip_invisible(text: str) -> str:
    """Return the text without these characters; breaks become spaces."""
    return _REMOVED.sub("", _SPACES.sub(" ", text))


def strip_isolates(text: str) -> str:
    """Return the text for where isolates aren't wanted: they would show as boxes, or the place has a direction."""
    return re.sub(f"[{_ISOLATES}{_POP_ISOLATE}]", "", text)


def strip_all(value: Any) -> Any:
    """Return a value as JSON has it with every text in it, and every name, without these characters."""
    if isinstance(value, str):
        return strip_invisible(value)
    if isinstance(value, list):
        return [strip_all(each) for each in value]
    if isinstance(value, dict):
        return {strip_invisible(str(name)): strip_all(each) for name, each in value.items()}
    return value


def has_open_isolate(text: str) -> bool:
    """Return whether an isolate of the writing direction is left open at the end of a line, or closed twice."""
    for line in text.splitlines():
        open_isolates = 0
        for character in line:
            open_isolates += (character in _ISOLATES) - (character == _POP_ISOLATE)
            if open_isolates < 0:
                return True
        if open_isolates:
            return True
    return False
