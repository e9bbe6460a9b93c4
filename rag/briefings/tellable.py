"""Whether words can be told by themselves, without what stands before them; and how far back they must reach if not."""

from __future__ import annotations

import re

from ingest.papers import Role, Span
from ingest.store.records import StoredPassage
from ingest.structure.lines import mark_length
from ingest.structure.sentences import sentences
from ingest.structure.terms import index_terms
from rag.instructions import is_addressed_to_machine

ROUTINE = re.compile(
    r"\W*(?:apolog|(?:confirmation |signing |approval )?(?:of )?(?:the )?(?:minutes|notes) (?:of|from)|minutes\W*$|"
    r"declarations?\b|urgent\b|date (?:and time )?of (?:the )?(?:next|future)|next meeting|exclusion of|any other|"
    r"chair(?:man|person)?'?s announcements|webcast|welcome|attendance|present\b|membership|background papers|contact|"
    r"appendi|annex|officers? to contact)",
    re.IGNORECASE,
)
"""Titles of items that every meeting has and that say nothing of its business."""
_NUMBERED_TITLE = re.compile(r"\s*(?:[A-Z]|\d{1,3})[.)]\s")
_OPTIONS = re.compile(r"\W*(?:\w+\s+)?(?:options?|alternatives?)\b", re.IGNORECASE)
"""Titles over what could be done: told alone it would read as what is to be done."""
LONGEST = 55
"""Words of what is told as one sentence, those reached back for included."""
_FEWEST_WORDS, _FEWEST_LATER, _FEWEST_TERMS = 7, 10, 4
_LEANING = re.compile(
    r"\W*(?:it|he|she|they|this|these|those|that(?!\s+the\b)|such|however|also|both|another|others|the (?:latter|"
    r"former)|his|her|their|its|in (?:reply|response|answer|addition|particular|turn)\b(?!\s+to\b)|a further|further\b|"
    r"there|then|as a result|therefore|consequently|moreover|for example|again|instead|but|and|or|so|if (?:it|they|not|"
    r"this)|of (?:these|those|them|which))\b",
    re.IGNORECASE,
)
"""Openings that lean on the sentence before."""
_SAYING_THIS = re.compile(
    r"[^.,;]{0,80}?\b(?:said|replied|stated|answered|thought|felt|agreed|added|confirmed|explained)\s+that\s+"
    r"(?:this|it|that|these|those|they)\b",
    re.IGNORECASE,
)
"""What somebody said of something that was named before."""
_SPEECH = re.compile(
    r"\b(?:said|says|stated|reported|explained|advised|asked|felt|considered|believed|thought|suggested|argued|replied|"
    r"commented|raised|expressed|noted|highlighted|questioned|queried|pointed out|stressed|remarked|outlined|informed|"
    r"told|wished|wanted|hoped|held that|of the view|confirmed|acknowledged|announced|emphasi[sz]ed|asserted|clarified|"
    r"concerns?|feared|objected|complained|praised|was against|was in favour)\b",
    re.IGNORECASE,
)
"""That somebody says it: what follows in a minute without such words is still what that person said."""
_FORMAL = re.compile(
    r"^\W*(?:also )?(?:present|apologies|apology|in attendance|attendance)\b[^.]{0,30}:|"
    r"\bschedule 12A\b|\bsection 100\w*\(|"
    r"\b(?:considered|received|presented|introduced|submitted|examined|discussed|had before (?:it|them))\s+"
    r"(?:[\w'\u2019]+\s+){1,6}(?:report|paper|presentation|evaluation|update)\b|\bwent through the\b|"
    r"\b(?:moved|proposed) by\b|\bseconded\b|\bin the chair\b|\bmeeting (?:closed|ended|began|opened)\b|"
    r"\b(?:the following|as follows|set out)\b|\b(?:shown|given) (?:in|below)\b|\battached (?:as|at)\b|"
    r"\bsee (?:the )?(?:appendix|annex)\b|\b(?:thanked|welcomed)\b|\btable (?:\d|below|shows)|"
    r"\bis (?:filed|kept) with\b|\bmarked\W{1,3}agenda item\b|^\W*reports? (?:of|by|from) the\b|"
    r"\bthe minutes\b.{0,60}\b(?:agreed|confirmed|signed|approved|accepted)\b|\bnext meeting (?:was|is|will)\b|"
    r"\bapologies\b.{0,30}\breceived\b|\bsederunt\b|@\w|\bwww\.|\bhttps?:|\btel(?:ephone)?\b\W{0,3}\d",
    re.IGNORECASE,
)
"""What is said of the proceedings and not of the matter."""
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|might|must|shall|should|do|does|did|to)\b",
    re.IGNORECASE,
)
_OPENS = "\u00a3\u201c\u2018\"'"


def first_line(title: str | None) -> str:
    """The first line of an item's title, without the stop at its end: what follows is said of the item."""
    lines = (title or "").strip().split("\n")
    return " ".join(lines[0].split()).rstrip(" .:;")


def has_own_item(passage: StoredPassage) -> bool:
    """Whether a passage stands under an item that is numbered: only such a title surely holds for all below it."""
    return passage.item is not None or bool(_NUMBERED_TITLE.match(passage.item_title or ""))


def is_formal(text: str) -> bool:
    """Whether words speak of the proceedings, or point at a place where the matter stands, and not of the matter."""
    return _FORMAL.search(text) is not None


def stands_alone(passage: StoredPassage, span: Span, text: str) -> bool:
    """Whether words, from the beginning of a sentence on, say something of the business that can be told."""
    n_words, first = len(text.split()), passage.span.start + mark_length(passage.text)
    title = passage.item_title or ""
    is_routine = bool(ROUTINE.match(title) or (_OPTIONS.match(title) and not text.startswith("Option")))
    is_cut = passage.is_truncated and span.end == passage.span.end
    is_whole = text[0].isupper() or text[0].isdigit() or text[0] in _OPENS
    ending = text.rstrip("\"'\u2019\u201d)]")
    is_heading = not ending.endswith((".", "!")) and not (_VERB.search(text) or _SPEECH.search(text))
    if (
        is_routine
        or is_cut
        or " | " in text
        or not is_whole
        or is_heading
        or ending.endswith((":", "?", ";"))
    ):
        return False
    if _is_leaning(text) or is_formal(text) or is_addressed_to_machine(text):
        return False
    if sum(not term[0].isdigit() for term in set(index_terms(text))) < _FEWEST_TERMS:
        return False
    return (_FEWEST_WORDS if span.start == first else _FEWEST_LATER) <= n_words <= LONGEST


def reaching_back(passage: StoredPassage, span: Span) -> Span:
    """The span, from the sentence on that says whom or what its words are of.

    Words that open with "It" or "They", and what a speaker goes on to say in minutes, begin with an earlier sentence
    of the passage. The span itself where no earlier one helps, or where that would be too long to be told.
    """
    base, text = passage.span.start, passage.text
    spans = sentences(text)
    here = next((n for n, each in enumerate(spans) if base + each.end >= span.end), None)
    if here is None or base + spans[here].start > span.start:
        return span
    first = here
    while first > 0 and _leans(passage, spans, first, here):
        first -= 1
    start = base + spans[first].start
    start += mark_length(text[spans[first].start : spans[first].end])
    is_short = len(text[start - base : span.end - base].split()) <= LONGEST
    return Span(start, span.end) if first < here and is_short else span


def is_speakers(passage: StoredPassage, span: Span) -> bool:
    """Whether words of minutes go on with what somebody said, and do not say who."""
    base = passage.span.start
    before, words = (
        passage.text[: max(span.start - base, 0)],
        passage.text[span.start - base : span.end - base],
    )
    return passage.role is Role.DISCUSSION and bool(_SPEECH.search(before)) and not _SPEECH.search(words)


def _leans(passage: StoredPassage, spans: list[Span], first: int, last: int) -> bool:
    opening = passage.text[spans[first].start : spans[first].end]
    base = passage.span.start
    whole = Span(base + spans[first].start, base + spans[last].end)
    return _is_leaning(opening) or is_speakers(passage, whole)


def _is_leaning(text: str) -> bool:
    return bool(_LEANING.match(text) or _SAYING_THIS.match(text))
