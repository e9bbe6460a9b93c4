"""Names that tell one subject from another wherever they stand: of operations, projects, schemes and the like."""

from __future__ import annotations

import re

_NAME = re.compile(r"\b[A-Z][a-z]+(?:\s+[A-Z][a-z]+)+\b")
_NAMING = frozenset(
    "operation project programme scheme campaign initiative strategy agreement fund contract trial pilot network hub "
    "review inquiry order protocol".split()
)
"""Words that make a name one of a subject. People, places and bodies have to do with many subjects."""
_NO_NAME = frozenset("the a an in at on of for to by with and but if as from this that these".split())


def names_of(text: str) -> set[str]:
    """The names of two words and more in a text that name an undertaking, an article before them left out."""
    found = set()
    for name in _NAME.findall(text):
        words = name.split()
        words = words[1:] if words[0].lower() in _NO_NAME else words
        if len(words) > 1 and not _NAMING.isdisjoint(word.lower() for word in words):
            found.add(" ".join(words))
    return found
