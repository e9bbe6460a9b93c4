"""Which sentences of papers read well by themselves, and what must stand before those that do not."""

from __future__ import annotations

import re

from ingest.structure.lines import mark_length
from ingest.structure.sentences import sentences
from rag.briefings.excerpt import Excerpt

_FEWEST_WORDS = 6
_MOST_WORDS = 90
_OPENING = "\u00a3\u2018\u201c'("
_MOST_BEFORE = 3
"""Sentences that are told before one that leans back to them."""
_FEWEST_LETTERS, _MOSTLY = 4, 0.6
_BREAKS_OFF = re.compile(
    r"\b(?:via|of|the|a|an|to|for|from|by|with|at|in|on|and|or|but|which|who|whose|than|per|as|into|its|their|our)$",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:for|if|of|on|to|about|by|into|regarding|over|against|do|take|raise|investigate|support|progress)\s+"
    r"(?:this|these|that)(?=\s*(?:[.,;:]|$)|\s+(?:to|is|was|are|will|be|up|at|with|and|matter|issue|point|concern)\b)",
    re.IGNORECASE,
)
"""A word that stands for something which must have been said before."""
_ANAPHOR = re.compile(
    r"(?:it|this|these|that|those|they|he|she|his|her|their|its|in response|in reply|the former|the latter|the same|"
    r"however|nevertheless|therefore|instead|also|such|both|each of (?:them|these)|one of (?:them|these)|"
    r"of (?:those|these|them)|(?:\w+ly|then|so|but|and) (?:it|this|they|these)|the figures?)\b",
    re.IGNORECASE,
)
_RESOLVES = re.compile(r"that\s+(?:the|a|an|consideration|no|members|officers|any)\b", re.IGNORECASE)
_TELLS_THAT = re.compile(
    r"it\s+(?:was|is|ha[sd]\s+been)\s+(?:\w+\s+){1,2}that\b(?!\s+(?:it|he|she|they|(?:this|these|those)\s+"
    r"(?:was|were|is|are|ha[sd]|have|would|will|could|should|might|must))\b)",
    re.IGNORECASE,
)
"""An "it" that stands for what follows it, where that does not begin with another such word."""
_BACK_MATTER = re.compile(
    r"\bappendi(?:x|ces)\b|\bannex(?:es|ures)?\b|\bbackground (?:papers|documents)\b|\bcontacts?\b|\blist of\b|"
    r"\breport author\b|\bauthor of\b",
    re.IGNORECASE,
)
"""Headings of the last page of a report, below which it only lists."""
_ADDRESS = re.compile(r"\w@\w|\btel(?:ephone)?\b\W{0,3}\d|\bauthor of report\b", re.IGNORECASE)
_TRAILING = re.compile(r"\b(?:it|that|this|them|these|those)\W*$", re.IGNORECASE)
_OF_ITSELF = re.compile(
    r"\b(?:the|this) (?:table|chart|graph|figure) (?:\w+ ){0,2}(?:shows?|sets?|gives?|below)|"
    r"\b(?:shown|set out|listed) below\b|"
    r"^(?:this|the) report (?:gives|sets out|explains)\b|\bmarked .{0,20}agenda item\b|"
    r"^the (?:second|third|fourth|fifth|others?|latter|former|rest) (?:is|was|are|were)\b|"
    r"^a copy of (?:the|this)\b|\bwith (?:the|these) minutes\b",
    re.IGNORECASE,
)


def is_prose(excerpt: Excerpt) -> bool:
    """Whether the words are a sentence to be read: no heading, row, lead-in, and no talk of the paper itself."""
    text = excerpt.text
    n_words = len(text.split())
    if _BACK_MATTER.search(excerpt.passage.item_title or "") or _ADDRESS.search(excerpt.text):
        return False
    is_sentence = _FEWEST_WORDS <= n_words <= _MOST_WORDS and not text.endswith(":") and " | " not in text
    is_whole = begins_well(text) and not _BREAKS_OFF.search(text) and not _is_heading(text)
    return is_sentence and is_whole and not _OF_ITSELF.search(text)


def begins_well(text: str) -> bool:
    """Whether words begin as a sentence does, and not in the middle of one."""
    return text[:1].isalnum() or text[:1] in _OPENING


def _is_heading(text: str) -> bool:
    """Whether words without a stop are written as titles are."""
    words = [each for each in text.split() if len(each) >= _FEWEST_LETTERS]
    n_large = sum(each.lstrip("(\u2018\u201c'")[:1].isupper() for each in words)
    has_stop = not (text[-1:].isalnum() or text.endswith(")"))
    return not has_stop and n_large >= _MOSTLY * len(words)


def leans_back(excerpt: Excerpt) -> bool:
    """Whether a sentence begins or ends with a word that stands for something said before it."""
    text = excerpt.text
    return bool(_TRAILING.search(text)) or _begins_back(text)


def _begins_back(text: str) -> bool:
    return bool(_ANAPHOR.match(text) and not _RESOLVES.match(text))


def is_of_before(excerpt: Excerpt) -> bool:
    """Whether a sentence leans back to something that does not stand before it in its passage."""
    if not leans_back(excerpt):
        return False
    reaching = with_antecedent(excerpt)
    if reaching is excerpt and _TRAILING.search(excerpt.text):
        return True
    return _begins_back(reaching.text) and not _TELLS_THAT.match(reaching.text)


def with_antecedent(excerpt: Excerpt) -> Excerpt:
    """A sentence that leans back, with those before it in its passage up to one that does not; others as they are."""
    if not (leans_back(excerpt) or _POINTS.search(excerpt.text)):
        return excerpt
    passage = excerpt.passage
    offset = passage.span.start
    before = [each for each in sentences(passage.text) if each.end + offset <= excerpt.span.start]
    reaching = _from_its_start(excerpt)
    if reaching is not excerpt and not _begins_back(reaching.text):
        return reaching
    for each in before[: -_MOST_BEFORE - 1 : -1]:
        start = each.start + mark_length(passage.text[each.start : each.end])
        reaching = excerpt.reaching_back(start + offset)
        if not _begins_back(reaching.text) or _TELLS_THAT.match(reaching.text):
            break
    return reaching


def _from_its_start(excerpt: Excerpt) -> Excerpt:
    """Words such as "its findings would follow" from the start of the sentence that they are only a part of."""
    offset, text = excerpt.passage.span.start, excerpt.passage.text
    for each in sentences(text) if _begins_back(excerpt.text) else ():
        start = each.start + offset + mark_length(text[each.start : each.end])
        if start < excerpt.span.start < each.end + offset:
            return excerpt.reaching_back(start)
    return excerpt
