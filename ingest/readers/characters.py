"""Characters that a person can't see and a paper does not need: taken out before anything has an offset.

Every reader passes its text through here first, so that page, heading and passage offsets count the
characters that are stored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.papers import Notice

# Terminal commands: ESC [ ... letter, and ESC ] ... BEL on one line (titles, links).
_TERMINAL_COMMAND = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)")
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Word processors print these by the hundred to steer line breaks; their loss tells a reader nothing.
_TYPESETTING = re.compile("[\u00ad\u200b\u2060\ufe00-\ufe0f\ufeff]")
# Controls, zero-width joiners, direction marks, invisible operators, annotation marks, half surrogates,
# the tag block and further variation selectors: all can carry text that only a machine reads.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u115f\u1160\u180e\u200c-\u200f\u202a-\u202e\u2061-\u206f\u3164\uffa0"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)


@dataclass(frozen=True)
class Cleaned:
    """Text with Unix line ends and no hidden characters, and how many of those it had."""

    text: str
    n_hidden: int


def clean(text: str) -> Cleaned:
    """Make every line end a newline and take out what can't be seen.

    Text that has none of these comes back unchanged, character for character. Typesetting marks (soft
    hyphen, zero-width space, byte order mark) go without being counted.
    """
    text, n_commands = _TERMINAL_COMMAND.subn("", text)
    text = _LINE_END.sub("\n", text)
    text = _TYPESETTING.sub("", text)
    text, n_single = _HIDDEN.subn("", text)
    return Cleaned(text, n_commands + n_single)


def hidden_notices(n_hidden: int) -> tuple[Notice, ...]:
    """The notice that hidden characters were removed; empty when there were none."""
    if not n_hidden:
        return ()
    what = "1 hidden character was" if n_hidden == 1 else f"{n_hidden:,} hidden characters were"
    return (
        Notice(
            "hidden_characters",
            f"{what} removed (control, direction or invisible characters). "
            "They can carry text that people do not see: compare with the original before relying on it.",
        ),
    )
