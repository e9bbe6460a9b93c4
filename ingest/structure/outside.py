"""A paper without its exempt parts: what is told of it as a whole is read from the rest.

Its facts are shown to all who may see anything of it, and a date, an author or a kind read from an exempt part would
tell them what that part says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.papers import Access, Passage, Span, Text

_WORDS = re.compile(r"[^\n]")


def exempt_spans(found: Sequence[Passage], access: Access) -> list[Span]:
    """The exempt parts of a paper of this class, in order, each with what stands between its passages.

    None where the paper is exempt as a whole.
    """
    spans: list[Span] = []
    is_going_on = False
    for passage in found if access is not Access.EXEMPT else ():
        is_exempt = passage.access is Access.EXEMPT
        if is_exempt and is_going_on:
            first, last = spans[-1].start, max(spans[-1].end, passage.span.end)
            spans[-1] = Span(min(first, passage.span.start), last)
        elif is_exempt:
            spans.append(passage.span)
        is_going_on = is_exempt
    return spans


def outside_of(spans: Sequence[Span], text: Text) -> Text:
    """The text with a space for each character of the spans, as long as it was and with its lines."""
    content, parts, at = text.content, list[str](), 0
    for span in sorted(spans, key=lambda each: each.start):
        start = max(at, span.start)
        parts += content[at:start], _WORDS.sub(" ", content[start : span.end])
        at = max(at, span.end)
    return replace(text, content="".join((*parts, content[at:])))
