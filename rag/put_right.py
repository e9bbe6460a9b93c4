"""What minutes put right in earlier ones where only what should stand there is told: "the toll in minute 9 reading $4".

What stood there is not told, so it is looked for: under the minute that is named, or with all the words of what the
figure is of. A wording that names both is a rewording (rag/rewording.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ingest.papers import Span
from ingest.structure.dates import dates_in
from ingest.structure.motions import is_motion
from ingest.structure.terms import index_terms
from rag.like_figures import figures_in
from rag.references import references_in
from rag.ways_undone import FEWEST_WORDS, GAP, OF_ANY, ONLY_THOUGHT_OF, How, Undoing

_WHAT = r"(?P<what>(?:(?!\b(?:that|subject)\b)[^.;:]){3,80}?)"
_READS = (
    r"(?:reading|being(?:\s+(?:shown|recorded|read)\s+as)?|(?:should|to|shall)\s+(?:read|be(?:\s+(?:shown|recorded)\s+as)?|"
    r"have\s+(?:read|been))|be(?:ing)?\s+(?:amended|corrected|changed)\s+to(?:\s+read)?)\s+"
    r"(?P<right>[\u00a3\u20ac$]?\d(?:[\d,.]*\d)?(?:\s?(?:million|billion|per\s?cent|%|m\b|k\b))?)"
)
"""What should stand in minutes, where they are not said to have what: "the toll in minute 9 reading $4"."""
_PUT = r"(?:amended|corrected|changed|altered|revised)"
_READS_SO = (
    rf"(?:reading|reads?|(?:should|to|shall)\s+(?:read|be\s+{_PUT}\s+to(?:\s+read)?|have\s+read)|"
    rf"(?:(?:be|being|was|were|is|are|having\s+been)\s+)?{_PUT}\s+(?:so\s+as\s+)?to(?:\s+(?:read|say|show|state|be))?)\s*:?\s+"
)
_BARE = (
    r"(?:[A-Z]{0,3}[\u00a3\u20ac$\u00a5\u20b9]\s?|R\s?)?\d(?:[\d,.]*\d)?"
    r"(?:\s?(?:million|billion|per\s?cent|%|m\b|k\b))?(?![\w/])(?:\s(?!(?:and|but|not|in|on|at|as|for|to|from)\b)[a-z]+)?"
)
_STATED = rf"(?:\"(?P<quoted>[^\"]{{1,200}})\"|(?P<bare>{_BARE}))"
_PART = (
    r"(?:,?\s+(?:the\s+)?(?:\w+\s+)?(?:paragraph|para|point|line|sentence|bullet|resolution)\b"
    r"(?:\s+\(?(?P<part>[ivxl]{1,4}|[a-z]|\d{1,2})\)?(?!\w))?,?)?"
)
_IS = r"(?:was|were|is|are|had\s+been|has\s+been|be|being)"
_SHOULD = (
    rf"(?:(?:should|to|shall)\s+(?:read|be|have\s+been|have\s+read)|reading|being(?:\s+{_PUT}\s+to(?:\s+read)?)?|"
    rf"be\s+{_PUT}\s+to(?:\s+read)?)"
)
_UNNUMBERED = (
    re.compile(
        r"\b(?:corrections?|amendments?|alterations?|change)\b(?:\s*(?:that|:|,?\s+namely,?))\s+(?:the\s+)?"
        rf"{_WHAT}\s+(?:{_IS}|{_SHOULD})\s+{_STATED}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:subject\s+to|save\s+that|except\s+that|provided\s+that|not(?:ed|ing)\s+that)\s+(?:the\s+)?{_WHAT}\s+"
        rf"{_SHOULD}\s+{_STATED}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:correcting|amending|altering|(?:correction|amendment|alteration)\s+of)\s+(?:the\s+)?{_WHAT}\s+"
        rf"to(?:\s+read)?\s+{_STATED}",
        re.IGNORECASE,
    ),
)
"""What should stand in minutes as they are approved, without the number of the minute."""
_APPROVES = re.compile(
    r"\b(?:approv\w+|adopt\w*|confirm\w*|sign\w*|accept\w*|agree\w*|correct\s+record)\b", re.IGNORECASE
)
_REFUSED = re.compile(
    r"\b(?:but|however|although)\b|\b(?:declin|refus|reject|defeat)\w*|\b(?:motion|amendment)\s+(?:was\s+|is\s+)?lost\b|"
    r"\bnot\s+(?:agreed|accepted|supported|approved|carried|upheld)\b",
    re.IGNORECASE,
)
"""Words of a correction that was asked for in vain."""
_SHOWS = r"\b(?:to|should|shall)\s+(?:show|record|state|reflect|say)"
_SO_THAT = rf"\b{_PUT}\s+so\s+(?:that|as\s+to\s+(?:show|record|state|reflect|say|read)(?:\s+that)?)"
_TWO_SIDED = re.compile(
    r"\s*,?\s*\(?(?:\w+\s+)?(?:and\s+not|not|instead\s+of|rather\s+than|in\s+place\s+of)\b", re.IGNORECASE
)
_OF_PROCEDURE = re.compile(
    r"\b(?:propos|second|carri|sign|resol|agree|approv|adopt|mov|confirm|minut|item|correct|amend)\w*|\?",
    re.IGNORECASE,
)
_WHOLE_SENTENCE = 5
"""Terms with which a quoted wording is a sentence, and no figure with its unit."""


def put_right(sentence: str, span: Span, title: str = "") -> Iterator[Undoing]:
    """What is put right in earlier minutes where only what should stand there is told; ``title`` is the item's."""
    days = frozenset(each.day for each in (*dates_in(sentence), *dates_in(title)))
    numbered = references_in(sentence)
    found = False
    for reference in numbered:
        for undoing in _at(sentence, reference, span, days):
            found = True
            yield undoing
    if not found and _APPROVES.search(sentence) and not _REFUSED.search(sentence):
        yield from _unnumbered(sentence, span, title, numbered)


def told_besides(sentence: str, span: Span, first: Undoing) -> Undoing | None:
    """The sentence right behind one that puts a record right, where it says more of it; the span is that of both."""
    about = frozenset(each for each in index_terms(sentence) if each[0].isalpha()) - OF_ANY
    is_more = first.how is How.RECORD and first.number is not None and len(about) >= FEWEST_WORDS
    if not is_more or _OF_PROCEDURE.search(sentence) or is_motion(sentence):
        return None
    return Undoing(How.RECORD, Span(first.span.start, span.end), first.number, first.point, first.days, about)


def _at(sentence: str, reference: re.Match[str], span: Span, days: frozenset[date]) -> Iterator[Undoing]:
    """What is put right at the minute that a reference names."""
    named, number = re.escape(reference.group().strip()), reference.group("number")
    reading = _figure_at(sentence, named)
    if reading is not None:
        about = frozenset(index_terms(reading.group("what"))) - OF_ANY
        if about:
            yield Undoing(How.READING, span, number, None, days, about, reading.group("right"))
    stated = (
        None if reading else re.search(rf"{named}{_PART}\s+{_READS_SO}{_STATED}", sentence, re.IGNORECASE)
    )
    if (
        stated is not None
        and not _TWO_SIDED.match(sentence[stated.end() :])
        and not _REFUSED.search(sentence)
    ):
        part = (
            stated.group("part") or reference.group("before") or (reference.group("point") or "").strip("()")
        )
        point = f"({part.lower()})" if part else None
        yield from _stated(stated, span, number, point, days)
    for pattern in (
        rf"{_SHOWS}\s+(?:in|at|under)\s+{named},?\s+that\s+(?P<clause>.+)",
        rf"{named}{GAP}(?:{_SHOWS}\s+that|{_SO_THAT})\s+(?P<clause>.+)",
    ):
        match = re.search(pattern, sentence, re.IGNORECASE)
        if match is not None and not ONLY_THOUGHT_OF.search(sentence[: match.start()]):
            about = frozenset(index_terms(match.group("clause"))) - OF_ANY
            if len(about) >= FEWEST_WORDS:
                yield Undoing(
                    How.RECORD, span, number, (reference.group("point") or "").strip(" ") or None, days, about
                )
                break


def _figure_at(sentence: str, named: str) -> re.Match[str] | None:
    for pattern in (
        rf"\b(?:the|an?)\s+{_WHAT}\s+(?:in|at|under|of)\s+{named}\s+{_READS}",
        rf"{named}\s*[,:-]\s*(?:the\s+)?{_WHAT}\s+{_READS}",
    ):
        match = re.search(pattern, sentence, re.IGNORECASE)
        if match is not None and not _TWO_SIDED.match(sentence[match.end() :]):
            return match
    return None


def _stated(
    match: re.Match[str], span: Span, number: str, point: str | None, days: frozenset[date]
) -> Iterator[Undoing]:
    """What a minute should read: a figure with its unit, or a sentence that takes the place of a like one."""
    right = match.group("quoted") or match.group("bare")
    terms = frozenset(index_terms(right)) - OF_ANY
    if match.group("quoted") and len(terms) >= _WHOLE_SENTENCE:
        yield Undoing(How.RECORD, span, number, point, days, terms)
    elif any(figures_in(right)):
        yield Undoing(How.READING, span, number, point, days, frozenset(), right, is_exact=True)


def _unnumbered(sentence: str, span: Span, title: str, numbered: list[re.Match[str]]) -> Iterator[Undoing]:
    """What should stand in the minutes that a sentence approves, told by what the figure is of."""
    for pattern in _UNNUMBERED:
        match = pattern.search(sentence)
        if match is None or _TWO_SIDED.match(sentence[match.end() :]):
            continue
        right = match.group("quoted") or match.group("bare")
        about = frozenset(each for each in index_terms(match.group("what")) if each[0].isalpha()) - OF_ANY
        about |= _months(match.group("what"))
        number = numbered[0].group("number") if numbered else None
        named = [*dates_in(sentence[: match.start()]), *dates_in(title)]
        days = frozenset(each.day for each in named[:1])
        if any(figures_in(right)) and (number or len(about) >= FEWEST_WORDS):
            yield Undoing(How.READING, span, number, None, days, about, right, is_exact=True)
            return


def _months(what: str) -> frozenset[str]:
    """The months that a figure is of: "February ridership"."""
    return frozenset(index_terms(" ".join(re.findall(_MONTH, what))))


_MONTH = r"January|February|March|April|May|June|July|August|September|October|November|December"
