"""The evidence shown to a language model: passages of the best hits, each with a short key, within a budget."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import tiktoken

from ingest.papers import Kind, Role
from ingest.store.encoder import vocabulary
from ingest.store.records import PaperRecord, StoredPassage, StoredWindow
from rag.checking.regions import Source
from rag.finding.hits import Hit
from rag.labels import passage_label
from rag.plain import visible

_SAFETY = 1.15
"""Models count up to this much more than the word-piece table does on committee prose."""
_KEY_IN_TEXT = re.compile(r"\[(\s*E\d+\s*)\]", re.IGNORECASE)


@dataclass(frozen=True)
class Evidence:
    """A passage under its key, such as ``E1``."""

    key: str
    passage: StoredPassage
    hit: Hit

    @property
    def label(self) -> str:
        return passage_label(self.hit.record, self.passage)


def source_of(record: PaperRecord, passage: StoredPassage) -> Source:
    """A passage as sentences are verified against it: its words, what introduces it, and whose meeting it is of."""
    return Source(
        passage.text,
        passage.context_text,
        record.body.value if record.body else "",
        record.date.value if record.date else None,
        is_undecided=record.kind.value is Kind.MINUTES and passage.role is not Role.RESOLUTION,
    )


@cache
def _encoding() -> tiktoken.Encoding:
    """A byte-pair encoding over the encoder's own word pieces: no table is downloaded."""
    pieces = [bytes([value]) for value in range(256)]
    numbers = vocabulary()
    known = set(pieces)
    for piece in sorted(numbers, key=lambda each: numbers[each]):
        as_bytes = piece.removeprefix("##").encode()
        if as_bytes not in known:
            known.add(as_bytes)
            pieces.append(as_bytes)
    return tiktoken.Encoding(
        name="word_pieces",
        pat_str=r"\p{L}+|\p{N}+|[^\s\p{L}\p{N}]|\s+",
        mergeable_ranks={piece: rank for rank, piece in enumerate(pieces)},
        special_tokens={},
    )


def count_tokens(text: str) -> int:
    """Tokens that a model will count for the text, on the safe side."""
    return int(len(_encoding().encode_ordinary(text.lower())) * _SAFETY) + 1


def gather(hits: Sequence[Hit], budget: int) -> list[Evidence]:
    """Passages of the hits in order until ``budget`` tokens are spent; at least one where there is any."""
    gathered: list[Evidence] = []
    seen: set[str] = set()
    spent = 0
    for hit in hits:
        for passage in hit.passages:
            if passage.passage_id in seen:
                continue
            cost = count_tokens(render_one("E00", passage, passage_label(hit.record, passage)))
            if gathered and spent + cost > budget:
                return gathered
            seen.add(passage.passage_id)
            gathered.append(Evidence(f"E{len(gathered) + 1}", passage, hit))
            spent += cost
    return gathered


def alone(record: PaperRecord, passage: StoredPassage, also_in: tuple[PaperRecord, ...] = ()) -> Hit:
    """A passage that was not searched for, in the shape in which evidence is gathered; its scores say nothing."""
    window = StoredWindow(
        ordinal=passage.ordinal,
        span=passage.span,
        sentences=(passage.span,),
        passages=(passage.ordinal,),
        access=passage.access,
        paper_id=passage.paper_id,
        text=passage.text,
    )
    return Hit(window, record, (passage,), passage, 0.0, 0.0, 0.0, 0.0, (), also_in=also_in)


def render_one(key: str, passage: StoredPassage, label: str) -> str:
    """One passage as the model sees it: key, label, text on one line.

    Unseen characters are left out, and what looks like a key in the paper's own words is none any more.
    """
    label, text = (_KEY_IN_TEXT.sub(r"(\1)", visible(each)) for each in (label, passage.text))
    return f"[{key}] ({label}) {text}"


def render(evidence: Sequence[Evidence]) -> str:
    """All evidence as the model sees it, one passage a line."""
    return "\n".join(render_one(each.key, each.passage, each.label) for each in evidence)
