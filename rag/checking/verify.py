"""Each sentence against its anchors, deterministically: does the cited text bear it out?

Checked: that quotations are in the stored text word for word, the figures and what they are of, dates, names,
negation, who did what and how surely, conditions, and the share of content words. What fails is dropped or
marked by the callers, never just stripped of its marker. Of the two errors, calling a changed sentence
supported is the worse.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from ingest.structure.lines import mark_length
from ingest.structure.terms import fold
from rag.checking.bindings import misfits
from rag.checking.counted import count_shifts
from rag.checking.force import shifts
from rag.checking.lexicon import LIGHT, NEGATORS, hedges_of
from rag.checking.links import link_shifts
from rag.checking.listed import list_shifts
from rag.checking.naming import opening_stranger, strangers
from rag.checking.polarity import compared, opposed, turned_round
from rag.checking.reading import Reading, quotations, read
from rag.checking.regions import Region, Source, clauses, is_held, nearest, regions, share_held, unheld
from rag.checking.roles import role_shifts
from rag.checking.substitution import substituted

_SUPPORTED = 0.75
"""Share of a sentence's content words that the place it rests on must hold."""
_PARTLY = 0.5
_WHOLE = 0.85
"""Share above which a sentence is taken to rest on one place; below it each clause may have its own."""
_ELSEWHERE = 0.5
"""What a word counts against a sentence when the sources hold it, but in another place."""
_QUALIFIES_AFTER = re.compile(
    r"^\W*(?:subject to|provided|unless|except|if|until|once|but|pending|in principle|on condition|should it|"
    r"should they|for one|only|without|as an? )\b",
    re.IGNORECASE,
)
_PLAIN_WORDS = 0.6
"""Share of the words besides names and figures that must be held: a name and a date bear out no verb."""
_GRAVE = 0.25
_SLIGHT = 0.05


class Verdict(StrEnum):
    """How far the cited text bears a sentence out."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not_found"


class Entailment(Protocol):
    """A second reader: how surely a premise bears out a hypothesis. None is configured by default."""

    def score(self, premise: str, hypothesis: str) -> float:
        """Between 0 (no) and 1 (yes)."""
        ...


@dataclass(frozen=True)
class Examination:
    """A verdict and what it rests on.

    ``support`` is between 0 and 1, higher for better borne out: the share of the words, less what is changed.
    ``conflicts`` say something else than the source, ``gaps`` too much or too little; both in words to show.
    """

    verdict: Verdict
    support: float
    conflicts: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()


def folded(text: str) -> str:
    """White space folded, curly quotes and dashes made plain: the form in which quotes are compared."""
    return " ".join(fold(text).split())


def is_quoted(quote: str, text: str) -> bool:
    """True when ``text`` holds ``quote`` word for word."""
    return folded(quote) in folded(text)


def verify(sentence: str, sources: Sequence[str | Source], entailment: Entailment | None = None) -> Verdict:
    """The verdict on one sentence; ``sources`` are the texts that it cites, in any order.

    No source means not found. A figure or a name that the place does not give, a "not" on one side only, another
    act or another actor is a contradiction where most words agree, and not found where they do not. What is left
    out or added without changing the rest makes it partly.
    """
    return examine(sentence, sources, entailment).verdict


def examine(
    sentence: str, sources: Sequence[str | Source], entailment: Entailment | None = None
) -> Examination:
    """The verdict on one sentence with its reasons; see ``verify``.

    An entailment reader can lower a verdict from supported to partly; it never raises one.
    """
    cited = [each if isinstance(each, Source) else Source(each) for each in sources]
    cited = [each for each in cited if each.text.strip()]
    if not cited or not folded(sentence):
        return Examination(Verdict.NOT_FOUND, 0.0)
    if any(_is_verbatim(sentence, each) for each in cited):
        return Examination(Verdict.SUPPORTED, 1.0)
    found = _examined(_without_mark(sentence.strip(), cited), cited)
    if entailment is not None and found.verdict is Verdict.SUPPORTED:
        premise = " ".join(each.text for each in cited)
        if entailment.score(premise, sentence) < _PARTLY:
            return Examination(Verdict.PARTLY, found.support, (), (*found.gaps, "a second reader doubts it"))
    return found


def _is_verbatim(sentence: str, source: Source) -> bool:
    """True when the source holds the sentence word for word and does not go on to qualify it."""
    quote, text = folded(sentence), folded(source.text)
    at = text.find(quote)
    while at >= 0:
        before, after = text[:at], text[at + len(quote) :]
        if (
            _is_edge(before[-1:], quote[0])
            and _is_edge(quote[-1], after[:2])
            and _stands_alone(before, quote, after)
        ):
            return True
        at = text.find(quote, at + 1)
    return False


def _is_edge(one: str, other: str) -> bool:
    """True when no word or figure is cut in two between two characters."""
    if not one or not other:
        return True
    if one[-1].isdigit() and re.match(r"[%,.:/]\d|%|\d", other):
        return False
    return not (one[-1].isalnum() and other[0].isalnum())


def _stands_alone(before: str, quote: str, after: str) -> bool:
    """True when nothing in the rest of its sentence qualifies the quoted part."""
    if quote[-1] in ".!?;:" or not after.strip():
        tail = ""
    else:
        tail = re.split(r"[.!?;](?:\s|$)", after, maxsplit=1)[0]
    head = re.split(r"[.!?;:]\s", before)[-1]
    return not _QUALIFIES_AFTER.search(tail) and not _is_governed(head)


def _is_governed(head: str) -> bool:
    """True when what comes before in the sentence denies or reserves what follows."""
    lowers = [token.lower for token in read(head).tokens]
    return any(word in NEGATORS or hedges_of(word) for word in lowers)


def _without_mark(sentence: str, cited: Sequence[Source]) -> str:
    """The sentence without the number or letter of its place in a list, where a source has the same there."""
    length = mark_length(sentence)
    mark = re.compile(rf"^\s*{re.escape(sentence[:length].strip())}", re.MULTILINE)
    return sentence[length:] if any(mark.search(each.text) for each in cited) else sentence


def _examined(sentence: str, sources: Sequence[Source]) -> Examination:
    reading = read(sentence)
    whole = nearest(reading, sources)
    if whole is None or not reading.content:
        return Examination(Verdict.NOT_FOUND, 0.0)
    stitched = [
        quote for quote in quotations(sentence) if not any(is_quoted(quote, each.text) for each in sources)
    ]
    conflicts = tuple(f"not word for word: {quote}" for quote in stitched)
    parts = clauses(sentence)
    if share_held(reading.content, whole) >= _WHOLE or len(parts) < 2:
        return _judged([(reading, whole)], sources, conflicts)
    pairs = []
    for part in parts:
        piece = read(part)
        region = nearest(piece, sources)
        if region is not None and piece.content:
            pairs.append((piece, region))
    return _judged(pairs or [(reading, whole)], sources, conflicts)


def _judged(
    pairs: Sequence[tuple[Reading, Region]], sources: Sequence[Source], conflicts: tuple[str, ...]
) -> Examination:
    """The verdict on a sentence whose parts rest each on a region: that of the weakest part."""
    gaps: tuple[str, ...] = ()
    shares, worst = [], 1.0
    for reading, region in pairs:
        more, fewer = _compared(reading, region)
        conflicts, gaps = (*conflicts, *more), (*gaps, *fewer)
        share = share_held(reading.content, region)
        elsewhere = _from_elsewhere(reading, region, sources)
        shares.append(share)
        if _share_of_words(reading, region) < _PLAIN_WORDS:
            gaps = (*gaps, "hardly a word besides names and figures is in the source")
        worst = min(worst, share - _ELSEWHERE * len(elsewhere) / (len(reading.content) or 1))
    support = max(0.0, sum(shares) / len(shares) - _GRAVE * bool(conflicts) - _SLIGHT * len(gaps))
    if conflicts:
        agrees = min(shares) >= _PARTLY
        return Examination(Verdict.CONTRADICTED if agrees else Verdict.NOT_FOUND, support, conflicts, gaps)
    if worst >= _SUPPORTED and not gaps:
        return Examination(Verdict.SUPPORTED, support)
    if min(shares) >= _PARTLY:
        return Examination(Verdict.PARTLY, support, (), gaps or (f"words not in the source ({worst:.2f})",))
    return Examination(Verdict.NOT_FOUND, support, (), gaps)


def _share_of_words(reading: Reading, region: Region) -> float:
    """Share of the words that are no names and no figures that a region holds, between 0 and 1; 1 for none."""
    plain = [
        token
        for token in reading.content
        if token.kind == "word" and not token.is_capital and token.key not in LIGHT
    ]
    return share_held(plain, region)


def _compared(reading: Reading, region: Region) -> tuple[list[str], list[str]]:
    """What a part says otherwise than its region, and what it says too much or too little."""
    conflicts = [f"name: {name}" for name in strangers(reading, region)]
    conflicts += [f"not: {word}" for word in turned_round(reading, region)]
    conflicts += [f"opposite: {word}" for word in opposed(reading, region)]
    gaps = [f"in place of another word: {word}" for word in substituted(reading, region)]
    gaps += [f"compared by the sentence alone: {word}" for word in compared(reading, region)]
    opening = opening_stranger(reading, region)
    if opening:
        gaps.append(f"first word: {opening}")
    for misfit in misfits(reading, region):
        (conflicts if misfit.is_grave else gaps).append(misfit.what)
    found = [
        *shifts(reading, region),
        *link_shifts(reading, region),
        *role_shifts(reading, region),
        *count_shifts(reading, region),
        *list_shifts(reading, region),
    ]
    for shift in found:
        (conflicts if shift.is_grave else gaps).append(shift.what)
    return conflicts, gaps


def _from_elsewhere(reading: Reading, region: Region, sources: Sequence[Source]) -> list[str]:
    """The words that the region does not hold and another sentence of the sources does."""
    missing = unheld(reading.content, region)
    if not missing:
        return []
    others = [other for source in sources for other in regions(source) if other.core is not region.core]
    return [token.lower for token in missing if any(is_held(token, other.core.tokens) for other in others)]
