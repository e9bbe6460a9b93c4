"""What the minutes tell was decided under an item: each motion or decision, with what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.papers import Role, Span
from ingest.store.records import StoredPassage
from ingest.structure.motion_bounds import begins_item
from ingest.structure.motion_outcomes import Fate
from ingest.structure.sentences import sentences
from rag import wording
from rag.question.deciding import tells_decision_of_body
from rag.what_became import Became, fate_of, tells_its_outcome

_AMENDMENT = re.compile(r"\bamend(?:ment)?s?\b|\bsubstitut(?:e|ion)\b|\bcounter-?\s?motion\b", re.IGNORECASE)
_PUTS_OFF = re.compile(
    r"\b(?:the|this)\s+(?:\w+\s+){0,4}(?:council|committee|board|panel|cabinet|commission|authority|senate|assembly)\s+"
    r"(?:then\s+|also\s+|\w+ly\s+)?(?:tabled|postponed|laid\s+over|held\s+over|put\s+off)\s+(?:the|this|that|any|its)\b",
    re.IGNORECASE,
)
"""That a meeting put a matter off is what it decided on it."""
_MOST_PASSAGES = 200
"""Passages of an item that are read for what was decided."""
_MOST_BELOW = 12
"""Passages after a motion in which its outcome may stand."""


@dataclass(frozen=True)
class Decided:
    """A sentence that was put to the meeting or decided by it, and what became of it; None where it says so itself."""

    passage: StoredPassage
    span: Span
    text: str
    became: Became | None

    @property
    def is_carried(self) -> bool:
        """Whether what it says was decided, as it stands or amended."""
        return self.became is None or self.became.fate in (Fate.CARRIED, Fate.AMENDED)

    @property
    def told(self) -> tuple[Became, ...]:
        """What is told of it beside another sentence of its item."""
        if self.became is None:
            return (Became(wording.DECIDED_THERE, self.passage, self.span),)
        return (Became(wording.MOVED_THERE, self.passage, self.span), self.became)


def decided_under(item: Sequence[StoredPassage], after: int = -1) -> Iterator[Decided]:
    """What was decided or put in the passages of an item, but for amendments, behind a place in the paper's text.

    Behind that place it ends where a line begins with the number of another item, though that is not read as one.
    """
    for number, passage in enumerate(item[:_MOST_PASSAGES]):
        if passage.role not in (Role.DISCUSSION, Role.RESOLUTION):
            continue
        below = [(each, 0, each.text) for each in item[number + 1 : number + 1 + _MOST_BELOW]]
        for span in sentences(passage.text):
            place = Span(passage.span.start + span.start, passage.span.start + span.end)
            text = passage.text[span.start : span.end]
            if 0 <= after < place.start and any(map(begins_item, text.split("\n"))):
                return
            if place.start <= after or _AMENDMENT.search(text):
                continue
            became = fate_of(text, [(passage, span.end, passage.text[span.end :]), *below])
            says_itself = any(
                tells(text) for tells in (tells_decision_of_body, tells_its_outcome, _PUTS_OFF.search)
            )
            if became is not None or says_itself or passage.role is Role.RESOLUTION:
                yield Decided(passage, place, text, became)
