"""Which sentences of papers read well by themselves, and what must stand before those that do not."""

from __future__ import annotations

import re

from ingest.structure.lines import mark_length
from ingest.structure.sentences import sentences
from rag.briefings.excerpt import Excerpt

_FEWEST_WORDS = 6
_MOST_WORDS = 90
_OPENING = "\u00a3\u2018\u201c'("
_ANAPHOR = re.compile(
    r"(?:it|this|these|that|those|they|he|she|his|her|their|its|in response|in reply|the former|the latter|the same|"
    r"however|nevertheless|therefore|instead|also|such|both|each of (?:them|these)|one of (?:them|these)|"
    r"the figures?)\b",
    re.IGNORECASE,
)
_RESOLVES = re.compile(r"that\s+(?:the|a|an|consideration|no|members|officers|any)\b", re.IGNORECASE)
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
    return (
        is_sentence
        and not _OF_ITSELF.search(text)
        and text[0].isalnum()
        or text[:1] in "\u00a3\u2018\u201c'("
    )


def leans_back(excerpt: Excerpt) -> bool:
    """Whether a sentence begins or ends with a word that stands for something said before it."""
    text = excerpt.text
    return bool(_TRAILING.search(text) or (_ANAPHOR.match(text) and not _RESOLVES.match(text)))


def is_of_before(excerpt: Excerpt) -> bool:
    """Whether a sentence leans back and nothing in its passage stands before it."""
    return leans_back(excerpt) and with_antecedent(excerpt) is excerpt


def with_antecedent(excerpt: Excerpt) -> Excerpt:
    """A sentence that leans back, with the one before it in its passage; others as they are."""
    if not leans_back(excerpt):
        return excerpt
    passage = excerpt.passage
    offset = passage.span.start
    before = [each for each in sentences(passage.text) if each.end + offset <= excerpt.span.start]
    if not before:
        return excerpt
    start = before[-1].start + mark_length(passage.text[before[-1].start : before[-1].end])
    return excerpt.reaching_back(start + offset)
