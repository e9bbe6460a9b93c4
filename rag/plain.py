"""Words that are only words: what hides in text is taken out, what would act on a page is told.

Text of papers goes to a model and to every page without its unseen characters. A sentence that a model wrote
may hold no address, no markup and nothing unseen or broken at all.
"""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
_BROKEN = "\ufffd"
"""Stands for a character that could not be read."""
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Variation selectors: they show nothing, and any number of them can carry a message."""
_ACTS = re.compile(
    r":\s*//|\\\\|\bwww\.|"  # addresses with a scheme, shares, addresses without a scheme
    r"\b(?:javascript|vbscript|data|mailto|file|tel)\s*:\s*\S|"
    r"[\w-]{2,}\.[a-z]{2,}\b|\b\d{1,3}(?:\.\d{1,3}){3}\b|@\w|"  # bare hosts, numbers of hosts, mail
    r"<\s*[a-z/!?]|&(?:#\w+|[a-z]{2,8});|\]\s*[(\[]|!\[|`|\*\*|__|~~|\{\{|\$\{|"
    r"^\s*(?:#|>)|[{}|\\]|-{3}|={3}|\[\s*E?\d+\s*\]",  # marks of Markdown and JSON; citation numbers of its own
    re.IGNORECASE,
)
_LINKED = re.compile(r":(?=//)|(?<=\bwww)\.|(?<=\bmailto):|(?<=\btel):", re.IGNORECASE)
"""Where terminals and mail programs begin a link."""


def visible(text: str) -> str:
    """The text on one line, without control, format and other unseen characters."""
    if text.isprintable():  # nearly every sentence, and ten times as fast
        return " ".join(_SELECTORS.sub("", text).split())
    kept = (
        " " if character in "\n\t\r\x0b\x0c\x85" else character
        for character in _SELECTORS.sub("", text)
        if character in "\n\t\r\x0b\x0c\x85" or unicodedata.category(character) not in _UNSEEN
    )
    return " ".join("".join(kept).split())


def is_plain(text: str) -> bool:
    """True when the text holds no address, no markup, no citation number and no unseen or broken character.

    Addresses are also found in the wide and styled letters that a browser takes for plain ones.
    """
    if (
        _BROKEN in text
        or _SELECTORS.search(text)
        or any(unicodedata.category(each) in _UNSEEN for each in text)
    ):
        return False
    return not _ACTS.search(text) and not _ACTS.search(unicodedata.normalize("NFKC", text))


def unlinked(text: str) -> str:
    """The text with its addresses still to be read, but written so that nothing makes links of them."""
    return _LINKED.sub(lambda found: f"[{found.group()}]", text)
