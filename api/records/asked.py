"""What was asked for with fields instead of a sentence, in words: the audit keeps or hashes them as it does a question.

They never go into the details of an entry, which are kept whatever the settings say of questions.
"""

from __future__ import annotations

from collections.abc import Mapping


def in_words(fields: Mapping[str, object]) -> str | None:
    """The fields that were given, in their order: ``topic: lamps; kind: decision, action``.

    Values are texts, numbers, or lists of them. None where nothing was given: all of it was asked for.
    """
    told = [f"{name}: {_told(value)}" for name, value in fields.items() if value not in (None, [])]
    return "; ".join(told) or None


def _told(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
